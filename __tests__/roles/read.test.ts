/**
 * `mode: read`: the step that it shows, run, takes a role over as it is. Random roles on the emulator, and on moto if it
 * is on PATH: 12 of each, or 50 in `npm run test:conformance`.
 */
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import fc from 'fast-check';
import { parse } from 'yaml';
import { runStep } from '../../scripts/run-action.ts';
import { goodDocuments, goodTrusts } from '../conformance/policy-documents.ts';
import { emulated } from '../harness/emulated.ts';
import { inProcess, type StepInProcess } from '../harness/in-process.ts';
import { hasMoto, startMoto, type Moto } from '../harness/moto.ts';
import { allowS3, EC2_TRUST, OWNER, plantRole, SSM_POLICY, world } from '../harness/world.ts';
import { resultsOf } from './steps.ts';
import { FULL } from '../harness/full.ts';

const GITHUB_TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:octo-org/*:*' } },
    },
  ],
});
const PUBLIC_TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
});

const tags = fc.uniqueArray(
  fc.record({
    Key: fc.constantFrom('team', 'Cost Center', 'a=b', 'é', 'x:y', 'env', 'aws-like', '0'),
    Value: fc.constantFrom('', 'web', 'a=b', '012', 'true', 'x y', ' ', '-1'),
  }),
  { selector: ({ Key }) => Key, maxLength: 5 },
);
const path = fc.constantFrom('/', '/team/', '/team/a,b/');
const randomRole = fc.record({
  path,
  trust: fc.constantFrom(...goodTrusts, GITHUB_TRUST, PUBLIC_TRUST),
  description: fc.constantFrom(
    undefined,
    'plain',
    'Grüße: 100 %',
    '# no comment',
    "it's {a}",
    '${{ github.sha }}',
    '-',
  ),
  duration: fc.constantFrom(3600, 7200, 43_200),
  boundary: fc.constantFrom(undefined, 'arn:aws:iam::aws:policy/PowerUserAccess'),
  tags,
  attached: fc.subarray([SSM_POLICY, 'ReadOnlyAccess', 'job-function/ViewOnlyAccess']),
  inline: fc.subarray(
    goodDocuments.map((document, index) => [`policy ${index}`.replace(' ', '.=,@+-'), document] as const),
  ),
  profile: fc.option(fc.record({ path, tags, ownName: fc.boolean() }), { nil: undefined }),
  ours: fc.boolean(),
});
type RandomRole = typeof randomRole extends fc.Arbitrary<infer T> ? T : never;

/** Creates the role as another tool would. */
async function plant(iam: IAMClient, RoleName: string, random: RandomRole): Promise<void> {
  const owner = random.ours ? [{ Key: 'aws-iam-instance-profile:owner', Value: OWNER }] : [];
  await iam.send(
    new CreateRoleCommand({
      RoleName,
      Path: random.path,
      AssumeRolePolicyDocument: random.trust,
      Description: random.description,
      MaxSessionDuration: random.duration,
      PermissionsBoundary: random.boundary,
      Tags: [...random.tags, ...owner],
    }),
  );
  for (const policy of random.attached) {
    const PolicyArn = policy.startsWith('arn:') ? policy : `arn:aws:iam::aws:policy/${policy}`;
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  }
  for (const [PolicyName, PolicyDocument] of random.inline) {
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
  }
  if (random.profile === undefined) return;
  const InstanceProfileName = random.profile.ownName ? `${RoleName}-servers` : RoleName;
  await iam.send(
    new CreateInstanceProfileCommand({
      InstanceProfileName,
      Path: random.profile.path,
      Tags: [...random.profile.tags, ...owner],
    }),
  );
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
}

/** Reads the shown step as GitHub passes it. */
function shownInputs(summary: string): Record<string, string> {
  const yaml = /```yaml\n([^]*?)\n```/.exec(summary)?.[1] ?? '';
  const [step] = parse(yaml) as { readonly with: Readonly<Record<string, string>> }[];
  return Object.fromEntries(
    Object.entries(step?.with ?? {}).map(([name, value]) => [name, value.replaceAll("${{ '${{' }}", '${{')]),
  );
}

let moto: Moto | undefined;
const withMoto = hasMoto('mode: read of random roles on moto');
beforeAll(async () => {
  if (withMoto) moto = await startMoto();
}, 60_000);
afterAll(async () => {
  await moto?.close();
});

