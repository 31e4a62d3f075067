/** The output `caller-policy`: the emulator that enforces it lets every mode through, and each action taken out stops a run. */
import fc from 'fast-check';
import type { PolicyDocument } from '../../emulator/policy-statements.ts';
import { actionOf, CALLS, type Call } from '../../src/aws/calls.ts';
import { callerPolicy } from '../../src/report/least-policy.ts';
import { optionalActions } from '../harness/optional-actions.ts';
import type { Declaration } from '../../src/resources/resource.ts';
import { closeEmulators } from '../harness/emulated.ts';
import { allowS3, OWNER_TAGS, plantRole, world, type World } from '../harness/world.ts';
import { FULL, selection } from '../harness/full.ts';

const ANYWHERE_TRUST = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { Service: 'rolesanywhere.amazonaws.com' },
    Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
  },
};

type Inputs = Readonly<Record<string, string>>;
interface Policy {
  readonly Statement: readonly { readonly Action: string | readonly string[] }[];
}

const inputs: fc.Arbitrary<Inputs> = fc
  .record({
    path: fc.constantFrom('/', '/team/', '/a/b/'),
    boundary: fc.constantFrom(undefined, 'PowerUserAccess', 'none'),
    policies: fc.subarray(['AmazonS3ReadOnlyAccess', 'ReadOnlyAccess', 'SecurityAudit']),
    inline: fc.boolean(),
    profile: fc.constantFrom('true', 'false'),
    name: fc.constantFrom(undefined, 'other'),
    anywhere: fc.boolean(),
  })
  .map(({ path, boundary, policies, inline, profile, name, anywhere }) => ({
    'role-name': 'demo',
    'role-path': path,
    'policy-arns': policies.join('\n'),
    'instance-profile': profile,
    ...(boundary === undefined ? {} : { 'permissions-boundary': boundary }),
    ...(inline ? { 'inline-policies': JSON.stringify({ p: allowS3('GetObject') }) } : {}),
    ...(name === undefined ? {} : { 'instance-profile-name': name }),
    ...(anywhere ? { 'roles-anywhere-profile': '{}', 'trust-services': 'rolesanywhere' } : {}),
  }));

/** Returns the policy that a plan puts out. */
async function policyFor(given: Inputs): Promise<Policy> {
  const w = await world();
  const { outputs, summary } = await w.step({ ...given, mode: 'plan' });
  expect(summary).toContain('The IAM policy that the caller of this step needs, in every mode');
  return JSON.parse(outputs['caller-policy'] ?? '') as Policy;
}

/** Changes by hand whatever the role and its profile have. */
function drift({ iam }: World, given: Inputs): void {
  const RoleName = 'demo';
  const policy = JSON.stringify(allowS3('PutObject'));
  iam.call('TagRole', { RoleName, Tags: [{ Key: 'foreign', Value: 'x' }] });
  iam.call('UpdateRole', { RoleName, Description: 'by hand', MaxSessionDuration: 7200 });
  iam.call('AttachRolePolicy', { RoleName, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' });
  iam.call('PutRolePolicy', { RoleName, PolicyName: 'foreign', PolicyDocument: policy });
  iam.call('UpdateAssumeRolePolicy', {
    RoleName,
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    }),
  });
  if (given['permissions-boundary'] !== undefined)
    iam.call('PutRolePermissionsBoundary', {
      RoleName,
      PermissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
    });
  if (given['instance-profile'] !== 'false')
    iam.call('TagInstanceProfile', {
      InstanceProfileName: given['instance-profile-name'] ?? 'demo',
      Tags: [{ Key: 'foreign', Value: 'x' }],
    });
}

/** Runs plan, apply, check, a repair of drift, and destroy. @param calls receives their calls @returns the errors */
async function life(policy: Policy, given: Inputs, calls = new Set<string>()): Promise<string[]> {
  const w = await world({ policy: policy as unknown as PolicyDocument });
  const errors: string[] = [];
  for (const mode of ['plan', 'apply', 'check', 'drift', 'apply', 'destroy']) {
    if (mode === 'drift' && errors.length === 0) drift(w, given);
    if (mode === 'drift') continue;
    errors.push(...(await w.step({ ...given, mode })).errors);
    for (const { action } of w.emulator.calls) calls.add(action);
  }
  return errors;
}

test('lets every mode of random declarations through', async () => {
  await fc.assert(
    fc.asyncProperty(inputs, async (given) => {
      expect(await life(await policyFor(given), given)).toEqual([]);
    }),
    { numRuns: FULL ? 100 : 4 },
  );
}, 600_000);

