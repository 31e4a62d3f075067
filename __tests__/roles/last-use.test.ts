/** The last use of a role: a sweep keeps roles in use, and whatever takes a role away shows when and where it was used. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DEFAULTS } from '../../src/inputs/table.ts';
import type { Iam } from '../../src/aws/calls.ts';
import { sweep, type Judged } from '../../src/reconcile/removals.ts';
import { runStep, type StepResult } from '../../scripts/run-action.ts';
import { gitHub } from '../github/fake-github.ts';
import { commentServer } from '../harness/comment-server.ts';
import { fakeClock } from '../harness/fake-clock.ts';
import { hasMoto, startMoto } from '../harness/moto.ts';
import { OWNER, OWNER_KEY, plantRole, world, type World } from '../harness/world.ts';

const PATH = '/pull-requests/';
const DAY = 86_400;
const NEVER = 'IAM shows no use in the last 400 days';

interface Use {
  /** undefined: never used. */
  readonly date: Date | string | undefined;
  readonly region?: string | undefined;
}

/** Sets the date and the region of the last use, of a role that is older than any window here. */
function use({ iam }: World, name: string, { date, region = 'eu-central-1' }: Use): void {
  const { roles } = iam.account;
  const role = roles.find(name);
  if (role === undefined) throw new Error(`no role ${name}`);
  const LastUsed = { LastUsedDate: date as Date, Region: region };
  const CreateDate = new Date(Date.now() - 900 * DAY * 1000);
  roles.put({ ...role, CreateDate, ...(date === undefined ? {} : { LastUsed }) });
}

const ago = (seconds: number): Date => new Date(Date.now() - seconds * 1000);
const text = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, '.000Z');

/** Plants a role of the closed pull request 1, in its profile. */
function preview(w: World, name: string, lastUse: Use): void {
  const Tags = [
    { Key: OWNER_KEY, Value: OWNER },
    { Key: 'aws-iam-instance-profile:pull-request', Value: '1' },
  ];
  plantRole(w, name, { Path: PATH, Tags });
  w.iam.call('CreateInstanceProfile', { InstanceProfileName: name, Path: PATH, Tags });
  w.iam.call('AddRoleToInstanceProfile', { InstanceProfileName: name, RoleName: name });
  use(w, name, lastUse);
}

const rolesIn = (w: World): string[] => Object.keys(w.emulator.snapshot().roles).sort();

/** Sweeps through the bundle. */
async function swept(w: World, inputs: Readonly<Record<string, string>> = {}): Promise<StepResult> {
  const { url } = await gitHub({ 1: 'closed' });
  return runStep(
    { mode: 'sweep', 'role-path': PATH, 'github-token': 'token-of-the-job', ...inputs },
    { env: { ...w.emulator.environment, GITHUB_API_URL: url } },
  );
}

describe('a sweep, through the bundle,', () => {
  test('keeps the roles that were used in the window, and lists when and where', async () => {
    const w = await world();
    const recent = ago(60);
    preview(w, 'in-use', { date: recent });
    preview(w, 'ahead', { date: ago(-600) });
    preview(w, 'idle', { date: ago(2 * DAY), region: 'us-west-2' });
    preview(w, 'unused', { date: undefined });
    const dry = await swept(w, { 'dry-run': 'true' });
    expect([dry.exitCode, rolesIn(w)]).toEqual([0, ['ahead', 'idle', 'in-use', 'unused']]);
    expect(dry.summary).toMatch(
      /`role\/unused` .*\| closed.*; IAM shows no use in .* \| would be destroyed \|/,
    );

    const step = await swept(w);
    expect([step.exitCode, rolesIn(w)]).toEqual([0, ['ahead', 'in-use']]);
    expect(step.log.replace(/used \d+ s/g, 'used 61 s').split('\n')).toContain(
      `role/in-use is kept: pull request #1: used 61 s ago, and sweep-after is 3600 s; last used on ${text(recent)} in eu-central-1`,
    );
    expect(step.summary).toMatch(
      new RegExp(
        `\`role/in-use\` .*\\| used \\d+ s ago, .*; last used on \`${text(recent)}\` in \`eu-central-1\` \\| kept \\|`,
      ),
    );
    expect(step.summary).toMatch(/`role\/ahead` .*\| used 0 s ago, .* \| kept \|/);
    expect(step.summary).toMatch(/`role\/idle` .*; last used on .* in `us-west-2` \| destroyed \|/);
    expect(step.summary).toContain('2 destroyed, 2 kept');
  });

  test('uses the window of sweep-after', async () => {
    const w = await world();
    preview(w, 'idle', { date: ago(2 * DAY) });
    expect((await swept(w, { 'sweep-after': String(3 * DAY) })).exitCode).toBe(0);
    expect(rolesIn(w)).toEqual(['idle']);
    expect((await swept(w, { 'sweep-after': '0' })).exitCode).toBe(0);
    expect(rolesIn(w)).toEqual([]);
  });

  test('keeps roles whose date of use cannot be read, and fails', async () => {
    const w = await world();
    const dates = ['last summer', '', '0', '-1', '2020-13-01T00:00:00Z'];
    dates.forEach((date, index) => {
      preview(w, `web-${index}`, { date });
    });
    const step = await swept(w, { 'timeout-seconds': '1' });
    expect([step.exitCode, step.outputs['status']]).toEqual([1, 'failed']);
    expect(rolesIn(w)).toHaveLength(dates.length);
  });

  test('makes the same calls with a use as without one', async () => {
    const calls = async (date: Date | undefined): Promise<string[]> => {
      const w = await world();
      preview(w, 'web', { date });
      w.emulator.clearCalls();
      await swept(w);
      return w.emulator.calls.map(({ action }) => action);
    };
    const without = await calls(undefined);
    expect(without).toContain('DeleteRole');
    expect((await calls(ago(2 * DAY))).sort()).toEqual([...without].sort());
  });
});

