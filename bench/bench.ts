/**
 * Times the workshop's case with this Action and with its alternatives, and writes docs/benchmark.md.
 *
 *     npm run bench                     some minutes; keep the machine idle meanwhile
 *     npm run bench -- --rounds 21
 *
 * Terraform takes part if it is on PATH and can initialise; TF_CLI_ARGS_init=-plugin-dir=… locates its provider.
 */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmulator } from '../emulator/server.ts';
import { bundle, ncc } from '../scripts/bundle.ts';
import { runStep, type StepOptions } from '../scripts/run-action.ts';
import { createManifest, ROLE, sixCommands, STEP, Terraform } from './alternatives.ts';
import { bundleFourReads, removeBundles } from './four-reads-bundle.ts';
import { inTurns, ratio, type Sample, timeProcess } from './measure.ts';
import { Report, row, spread, times } from './report.ts';
import { countCalls, phasesOf, type Phases } from './waves.ts';

const ROOT = join(import.meta.dirname, '..');
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } });
const ROUNDS = Number(values.rounds);
const NODE = process.execPath;
/** Writes the peak memory of the process to a file at its end, in kB. */
const PEAK_OPTION = `--import=data:text/javascript,${encodeURIComponent(
  "import{writeFileSync}from'node:fs';process.on('exit',()=>writeFileSync(process.env.PEAK_FILE,String(process.resourceUsage().maxRSS)))",
)}`;

const emulator = await startEmulator();
const env: NodeJS.ProcessEnv = { PATH: process.env['PATH'], HOME: tmpdir(), ...emulator.environment };
const fourReads = await bundleFourReads('ncc', ncc);
const fourReadsAlike = await bundleFourReads('alike', bundle);
const report = new Report();

try {
  await main();
} finally {
  await emulator.close();
  await removeBundles();
}

async function main(): Promise<void> {
  const terraform = await Terraform.initialise(emulator.url).catch((error: unknown) => {
    const [reason = ''] = String(error).trim().split('\n').slice(-1);
    console.log(`Skipped Terraform: ${reason}`);
    return undefined;
  });
  for (const latencyMs of [0, 50]) {
    await noChange(latencyMs, terraform);
    await create(latencyMs, terraform);
  }
  await terraform?.close();
  await manyRoles();
  await size();
  await report.write(ROUNDS);
  report.print();
}

/** Runs a step of the Action, which must end with a status, and returns its milliseconds. */
async function step(
  inputs: Readonly<Record<string, string>>,
  status: string,
  options: StepOptions = {},
): Promise<number> {
  const result = await runStep(inputs, { ...options, env: { ...emulator.environment, ...options.env } });
  if (result.exitCode !== 0 || result.outputs['status'] !== status)
    throw new Error(`The step's status is not ${status}:\n${result.log}`);
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
      const startedAt = performance.now();
      const milliseconds = await step(STEP, 'unchanged');
      phases.push(phasesOf(emulator.calls.slice(from), startedAt, milliseconds));
      return milliseconds;
    },
    'four reads': () => timeProcess(NODE, [fourReads], { ...env, ROLE_NAME: ROLE }),
    'four reads alike': () => timeProcess(NODE, [fourReadsAlike], { ...env, ROLE_NAME: ROLE }),
    'node -e 0': () => timeProcess(NODE, ['-e', '0'], env),
  });
  const calls = await countCalls(emulator, () => step(STEP, 'unchanged'));
  const action = times('this Action');
  const reads = times('four reads');
  const readsAlike = times('four reads alike');
  const floor = times('node -e 0');
  const rows = [
    row('this Action', action, floor, ...calls),
    row('only the same four reads, bundled by `ncc build`', reads, floor, '4', '1'),
    row('only the same four reads, bundled as `dist/`', readsAlike, floor, '4', '1'),
    row('`node -e 0`', floor, floor, '0', '0'),
  ];
  if (terraform !== undefined) {
    emulator.reset();
    emulator.setFaults({});
    await terraform.apply(env);
    emulator.setFaults({ latencyMs });
    const plan = await inTurns(Math.min(ROUNDS, 7), {
      terraform: () => terraform.plan(env),
      'node -e 0': () => timeProcess(NODE, ['-e', '0'], env),
    });
    rows.push(
      row(
        '`terraform plan`',
        plan('terraform'),
        plan('node -e 0'),
        ...(await countCalls(emulator, () => terraform.plan(env))),
      ),
    );
    // Terraform and the Action cannot share a role, so they cannot take turns: compare the medians.
    const faster = plan('terraform').median / action.median;
    if (latencyMs === 0)
      report.goal('no change: duration of `terraform plan` relative to the Action', faster, 'at least', 50);
  }
  report.section(`No change, ${latencyMs} ms a call`, rows);
  if (latencyMs > 0) return;
  report.goal(
    'no change: wall time relative to the four reads by `ncc build`',
    ratio(action, reads),
    'at most',
    1.15,
  );
  report.goal(
    'no change: wall time relative to the four reads, bundled as `dist/`',
    ratio(action, readsAlike),
    'at most',
    1.15,
  );
  report.goal('no change: wall time relative to `node -e 0`', ratio(action, floor), 'at most', 4);
  const before = medianOf(phases.map((phase) => phase.before));
  const between = medianOf(phases.map((phase) => phase.between));
  const after = medianOf(phases.map((phase) => phase.after));
  report.add(
    `The Action takes ${before} ms before its first call, ${between} ms until its last response, and ${after} ms after that.`,
    '',
  );
}

