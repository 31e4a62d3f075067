import XMLBuilder from 'fast-xml-builder';

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
});

/**
 * A value as one XML document. Lists are wrapped as the Query protocol wraps them (`<member>`, and `<entry>` with
 * `<key>` and `<value>` for a Map); dates have no milliseconds, as IAM's; what is undefined is left out.
 */
export function xmlDocument(root: string, namespace: string | undefined, content: object): string {
  const attributes = namespace === undefined ? {} : { '@xmlns': namespace };
  const xml = builder.build({ [root]: { ...attributes, ...(node(content) as object) } });
  return (
    xml
      // No XML parser may accept these, and none would give a bare CR back.
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