const ROLES = FULL ? 50 : 5;

test.each(['the emulator', ...(withMoto ? ['moto'] : [])])(
  'the shown step of random roles on %s changes nothing but ownership',
  async (server) => {
    const endpoint = server === 'moto' && moto !== undefined ? moto : await emulated();
    const iam = new IAMClient({
      endpoint: endpoint.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    });
    let index = 0;
    for (const random of fc.sample(randomRole, { numRuns: ROLES, seed: 18 })) {
      index += 1;
      const name = `role-${index}`;
      await plant(iam, name, random);
      const read = await inProcess(endpoint, { mode: 'read', 'role-name': name });
      expect([name, read.errors, read.outputs['status']]).toEqual([name, [], 'read']);
      const inputs = shownInputs(read.summary);
      expect(inputs).toMatchObject({ 'role-name': name, adopt: 'true' });
      const planned = await inProcess(endpoint, { ...inputs, mode: 'plan' });
      expect([name, planned.errors]).toEqual([name, []]);
      const changes = JSON.parse(planned.outputs['changes'] ?? '') as { summary: string }[];
      const owner = `set 1 tag: aws-iam-instance-profile:owner=${OWNER}`;
      expect([name, changes.filter(({ summary }) => summary !== owner)]).toEqual([name, []]);
      if (random.ours) expect(changes).toEqual([]);
      await inProcess(endpoint, inputs);
      const again = await inProcess(endpoint, { ...inputs, mode: 'plan' });
      expect([name, again.outputs['changes'], again.outputs['status']]).toEqual([name, '[]', 'unchanged']);
    }
    iam.destroy();
  },
  300_000,
);

test.each([
  ['a\n\tb', 'x'],
  ['a', 'x\u2028y'],
  ['a\u00adb', 'x'],
])('the shown step keeps the characters that the summary escapes: %j and %j', async (Description, Value) => {
  const w = await world();
  plantRole(w, 'theirs', { Description, Tags: [{ Key: 'team', Value }] });
  const read = await w.step({ mode: 'read', 'role-name': 'theirs' });
  const planned = await w.step({ ...shownInputs(read.summary), mode: 'plan' });
  expect(planned.errors).toEqual([]);
  const changes = JSON.parse(planned.outputs['changes'] ?? '') as { summary: string }[];
  expect(changes.map(({ summary }) => summary)).toEqual([
    `set 1 tag: aws-iam-instance-profile:owner=${OWNER}`,
  ]);
});

const EDGE = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'rolesanywhere.amazonaws.com' },
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
    },
  ],
});
const TEAM = [{ Key: 'team', Value: 'web' }];
const MANY = Array.from({ length: 49 }, (_, index) => ({ Key: `key${index}`, Value: 'x' }));

