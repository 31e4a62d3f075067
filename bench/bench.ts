/**
 * Times the workshop's case with this Action, and with what people use for it today, side by side in one run, and writes
 * docs/benchmark.md.
 *
 *     npm run bench                     some minutes; leave the machine alone meanwhile
 *     npm run bench -- --rounds 21
 *
 * Terraform takes part where it is on PATH and can initialise (TF_CLI_ARGS_init=-plugin-dir=… says where its provider is).
 */
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import type { RecordedCall } from '../emulator/handle-call.ts';
import { startEmulator } from '../emulator/server.ts';
import { bundle, ncc, type Bundle } from '../scripts/bundle.ts';
import { runStep, type StepOptions } from '../scripts/run-action.ts';
import { inTurns, ratio, type Sample, timed } from './measure.ts';
import { manifestOf, ROLE, sixCommands, STEP, Terraform } from './peers.ts';

const ROOT = join(import.meta.dirname, '..');
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } });
const ROUNDS = Number(values.rounds);
const NODE = process.execPath;
const COUNTING_MS = 50;
/** Says at its end what the process held at most, in kB. */
const PEAK_OPTION = `--import=data:text/javascript,${encodeURIComponent(
  "import{writeFileSync}from'node:fs';process.on('exit',()=>writeFileSync(process.env.PEAK_FILE,String(process.resourceUsage().maxRSS)))",
)}`;

const emulator = await startEmulator();
const env: NodeJS.ProcessEnv = { PATH: process.env['PATH'], HOME: tmpdir(), ...emulator.environment };
const fourReads = await bundledFourReads('ncc', ncc);
const fourReadsAlike = await bundledFourReads('alike', bundle);
const lines: string[] = [];
const claims: { claim: string; goal: string; figure: number; holds: boolean }[] = [];

try {
  await main();
} finally {
  await emulator.close();
  await rm(join(ROOT, 'build/four-reads'), { recursive: true, force: true });
}

async function main(): Promise<void> {
  const terraform = await Terraform.initialised(emulator.url).catch((error: unknown) => {
    const [why = ''] = String(error).trim().split('\n').slice(-1);
    console.log(`Terraform is left out: ${why}`);
    return undefined;
  });
  for (const latencyMs of [0, 50]) {
    await noChange(latencyMs, terraform);
    await create(latencyMs, terraform);
  }
  await terraform?.close();
  await manyRoles();
  await size();
  await write();
  for (const { claim, goal, figure, holds } of claims) {
    console.log(`${holds ? 'holds     ' : 'FALLS SHORT'} ${claim}: ${figure.toFixed(2)} (${goal})`);
  }
}

/** One step of the Action, which must end so. */
async function step(
  inputs: Readonly<Record<string, string>>,
  status: string,
  options: StepOptions = {},
): Promise<number> {
  const result = await runStep(inputs, { ...options, env: { ...emulator.environment, ...options.env } });
  if (result.exitCode !== 0 || result.outputs['status'] !== status)
    throw new Error(`not ${status}:\n${result.log}`);
  return result.milliseconds;
}

async function noChange(latencyMs: number, terraform: Terraform | undefined): Promise<void> {
  console.log(`no change, ${latencyMs} ms a call`);
  emulator.reset();
  emulator.setFaults({});
  await step(STEP, 'created');
  emulator.setFaults({ latencyMs });
  const phases: Phases[] = [];
  const times = await inTurns(ROUNDS, {
    'this Action': async () => {
      const from = emulator.calls.length;
      const began = performance.now();
      const milliseconds = await step(STEP, 'unchanged');
      phases.push(phasesOf(emulator.calls.slice(from), began, milliseconds));
      return milliseconds;
    },
    'four reads': () => timed(NODE, [fourReads], { ...env, ROLE_NAME: ROLE }),
    'four reads alike': () => timed(NODE, [fourReadsAlike], { ...env, ROLE_NAME: ROLE }),
    'node -e 0': () => timed(NODE, ['-e', '0'], env),
  });
  const seen = await counted(() => step(STEP, 'unchanged'));
  const action = times('this Action');
  const reads = times('four reads');
  const readsAlike = times('four reads alike');
  const floor = times('node -e 0');
  const rows = [
    row('this Action', action, floor, ...seen),
    row('the same four reads and nothing else, by `ncc build`', reads, floor, '4', '1'),
    row('the same, bundled with the options of `dist/`', readsAlike, floor, '4', '1'),
    row('`node -e 0`', floor, floor, '0', '0'),
  ];
  if (terraform !== undefined) {
    emulator.reset();
    emulator.setFaults({});
    await terraform.apply(env);
    emulator.setFaults({ latencyMs });
    const plan = await inTurns(Math.min(ROUNDS, 7), {
      terraform: () => terraform.plan(env),
      'node -e 0': () => timed(NODE, ['-e', '0'], env),
    });
    rows.push(
      row(
        '`terraform plan`',
        plan('terraform'),
        plan('node -e 0'),
        ...(await counted(() => terraform.plan(env))),
      ),
    );
    // Its role is not ours, so the two cannot take turns: the median against the median.
    const faster = plan('terraform').median / action.median;
    if (latencyMs === 0)
      claim('no change: `terraform plan` takes so many times as long', faster, 'at least', 30);
  }
  section(`No change, ${latencyMs} ms a call`, rows);
  if (latencyMs > 0) return;
  claim('no change: wall time against the four reads by `ncc build`', ratio(action, reads), 'at most', 1.15);
  claim(
    'no change: against the four reads, bundled as `dist/` is',
    ratio(action, readsAlike),
    'at most',
    1.15,
  );
  claim('no change: wall time against `node -e 0`', ratio(action, floor), 'at most', 5);
  const before = middleOf(phases.map((each) => each.before));
  const between = middleOf(phases.map((each) => each.between));
  const after = middleOf(phases.map((each) => each.after));
  lines.push(
    `Of the Action's time ${before} ms go by before its first byte is on the wire, ${between} ms until the last answer is, and ${after} ms after it.`,
    '',
  );
}

