/** Problems of the step's inputs and variables. Those that need no call are all reported at once, before the first call. */
import { faultyVariables, VARIABLES } from '../aws/environment.ts';
import { truncate } from '../runtime/log-escape.ts';

/** Keys and indexes from a value down to a part of it. */
export type Path = readonly (string | number)[];

export interface InputProblem {
  /** The input's name. */
  readonly input: string;
  /** The problem and its remedy. */
  readonly message: string;
  /** The file's path relative to the workspace, and the line, if the problem is in a file. */
  readonly file?: string;
  readonly line?: number | undefined;
  /** Keys inside the input's value, for the line in a manifest. */
  readonly path?: Path;
  /** A hint fails nothing: the value is valid, but perhaps not the intended one. */
  readonly isHint?: true;
}

/** A problem of a policy document. The path leads to the wrong value, or to the map that lacks one. */
export type PolicyProblem = Required<Pick<InputProblem, 'path' | 'message'>>;

/** Reports whether a problem fails the step: a hint does not. */
export function isFatal({ isHint }: InputProblem): boolean {
  return isHint !== true;
}

export function problemLine({ input, message, file, line }: InputProblem): string {
  const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
  return `${input}${place}: ${message}`;
}

/**
 * Adds the environment's problems to those of the inputs. A value may be a secret, so no message quotes one.
 *
 * @param more variables that only some runs need
 */
export function environmentProblems(
  env: NodeJS.ProcessEnv,
  problems: readonly InputProblem[],
  more: typeof VARIABLES,
): InputProblem[] {
  const faulty = faultyVariables(env, { ...VARIABLES, ...more });
  // The default owner is the repository: one mistake, one message.
  const hasNoOwner = faulty.some(({ name }) => name === 'GITHUB_REPOSITORY');
  return [
    ...problems.filter(({ input }) => input !== 'owner' || !hasNoOwner),
    ...faulty.map(({ name, fault }) => ({
      input: name,
      message: `the variable ${fault}; correct it, or the secret it is set from (the value is not shown)`,
    })),
  ];
}

/** Adds a problem unless its input has one already: one mistake, one message. */
export function addOnce(problems: InputProblem[], problem: InputProblem): void {
  if (!problems.some(({ input }) => input === problem.input)) problems.push(problem);
}

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

/** Returns each value of a list with its path; IAM takes one value for a list of one. */
export function entries(value: unknown, path: Path): (readonly [unknown, Path])[] {
  if (!Array.isArray(value)) return [[value, path]];
  return value.map((item: unknown, index) => [item, [...path, index]]);
}

/** Quotes a value for a message, and truncates a long one. */
export function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return JSON.stringify(truncate(text, 100));
}

/** Text that cannot be parsed. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  /** 1-based. */
  readonly line: number | undefined;
  constructor(message: string, line?: number, options?: ErrorOptions) {
    super(message, options);
    this.line = line;
  }
}

/** Returns the rest of a message about an unknown name. */
export function hint(name: string, candidates: readonly string[]): string {
  const meant = closest(name, candidates);
  return meant === undefined ? `; it must be one of ${candidates.join(', ')}` : `; did you mean ${meant}?`;
}

/**
 * Returns the candidate with the fewest edits, or undefined if none is close: more than a third of the letters differ, or
 * more than `most`. Case is ignored, so a name that differs by case alone is the closest of all.
 */
export function closest(name: string, candidates: Iterable<string>, most = Infinity): string | undefined {
  const target = name.toLowerCase();
  let best: string | undefined;
  let fewest = Math.min(most, Math.max(1, Math.floor(target.length / 3))) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - target.length) >= fewest) continue;
    const edits = distance(target, candidate.toLowerCase());
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

/** Counts the edits between two texts: letters put in, taken out or replaced, and neighbours swapped (optimal string alignment). */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  const cell = (i: number, j: number): number => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i += 1) {
    const row = (rows[i] = [i]);
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const edited = Math.min(cell(i - 1, j), cell(i, j - 1), isSwapped ? cell(i - 2, j - 2) : Infinity) + 1;
      row[j] = Math.min(edited, cell(i - 1, j - 1) + (isSame ? 0 : 1));
    }
  }
  return cell(a.length, b.length);
}
