/** The changes of policy documents as unified diffs of their canonical form, which show only differences in meaning. */
import { createTwoFilesPatch, OMIT_HEADERS } from 'diff';
import { canonicalDocument, type PolicyDocument } from '../aws/policy-document.ts';
import { RESOURCES } from '../resources/index.ts';
import { differences, propertiesOf, valueOf } from '../resources/properties.ts';
import type { Resource, ResourceKind, State } from '../resources/resource.ts';
import { documentsIn } from './differences.ts';
import { code, fenced, htmlCode } from './markdown.ts';
import { blockOf, fold, type Block } from './size-limit.ts';
import { isPlainTrust } from './words.ts';

/** Documents within IAM's quotas hardly ever differ by as many lines. */
const MAX_LINES = 1_000;

const OPTIONS = {
  context: 3,
  headerOptions: OMIT_HEADERS,
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

const OF_CHANGES = { new: 'new', removed: 'removed', changed: 'changed' };
/** Drift leads from the declared document to the one found. */
export const OF_DRIFT: typeof OF_CHANGES = {
  new: 'found, not declared',
  removed: 'declared, missing',
  changed: 'found differs from declared',
};

interface PolicyDiff {
  readonly label: string;
  /** The name of an inline policy; empty for any other document. */
  readonly name: string;
  readonly kind: keyof typeof OF_CHANGES;
  readonly lines: readonly string[];
}

/** Returns a diff of every document that differs between the two states, one block each; folded if they are long. */
export function policyDiffs(start: State, target: State, words = OF_CHANGES): Block[] {
  const diffs = RESOURCES.flatMap((kind) => diffsOf(kind, start[kind.kind], target[kind.kind]));
  const lines = diffs.reduce((sum, diff) => sum + diff.lines.length, 0);
  return diffs.map((diff) => block(diff, lines <= MAX_OPEN_LINES, words));
}

function block({ label, name, kind, lines }: PolicyDiff, open: boolean, words: typeof OF_CHANGES): Block {
  const noun = `${label.charAt(0).toUpperCase()}${label.slice(1)}`;
  const titled = (before: string, after: string): string => `${before}${name === '' ? '' : ` ${after}`}`;
  const shown = titled(`the diff of the ${label}`, code(name));
  const omitted = lines.length - MAX_LINES;
  const diff = [
    fenced('diff', lines.slice(0, MAX_LINES).join('\n')),
    ...(omitted > 0 ? ['', `**Too long to read, so cut here: ${omitted} further lines.**`] : []),
  ].join('\n');
  const number = (sign: string): number => lines.filter((line) => line.startsWith(sign)).length;
  const counts = `${words[kind]}: +${number('+')} −${number('-')}`;
  const title = titled(`**${noun}**`, code(name));
  if (open) return { name: shown, title, markdown: `${title}, ${counts}\n\n${diff}` };
  const folded = fold(`${titled(noun, htmlCode(name))}, ${counts}`, shown, blockOf(shown, diff));
  return { ...folded, title };
}

/** Returns the diffs of one resource, in the order of its kind's properties. */
function diffsOf({ properties }: ResourceKind, start?: Resource, target?: Resource): PolicyDiff[] {
  const changed = differences(propertiesOf(start), propertiesOf(target)).sort();
  return Object.entries(properties).flatMap(([field, { label }]) =>
    changed
      .filter((property) => property.split('/')[0] === field)
      .flatMap((property) => {
        const [before, after] = documentsIn(valueOf(start, property), valueOf(target, property));
        // The table names the services of a new policy, and there is no more to it.
        if (before === undefined && (after === undefined || isPlainTrust(after))) return [];
        const kind = before === undefined ? 'new' : after === undefined ? 'removed' : 'changed';
        const name = property.slice(field.length + 1);
        return [{ label, name, kind, lines: difference(pretty(before), pretty(after)) }];
      }),
  );
}

function difference(before: string, after: string): string[] {
  const lines = (text: string, sign = ''): string[] =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => sign + line);
  const patch =
    before === '' || after === '' ? undefined : createTwoFilesPatch('', '', before, after, '', '', OPTIONS);
  // Shows a new or deleted document whole, and also two documents without similarities. The new one is first, because the
  // end may be cut off.
  return patch === undefined ? [...lines(after, '+'), ...lines(before, '-')] : lines(patch);
}

function pretty(document: PolicyDocument | undefined): string {
  return document === undefined ? '' : `${JSON.stringify(canonicalDocument(document), undefined, 2)}\n`;
}