describe('a sweep decides by the time since the last use', () => {
  /** Calls the emulator without a network, whose dates have no milliseconds. */
  const decided = async (date: Date, now: number): Promise<Judged | undefined> => {
    const w = await world();
    preview(w, 'web', { date });
    const iam: Iam = {
      call: async (call, input) => {
        await Promise.resolve();
        const result: unknown = w.iam.call(call as never, input as never);
        return structuredClone(result) as never;
      },
    };
    const settings = { rolePath: PATH, owner: OWNER, repository: OWNER };
    const ignore = (): void => undefined;
    const ports = { iam, clock: fakeClock(), signal: new AbortController().signal, debug: ignore };
    const [role] = await sweep(
      settings,
      { ...DEFAULTS, mode: 'plan', 'timeout-seconds': 10 },
      {
        ...ports,
        now: () => new Date(now),
        pullRequest: () => Promise.resolve({ state: 'closed' }),
      },
      () => ({ ...ports, partition: 'aws', onPlanned: ignore, onSent: ignore }),
    );
    return role;
  };
  const used = new Date('2026-11-01T12:00:00Z');

  test.each([
    [3_600_000, 'planned'],
    [3_599_999, undefined],
    [3_599_500, undefined],
    [0, undefined],
    [-86_400_000, undefined],
  ])('%d ms ago: %s', async (milliseconds, status) => {
    const role = await decided(used, used.getTime() + milliseconds);
    expect(role?.outcome?.status).toBe(status);
  });

  test('never destroys by a date that is none', async () => {
    const role = await decided(new Date(NaN), used.getTime());
    expect(role?.outcome?.status).toBe('failed');
  });
});

const USE = /^role\/\S+: .*\buse/;

/** Returns the lines of the plan, and the part of the summary, that are about the last use. */
const shown = ({ lines, summary }: { readonly lines: readonly string[]; readonly summary: string }) => ({
  log: lines.filter((line) => USE.test(line)),
  summary: summary.split('\n').filter((line) => USE.test(line)),
});

const LAST = new Date('2026-11-01T12:00:00Z');
const SAID = 'role/demo: last used on 2026-11-01T12:00:00.000Z in eu-central-1';
const IN_MARKDOWN = 'role/demo: last used on `2026-11-01T12:00:00.000Z` in `eu-central-1`';

