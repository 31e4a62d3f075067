/** Problems of policy documents, and what their rules share: places, lists, and the closest of some names. */
import { quote } from './problem.ts';

export type Path = readonly (string | number)[];

export interface PolicyProblem {
  /** Keys and indexes from the document down to the wrong value, or to the map that lacks one. */
  readonly path: Path;
  /** Names the problem and its remedy, not the place. */
  readonly message: string;
}

export type Problems = Generator<PolicyProblem>;
export type Element = Readonly<Record<string, unknown>>;

/** Writes a path for a message: `Statement[0].Action[2]`. */
export function placeOf(path: Path): string {
  return path
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`;
      return /^\w+$/.test(step) ? `.${step}` : `[${quote(step)}]`;
    })
    .join('')
    .replace(/^\./, '');
}

/** Returns the rest of a message about a value that is no text. */
export function notText(value: unknown): string {
  const [key] = isMap(value) ? Object.keys(value) : [];
  return key !== undefined && isIntrinsic(key)
    ? `has CloudFormation's ${key}, which IAM does not know; write its result`
    : `${quote(value)} is not text`;
}

/** Reports whether a key is a function of CloudFormation. */
export function isIntrinsic(key: string): boolean {
  return key === 'Ref' || key.startsWith('Fn::');
}

/** Returns the rest of a message about an unknown name. */
export function hint(name: string, candidates: readonly string[]): string {
  const meant = closest(name, candidates);
  return meant === undefined ? `; it must be one of ${candidates.join(', ')}` : `; did you mean ${meant}?`;
}

/** Returns each value of a list with its path; IAM takes one value for a list of one. */
export function entries(value: unknown, path: Path): (readonly [unknown, Path])[] {
  if (!Array.isArray(value)) return [[value, path]];
  return value.map((item: unknown, index) => [item, [...path, index]]);
}

/** Reports whether a value is a JSON object. */
export function isMap(value: unknown): value is Element {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Returns the candidate with the fewest edits, or undefined if none is close: more than a third of the letters differ.
 * Case is ignored, so a name that differs by case alone is the closest of all.
 */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  const target = name.toLowerCase();
  let best: string | undefined;
  let fewest = Math.max(1, Math.floor(target.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - target.length) >= fewest) continue;
    const edits = distance(target, candidate.toLowerCase(), fewest);
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

/**
 * Counts the edits between two texts: letters put in, taken out or replaced, and neighbours swapped (optimal string
 * alignment). Stops at `limit`, which it then returns.
 */
function distance(a: string, b: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let edits = Math.min(
        (last[j] ?? limit) + 1,
        (row[j - 1] ?? limit) + 1,
        (last[j - 1] ?? limit) + (same ? 0 : 1),
      );
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] && i > 1 && j > 1) {
        edits = Math.min(edits, (beforeLast[j - 2] ?? limit) + 1);
      }
      row.push(edits);
    }
    if (Math.min(...row) >= limit) return limit;
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? limit;
}