test.each(['/t*m/', '/t?m/', '/${aws:username}/', '/$/', '/${*}/'])(
  'takes the path %s literally: it lets its own role through, and no other',
  async (path) => {
    const given = { 'role-name': 'demo', 'role-path': path, 'instance-profile': 'false' };
    const policy = await policyFor(given);
    expect(await life(policy, given)).toEqual([]);
    const other = (await life(policy, { ...given, 'role-path': '/tom/' })).join();
    expect(other).toContain('role/tom/demo');
  },
);

test("in China's regions a role may be passed to EC2 under both of its names", () => {
  const declaration = { roleName: 'demo', instanceProfileName: 'demo' } as Declaration;
  const policy = callerPolicy([{ declaration, start: undefined }], {
    partition: 'aws-cn',
    account: '123456789012',
  });
  expect(JSON.stringify(policy)).toContain(
    '{"StringEquals":{"iam:PassedToService":["ec2.amazonaws.com","ec2.amazonaws.com.cn"]}}',
  );
});

/** Returns the policy without an action. */
const without = (policy: Policy, action: string): Policy => ({
  ...policy,
  Statement: policy.Statement.map((each) => ({
    ...each,
    Action: [each.Action].flat().filter((other) => other !== action),
  })),
});

/** Matches the whole name: iam:GetRole is not iam:GetRolePolicy. */
const named = (action: string): RegExp => new RegExp(`${action}\\b`);

/** Returns the actions of the policy that a life needs: those of its calls, apart from the ones it can do without. */
async function needed(policy: Policy, given: Inputs): Promise<string[]> {
  const calls = new Set<string>();
  expect(await life(policy, given, calls)).toEqual([]);
  const used = new Set(
    [...calls].flatMap((call) => [actionOf(call as Call), ...CALLS[call as Call].alsoNeeds]),
  );
  const optional = new Set(optionalActions('apply'));
  const actions = new Set(policy.Statement.flatMap(({ Action }) => Action));
  return [...actions].filter((action) => used.has(action) && !optional.has(action));
}

test('each action taken out of it stops a run, which names it', async () => {
  const given: Inputs = {
    'role-name': 'demo',
    'role-path': '/team/',
    'policy-arns': 'ReadOnlyAccess',
    'permissions-boundary': 'PowerUserAccess',
    'inline-policies': JSON.stringify({ p: allowS3('GetObject') }),
    tags: 'project=demo',
  };
  const policy = await policyFor(given);
  const actions = await needed(policy, given);
  // Only a removal of the boundary or more than ten policies need these.
  const rare = ['iam:DeleteRolePermissionsBoundary', 'iam:GetAccountSummary', ...optionalActions('apply')];
  const all = policy.Statement.flatMap(({ Action }) => Action);
  expect([...actions, ...rare].sort()).toEqual(expect.arrayContaining([...new Set(all)].sort()));
  expect(actions.length).toBeGreaterThan(20);
  const unnoticed: string[] = [];
  for (const action of selection(actions, 12)) {
    const errors = await life(without(policy, action), given);
    if (!named(action).test(errors.join())) unnoticed.push(action);
  }
  expect(unnoticed).toEqual([]);
}, 600_000);

test('each action of random declarations too; by default a sample of both', async () => {
  await fc.assert(
    fc.asyncProperty(inputs, fc.nat(1000), async (given, seed) => {
      const policy = await policyFor(given);
      const actions = await needed(policy, given);
      const tried = FULL ? actions : [0, 1].map((each) => actions[(seed + each * 7) % actions.length] ?? '');
      for (const action of tried) {
        const errors = await life(without(policy, action), given);
        expect(errors.join()).toMatch(named(action));
        await closeEmulators();
      }
    }),
    { numRuns: FULL ? 15 : 4 },
  );
}, 1_800_000);

test('names the issuer of the declaration and every role that it hands to Roles Anywhere', () => {
  const role = {
    path: '/',
    oidcIssuer: 'ghes.example.com/_services/token',
    rolesAnywhere: { roleArns: ['arn:aws:iam::123456789012:role/app/further'] },
  };
  const declaration = { roleName: 'demo', instanceProfileName: 'demo', rolesAnywhereName: 'demo', role };
  const policy = JSON.stringify(
    callerPolicy([{ declaration: declaration as unknown as Declaration, start: undefined }], {
      partition: 'aws',
      account: '123456789012',
    }),
  );
  expect(policy).toContain('"arn:aws:iam::123456789012:oidc-provider/ghes.example.com/_services/token"');
  expect(policy).toContain(
    '["arn:aws:iam::123456789012:role/demo","arn:aws:iam::123456789012:role/app/further"],"Condition":{"StringEquals":{"iam:PassedToService":"rolesanywhere.amazonaws.com"',
  );
});

