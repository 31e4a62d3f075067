/**
 * The runner's side of the process: log, annotations, outputs, summary.
 *
 * It imports `@actions/core` by file, not by package name. The index of version 3 also loads an HTTP client of 1 MB for
 * `getIDToken`, which takes longer to start than this Action to run. The exports map offers no smaller entry point.
 */
import { appendFileSync, writeSync } from 'node:fs';
import { EOL } from 'node:os';
import { prepareKeyValueMessage } from '../../node_modules/@actions/core/lib/file-command.js';
import { plainLine, plainText, workflowCommand, type CommandProperties } from './log-escape.ts';

export interface Runner {
  info(text: string): void;
  /** Shown only if the workflow enables debug logs. */
  debug(text: string): void;
  /** Logs lines under a title, folded. */
  group(title: string, lines: readonly string[]): void;
  annotate(level: 'error' | 'warning' | 'notice', text: string, place?: Place): void;
  /** @returns the failure's words if the runner's file cannot be written */
  outputs(values: Readonly<Record<string, string>>): string | undefined;
  /** Shows as `***` from now on, in log and summary. */
  mask(value: string): void;
  /** @returns the failure's words if the runner's file cannot be written */
  summary(markdown: string): string | undefined;
}

export interface Place {
  readonly title: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

/** Creates the runner of a GitHub job. @param print writes a line, its end included */
export function githubRunner(
  env: NodeJS.ProcessEnv = process.env,
  print: (line: string) => void = toStandardOutput,
): Runner {
  const issue = (command: string, text: string, properties?: CommandProperties): void => {
    print(`${workflowCommand(command, text, properties)}${EOL}`);
  };
  const info = (text: string): void => {
    print(`${plainText(text)}\n`);
  };
  return {
    info,
    debug: (text) => {
      issue('debug', plainText(text));
    },
    group: (title, lines) => {
      issue('group', plainLine(title));
      lines.forEach(info);
      issue('endgroup', '');
    },
    annotate: (level, text, place) => {
      const { title, file, line }: Place = place ?? { title: 'IAM instance profile' };
      issue(level, plainText(text), { title: plainLine(title), file: file && plainLine(file), line });
    },
    mask: (value) => {
      issue('add-mask', value);
    },
    outputs: (values) => {
      const messages = Object.entries(values).map(([name, value]) => prepareKeyValueMessage(name, value));
      const text = messages.map((message) => `${message}${EOL}`).join('');
      return append(env, 'GITHUB_OUTPUT', 'outputs', text);
    },
    summary: (markdown) => append(env, 'GITHUB_STEP_SUMMARY', 'summary', markdown),
  };
}

/** Appends to one of the runner's files. Writes nothing if the variable is empty, as in a developer's shell. */
function append(env: NodeJS.ProcessEnv, variable: string, kind: string, text: string): string | undefined {
  const file = env[variable] ?? '';
  if (file === '') return undefined;
  try {
    appendFileSync(file, text);
    return undefined;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const [, remedy = `leave ${variable} as the runner sets it`] =
      REMEDIES.find(([pattern]) => pattern.test(code)) ?? [];
    return `The ${kind} could not be written to ${JSON.stringify(file)} (${variable}): ${message}. To repair it, ${remedy}.`;
  }
}

const REMEDIES: readonly (readonly [code: RegExp, remedy: string])[] = [
  [/^(?:ENOSPC|EDQUOT)$/, "free space on the runner's disk"],
  [/^EROFS$/, "make the runner's temporary folder writable"],
  [/^(?:EACCES|EPERM)$/, "let the runner's user write that file"],
];

/**
 * Writes the whole text before it returns: the process exits right after its last line, and would lose a stream's buffer.
 * It uses the descriptor, because Node takes 3 ms to open its stream. It waits for a slow reader.
 */
function toStandardOutput(text: string): void {
  let rest: Uint8Array = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      // A closed log is no reason to leave IAM half done.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      // The pipe is full, and does not block: a preload or the shell has set it so.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_MS);
    }
  }
}

const FULL_MS = 5;