test.each([
  ['white space at the start', { Description: ' a' }, 0, 'and:\n\n- role/theirs: description " a" → "a"\n'],
  [
    'CR as its line end',
    { Description: 'a\rb' },
    0,
    'and:\n\n- role/theirs: description "a\\\\rb" → "a\\\\nb"\n',
  ],
  ['nothing unusual', { Description: 'a b' }, 0, 'only the tags of ownership change.'],
  [
    'a tag that its Roles Anywhere profile lacks',
    { Tags: TEAM, AssumeRolePolicyDocument: EDGE },
    1,
    'only the tags of ownership change.',
  ],
  [
    'a Roles Anywhere profile it does not trust',
    { Tags: TEAM },
    1,
    /refuses it .*\n\n- roles-anywhere-profile: the trust/,
  ],
  [
    'two of one name',
    { Tags: TEAM, AssumeRolePolicyDocument: EDGE },
    2,
    /refuses it .*\n\n- there are 2 Roles Anywhere/,
  ],
  ['49 tags, and two of the Action', { Tags: MANY }, 0, /refuses it .*\n\n- role\/theirs would have 51 tags/],
] as const)('the sentence above the step of a role with %s is true', async (_, role, profiles, words) => {
  const w = await world();
  plantRole(w, 'theirs', role);
  for (let count = 0; count < profiles; count += 1) {
    const roleArns = ['arn:aws:iam::123456789012:role/theirs'];
    w.emulator.rolesAnywhere.call('CreateProfile', { name: 'edge', roleArns, enabled: true });
  }
  const anywhere = profiles === 0 ? {} : { 'roles-anywhere-profile': 'name=edge' };
  const { summary } = await w.step({ mode: 'read', 'role-name': 'theirs', ...anywhere });
  const [sentence = ''] = /This step declares [^]*?(?=\n```)/.exec(summary) ?? [];
  if (typeof words === 'string') expect(sentence).toContain(words);
  else expect(sentence).toMatch(words);

  // The repository's id is a tag, too.
  const env = { GITHUB_REPOSITORY_ID: '42', GITHUB_REPOSITORY_OWNER_ID: '7' };
  const planned = await w.step({ ...shownInputs(summary), mode: 'plan' }, { env });
  expect(planned.ok).toBe(!sentence.includes('refuses'));
  const changes = JSON.parse(planned.outputs['changes'] ?? '[]') as { summary: string }[];
  const others = changes.filter((each) => !each.summary.includes('aws-iam-instance-profile:'));
  expect(others.length).toBe(sentence.includes(', and:') ? 1 : 0);
});

function stateOf(step: Pick<StepInProcess, 'outputs'>): Record<string, Record<string, unknown> | null> {
  return JSON.parse(step.outputs['state'] ?? 'null') as Record<string, Record<string, unknown> | null>;
}

test('state has everything that IAM returns, whoever owns the role; nothing is written', async () => {
  const w = await world();
  plantRole(w, 'theirs', { Path: '/app/', Description: 'text', Tags: [{ Key: 'team', Value: 'web' }] });
  const { roles } = w.iam.account;
  const role = roles.find('theirs');
  if (role === undefined) throw new Error('no role');
  roles.put({
    ...role,
    LastUsed: { LastUsedDate: new Date('2026-11-01T12:00:00Z'), Region: 'eu-central-1' },
  });
  w.iam.call('AttachRolePolicy', { RoleName: 'theirs', PolicyArn: SSM_POLICY });
  const PolicyDocument = JSON.stringify(allowS3('GetObject'));
  w.iam.call('PutRolePolicy', { RoleName: 'theirs', PolicyName: 'read', PolicyDocument });
  w.iam.call('CreateInstanceProfile', { InstanceProfileName: 'servers' });
  w.iam.call('AddRoleToInstanceProfile', { InstanceProfileName: 'servers', RoleName: 'theirs' });
  const step = await w.step(
    { mode: 'read', 'role-name': 'theirs' },
    { env: { GITHUB_REPOSITORY: undefined } },
  );
  expect(step.errors).toEqual([]);
  expect(w.writes()).toEqual([]);
  expect(step.outputs).toMatchObject({
    status: 'read',
    changed: 'false',
    'role-arn': 'arn:aws:iam::123456789012:role/app/theirs',
    'instance-profile-name': 'servers',
  });
  expect(stateOf(step)).toEqual({
    role: {
      name: 'theirs',
      arn: 'arn:aws:iam::123456789012:role/app/theirs',
      id: role.RoleId,
      created: role.CreateDate.toISOString().replace(/\.\d+Z$/, '.000Z'),
      lastUsed: { date: '2026-11-01T12:00:00.000Z', region: 'eu-central-1' },
      path: '/app/',
      description: 'text',
      maxSessionDuration: 3600,
      trust: EC2_TRUST,
      boundary: null,
      tags: { team: 'web' },
      managedPolicies: [SSM_POLICY],
      inlinePolicies: { read: allowS3('GetObject') },
      instanceProfiles: ['servers'],
    },
    instanceProfile: {
      name: 'servers',
      arn: 'arn:aws:iam::123456789012:instance-profile/servers',
      id: expect.stringMatching(/^AIPA/) as unknown,
      created: expect.stringMatching(/Z$/) as unknown,
      path: '/',
      tags: {},
      role: { name: 'theirs', id: role.RoleId },
    },
    rolesAnywhereProfile: null,
  });
  expect(step.summary).toContain('The role: last used on `2026-11-01T12:00:00.000Z` in `eu-central-1`');
});

test('an absent role is no failure', async () => {
  const w = await world();
  const step = await w.step({ mode: 'read', 'role-name': 'nobody' });
  expect(step.ok).toBe(true);
  expect(step.outputs).toMatchObject({ status: 'absent', changed: 'false' });
  expect(stateOf(step)).toEqual({ role: null, instanceProfile: null, rolesAnywhereProfile: null });
  expect(step.summary).not.toContain('```yaml');
});

test('a role that cannot be read fails the step; documents that cannot are a warning, and null', async () => {
  const deny = (Action: string): object => ({
    policy: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action, Resource: '*' },
      ],
    },
  });
  const refused = await (await world(deny('iam:GetRole'))).step({ mode: 'read', 'role-name': 'demo' });
  expect([refused.ok, refused.outputs['status']]).toEqual([false, 'failed']);

  const w = await world(deny('iam:GetRolePolicy'));
  plantRole(w, 'demo');
  const PolicyDocument = JSON.stringify(allowS3('GetObject'));
  w.iam.call('PutRolePolicy', { RoleName: 'demo', PolicyName: 'read', PolicyDocument });
  const step = await w.step({ mode: 'read', 'role-name': 'demo' });
  expect(step.ok).toBe(true);
  expect(step.commands.filter(({ name }) => name === 'warning').map(({ data }) => data)).toEqual([
    'role/demo: the run may not read the document of inline policy read',
  ]);
  expect(stateOf(step)['role']?.['inlinePolicies']).toEqual({ read: null });
  // Without the document the step must keep the policy.
  expect(shownInputs(step.summary)['prune']).toBe('policies\ntags');
});

