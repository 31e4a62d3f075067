/**
 * Runs a job of a workflow as GitHub would, as far as these workflows need it. GitHub's own evaluator evaluates
 * expressions, bash runs shell steps with stand-ins for `aws` and `gh` on PATH, and our Actions come from this repository.
 * Credentials are not asked for.
 */
import type { ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { parse } from 'yaml';
import { bash, type StepOutcome } from './shell.ts';

/** GitHub sets it for every job: the roles get it as a tag. */
export const GITHUB_REPOSITORY_ID = '456789';

export interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, unknown>>;
}

export interface Job {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: {
    readonly group: string;
    readonly 'cancel-in-progress'?: boolean;
    readonly queue?: string;
  };
  readonly outputs?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  readonly steps?: readonly Step[];
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Workflow {
  readonly on: {
    readonly workflow_call?: {
      readonly inputs?: Readonly<
        Record<string, { readonly default?: unknown; readonly required?: boolean; readonly type: string }>
      >;
      readonly outputs?: Readonly<Record<string, { readonly value: string }>>;
    };
  } & Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

export async function workflow(path: string): Promise<Workflow> {
  return parse(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8')) as Workflow;
}

type Contexts = Readonly<Record<string, unknown>>;

/** Evaluates one expression, given without its `${{ }}`. */
export function evaluate(expression: string, contexts: Contexts): data.ExpressionData {
  const { tokens } = new Lexer(expression).lex();
  const tree = new Parser(tokens, Object.keys(contexts), []).parse();
  return new Evaluator(
    tree,
    JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary,
  ).evaluate();
}

/** Replaces each expression in the text by its value. */
export function expand(text: unknown, contexts: Contexts): string {
  return String(text).replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) =>
    evaluate(expression.trim(), contexts).coerceString(),
  );
}

export function holds(condition: string | undefined, contexts: Contexts): boolean {
  if (condition === undefined) return true;
  const expression = condition
    .replace(/^\s*\$\{\{(.*)\}\}\s*$/s, '$1')
    .replace(/!cancelled\(\)|always\(\)/, 'true');
  const value = evaluate(expression.trim(), contexts);
  return !['', '0', 'false'].includes(value.coerceString());
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

/** Runs a step of the Action: in this process against the emulator, or as a bundle against another endpoint. */
interface ActionWorld {
  step(
    inputs: Readonly<Record<string, string>>,
    options: { readonly workspace: string; readonly env: Readonly<Record<string, string>> },
  ): Promise<StepOutcome>;
}

export interface JobOptions {
  readonly world: ActionWorld;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly github: {
    readonly event_name: string;
    readonly event: object;
    /** The address of GitHub's API, for the steps that ask it. */
    readonly api_url?: string;
  };
  /** Context `vars`: variables of the repository or its organization. */
  readonly vars?: Readonly<Record<string, string>>;
  /** Stand-ins on PATH: name to a script for bash. */
  readonly commands?: Readonly<Record<string, string>>;
  /** Environment of the shell steps, as an earlier step would have exported it: region, endpoint, credentials. */
  readonly env?: Readonly<Record<string, string>>;
  /** Context of a job that follows another job. */
  readonly needs?: Readonly<
    Record<string, { readonly outputs: Readonly<Record<string, string>>; readonly result?: string }>
  >;
  /** Called with the shell of each step right after it started: to kill its process group. */
  readonly started?: (shell: ChildProcess) => void;
}

export interface JobResult {
  readonly ran: boolean;
  readonly ok: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  readonly log: string;
  /** The calls of the stand-ins, one line each. */
  readonly calls: readonly string[];
  /** The steps that ran, by id, name or Action. */
  readonly steps: readonly string[];
  readonly workspace: Readonly<Record<string, string>>;
}

export async function runJob(file: Workflow, name: string, options: JobOptions): Promise<JobResult> {
  const job = file.jobs[name];
  if (job?.steps === undefined) throw new Error(`there is no job ${name} with steps`);
  const directory = await mkdtemp(join(tmpdir(), 'job-'));
  const workspace = join(directory, 'workspace');
  const bin = join(directory, 'bin');
  await Promise.all([workspace, bin].map((path) => mkdir(path)));
  await writeFile(join(directory, 'calls'), '');
  const event = join(directory, 'event.json');
  await writeFile(event, JSON.stringify(options.github.event));
  for (const [command, script] of Object.entries({ sleep: 'true', ...options.commands })) {
    const path = join(bin, command);
    await writeFile(
      path,
      `#!/usr/bin/env bash\nprintf '%s\\n' "${command} $*" >>"$STAND_IN/calls"\n${script}\n`,
    );
    await chmod(path, 0o755);
  }

  const declared = file.on.workflow_call?.inputs ?? {};
  for (const input of Object.keys(options.inputs))
    if (!Object.hasOwn(declared, input)) throw new Error(`no input ${input}`);
  const inputs = Object.fromEntries(
    Object.entries(declared).map(([input, { default: standard, type }]) => [
      input,
      options.inputs[input] ?? standard ?? (type === 'boolean' ? false : type === 'number' ? 0 : ''),
    ]),
  );
  const steps: Record<string, { outputs: Readonly<Record<string, string>>; outcome: string }> = {};
  const contexts = {
    inputs,
    steps,
    needs: options.needs ?? {},
    vars: options.vars ?? {},
    job: { workflow_repository: 'OWNER/aws-iam-instance-profile', workflow_sha: '0'.repeat(40) },
    github: { ...options.github, repository: 'octo-org/octo-repo', token: 'token-of-the-job', workspace },
  };
  const done: string[] = [];
  let log = '';
  let ok = true;
  const ran = holds(job.if, contexts);
  try {
    for (const step of ran ? job.steps : []) {
      const runsAfterFailure = /!cancelled\(\)|always\(\)/.test(step.if ?? '');
      if ((!ok && !runsAfterFailure) || !holds(step.if, contexts)) continue;
      const values = (given: Readonly<Record<string, unknown>> = {}): Record<string, string> =>
        Object.fromEntries(Object.entries(given).map(([key, value]) => [key, expand(value, contexts)]));
      done.push(step.id ?? step.name ?? step.uses ?? '');
      const runner = {
        GITHUB_REPOSITORY: 'octo-org/octo-repo',
        GITHUB_REPOSITORY_ID,
        GITHUB_WORKSPACE: workspace,
        GITHUB_EVENT_NAME: options.github.event_name,
        GITHUB_EVENT_PATH: event,
        ...(options.github.api_url === undefined ? {} : { GITHUB_API_URL: options.github.api_url }),
      };
      let outputs: Readonly<Record<string, string>> = {};
      const shell = {
        ...runner,
        ...options.env,
        PATH: `${bin}:${options.env?.['PATH'] ?? process.env['PATH'] ?? ''}`,
        STAND_IN: directory,
      };
      let result: StepOutcome | undefined;
      const folder = /^(?:\.\/\.|OWNER\/)aws-iam-instance-profile(?:\/([\w-]+))?(?:@|$)/.exec(
        step.uses ?? '',
      );
      if (step.run !== undefined) {
        result = await bash(step, directory, { ...shell, ...values(step.env) }, options.started);
      } else if (step.with?.['path'] === CHECKOUT && step.uses?.startsWith('actions/checkout@') === true) {
        await symlink(REPOSITORY, join(workspace, CHECKOUT));
      } else if (folder?.[1] !== undefined) {
        result = await composite(folder[1], values(step.with), directory, shell, options.started);
      } else if (folder !== null) {
        result = await options.world.step(values(step.with), {
          workspace,
          env: { ...runner, ...values(step.env) },
        });
      }
      if (result !== undefined) {
        log += result.log;
        outputs = result.outputs;
        ok &&= result.ok;
      }
      const outcome = result?.ok === false ? 'failure' : 'success';
      if (step.id !== undefined) steps[step.id] = { outputs, outcome };
    }
    const names = (await readFile(join(directory, 'calls'), 'utf8'))
      .split('\n')
      .filter((line) => line !== '');
    const manifest = await readFile(join(workspace, 'ecs-roles.json'), 'utf8').catch(() => '');
    return {
      ran,
      ok,
      outputs: Object.fromEntries(
        Object.entries(job.outputs ?? {}).map(([key, value]) => [key, expand(value, contexts)]),
      ),
      log,
      calls: names,
      steps: done,
      workspace: manifest === '' ? {} : { 'ecs-roles.json': manifest },
    };
  } finally {
    await rm(directory, { recursive: true });
  }
}

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
/** Folder into which the workflow checks out the repository that it belongs to. */
const CHECKOUT = '.aws-iam-instance-profile';

/** Runs a composite Action of this repository whose one step is a script. */
export async function runComposite(
  folder: string,
  given: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
  started?: (shell: ChildProcess) => void,
): Promise<StepOutcome> {
  const directory = await mkdtemp(join(tmpdir(), 'action-'));
  try {
    await mkdir(join(directory, 'bin'));
    await writeFile(join(directory, 'bin', 'sleep'), '#!/bin/sh\n', { mode: 0o755 });
    const PATH = `${join(directory, 'bin')}:${env['PATH'] ?? process.env['PATH'] ?? ''}`;
    return await composite(folder, given, directory, { ...env, PATH }, started);
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function composite(
  folder: string,
  given: Readonly<Record<string, string>>,
  directory: string,
  env: Readonly<Record<string, string>>,
  started?: (shell: ChildProcess) => void,
): Promise<StepOutcome> {
  const action = parse(await readFile(join(REPOSITORY, folder, 'action.yml'), 'utf8')) as Action;
  for (const input of Object.keys(given))
    if (!Object.hasOwn(action.inputs, input)) throw new Error(`${folder} has no input ${input}`);
  const github = { repository: 'octo-org/octo-repo' };
  const inputs = Object.fromEntries(
    Object.entries(action.inputs).map(([input, { default: standard = '' }]) => [
      input,
      given[input] ?? expand(standard, { github }),
    ]),
  );
  const [step, ...more] = action.runs.steps;
  if (step?.run === undefined || step.id === undefined || more.length > 0)
    throw new Error(`${folder} is more than one script`);
  const variables = Object.entries(step.env ?? {}).map(([name, value]) => [name, expand(value, { inputs })]);
  const result = await bash(
    step,
    directory,
    {
      ...env,
      ...(Object.fromEntries(variables) as Record<string, string>),
      GITHUB_ACTION_PATH: join(REPOSITORY, folder),
    },
    started,
  );
  const contexts = { steps: { [step.id]: { outputs: result.outputs } } };
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => [name, expand(value, contexts)]);
  return { ...result, outputs: Object.fromEntries(outputs) as Record<string, string> };
}