async function create(latencyMs: number, terraform: Terraform | undefined): Promise<void> {
  console.log(`create, ${latencyMs} ms a call`);
  const anew = async (run: () => Promise<number>): Promise<number> => {
    emulator.reset();
    emulator.setFaults({ latencyMs });
    return run();
  };
  const times = await inTurns(Math.min(ROUNDS, 7), {
    'this Action': () => anew(() => step(STEP, 'created')),
    'six commands': () => anew(() => sixCommands(env)),
    ...(terraform === undefined ? {} : { terraform: () => anew(() => terraform.apply(env)) }),
    'node -e 0': () => timed(NODE, ['-e', '0'], env),
  });
  const floor = times('node -e 0');
  const action = times('this Action');
  const six = times('six commands');
  const seen = (run: () => Promise<number>): Promise<[string, string]> => {
    emulator.reset();
    return counted(run);
  };
  const rows = [
    row('this Action', action, floor, ...(await seen(() => step(STEP, 'created')))),
    row('six commands of the AWS CLI', six, floor, ...(await seen(() => sixCommands(env)))),
  ];
  if (terraform !== undefined)
    rows.push(
      row('`terraform apply`', times('terraform'), floor, ...(await seen(() => terraform.apply(env)))),
    );
  section(`Create, ${latencyMs} ms a call`, rows);
  const goal = latencyMs === 0 ? 10 : 5;
  claim(
    `create at ${latencyMs} ms a call: the six commands take so many times as long`,
    ratio(six, action),
    'at least',
    goal,
  );
}

/** The manifest of 1, 10 and 100 roles, with nothing to change. */
async function manyRoles(): Promise<void> {
  console.log('a manifest of 1, 10 and 100 roles, 50 ms a call');
  const sizes = [1, 10, 100] as const;
  const workspaces = await Promise.all(sizes.map(manifestOf));
  const inputs = { manifest: 'roles.yml' };
  emulator.reset();
  emulator.setFaults({});
  await step(inputs, 'created', { workspace: workspaces.at(-1) ?? '' });
  emulator.setFaults({ latencyMs: 50 });
  const peak = join(tmpdir(), `peak-${process.pid}`);
  const contestants = Object.fromEntries(
    sizes.flatMap((roles, index) => {
      const options = { workspace: workspaces[index] ?? '' };
      return [
        [`time ${roles}`, () => step(inputs, 'unchanged', options)],
        [
          `memory ${roles}`,
          async () => {
            await step(inputs, 'unchanged', {
              ...options,
              env: { NODE_OPTIONS: PEAK_OPTION, PEAK_FILE: peak },
            });
            return Number(await readFile(peak, 'utf8'));
          },
        ],
      ] as const;
    }),
  );
  const figures = await inTurns(Math.min(ROUNDS, 7), contestants);
  const of = (kind: string, roles: number): Sample => figures(`${kind} ${roles}`);
  const rows: string[] = [];
  for (const [index, roles] of sizes.entries()) {
    const options = { workspace: workspaces[index] ?? '' };
    const [calls, waves] = await counted(() => step(inputs, 'unchanged', options));
    const [time, memory] = [of('time', roles), of('memory', roles)];
    const megabytes = `${Math.round(memory.median / 1024)} MB`;
    const againstOne = [ratio(time, of('time', 1)), ratio(memory, of('memory', 1))].map(times);
    rows.push(
      `| ${[roles, spread(time), againstOne[0], megabytes, againstOne[1], calls, waves].join(' | ')} |`,
    );
  }
  lines.push(
    '## Many roles in one step, no change, 50 ms a call',
    '',
    '| roles | ms, median (least – most) | against one | peak memory | against one | calls | waves |',
    '| --: | --: | --: | --: | --: | --: | --: |',
    ...rows,
    '',
  );
  claim(
    '100 roles with no change at 50 ms, against one',
    ratio(of('time', 100), of('time', 1)),
    'at most',
    6,
  );
  claim('their peak memory, against one', ratio(of('memory', 100), of('memory', 1)), 'at most', 1.7);
  await Promise.all(workspaces.map((directory) => rm(directory, { recursive: true })));
}