test('a refusal points to mode: read, and shows no step itself', async () => {
  const w = await world();
  plantRole(w, 'theirs', { Tags: [] });
  const refused = await w.step({ 'role-name': 'theirs' });
  expect(refused.errors.join('')).toContain('mode: read shows the step that declares it as it is');
  expect(refused.summary).not.toContain('```yaml');
});

test('a Roles Anywhere profile is part of the state and of the step', async () => {
  const w = await world();
  const inputs = {
    'role-name': 'nodes',
    'role-path': '/edge/',
    'trust-services': 'ec2\nrolesanywhere',
    tags: 'team=web',
    'roles-anywhere-profile': JSON.stringify({
      name: 'edge nodes',
      'duration-seconds': 900,
      'managed-policy-arns': ['ReadOnlyAccess'],
      'session-policy': allowS3('GetObject'),
      'accept-role-session-name': true,
      'role-arns': ['arn:aws:iam::123456789012:role/other'],
      tags: { site: 'b' },
    }),
  };
  plantRole(w, 'other');
  const created = await w.step(inputs);
  expect(created.errors).toEqual([]);
  const read = await w.step({
    mode: 'read',
    'role-name': 'nodes',
    'roles-anywhere-profile': 'name=edge nodes',
  });
  expect(read.errors).toEqual([]);
  expect(stateOf(read)['rolesAnywhereProfile']).toMatchObject({
    name: 'edge nodes',
    enabled: true,
    durationSeconds: 900,
    acceptRoleSessionName: true,
    roleArns: ['arn:aws:iam::123456789012:role/edge/nodes', 'arn:aws:iam::123456789012:role/other'],
    updated: expect.stringMatching(/^\d{4}-/) as unknown,
  });
  const again = await w.step({ ...shownInputs(read.summary), mode: 'plan' });
  expect([again.errors, again.outputs['changes']]).toEqual([[], '[]']);
});

test('the step leaves out a Roles Anywhere profile that does not list the role, which it would add', async () => {
  const w = await world();
  for (const name of ['nodes', 'other']) plantRole(w, name);
  w.emulator.rolesAnywhere.call('CreateProfile', {
    name: 'edge',
    roleArns: ['arn:aws:iam::123456789012:role/other'],
  });
  const read = await w.step({ mode: 'read', 'role-name': 'nodes', 'roles-anywhere-profile': 'name=edge' });
  expect(stateOf(read)).toHaveProperty('rolesAnywhereProfile.name', 'edge');
  expect(shownInputs(read.summary)).not.toHaveProperty('roles-anywhere-profile');
});