test('suffices for an undeclared role that remains in a Roles Anywhere profile, which an update passes too', async () => {
  const given = {
    'role-name': 'demo',
    'trust-services': 'rolesanywhere',
    'instance-profile': 'false',
    prune: 'none',
    'roles-anywhere-profile': JSON.stringify({ name: 'demo', 'duration-seconds': 1800 }),
  };
  const before = async (policy?: unknown): Promise<World> => {
    const w = await world({ policy: policy as PolicyDocument });
    for (const [RoleName, Tags] of [
      ['demo', OWNER_TAGS],
      ['other', []],
    ] as const)
      plantRole(w, RoleName, { AssumeRolePolicyDocument: JSON.stringify(ANYWHERE_TRUST), Tags: [...Tags] });
    w.emulator.rolesAnywhere.call('CreateProfile', {
      name: 'demo',
      enabled: true,
      durationSeconds: 3600,
      roleArns: ['demo', 'other'].map((name) => `arn:aws:iam::123456789012:role/${name}`),
      tags: OWNER_TAGS.map(({ Key: key, Value: value }) => ({ key, value })),
    });
    return w;
  };
  const { outputs } = await (await before()).step({ ...given, mode: 'plan' });
  const w = await before(JSON.parse(outputs['caller-policy'] ?? ''));
  expect((await w.step(given)).errors).toEqual([]);
  expect(w.writes()).toContain('UpdateProfile');
});

describe('with wait-for: ec2', () => {
  const given = { 'role-name': 'demo', 'wait-for': 'ec2' };

  test('suffices to ask EC2', async () => {
    const policy = await policyFor(given);
    const w = await world({ policy: policy as unknown as PolicyDocument });
    expect((await w.step(given)).outputs).toMatchObject({ status: 'created', 'ready-for': 'ec2' });
  });

  test.each(['ec2:RunInstances', 'ssm:GetParameters'])('needs %s', async (action) => {
    const policy = without(await policyFor(given), action);
    const w = await world({ policy: policy as unknown as PolicyDocument });
    expect((await w.step(given)).outputs).toMatchObject({ status: 'created', 'ready-for': 'iam' });
  });

  const allowed = async (inputs: Inputs): Promise<string> =>
    JSON.stringify((await policyFor({ ...given, ...inputs })).Statement);
  test.each([
    ['', '/aws/service/ami-amazon-linux-latest/*'],
    ['resolve:ssm:/team/image:3', '/team/image'],
    ['resolve:ssm:image', '/image'],
  ])('lets the caller read the parameter of the image "%s"', async (image, parameter) => {
    const statement = (await allowed({ 'ec2-image-id': image })).split('"ssm:GetParameters"')[1];
    const prefix = `arn:aws:ssm:*:*:parameter${parameter}`;
    expect(statement).toContain(parameter.endsWith('*') ? prefix.slice(0, -1) : `"${prefix}"`);
  });

  test('needs no parameter for an image by its id, and nothing of EC2 without an instance profile', async () => {
    const byId = await allowed({ 'ec2-image-id': 'ami-0123456789abcdef0' });
    expect([byId.includes('ec2:RunInstances'), byId.includes('ssm:')]).toEqual([true, false]);
    expect(await allowed({ 'instance-profile': 'false' })).not.toMatch(/ec2:RunInstances|ssm:/);
    expect(await allowed({ 'wait-for': 'iam' })).not.toMatch(/ec2:RunInstances|ssm:/);
  });
});

test('after a denial the policy is there too', async () => {
  const w = await world({
    policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iam:Get*', Resource: '*' }] },
  });
  const { ok, outputs, errors, summary } = await w.step({ 'role-name': 'demo' });
  expect(ok).toBe(false);
  expect(outputs['caller-policy']).toContain(':role/demo');
  expect(errors.join()).toContain(
    'The whole policy of this step is in the last part of its summary, and in its output caller-policy.',
  );
  expect(summary).toContain('The IAM policy that the caller of this step needs');
});

test('an ordinary run does not compute it', async () => {
  const w = await world();
  const { outputs } = await w.step({ 'role-name': 'demo' });
  expect(outputs['status']).toBe('created');
  expect(outputs).not.toHaveProperty('caller-policy');
});