async function size(): Promise<void> {
  const dist = join(ROOT, 'dist');
  const files = await readdir(dist);
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(dist, name))).size));
  const main = (await stat(join(dist, 'index.js'))).size;
  const all = sizes.reduce((sum, each) => sum + each, 0);
  lines.push(
    '## Size',
    '',
    `The common path loads \`dist/index.js\` alone: ${(main / 1e6).toFixed(2)} MB, unminified. The whole of \`dist/\`, with what is loaded only ` +
      `when it is asked for (GitHub's client, YAML, credential chains, diffs, Roles Anywhere) and the licences, is ${(all / 1e6).toFixed(2)} MB.`,
    '',
  );
  claim('MB of JavaScript that the common path loads', main / 1e6, 'at most', 1.25);
  claim('MB of the whole of dist/', all / 1e6, 'at most', 3);
}

function claim(text: string, figure: number, goal: 'at least' | 'at most', bound: number): void {
  const holds = goal === 'at least' ? figure >= bound : figure <= bound;
  claims.push({ claim: text, goal: `${goal} ${bound}`, figure, holds });
}

interface Phases {
  readonly before: number;
  readonly between: number;
  readonly after: number;
}

/** Milliseconds; the emulator is in this process, so both read the same clock. */
function phasesOf(calls: readonly RecordedCall[], began: number, milliseconds: number): Phases {
  const first = Math.min(...calls.map(({ startedAt }) => startedAt));
  const last = Math.max(...calls.map(({ endedAt }) => endedAt ?? 0));
  return { before: first - began, between: last - first, after: began + milliseconds - last };
}

function middleOf(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? NaN);
}

/**
 * The calls of one more run, and in how many waves they came: a wave ends with the first answer after which another call
 * begins. That can be told only where calls take time.
 */
async function counted(run: () => Promise<unknown>): Promise<[calls: string, waves: string]> {
  const from = emulator.calls.length;
  emulator.setFaults({ latencyMs: COUNTING_MS });
  await run();
  const calls = emulator.calls.slice(from);
  let waves = 0;
  let firstAnswer = -Infinity;
  for (const { startedAt, endedAt = Infinity } of calls) {
    if (startedAt >= firstAnswer) {
      waves += 1;
      firstAnswer = endedAt;
    } else firstAnswer = Math.min(firstAnswer, endedAt);
  }
  return [`${calls.length}`, `${waves}`];
}

function row(name: string, sample: Sample, floor: Sample, calls: string, waves: string): string {
  return `| ${name} | ${spread(sample)} | ${times(ratio(sample, floor))} | ${calls} | ${waves} |`;
}

function spread({ median, least, most }: Sample): string {
  return `${Math.round(median)} (${Math.round(least)} – ${Math.round(most)})`;
}

function times(factor: number): string {
  return `${factor < 20 ? factor.toFixed(2) : Math.round(factor)} ×`;
}

function section(title: string, rows: readonly string[]): void {
  lines.push(
    `## ${title}`,
    '',
    '| | ms, median (least – most) | against `node -e 0` | calls | waves |',
    '| --- | --: | --: | --: | --: |',
    ...rows,
    '',
  );
}

async function write(): Promise<void> {
  const page = `<!-- Written by \`npm run bench\`; do not edit. -->

# Benchmark

The workshop's case: one role with two managed policies and a tag, and its instance profile. Whole processes on Node
${process.versions.node}, from start to end, on a machine with ${cpus().length} processors, against the [emulator](../emulator/) on loopback, which answers
at once or after 50 ms. All of a table take turns in one run, ${ROUNDS} rounds (7 where the AWS CLI or Terraform take part or there are
many roles); a ratio is the median of the rounds' ratios. What counts is the ratios: the milliseconds are this machine's. A wave is
a group of calls that are under way together.

| what is aimed at | goal | measured | |
| --- | --- | --: | --- |
${claims.map(({ claim, goal, figure, holds }) => `| ${claim} | ${goal} | ${figure.toFixed(2)} | ${holds ? 'holds' : 'falls short'} |`).join('\n')}

${lines.join('\n')}`;
  const path = join(ROOT, 'docs/benchmark.md');
  await writeFile(path, await format(page, { ...(await resolveConfig(path)), parser: 'markdown' }));
}

/** @returns the file to run */
async function bundledFourReads(name: string, by: (entry: string) => Promise<Bundle>): Promise<string> {
  // Inside the project, so that it finds the same packages.
  const directory = join(ROOT, 'build/four-reads', name);
  await mkdir(directory, { recursive: true });
  const entry = join(directory, 'entry.js');
  await writeFile(entry, stripTypeScriptTypes(await readFile(join(ROOT, 'bench/four-reads.ts'), 'utf8')));
  const { code, assets } = await by(entry);
  for (const [asset, { source }] of Object.entries(assets)) await writeFile(join(directory, asset), source);
  await writeFile(join(directory, 'package.json'), '{"type":"module"}');
  await writeFile(join(directory, 'index.js'), code);
  return join(directory, 'index.js');
}
