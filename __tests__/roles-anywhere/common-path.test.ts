/** A run without a Roles Anywhere profile pays nothing for it. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStep } from '../../scripts/run-action.ts';
import { emulated } from '../harness/emulated.ts';
import { WORKSHOP, world } from '../harness/world.ts';
import { anywhereCalls, nodes } from './nodes.ts';

test.each(['apply', 'plan', 'destroy'])('a run sends no call to the service: %s', async (mode) => {
  const w = await world();
  const step = await w.step({ ...WORKSHOP, mode });
  expect([step.ok, anywhereCalls(w)]).toEqual([true, []]);
  expect(step.outputs).not.toHaveProperty('roles-anywhere-profile-id');
});

const CLIENT = "service: 'rolesanywhere'";

test('a run does not load the client, which is not part of the main file', async () => {
  const dist = new URL('../../dist/', import.meta.url);
  const files = (await readdir(dist)).filter((name) => name.endsWith('.js'));
  const holding: string[] = [];
  for (const name of files)
    if ((await readFile(new URL(name, dist), 'utf8')).includes(CLIENT)) holding.push(name);
  expect(holding).toHaveLength(1);
  expect(holding).not.toContain('index.js');
  const [chunk = ''] = holding;

  /** Returns Node's list of loaded files. */
  const loaded = async (inputs: Record<string, string>): Promise<string> => {
    const emulator = await emulated({});
    const coverage = await mkdtemp(join(tmpdir(), 'loaded-'));
    const { exitCode } = await runStep(inputs, {
      env: { ...emulator.environment, NODE_V8_COVERAGE: coverage },
    });
    expect(exitCode).toBe(0);
    const reports = await Promise.all(
      (await readdir(coverage)).map(async (name) => readFile(join(coverage, name), 'utf8')),
    );
    await rm(coverage, { recursive: true });
    return reports.join();
  };
  expect(await loaded(WORKSHOP)).not.toContain(`/dist/${chunk}`);
  expect(await loaded(nodes())).toContain(`/dist/${chunk}`);
});
