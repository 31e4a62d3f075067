import { optionalActions } from '../harness/optional-actions.ts';
import { readFileSync } from 'node:fs';
import type { StepInProcess } from '../harness/in-process.ts';
import { OWNER, OWNER_KEY, plantRole, SSM_POLICY, world, type World } from '../harness/world.ts';
import { Cancellation } from '../../src/runtime/time.ts';
import { gitHub, type Failure, type FakeGitHub } from '../github/fake-github.ts';
import { resultsOf, rolesAtOnce } from './steps.ts';

const PATH = '/pull-requests/';
const PULL_REQUEST_KEY = 'aws-iam-instance-profile:pull-request';

interface Planted {
  readonly name: string;
  readonly path?: string;
  readonly owner?: string | undefined;
  readonly request?: string | undefined;
  /** Of the instance profile; null: none. */
  readonly profile?: string | null;
  readonly profileOwner?: string;
  /** Age of the role. */
  readonly seconds?: number;
}

function tags(owner: string | undefined, request?: string): { Key: string; Value: string }[] {
  return [
    ...(owner === undefined ? [] : [{ Key: OWNER_KEY, Value: owner }]),
    ...(request === undefined ? [] : [{ Key: PULL_REQUEST_KEY, Value: request }]),
  ];
}

function plant(w: World, planted: Planted): void {
  const { name, path = PATH, request = '1', profile = name, profileOwner, seconds = 3700 } = planted;
  const owner = 'owner' in planted ? planted.owner : OWNER;
  plantRole(w, name, { Path: path, Tags: tags(owner, 'request' in planted ? planted.request : request) });
  const { roles } = w.iam.account;
  const role = roles.find(name);
  if (role !== undefined) roles.put({ ...role, CreateDate: new Date(Date.now() - seconds * 1000) });
  w.iam.call('AttachRolePolicy', { RoleName: name, PolicyArn: SSM_POLICY });
  w.iam.call('PutRolePolicy', {
    RoleName: name,
    PolicyName: 'x',
    PolicyDocument:
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
  });
  if (profile === null) return;
  w.iam.call('CreateInstanceProfile', {
    InstanceProfileName: profile,
    Path: path,
    Tags: tags(profileOwner ?? owner),
  });
  w.iam.call('AddRoleToInstanceProfile', { InstanceProfileName: profile, RoleName: name });
}

function sweep(
  w: World,
  github: Pick<FakeGitHub, 'url'> | undefined,
  inputs: Readonly<Record<string, string>> = {},
  cancellation = new Cancellation(),
): Promise<StepInProcess> {
  return w.step(
    { mode: 'sweep', 'role-path': PATH, 'github-token': 'token-of-the-job', ...inputs },
    { env: { GITHUB_API_URL: github?.url }, cancellation },
  );
}

const rolesIn = (w: World): string[] => Object.keys(w.emulator.snapshot().roles).sort();
const profilesIn = (w: World): string[] => Object.keys(w.emulator.snapshot().instanceProfiles).sort();

test.each(['all', 'none'])(
  "a role adopted from another owner isn't one of our pull requests; prune: %s",
  async (prune) => {
    const w = await world();
    plant(w, { name: 'theirs', owner: 'octo-org/other' });
    const inputs = { 'role-name': 'theirs', 'role-path': PATH, adopt: 'true', prune };
    expect((await w.step(inputs)).errors).toEqual([]);
    const github = await gitHub({ 1: 'closed' });
    expect((await sweep(w, github)).outputs['status']).toBe('unchanged');
    expect(rolesIn(w)).toEqual(['theirs']);
  },
);

test('a sweep that is cancelled while it finds no role fails', async () => {
  const w = await world();
  const cancellation = new Cancellation();
  w.emulator.onCall(({ action }) => {
    if (action === 'ListRoles') cancellation.cancel();
  });
  const step = await sweep(w, undefined, {}, cancellation);
  expect(step).toMatchObject({ ok: false, outputs: { status: 'failed', changed: 'false' } });
  expect(step.errors.join()).toContain('The run was cancelled.');
});

