/**
 * The runner's side of the process: log, annotations, outputs, summary.
 *
 * By file, not by package name: the index of `@actions/core` 3 also loads what `getIDToken` needs, an HTTP client of
 * 1 MB that takes longer to start than this Action takes to run, and its exports map offers no smaller door.
 */
import { appendFileSync } from 'node:fs';
import { EOL } from 'node:os';
import { issueCommand } from '../../node_modules/@actions/core/lib/command.js';
import { prepareKeyValueMessage } from '../../node_modules/@actions/core/lib/file-command.js';
import { SUMMARY_ENV_VAR } from '../../node_modules/@actions/core/lib/summary.js';
import { plainLine, plainLines } from './plain.ts';

export interface Runner {
  info(text: string): void;
  /** Shown only where the workflow asks for debug logs. */
  debug(text: string): void;
  group(title: string): void;
  endGroup(): void;
  annotate(level: 'error' | 'warning' | 'notice', text: string, place?: Place): void;
  outputs(values: Readonly<Record<string, string>>): void;
  /** Shows as `***` from now on, in log and summary. */
  mask(value: string): void;
  summary(markdown: string): void;
}

export interface Place {
  readonly title: string;
  readonly file?: string;
  readonly line?: number;
}

export function githubRunner(env: NodeJS.ProcessEnv = process.env): Runner {
  const print = (text: string): void => {
    for (const line of plainLines(text)) process.stdout.write(`${line}\n`);
  };
  return {
    info: print,
    debug: (text) => {
      issueCommand('debug', {}, plainLines(text).join('\n'));
    },
    group: (title) => {
      issueCommand('group', {}, plainLine(title));
    },
    endGroup: () => {
      issueCommand('endgroup', {}, '');
    },
    annotate: (level, text, place) => {
      const { title, file, line } = place ?? { title: 'IAM instance profile' };
      issueCommand(
        level,
        {
          title: plainLine(title),
          ...(file === undefined ? {} : { file: plainLine(file) }),
          ...(line === undefined ? {} : { line }),
        },
        plainLines(text).join('\n'),
      );
    },
    mask: (value) => {
      issueCommand('add-mask', {}, value);
    },
    outputs: (values) => {
      const file = env['GITHUB_OUTPUT'] ?? '';
      const messages = Object.entries(values).map(([name, value]) => prepareKeyValueMessage(name, value));
      // A shell of one's own has no file: there is nowhere to put them then.
      if (file !== '') appendFileSync(file, messages.map((message) => `${message}${EOL}`).join(''));
    },
    summary: (markdown) => {
      const file = env[SUMMARY_ENV_VAR] ?? '';
      if (file !== '') appendFileSync(file, markdown);
    },
  };
}
