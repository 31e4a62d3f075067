/** Problems of policy documents, and what the rules of their grammar share. */
import { quote } from './problem.ts';
import { closest } from './closest.ts';

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
