/**
 * Runs a job of a workflow as GitHub would, as far as these workflows need it. GitHub's own evaluator evaluates
 * expressions, bash runs shell steps with stand-ins for `aws` and `gh` on PATH, and our Action uses the emulator.
 * Credentials are not asked for.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { parse } from 'yaml';
import { parseOutputs } from '../../scripts/run-action.ts';
import type { World } from '../harness/world.ts';

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
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress'?: boolean };
  readonly outputs?: Readonly<Record<string, string>>;
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
  const value = evaluate(condition.replace(/^\s*\$\{\{(.*)\}\}\s*$/s, '$1').trim(), contexts);
  return !['', '0', 'false'].includes(value.coerceString());
}

export interface JobOptions {
  readonly world: World;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly github: { readonly event_name: string; readonly event: object };
  /** Stand-ins on PATH: name to a script for bash. */
  readonly commands?: Readonly<Record<string, string>>;
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
  const steps: Record<string, { outputs: Readonly<Record<string, string>> }> = {};
  const contexts = {
    inputs,
    steps,
    github: { ...options.github, repository: 'octo-org/octo-repo', token: 'token-of-the-job', workspace },
  };
  const done: string[] = [];
  let log = '';
  let ok = true;
  const ran = holds(job.if, contexts);
  try {
    for (const step of ran ? job.steps : []) {
      if (!holds(step.if, contexts)) continue;
      const values = (given: Readonly<Record<string, unknown>> = {}): Record<string, string> =>
        Object.fromEntries(Object.entries(given).map(([key, value]) => [key, expand(value, contexts)]));
      done.push(step.id ?? step.name ?? step.uses ?? '');
      const runner = {
        GITHUB_REPOSITORY: 'octo-org/octo-repo',
        GITHUB_WORKSPACE: workspace,
        GITHUB_EVENT_NAME: options.github.event_name,
        GITHUB_EVENT_PATH: event,
      };
      let outputs: Readonly<Record<string, string>> = {};
      if (step.run !== undefined) {
        if (step.run.includes('${{')) throw new Error('an expression in a script is an injection');
        const result = await bash(step.run, directory, {
          ...runner,
          ...values(step.env),
          PATH: `${bin}:${process.env['PATH'] ?? ''}`,
          STAND_IN: directory,
        });
        log += result.log;
        outputs = result.outputs;
        ok = result.ok;
      } else if (step.uses?.startsWith('OWNER/aws-iam-instance-profile@') === true) {
        const result = await options.world.step(values(step.with), { workspace, env: runner });
        log += result.log;
        outputs = result.outputs;
        ok = result.ok;
      }
      if (step.id !== undefined) steps[step.id] = { outputs };
      if (!ok) break;
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

async function bash(
  script: string,
  directory: string,
  env: Readonly<Record<string, string>>,
): Promise<{ ok: boolean; log: string; outputs: Record<string, string> }> {
  const [file, output] = [join(directory, 'script.sh'), join(directory, 'output')];
  await Promise.all([writeFile(file, script), writeFile(output, '')]);
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', file], {
    env: { ...env, GITHUB_OUTPUT: output },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (log += text.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { ok: code === 0, log, outputs: parseOutputs(await readFile(output, 'utf8')) };
}
