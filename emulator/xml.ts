import XMLBuilder from 'fast-xml-builder';

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
});

/**
 * Converts a value to an XML document of the Query protocol. A list has `<member>` elements, a Map has `<entry>` elements with
 * `<key>` and `<value>`. Dates have no milliseconds, as in IAM's responses. Undefined fields are omitted.
 */
export function xmlDocument(root: string, namespace: string | undefined, content: object): string {
  const attributes = namespace === undefined ? {} : { '@xmlns': namespace };
  const xml = builder.build({ [root]: { ...attributes, ...(node(content) as object) } });
  return (
    xml
      // XML forbids these characters, and parsers normalize a bare CR.
      .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
      .replaceAll('\r', '&#xD;')
  );
}

function node(value: unknown): unknown {
  if (Array.isArray(value)) return { member: value.map(node) };
  if (value instanceof Date) return value.toISOString().replace(/\.\d+Z$/, 'Z');
  if (value instanceof Map)
    return { entry: [...value].map(([key, item]) => ({ key: node(key), value: node(item) })) };
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, node(item)]),
  );
}
