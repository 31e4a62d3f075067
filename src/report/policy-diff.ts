/** What changes in policy documents, as unified diffs of their canonical form, so that only meaning shows. */
import { structuredPatch } from 'diff';
import { canonicalDocument, sameDocument, type PolicyDocument } from '../aws/policy-document.ts';
import { RESOURCES } from '../resources/index.ts';
import { isDocument, propertiesOf, valueOf } from '../resources/properties.ts';
import type { Resource, ResourceKind, State } from '../resources/resource.ts';
import type { Block } from './size-limit.ts';
import { code, fenced } from './markdown.ts';

/** Far more than the documents that IAM's quotas allow can differ by in practice. */
const MAX_LINES = 1_000;

const OPTIONS = {
  context: 3,
  // Finding the shortest way between two documents that have next to nothing in common takes seconds and shows nothing.
  maxEditLength: 300,
  // As for every diff of the library, though its types forget it here: that an item has a successor is no difference.
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
  // A document that comes or goes is shown from end to end, as are both of two that are nothing alike: the new one first,
  // lest it be what is cut.
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
