/** Problems of the step's inputs: all are reported at once, before the first call. */
import type { StepRequest } from './declaration.ts';

export interface InputProblem {
  /** The input's name. */
  readonly input: string;
  /** The problem and its remedy. */
  readonly message: string;
  /** The file's path relative to the workspace, and the line, if the problem is in a file. */
  readonly file?: string;
  readonly line?: number;
  /** Keys inside the input's value, for the line in a manifest. */
  readonly path?: readonly (string | number)[];
  /** A hint fails nothing: the value is valid, but perhaps not the intended one. */
  readonly isHint?: true;
}

/** Reports whether a problem fails the step: a hint does not. */
export function isFatal({ isHint }: InputProblem): boolean {
  return isHint !== true;
}

export class InputError extends Error {
  override readonly name = 'InputError';
  readonly problems: readonly InputProblem[];
  /** The valid part of the request, if it is enough for a comment. */
  readonly request: Pick<StepRequest, 'run' | 'subject'> | undefined;

  constructor(problems: readonly InputProblem[], request?: Pick<StepRequest, 'run' | 'subject'>) {
    super(problems.map(problemLine).join('\n'));
    this.problems = problems;
    this.request = request;
  }
}

export function problemLine({ input, message, file, line }: InputProblem): string {
  const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
  return `${input}${place}: ${message}`;
}

/** Quotes a value for a message, and truncates a long one. */
export function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  const shown = text.length > 100 ? `${text.slice(0, 100)}… (${text.length} characters)` : text;
  return JSON.stringify(shown);
}

/** Text that cannot be parsed. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  /** 1-based. */
  readonly line: number | undefined;
  constructor(message: string, line: number | undefined, options?: ErrorOptions) {
    super(message, options);
    this.line = line;
  }
}