describe('the plan lists the last use of the role', () => {
  const demo = { 'role-name': 'demo' };
  const applied = async (date: Date | undefined, region?: string): Promise<World> => {
    const w = await world();
    expect((await w.step(demo)).errors).toEqual([]);
    use(w, 'demo', { date, region });
    return w;
  };

  test('before a destroy, in its preview, and in the digest it plays no part', async () => {
    const w = await applied(LAST);
    const preview = await w.step({ ...demo, mode: 'destroy', 'dry-run': 'true' });
    expect(shown(preview)).toEqual({ log: [SAID], summary: [IN_MARKDOWN] });
    expect(preview.outputs['broadens']).toBe('false');
    use(w, 'demo', { date: new Date(), region: 'us-east-1' });
    const digest = preview.outputs['plan-digest'] ?? '';
    const destroyed = await w.step({ ...demo, mode: 'destroy', 'expected-plan-digest': digest });
    expect([destroyed.errors, rolesIn(w)]).toEqual([[], []]);
    expect(shown(destroyed).log[0]).toMatch(/^role\/demo: last used on .* in us-east-1$/);
  });

  test('or that IAM shows no use', async () => {
    const w = await applied(undefined);
    const preview = await w.step({ ...demo, mode: 'destroy', 'dry-run': 'true' });
    expect(shown(preview)).toEqual({ log: [`role/demo: ${NEVER}`], summary: [`role/demo: ${NEVER}`] });
  });

  test('before the instance profile is removed, and not before an ordinary change', async () => {
    const w = await applied(LAST);
    const removed = await w.step({ ...demo, mode: 'plan', 'instance-profile': 'false' });
    expect(shown(removed)).toEqual({ log: [SAID], summary: [IN_MARKDOWN] });
    const changed = await w.step({ ...demo, mode: 'plan', 'role-description': 'another' });
    expect([shown(changed), changed.outputs['status']]).toEqual([{ log: [], summary: [] }, 'planned']);
    expect(shown(await w.step(demo))).toEqual({ log: [], summary: [] });
  });

  test('before the profile gets another role, or where to find it: the run does not read the other one', async () => {
    const w = await applied(LAST);
    w.iam.call('RemoveRoleFromInstanceProfile', { InstanceProfileName: 'demo', RoleName: 'demo' });
    plantRole(w, 'other');
    w.iam.call('AddRoleToInstanceProfile', { InstanceProfileName: 'demo', RoleName: 'other' });
    const swap = await w.step({ ...demo, mode: 'plan' });
    expect(shown(swap).log).toEqual([
      'role/other: its last use was not read; mode: read with its name shows it',
    ]);
    expect(w.reads()).toEqual(expect.not.arrayContaining(['ListInstanceProfilesForRole']));
    expect(w.reads().filter((call) => call === 'GetRole')).toHaveLength(1);
  });

  test('in the comment on the pull request', async () => {
    const w = await applied(LAST);
    const { url, comments } = await commentServer();
    const event = join(await mkdtemp(join(tmpdir(), 'event-')), 'event.json');
    await writeFile(event, '{"pull_request":{"number":7}}');
    const env = { GITHUB_API_URL: url, GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: event };
    const inputs = { ...demo, mode: 'destroy', 'dry-run': 'true', 'github-token': 'x' };
    await w.step({ ...inputs, 'pr-comment': 'always' }, { env });
    await rm(dirname(event), { recursive: true });
    expect(comments).toHaveLength(1);
    expect(comments[0]).toContain(IN_MARKDOWN);
  });

  test('before `prune: roles` removes it', async () => {
    const workspace = await mkdtemp(join(tmpdir(), 'use-'));
    try {
      const w = await world();
      const step = async (names: string): ReturnType<World['step']> => {
        const text = `defaults: { role-path: /team/, prune: [all, roles] }\nroles: [${names}]\n`;
        await writeFile(join(workspace, 'roles.yml'), text);
        return w.step({ manifest: 'roles.yml' }, { workspace });
      };
      await step('{ role-name: demo }, { role-name: other }');
      use(w, 'demo', { date: LAST });
      const pruned = await step('{ role-name: other }');
      expect([pruned.errors, rolesIn(w)]).toEqual([[], ['other']]);
      expect(shown(pruned)).toEqual({ log: [SAID], summary: [IN_MARKDOWN] });
    } finally {
      await rm(workspace, { recursive: true });
    }
  });
});

(hasMoto('the last use as moto shows it') ? test : test.skip)(
  'moto records a use of a role, and the preview of a destroy shows it',
  async () => {
    const moto = await startMoto({ managedPolicies: false });
    const call = async (service: string, key: string, parameters: Record<string, string>) => {
      const authorization = `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
      const body = new URLSearchParams(parameters);
      return (await fetch(moto.url, { method: 'POST', headers: { authorization }, body })).text();
    };
    try {
      const inputs = { 'role-name': 'demo' };
      const env = moto.environment;
      expect(await runStep(inputs, { env })).toMatchObject({ exitCode: 0 });
      const preview = { ...inputs, mode: 'destroy', 'dry-run': 'true' };
      expect((await runStep(preview, { env })).log).toContain(`role/demo: ${NEVER}`);
      const RoleArn = 'arn:aws:iam::123456789012:role/demo';
      const session = await call('sts', 'testing', {
        Action: 'AssumeRole',
        Version: '2011-06-15',
        RoleArn,
        RoleSessionName: 'x',
      });
      const key = /<AccessKeyId>(.*?)<\/AccessKeyId>/.exec(session)?.[1] ?? '';
      await call('sts', key, { Action: 'GetCallerIdentity', Version: '2011-06-15' });
      expect((await runStep(preview, { env })).log).toMatch(/role\/demo: last used on \d{4}-/);
    } finally {
      await moto.close();
    }
  },
  60_000,
);
