/** The README's workflows and its manifest run under the policy of `docs/setup.md`. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ECS_POLICY, SSM_POLICY, world, type World } from '../harness/world.ts';
import { runJob, type JobOptions, type JobResult, type Workflow } from './job.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const POLICY = /<!-- policy:begin -->.*?```json\n(.*?)\n```/s.exec(read('docs/setup.md'))?.[1] ?? '';

/** Returns the first YAML block below a heading of the README. */
function blockBelow(heading: string): string {
  const section = read('README.md')
    .split(/^##+ /m)
    .find((part) => part.startsWith(`${heading}\n`));
  return /```yaml\n(.*?)\n```/s.exec(section ?? '')?.[1] ?? '';
}

const limited = (): Promise<World> => world({ policy: JSON.parse(POLICY) as never });

/** Runs a job with the caller of the emulator in place of the role that the step assumes. */
async function job(
  w: World,
  heading: string,
  name: string,
  needs: NonNullable<JobOptions['needs']> = {},
): Promise<JobResult> {
  const file = { on: {}, ...(parse(blockBelow(heading)) as object) } as Workflow;
  return runJob(file, name, {
    inputs: {},
    needs,
    github: { event_name: 'push', event: {} },
    world: { step: ({ 'role-to-assume': _, ...inputs }, options) => w.step(inputs, options) },
  });
}

test('the quick start creates the role with two policies, and shows the ARN of the profile', async () => {
  const w = await limited();
  const result = await job(w, 'Quick start', 'profile');
  expect([result.ok, result.log]).toEqual([
    true,
    expect.stringContaining('EC2 can use arn:aws:iam::123456789012:instance-profile/demo-ecs-instance-role'),
  ]);
  const { roles } = w.emulator.snapshot();
  expect(roles['demo-ecs-instance-role']?.AttachedPolicies.sort()).toEqual([ECS_POLICY, SSM_POLICY].sort());
  expect((await job(w, 'Quick start', 'profile')).ok).toBe(true);
  expect(w.writes()).toEqual([]);
});

const PREVIEW = 'Preview, review, then apply';

test('the second job applies the plan of the first one', async () => {
  const w = await limited();
  const plan = await job(w, PREVIEW, 'plan');
  expect([plan.ok, w.writes(), plan.outputs['digest']]).toEqual([
    true,
    [],
    expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
  ]);
  expect(await job(w, PREVIEW, 'apply', { plan })).toMatchObject({ ok: true });
  expect(Object.keys(w.emulator.snapshot().roles)).toEqual(['demo-agent']);
});

test.each([
  ['without the digest', ''],
  ['with the digest of another plan', `sha256:${'0'.repeat(64)}`],
])('the second job writes nothing %s', async (_, digest) => {
  const w = await limited();
  const apply = await job(w, PREVIEW, 'apply', { plan: { outputs: { digest } } });
  expect([apply.ok, w.writes()]).toEqual([false, []]);
});

test('the manifest creates its roles', async () => {
  const w = await limited();
  const workspace = await mkdtemp(join(tmpdir(), 'readme-'));
  try {
    await writeFile(join(workspace, 'roles.yml'), blockBelow('Many roles in one step'));
    const step = await w.step({ manifest: 'roles.yml' }, { workspace });
    expect([step.errors, step.outputs['status']]).toEqual([[], 'created']);
    expect(Object.keys(w.emulator.snapshot().roles).sort()).toEqual(['demo-instance', 'demo-task']);
  } finally {
    await rm(workspace, { recursive: true });
  }
});
