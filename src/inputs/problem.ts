/** What is wrong with the step's inputs: all of it, reported at once and before the first call. */
import type { Asked } from './declaration.ts';

export interface Problem {
  /** The input's name. */
  readonly input: string;
  /** What is wrong, and what would be right. */
  readonly message: string;
  /** Path of the file it is in, relative to the workspace, and the line, where there is one. */
  readonly file?: string;
  readonly line?: number;
  /** Fails nothing: the value is valid, and yet perhaps not the intended one. */
  readonly isHint?: true;
}

/** Tells a problem that fails the step from a hint. */
export function isFatal({ isHint }: Problem): boolean {
  return isHint !== true;
}

export class InputError extends Error {
  override readonly name = 'InputError';
  readonly problems: readonly Problem[];
  /** What is certain all the same, where it is enough for a comment. */
  readonly asked: Pick<Asked, 'run' | 'about'> | undefined;

  constructor(problems: readonly Problem[], asked?: Pick<Asked, 'run' | 'about'>) {
    super(problems.map(problemLine).join('\n'));
    this.problems = problems;
    this.asked = asked;
  }
}

export function problemLine({ input, message, file, line }: Problem): string {
  const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
  return `${input}${place}: ${message}`;
}

/** A value as it may stand in a message: quoted, and cut where it is long. */
export function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  const shown = text.length > 100 ? `${text.slice(0, 100)}… (${text.length} characters)` : text;
  return JSON.stringify(shown);
}

/** Text that cannot be read as what it is to be. */
export class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';
  /** 1-based. */
  readonly line: number | undefined;
  constructor(message: string, line: number | undefined, options?: ErrorOptions) {
    super(message, options);
    this.line = line;
  }
}
