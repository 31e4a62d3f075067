/** The changes of policy documents as unified diffs of their canonical form, which show only differences in meaning. */
import { structuredPatch } from 'diff';
import { canonicalDocument, sameDocument, type PolicyDocument } from '../aws/policy-document.ts';
import { RESOURCES } from '../resources/index.ts';
import { isDocument, propertiesOf, valueOf } from '../resources/properties.ts';
import type { Resource, ResourceKind, State } from '../resources/resource.ts';
import { fold, type Block } from './size-limit.ts';
import { code, fenced, htmlCode } from './markdown.ts';
import { isPlainTrust } from './words.ts';

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

/** Longer diffs are folded. */
const MAX_OPEN_LINES = 30;

type KindWords = Readonly<Record<PolicyDiff['kind'], string>>;
const OF_CHANGES: KindWords = { new: 'new', removed: 'removed', changed: 'changed' };
/** Drift leads from the declared document to the one found. */
export const OF_DRIFT: KindWords = {
  new: 'found, not declared',
  removed: 'declared, missing',
  changed: 'found differs from declared',
};

/** Returns a diff of every document that differs between the two states, one block each; folded if they are long. */
export function policyDiffs(
  start: State,
  target: State,
  kinds: readonly ResourceKind[] = RESOURCES,
  words = OF_CHANGES,
): Block[] {
  const diffs = allDiffs(start, target, kinds);
  const lines = diffs.reduce((sum, diff) => sum + diff.lines.length, 0);
  return diffs.map((diff) => block(diff, lines <= MAX_OPEN_LINES, words));
}

interface PolicyDiff {
  readonly label: string;
  /** The name of an inline policy; empty for any other document. */
  readonly name: string;
  readonly kind: 'new' | 'removed' | 'changed';
  readonly lines: readonly string[];
}

function block({ label, name, kind, lines }: PolicyDiff, open: boolean, words: KindWords): Block {
  const title = `${label.charAt(0).toUpperCase()}${label.slice(1)}`;
  const shown = `the diff of the ${label}${name === '' ? '' : ` ${code(name)}`}`;
  const omitted = lines.length - MAX_LINES;
  const diff = [
    fenced('diff', lines.slice(0, MAX_LINES).join('\n')),
    ...(omitted > 0 ? ['', `**Too long to read, so cut here: ${omitted} further lines.**`] : []),
  ].join('\n');
  const number = (sign: string): number => lines.filter((line) => line.startsWith(sign)).length;
  const counts = `${words[kind]}: +${number('+')} −${number('-')}`;
  if (open)
    return {
      name: shown,
      markdown: `**${title}**${name === '' ? '' : ` ${code(name)}`}, ${counts}\n\n${diff}`,
    };
  const heading = `${title}${name === '' ? '' : ` ${htmlCode(name)}`}, ${counts}`;
  return fold(heading, shown, [{ name: shown, markdown: diff }]);
}

function allDiffs(start: State, target: State, kinds: readonly ResourceKind[]): PolicyDiff[] {
  return kinds.flatMap(({ kind, properties }) => {
    const documents = [start, target].map((state) => documentsOf(state[kind]));
    const [before = new Map<string, PolicyDocument>(), after = new Map<string, PolicyDocument>()] = documents;
    const names = Object.keys(properties).flatMap((field) =>
      [...new Set([...before.keys(), ...after.keys()])].filter((key) => key.split('/')[0] === field).sort(),
    );
    return names.flatMap((property) => {
      const [field = '', ...entry] = property.split('/');
      const label = properties[field]?.label ?? field;
      return policyDiff(label, entry.join('/'), before.get(property), after.get(property));
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

function policyDiff(
  label: string,
  name: string,
  before?: PolicyDocument,
  after?: PolicyDocument,
): PolicyDiff[] {
  if (before === after || (before !== undefined && after !== undefined && sameDocument(before, after)))
    return [];
  // The table names the services, and there is no more to a new policy for them.
  if (before === undefined && after !== undefined && isPlainTrust(after)) return [];
  const kind = before === undefined ? 'new' : after === undefined ? 'removed' : 'changed';
  return [{ label, name, kind, lines: difference(pretty(before), pretty(after)) }];
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