test('of forty roles the sweep deletes those with our owner tag, under the path, old enough, and of closed requests', async () => {
  // Pages of seven: whoever reads but one page sees too little.
  const w = await world({ pageSize: 7 });
  const github = await gitHub({ 1: 'closed', 2: 'open', 5: 'closed' });
  const many = (count: number, kind: string, more: Partial<Planted>): string[] =>
    [...Array(count).keys()].map((index) => {
      const name = `${kind}-${index}`;
      plant(w, { name, ...more });
      return name;
    });
  const go = [
    ...many(6, 'closed', {}),
    ...many(4, 'closed-too', { request: '5' }),
    ...many(2, 'deeper', { path: `${PATH}web/` }),
    ...many(3, 'no-profile', { profile: null }),
  ];
  const stay = [
    ...many(5, 'open', { request: '2' }),
    ...many(4, 'missing', { request: '3' }),
    ...many(3, 'missing-too', { request: '4' }),
    ...many(3, 'others', { owner: 'octo-org/another' }),
    ...many(2, 'nobodys', { owner: undefined }),
    ...many(2, 'no-request', { request: undefined }),
    ...many(1, 'no-number', { request: '1/../5' }),
    ...many(2, 'elsewhere', { path: '/' }),
    ...many(1, 'beside', { path: '/pull-requests-2/' }),
  ];
  const young = many(2, 'young', { seconds: 3500 });
  expect(go.length + stay.length + young.length).toBe(40);
  const before = rolesIn(w);
  const profiles = profilesIn(w);

  const said = await sweep(w, github, { 'dry-run': 'true' });
  expect(said.errors).toEqual([]);
  expect(said.summary).toMatch(
    /^### 🧹 `mode: sweep`, dry run: 15 would be destroyed, 7 kept, ⚠️ 8 could not be judged\n/,
  );
  expect(w.writes()).toEqual([]);
  expect(rolesIn(w)).toEqual(before);
  expect(said.outputs).toMatchObject({ status: 'planned', changed: 'false' });
  expect(Object.keys(resultsOf(said)).sort()).toEqual([...go].sort());

  const step = await sweep(w, github);
  expect(step.errors).toEqual([]);
  expect(rolesIn(w)).toEqual([...stay, ...young].sort());
  expect(profilesIn(w)).toEqual(profiles.filter((name) => !go.includes(name)));
  expect(step.outputs).toMatchObject({ status: 'destroyed', changed: 'true' });
  expect(Object.keys(resultsOf(step)).sort()).toEqual([...go].sort());
  expect(rolesAtOnce(w.emulator.calls)).toBeLessThanOrEqual(10);

  // The log lists the remaining roles with our owner tag, and the reason.
  const kept = step.lines.filter((line) => line.includes(' is kept: '));
  expect(kept).toHaveLength(5 + 4 + 3 + 1 + 2);
  expect(kept).toContain('role/open-0 is kept: pull request #2: open');
  expect(kept).toContain(
    `⚠️ role/missing-0 is kept: pull request #3: does not exist in ${OWNER}, or github-token may not see it`,
  );
  expect(kept.find((line) => line.includes('role/young-0'))).toMatch(
    /: created 3[45]\d\d s ago, and sweep-after is 3600 s/,
  );
  expect(step.summary).toMatch(/^### 🧹 15 destroyed, 7 kept, ⚠️ 8 could not be judged\n/);
  expect(step.summary).toMatch(
    /\| `role\/missing-0` \| \[\\#3\]\(.*\/pull\/3\) \| does not exist in .* \| ⚠️ kept \|/,
  );
  expect(step.summary).toMatch(/\| `role\/open-0` \| \[\\#2\]\(.*\/pull\/2\) \| open \| kept \|/);
  expect(step.summary).toMatch(/\| `role\/closed-0` \| \[\\#1\]\(.*\/pull\/1\) \| closed.* \| destroyed \|/);
  expect(step.commands.filter(({ name }) => name === 'warning').map(({ data }) => data)).toEqual([
    expect.stringMatching(/^8 roles could not be judged, and were kept: .*pull-requests: read/) as unknown,
  ]);

  // Each request is asked about once a sweep, and a closed one again for each role; in our repository, with the job's token.
  const asked = github.requests.map((request) => request.replace(`GET /repos/${OWNER}/pulls/`, '#'));
  expect(Object.fromEntries(Map.groupBy(asked, (number) => number))).toEqual({
    '#1': new Array(2 * (1 + 11)).fill('#1'),
    '#2': ['#2', '#2'],
    '#3': ['#3', '#3'],
    '#4': ['#4', '#4'],
    '#5': new Array(2 * (1 + 4)).fill('#5'),
  });
  expect(new Set(github.asked.map(({ authorization }) => authorization))).toEqual(
    new Set(['token token-of-the-job']),
  );

  const again = await sweep(w, github);
  expect(again.outputs).toMatchObject({ status: 'unchanged', changed: 'false', results: '{}' });
  expect(again.summary).toMatch(/^### 🧹 7 kept, ⚠️ 8 could not be judged\n/);
});

test('roles of a request that is reopened while the sweep runs stay, apart from those it was already deleting', async () => {
  const w = await world();
  const github = await gitHub({ 1: 'closed' });
  for (let index = 0; index < 25; index += 1) plant(w, { name: `r${index}`, profile: null });
  const begun = new Set<unknown>();
  w.emulator.onCall(({ action, input }) => {
    if (action === 'DetachRolePolicy') begun.add(input['RoleName']);
    if (action === 'DeleteRole') github.pulls = { 1: 'open' };
  });
  const step = await sweep(w, github);
  expect(step.errors).toEqual([]);
  // At most ten at once.
  expect(rolesIn(w).length).toBeGreaterThanOrEqual(10);
  expect(rolesIn(w).filter((name) => begun.has(name))).toEqual([]);
  for (const name of rolesIn(w)) expect(step.lines).toContain(`role/${name} is kept: pull request #1: open`);
});

describe('instance profiles', () => {
  test('of another name are deleted with their role, even two', async () => {
    const w = await world();
    plant(w, { name: 'web', profile: 'servers' });
    w.iam.call('CreateInstanceProfile', { InstanceProfileName: 'servers-2', Tags: tags(OWNER) });
    w.iam.call('AddRoleToInstanceProfile', { InstanceProfileName: 'servers-2', RoleName: 'web' });
    const step = await sweep(w, await gitHub({ 1: 'closed' }));
    expect(step.errors).toEqual([]);
    expect([rolesIn(w), profilesIn(w)]).toEqual([[], []]);
    expect(resultsOf(step)['web']).toMatchObject({ status: 'destroyed' });
  });

  test('of another owner loses the role and remains', async () => {
    const w = await world();
    plant(w, { name: 'web', profile: 'servers', profileOwner: 'somebody' });
    expect((await sweep(w, await gitHub({ 1: 'closed' }))).ok).toBe(true);
    expect([rolesIn(w), profilesIn(w)]).toEqual([[], ['servers']]);
  });

  test("emptied by an unfinished destroy is deleted too; one of the role's name that holds another role keeps both", async () => {
    const w = await world();
    plant(w, { name: 'web', profile: null });
    w.iam.call('CreateInstanceProfile', { InstanceProfileName: 'web', Tags: tags(OWNER) });
    plant(w, { name: 'api', profile: null });
    plant(w, { name: 'other', request: '2', profile: 'api' });
    const step = await sweep(w, await gitHub({ 1: 'closed', 2: 'open' }));
    expect([rolesIn(w), profilesIn(w)]).toEqual([['api', 'other'], ['api']]);
    expect(step.lines).toContain(
      '⚠️ role/api is kept: pull request #1: closed, but instance-profile/api has the same owner and contains another role',
    );
  });
});

test.each([0, -30])('sweep-after: 0 removes a role that IAM dates %d s ago', async (seconds) => {
  const w = await world();
  plant(w, { name: 'web', seconds });
  const step = await sweep(w, await gitHub({ 1: 'closed' }), { 'sweep-after': '0' });
  expect(step.errors).toEqual([]);
  expect(rolesIn(w)).toEqual([]);
});

describe('when something cannot be read', () => {
  const NO_ANSWER =
    'is kept, because it is not known whether it is still needed: pull request #1 cannot be read: ';

  test('an empty token fails the step, and every role is kept', async () => {
    const w = await world();
    plant(w, { name: 'web' });
    const step = await sweep(w, await gitHub({ 1: 'closed' }), { 'github-token': '' });
    expect(step.ok).toBe(false);
    expect(step.errors).toEqual([
      `role/web ${NO_ANSWER}github-token is empty. Pass a token that can read pull requests.`,
    ]);
    expect(rolesIn(w)).toEqual(['web']);
  });

  test('GitHub out of reach fails the step, and every role is kept', async () => {
    const w = await world();
    plant(w, { name: 'web' });
    const step = await sweep(w, { url: 'http://127.0.0.1:9' });
    expect(step.ok).toBe(false);
    expect(step.errors).toHaveLength(1);
    expect(step.errors[0]).toMatch(
      /^role\/web is kept.*pull request #1 cannot be read: .*ECONNREFUSED.*Check the runner's network/,
    );
    expect(rolesIn(w)).toEqual(['web']);
  });

  test.each([401, 403, 410, 422, 500, 503])(
    'a pull request to which GitHub responds %d fails the step and keeps its role; the other roles are destroyed',
    async (status) => {
      const w = await world();
      plant(w, { name: 'web' });
      plant(w, { name: 'api', request: '2' });
      const step = await sweep(w, await gitHub({ 1: status, 2: 'closed' }));
      expect(step.ok).toBe(false);
      expect(step.errors).toHaveLength(1);
      expect(step.errors[0]).toContain(`role/web ${NO_ANSWER}`);
      expect(step.errors[0]).toContain(`${status}: Something failed`);
      expect(rolesIn(w)).toEqual(['web']);
      expect(step.outputs['status']).toBe('failed');
      expect(resultsOf(step)).toMatchObject({ web: { status: 'failed' }, api: { status: 'destroyed' } });
    },
  );

  test.each<[string, Partial<Failure>]>([
    ['a web page', { body: '<html>', headers: { 'content-type': 'text/html' } }],
    ['half a JSON document', { body: '{"number": 1, "state": "clo' }],
    ['another number', { body: '{"number": 2, "state": "closed"}' }],
    ['an unknown state', { body: '{"number": 1, "state": "Closed"}' }],
    ['a list', { body: '[]' }],
    ["another server's 404", { status: 404, body: '<html>', headers: { 'content-type': 'text/html' } }],
  ])('%s in place of the pull request fails the step and keeps the role', async (_, failure) => {
    const w = await world();
    plant(w, { name: 'web' });
    const github = await gitHub({ 1: 'closed' });
    github.failures.push({ on: /pulls/, ...failure });
    const step = await sweep(w, github);
    expect(step.ok).toBe(false);
    expect(step.errors).toHaveLength(1);
    expect(step.errors[0]).toContain(`role/web ${NO_ANSWER}`);
    expect(rolesIn(w)).toEqual(['web']);
  });

  test('the sweep waits for a rate limit and a 502', async () => {
    const w = await world();
    plant(w, { name: 'web' });
    const github = await gitHub({ 1: 'closed' });
    github.failures.push(
      { on: /pulls/, status: 429, headers: { 'retry-after': '0' } },
      { on: /pulls/, status: 502 },
    );
    expect((await sweep(w, github)).errors).toEqual([]);
    // Both failures, the answer, and the one right before the role is destroyed.
    expect(github.requests).toHaveLength(4);
    expect(rolesIn(w)).toEqual([]);
  });

  test('roles that cannot be listed fail the step, with the statement to add', async () => {
    const w = await world({ policy: { Version: '2012-10-17', Statement: [] } });
    const step = await sweep(w, await gitHub({}));
    expect(step.ok).toBe(false);
    expect(step.errors).toHaveLength(1);
    expect(step.errors[0]).toContain('"Action":["iam:ListRoles"]');
    expect(step.outputs['status']).toBe('failed');
    const debug = step.commands.filter(({ name }) => name === 'debug').map(({ data }) => data);
    expect(debug).toEqual([expect.stringMatching(/^ListRoles 403 \d+ ms$/)]);
  });

  test('a denial points to the documented policies: a sweep has no caller-policy', async () => {
    const Statement = [{ Effect: 'Allow', Action: 'iam:ListRoles', Resource: '*' }] as const;
    const w = await world({ policy: { Version: '2012-10-17', Statement } });
    plant(w, { name: 'web' });
    const step = await sweep(w, await gitHub({}));
    expect(step.errors.join()).toContain(
      'docs/permissions.md of this Action has the whole policy of each mode',
    );
    expect([step.errors.join(), step.outputs['caller-policy']]).toEqual([
      expect.not.stringContaining('caller-policy'),
      undefined,
    ]);
  });

  test('one role that cannot be destroyed fails the step, and the sweep deletes the rest', async () => {
    const w = await world({
      faults: {
        rules: [{ action: 'DeleteRole', nth: 1, error: { code: 'UnmodifiableEntity', status: 400 } }],
      },
    });
    for (const name of ['a', 'b', 'c']) plant(w, { name });
    const step = await sweep(w, await gitHub({ 1: 'closed' }));
    expect(step.ok).toBe(false);
    expect(rolesIn(w)).toHaveLength(1);
    expect(
      Object.values(resultsOf(step))
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['destroyed', 'destroyed', 'failed']);
  });
});

describe('inputs', () => {
  const wrong = async (inputs: Readonly<Record<string, string>>): Promise<string[]> => {
    const w = await world();
    const step = await sweep(w, undefined, inputs);
    expect(step.ok).toBe(false);
    expect(w.emulator.calls).toEqual([]);
    expect(step.errors).toHaveLength(1);
    return (step.errors[0] ?? '').split('\n').filter((line) => line.startsWith('- '));
  };

  test.each([
    [{ 'role-path': '' }, 'role-path: is required for sweep'],
    [{ 'role-path': '/' }, 'role-path: is required for sweep'],
    [{ 'role-path': '/aws-service-role/' }, 'role-path: "/aws-service-role/" is reserved for roles that AWS'],
    [{ 'role-name': 'web' }, 'role-name: cannot be used with sweep'],
    [{ manifest: 'roles.yml' }, 'manifest: cannot be used with sweep'],
    [{ 'sweep-after': '-1' }, 'sweep-after: "-1" is not allowed'],
    [{ owner: 'platform' }, 'owner: "platform" is not specific to this repository'],
    [{ owner: `${OWNER}-2` }, 'is not specific to this repository'],
  ])('%j is refused before any call', async (inputs, message) => {
    const lines = await wrong(inputs);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(message);
  });

  test('the step reports all mistakes at once', async () => {
    expect(await wrong({ 'role-path': '/', 'role-name': 'x', owner: 'y' })).toHaveLength(3);
  });

  test('a sweep ignores inputs that it does not use, and accepts an owner that begins with the repository', async () => {
    const w = await world();
    const step = await sweep(w, undefined, {
      tags: 'no tag',
      'policy-arns': 'a b',
      owner: `${OWNER}/previews`,
    });
    expect(step.errors).toEqual([]);
  });
});

describe('the documented policy', () => {
  const page = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');
  const json = /^## `sweep`\n.*?```json\n(.*?)\n```/ms.exec(page)?.[1] ?? '';
  const { Statement } = JSON.parse(
    json
      .replaceAll('ACCOUNT_ID', '123456789012')
      .replaceAll(/(?:ROLE|PROFILE)_PATH/g, 'pull-requests')
      .replaceAll('NAME_PREFIX', 'preview-'),
  ) as { Statement: { Effect: 'Allow'; Action: string[]; Resource: string | string[] }[] };
  const actions = Statement.flatMap(({ Action }) => Action).filter(
    (action) => !optionalActions('sweep').includes(action),
  );

  const sweptUnder = async (without?: string): Promise<{ step: StepInProcess; w: World }> => {
    const w = await world({
      policy: {
        Version: '2012-10-17',
        Statement: Statement.map((each) => ({
          ...each,
          Action: each.Action.filter((action) => action !== without),
        })).filter(({ Action }) => Action.length > 0),
      },
    });
    plant(w, { name: 'preview-1' });
    plant(w, { name: 'preview-2', profile: null });
    return { w, step: await sweep(w, await gitHub({ 1: 'closed' })) };
  };

  test('is enough', async () => {
    const { w, step } = await sweptUnder();
    expect(step.errors).toEqual([]);
    expect(rolesIn(w)).toEqual([]);
  });

  test.each(optionalActions('sweep'))('without %s it still removes everything', async (action) => {
    const { w, step } = await sweptUnder(action);
    expect(step.errors).toEqual([]);
    expect(rolesIn(w)).toEqual([]);
  });

  test.each(actions)('without %s it fails and names the permission', async (action) => {
    const { step } = await sweptUnder(action);
    expect(step.errors.join('\n')).toContain(`"Action":["${action}"]`);
  });
});

test.each([
  ['', 'x'],
  [', although the swept role had none', null],
])('a role and a profile that another run created anew under the name remain%s', async (_, profile) => {
  const w = await world();
  plant(w, { name: 'x', profile });
  const created = w.emulator.onCall(({ action, effective }) => {
    if (action !== 'DeleteRole' || !effective) return;
    created();
    plant(w, { name: 'x', request: '2' });
  });
  const step = await sweep(w, await gitHub({ 1: 'closed' }));
  expect(step).toMatchObject({ ok: true, errors: [], outputs: { status: 'destroyed' } });
  expect(w.emulator.snapshot()).toMatchObject({
    roles: { x: {} },
    instanceProfiles: { x: { Roles: ['x'] } },
  });
});
