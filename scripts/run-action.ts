/** Runs the bundled Action as GitHub's runner does: a child process with `INPUT_*` and the runner's files. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface StepResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Standard output and standard error of the process. */
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly milliseconds: number;
}

export interface StepOptions {
  /** Further environment variables: endpoint, credentials, an event. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The directory of the checked-out repository; default: an empty one. */
  readonly workspace?: string;
  /** Receives the process right after its start, to send it a signal. */
  readonly started?: (child: ChildProcess) => void;
  /** The bundle to run; default: the committed one. */
  readonly bundle?: string;
}

const DIST = fileURLToPath(new URL('../dist/index.js', import.meta.url));

/** Runs one step. In npm scripts `process.execPath` is Node 24, from the package `node`. */
export async function runStep(
  inputs: Readonly<Record<string, string>>,
  options: StepOptions = {},
): Promise<StepResult> {
  const directory = await mkdtemp(join(tmpdir(), 'step-'));
  const output = join(directory, 'output');
  const summary = join(directory, 'summary');
  await Promise.all([writeFile(output, ''), writeFile(summary, '')]);
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    // Set by tests, which start the same file hundreds of times.
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    GITHUB_ACTIONS: 'true',
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_REPOSITORY: 'octo-org/octo-repo',
    GITHUB_WORKSPACE: options.workspace ?? directory,
    // Exclude the AWS configuration of this machine.
    AWS_CONFIG_FILE: join(directory, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(directory, 'none'),
    AWS_EC2_METADATA_DISABLED: 'true',
    ...options.env,
  };
  for (const [name, value] of Object.entries(inputs)) {
    env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] = value;
  }
  try {
    const startedAt = performance.now();
    const child = spawn(process.execPath, [options.bundle ?? DIST], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => {
        log += text;
      });
    }
    options.started?.(child);
    const [exitCode, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    const milliseconds = performance.now() - startedAt;
    return {
      exitCode,
      signal,
      log,
      outputs: parseOutputs(await readFile(output, 'utf8')),
      summary: await readFile(summary, 'utf8'),
      milliseconds,
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Parses an output file as the runner does: `name=value` or `name<<DELIMITER`; a later entry replaces an earlier one. */
export function parseOutputs(content: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = content.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const heredoc = /^([^=]+?)<<(.+)$/.exec(line);
    if (heredoc?.[1] !== undefined) {
      const end = lines.indexOf(heredoc[2] ?? '', index + 1);
      if (end < 0) throw new Error(`the output ${heredoc[1]} has no closing delimiter`);
      outputs[heredoc[1]] = lines.slice(index + 1, end).join('\n');
      index = end;
    } else if (line !== '') {
      const equals = line.indexOf('=');
      if (equals < 0) throw new Error(`invalid line in the output file: ${line}`);
      outputs[line.slice(0, equals)] = line.slice(equals + 1);
    }
  }
  return outputs;
}