async function create(latencyMs: number, terraform: Terraform | undefined): Promise<void> {
  console.log(`create, ${latencyMs} ms a call`);
  const afterReset = async (run: () => Promise<number>): Promise<number> => {
    emulator.reset();
    emulator.setFaults({ latencyMs });
    return run();
  };
  const times = await inTurns(Math.min(ROUNDS, 7), {
    'this Action': () => afterReset(() => step(STEP, 'created')),
    'six commands': () => afterReset(() => sixCommands(env)),
    ...(terraform === undefined ? {} : { terraform: () => afterReset(() => terraform.apply(env)) }),
    'node -e 0': () => timeProcess(NODE, ['-e', '0'], env),
  });
  const floor = times('node -e 0');
  const action = times('this Action');
  const six = times('six commands');
  const count = (run: () => Promise<number>): Promise<[string, string]> => {
    emulator.reset();
    return countCalls(emulator, run);
  };
  const rows = [
    row('this Action', action, floor, ...(await count(() => step(STEP, 'created')))),
    row('six commands of the AWS CLI', six, floor, ...(await count(() => sixCommands(env)))),
  ];
  if (terraform !== undefined)
    rows.push(
      row('`terraform apply`', times('terraform'), floor, ...(await count(() => terraform.apply(env)))),
    );
  report.section(`Create, ${latencyMs} ms a call`, rows);
  const goal = latencyMs === 0 ? 15 : 6;
  report.goal(
    `create at ${latencyMs} ms a call: duration of the six commands relative to the Action`,
    ratio(six, action),
    'at least',
    goal,
  );
}

/** Times manifests of 1, 10 and 100 roles without changes. */
async function manyRoles(): Promise<void> {
  console.log('a manifest of 1, 10 and 100 roles, 50 ms a call');
  const sizes = [1, 10, 100] as const;
  const workspaces = await Promise.all(sizes.map(createManifest));
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
    const [calls, waves] = await countCalls(emulator, () => step(inputs, 'unchanged', options));
    const [time, memory] = [of('time', roles), of('memory', roles)];
    const megabytes = `${Math.round(memory.median / 1024)} MB`;
    const relative = [ratio(time, of('time', 1)), ratio(memory, of('memory', 1))].map(times);
    rows.push(`| ${[roles, spread(time), relative[0], megabytes, relative[1], calls, waves].join(' | ')} |`);
  }
  report.add(
    '## Many roles in one step, no change, 50 ms a call',
    '',
    '| roles | ms, median (min – max) | relative to one | peak memory | relative to one | calls | waves |',
    '| --: | --: | --: | --: | --: | --: | --: |',
    ...rows,
    '',
  );
  report.goal(
    '100 roles without changes at 50 ms a call, relative to one',
    ratio(of('time', 100), of('time', 1)),
    'at most',
    5,
  );
  report.goal(
    'peak memory of 100 roles, relative to one',
    ratio(of('memory', 100), of('memory', 1)),
    'at most',
    1.7,
  );
  await Promise.all(workspaces.map((directory) => rm(directory, { recursive: true })));
}

async function size(): Promise<void> {
  const dist = join(ROOT, 'dist');
  const files = await readdir(dist);
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(dist, name))).size));
  const main = (await stat(join(dist, 'index.js'))).size;
  const all = sizes.reduce((sum, bytes) => sum + bytes, 0);
  report.add(
    '## Size',
    '',
    `The common path loads only \`dist/index.js\`: ${(main / 1e6).toFixed(2)} MB, unminified. All of \`dist/\` has ${(all / 1e6).toFixed(2)} MB, ` +
      "with the licences and the lazily loaded chunks: GitHub's client, YAML, credential chains, diffs, Roles Anywhere.",
    '',
  );
  report.goal('MB of JavaScript on the common path', main / 1e6, 'at most', 1.25);
  report.goal('MB of dist/', all / 1e6, 'at most', 3);
}

function medianOf(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? NaN);
}
