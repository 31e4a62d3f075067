/** The changes of policy documents as unified diffs of their canonical form, which show only differences in meaning. */
import { structuredPatch } from 'diff';
import { canonicalDocument, sameDocument, type PolicyDocument } from '../aws/policy-document.ts';
import { RESOURCES } from '../resources/index.ts';
import { isDocument, propertiesOf, valueOf } from '../resources/properties.ts';
import type { Resource, ResourceKind, State } from '../resources/resource.ts';
import type { Block } from './size-limit.ts';
import { code, fenced } from './markdown.ts';

/** Documents within IAM's quotas hardly ever differ by as many lines. */
const MAX_LINES = 1_000;

const OPTIONS = {
  context: 3,
  // Finding the shortest diff of two documents that have little in common takes seconds and shows nothing.
  maxEditLength: 300,
  // Ignores a trailing comma. The library supports `comparator` here, but its types don't list it.
  comparator: (a: string, b: string) =>
    a === b || (Math.abs(a.length - b.length) === 1 && withoutComma(a) === withoutComma(b)),
};

function withoutComma(line: string): string {
  return line.endsWith(',\n') ? `${line.slice(0, -2)}\n` : line;
}

/** Returns a diff of every document that differs between the two states, one block each. */
export function policyDiffs(
  start: State,
  target: State,
  kinds: readonly ResourceKind[] = RESOURCES,
): Block[] {
  return kinds.flatMap(({ kind, properties }) => {
    const documents = [start, target].map((state) => documentsOf(state[kind]));
    const [before = new Map<string, PolicyDocument>(), after = new Map<string, PolicyDocument>()] = documents;
    const names = Object.keys(properties).flatMap((field) =>
      [...new Set([...before.keys(), ...after.keys()])].filter((key) => key.split('/')[0] === field).sort(),
    );
    return names.flatMap((property) => {
      const [field = '', ...entry] = property.split('/');
      const name = entry.length === 0 ? '' : ` ${code(entry.join('/'))}`;
      const title = `the ${properties[field]?.label ?? field}${name}`;
      return policyDiff(title, before.get(property), after.get(property));
    });
  });
}

/** Returns the documents of a resource by property. */
function documentsOf(resource: Resource | undefined): ReadonlyMap<string, PolicyDocument> {
  return new Map(
    [...propertiesOf(resource).keys()].flatMap((property) => {
      const value = valueOf(resource, property);
      return isDocument(value) ? [[property, value] as const] : [];
    }),
  );
}

function policyDiff(title: string, before?: PolicyDocument, after?: PolicyDocument): Block[] {
  if (before === after || (before !== undefined && after !== undefined && sameDocument(before, after)))
    return [];
  const lines = difference(pretty(before), pretty(after));
  const kind = before === undefined ? 'new' : after === undefined ? 'removed' : 'changed';
  const omitted = lines.length - MAX_LINES;
  const markdown = [
    `**${title.charAt(4).toUpperCase()}${title.slice(5)}**, ${kind}`,
    '',
    fenced('diff', lines.slice(0, MAX_LINES).join('\n')),
    ...(omitted > 0 ? ['', `**Too long to read, so cut here: ${omitted} further lines.**`] : []),
  ];
  return [{ name: `the diff of ${title}`, markdown: markdown.join('\n') }];
}

function difference(before: string, after: string): string[] {
  const allLines = (sign: string, text: string): string[] =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => sign + line);
  // Shows a new or deleted document whole, and also two documents without similarities. The new one is first, because the
  // end may be cut off.
  const patch =
    before === '' || after === '' ? undefined : structuredPatch('', '', before, after, '', '', OPTIONS);
  return (
    patch?.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
      ...lines,
    ]) ?? [...allLines('+', after), ...allLines('-', before)]
  );
}

function pretty(document: PolicyDocument | undefined): string {
  return document === undefined ? '' : `${JSON.stringify(canonicalDocument(document), undefined, 2)}\n`;
}
