/** Runs the Action inside the test's own process, against an endpoint over HTTP, with the runner's real files. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cancellation } from '../../src/runtime/time.ts';
import { run } from '../../src/main.ts';
import { githubRunner } from '../../src/runtime/runner.ts';
import { inputVariable } from '../../src/inputs/read.ts';
import { parseOutputs } from '../../scripts/run-action.ts';
import { parseLog, type WorkflowCommand } from '../../scripts/workflow-log.ts';

export interface StepInProcess {
  readonly ok: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  /** The unchanged output of the step, debug included. */
  readonly log: string;
  /** The lines of it that are no commands. */
  readonly lines: readonly string[];
  readonly commands: readonly WorkflowCommand[];
  /** The text of its error annotations. */
  readonly errors: readonly string[];
  readonly notices: readonly string[];
  readonly summary: string;
  /** The output file, as it is. */
  readonly outputFile: string;
}

export interface InProcessOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Directory in place of the checked-out repository; default: an empty one. */
  readonly workspace?: string;
  /** By which a test cancels the step. */
  readonly cancellation?: Cancellation;
}

/** The step under way, if any: one that a test gave up on is cancelled before the next begins. */
let current: { readonly cancellation: Cancellation; readonly ended: Promise<unknown> } | undefined;

/** Runs one step. The SDK reads `process.env`, so one at a time. */
export async function inProcess(
  endpoint: Endpoint,
  inputs: Readonly<Record<string, string>>,
  options: InProcessOptions = {},
): Promise<StepInProcess> {
  current?.cancellation.cancel();
  await current?.ended;
  const { cancellation = new Cancellation() } = options;
  const step = runHere(endpoint, inputs, options, cancellation);
  current = { cancellation, ended: step.catch(() => undefined) };
  return step;
}

interface Endpoint {
  readonly environment: Readonly<Record<string, string>>;
}

async function runHere(
  endpoint: Endpoint,
  inputs: Readonly<Record<string, string>>,
  options: InProcessOptions,
  cancellation: Cancellation,
): Promise<StepInProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'step-'));
  const output = join(directory, 'output');
  const summary = join(directory, 'summary');
  await Promise.all([writeFile(output, ''), writeFile(summary, '')]);
  const env: Record<string, string | undefined> = {
    GITHUB_ACTIONS: 'true',
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_REPOSITORY: 'octo-org/octo-repo',
    GITHUB_WORKSPACE: directory,
    AWS_CONFIG_FILE: join(directory, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(directory, 'none'),
    AWS_EC2_METADATA_DISABLED: 'true',
    ...endpoint.environment,
    ...(options.workspace === undefined ? {} : { GITHUB_WORKSPACE: options.workspace }),
    ...options.env,
  };
  for (const [name, value] of Object.entries(inputs)) env[inputVariable(name)] = value;

  const before = { ...process.env };
  let log = '';
  try {
    for (const name of Object.keys(process.env)) {
      if (/^(AWS|GITHUB|INPUT|ACTIONS|RUNNER|HTTPS?_PROXY|NO_PROXY)/i.test(name)) unset(name);
    }
    for (const [name, value] of Object.entries(env)) {
      if (value !== undefined) process.env[name] = value;
    }
    const runner = githubRunner(process.env, (line) => {
      log += line;
    });
    const ok = await run(process.env, runner, cancellation);
    const { commands, lines } = parseLog(log);
    const annotations = (level: string): string[] =>
      commands.filter(({ name }) => name === level).map(({ data }) => data);
    const outputFile = await readFile(output, 'utf8');
    return {
      ok,
      outputs: parseOutputs(outputFile),
      log,
      lines,
      commands,
      errors: annotations('error'),
      notices: annotations('notice'),
      summary: await readFile(summary, 'utf8'),
      outputFile,
    };
  } finally {
    for (const name of Object.keys(process.env)) unset(name);
    Object.assign(process.env, before);
    await rm(directory, { recursive: true, force: true });
  }
}

function unset(name: string): void {
  Reflect.deleteProperty(process.env, name);
}
