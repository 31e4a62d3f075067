/** A manifest in a workspace of its own, and the emulator's record of many roles at once. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { RecordedCall } from '../../emulator/handle-call.ts';
import type { StepInProcess } from '../harness/in-process.ts';
import { roleOf } from '../harness/waves.ts';
import type { World } from '../harness/world.ts';

const workspaces: string[] = [];

afterEach(async () => {
  await Promise.all(workspaces.splice(0).map((path) => rm(path, { recursive: true })));
});

/** Runs a step with this manifest. */
export async function manifestStep(
  w: World,
  manifest: object | string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<StepInProcess> {
  const workspace = await mkdtemp(join(tmpdir(), 'roles-'));
  workspaces.push(workspace);
  await writeFile(
    join(workspace, 'roles.yml'),
    typeof manifest === 'string' ? manifest : stringify(manifest),
  );
  return w.step({ manifest: 'roles.yml', ...inputs }, { workspace });
}

type Results = Readonly<Record<string, Readonly<Record<string, string>>>>;

export function resultsOf(step: StepInProcess): Results {
  return JSON.parse(step.outputs['results'] ?? '{}') as Results;
}

/** Counts the roles in progress at once: between a role's first call and its last. */
export function rolesAtOnce(calls: readonly RecordedCall[]): number {
  const spans = new Map<string, { from: number; to: number }>();
  for (const call of calls) {
    const { startedAt, endedAt = Infinity } = call;
    const name = roleOf(call);
    if (name === undefined) continue;
    const span = spans.get(name);
    spans.set(name, {
      from: Math.min(span?.from ?? startedAt, startedAt),
      to: Math.max(span?.to ?? endedAt, endedAt),
    });
  }
  const all = [...spans.values()];
  return Math.max(
    0,
    ...all.map(({ from }) => all.filter((each) => each.from <= from && from < each.to).length),
  );
}