test('the step leaves out a Roles Anywhere profile that lists only an earlier role of that name, under another path', async () => {
  const w = await world();
  plantRole(w, 'demo', { Path: '/new/', AssumeRolePolicyDocument: EDGE });
  const roleArns = ['arn:aws:iam::123456789012:role/old/demo'];
  w.emulator.rolesAnywhere.call('CreateProfile', { name: 'edge', roleArns, enabled: true });
  const read = await w.step({ mode: 'read', 'role-name': 'demo', 'roles-anywhere-profile': 'name=edge' });
  expect(stateOf(read)).toHaveProperty('rolesAnywhereProfile.roleArns', roleArns);
  expect(shownInputs(read.summary)).not.toHaveProperty('roles-anywhere-profile');
});

test.each([
  ['true', 'arn:aws:iam::123456789012:role/other', true],
  ['false', 'arn:aws:iam::123456789012:role/other', false],
  ['true', undefined, false],
])(
  'with mask-account-id: %s and the trust %s the step explains its ***: %s',
  async (masks, AWS, explains) => {
    const w = await world();
    plantRole(w, 'other');
    const Principal = AWS === undefined ? { Service: 'ec2.amazonaws.com' } : { AWS };
    const Statement = [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }];
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    plantRole(w, 'demo', { AssumeRolePolicyDocument });
    const { summary } = await w.step({ mode: 'read', 'role-name': 'demo', 'mask-account-id': masks });
    expect(summary.includes('replace each `***` by the id of its account')).toBe(explains);
  },
);

test.each(['demo', 'servers'])(
  'the step names the instance profile %s, which has not the role, and which it would delete',
  async (profile) => {
    const w = await world();
    plantRole(w, 'demo');
    const Tags = [{ Key: 'aws-iam-instance-profile:owner', Value: OWNER }];
    w.iam.call('CreateInstanceProfile', { InstanceProfileName: profile, Tags });
    const named = { 'role-name': 'demo', 'instance-profile-name': profile };
    const { summary } = await w.step({ mode: 'read', ...named });
    expect(summary).toContain(
      `If your owner tag is on \`instance-profile/${profile}\`, which does not contain the role, the step deletes it.`,
    );
    const planned = await w.step({ ...shownInputs(summary), mode: 'plan' });
    expect(planned.outputs['changes']).toMatch(new RegExp(`"instance-profile/${profile}","action":"delete"`));
  },
);

test('the roles of a manifest are read, with their states in results', async () => {
  const w = await world();
  plantRole(w, 'one');
  const { manifestStep } = await import('./steps.ts');
  const step = await manifestStep(
    w,
    { roles: [{ 'role-name': 'one' }, { 'role-name': 'two' }] },
    { mode: 'read' },
  );
  expect(step.errors).toEqual([]);
  expect(step.outputs['status']).toBe('absent');
  const { one, two } = resultsOf(step);
  expect([one?.['status'], two?.['status']]).toEqual(['read', 'absent']);
  expect(JSON.parse(one?.['state'] ?? '')).toMatchObject({ role: { name: 'one' } });
});

test('through the bundle: state, broadens, and the step', async () => {
  const emulator = await emulated();
  const env = emulator.environment;
  const planned = await runStep({ mode: 'plan', 'role-name': 'demo' }, { env });
  expect(planned.outputs).toMatchObject({ broadens: 'true' });
  const created = await runStep({ 'role-name': 'demo' }, { env });
  expect(stateOf(created)['role']).toMatchObject({ name: 'demo', path: '/', trust: EC2_TRUST });
  const unchanged = await runStep({ 'role-name': 'demo' }, { env });
  expect(unchanged.outputs).toMatchObject({ status: 'unchanged', broadens: 'false' });
  const read = await runStep({ mode: 'read', 'role-name': 'demo' }, { env });
  expect(read).toMatchObject({ exitCode: 0, outputs: { status: 'read' } });
  expect(stateOf(read)).toEqual(stateOf(unchanged));
  expect(stateOf(read)['role']).toMatchObject({ instanceProfiles: ['demo'] });
  expect(read.summary).toContain('If you run it, only the tags of ownership change.');
  const again = await runStep({ ...shownInputs(read.summary), mode: 'check' }, { env });
  expect(again).toMatchObject({ exitCode: 0, outputs: { status: 'unchanged' } });
  const destroyed = await runStep({ 'role-name': 'demo', mode: 'destroy' }, { env });
  expect(stateOf(destroyed)).toEqual({ role: null, instanceProfile: null, rolesAnywhereProfile: null });
}, 60_000);
