/** The variants of the policy for `apply` are enough, and each stops the changes that it is for. */
import { readFileSync } from 'node:fs';
import { perOwner, perPath, withBoundary } from '../../scripts/policy-variants.ts';
import type { CallerPolicy } from '../../src/report/least-policy.ts';
import {
  allowS3,
  OWNER,
  OWNER_KEY,
  plantRole,
  WORKSHOP,
  WORKSHOP_ROLE,
  world,
  type World,
} from '../harness/world.ts';

const NAMES = {
  partition: 'aws',
  account: '123456789012',
  role: WORKSHOP_ROLE,
  instanceProfile: WORKSHOP_ROLE,
};
const BOUNDARY = 'arn:aws:iam::123456789012:policy/developers';
const full = {
  ...WORKSHOP,
  'inline-policies': JSON.stringify({ a: allowS3('GetObject') }),
  'permissions-boundary': BOUNDARY,
};
const changed = {
  ...full,
  'inline-policies': JSON.stringify({ b: allowS3('PutObject') }),
  'policy-arns': 'AmazonSSMManagedInstanceCore',
  'role-description': 'two',
  'trust-services': 'ec2\nssm',
  tags: 'stage=test',
};
const inPath = { 'role-path': '/team/', 'instance-profile-path': '/team/' };

async function limited(policy: CallerPolicy): Promise<World> {
  const w = await world({ policy: policy as never });
  w.iam.call('CreatePolicy', { PolicyName: 'developers', PolicyDocument: JSON.stringify(allowS3('*')) });
  return w;
}

const BOUNDED = withBoundary(NAMES, BOUNDARY);
const PATHS = perPath(NAMES, 'team', 'demo-');
const OWNERS = perOwner(NAMES, OWNER);

test.each([
  ['with a boundary', BOUNDED, {}],
  ['per path', PATHS, inPath],
  ['per owner tag', OWNERS, inPath],
])('%s: creates, changes and rolls back', async (_, policy, where) => {
  // Reads, and PassRole per owner, name a role without its path.
  const atRoot = policy === OWNERS ? {} : where;
  const w = await limited(policy);
  for (const inputs of [full, changed]) {
    const step = await w.step({ ...inputs, ...atRoot });
    expect(step.errors).toEqual([]);
    expect(w.writes().length).toBeGreaterThan(4);
  }
  const fresh = await limited(policy);
  fresh.emulator.setFaults({
    rules: [{ action: 'PutRolePolicy', error: { code: 'LimitExceeded', status: 409 } }],
  });
  const undone = await fresh.step({ ...full, ...atRoot });
  expect([undone.outputs['status'], undone.errors.join()]).toEqual([
    'rolled-back',
    expect.not.stringContaining('AccessDenied'),
  ]);
  expect(fresh.emulator.snapshot()).toMatchObject({ roles: {}, instanceProfiles: {} });
});

test('per path: destroys with the further action that the page names', async () => {
  const Statement = PATHS.Statement.map((each) => {
    const actions = [each.Action].flat();
    return actions.includes('iam:GetRole')
      ? { ...each, Action: [...actions, 'iam:ListInstanceProfilesForRole'] }
      : each;
  });
  for (const policy of [PATHS, { ...PATHS, Statement }]) {
    const w = await limited(policy);
    expect((await w.step({ ...full, ...inPath })).errors).toEqual([]);
    const step = await w.step({ mode: 'destroy', 'role-name': WORKSHOP_ROLE });
    expect([step.ok, step.outputs['status']]).toEqual(
      policy === PATHS ? [false, 'failed'] : [true, 'destroyed'],
    );
  }
});

const foreign = (w: World): void => {
  plantRole(w, WORKSHOP_ROLE, { Tags: [{ Key: OWNER_KEY, Value: 'octo-org/another' }] });
};
const unbounded = (w: World): void => {
  plantRole(w, WORKSHOP_ROLE);
};
const bounded = (w: World): void => {
  plantRole(w, WORKSHOP_ROLE, { PermissionsBoundary: BOUNDARY });
};

test.each<[string, CallerPolicy, (w: World) => void, Readonly<Record<string, string>>]>([
  ['a role without the boundary', BOUNDED, () => undefined, WORKSHOP],
  ['another boundary', BOUNDED, () => undefined, { ...full, 'permissions-boundary': 'PowerUserAccess' }],
  ['to replace the boundary', BOUNDED, bounded, { ...full, 'permissions-boundary': 'PowerUserAccess' }],
  ['to remove the boundary', BOUNDED, bounded, { ...WORKSHOP, 'permissions-boundary': 'none' }],
  ['policies on a role without the boundary', BOUNDED, unbounded, WORKSHOP],
  ['a role outside the path', PATHS, () => undefined, full],
  ['a role under another path', PATHS, () => undefined, { ...full, ...inPath, 'role-path': '/team-2/' }],
  [
    'a profile outside the path',
    PATHS,
    () => undefined,
    { ...full, ...inPath, 'instance-profile-path': '/' },
  ],
  ['to take over a role', OWNERS, foreign, { ...full, adopt: 'true' }],
  ["to change another owner's role", OWNERS, foreign, { ...full, owner: 'octo-org/another' }],
  ["a role in another owner's name", OWNERS, () => undefined, { ...full, owner: 'octo-org/another' }],
])('IAM refuses %s', async (_, policy, before, inputs) => {
  const w = await limited(policy);
  before(w);
  const step = await w.step(inputs);
  expect(step.ok).toBe(false);
  expect(step.errors.join()).toContain('AccessDenied');
});

test('the page has these policies (npm run docs)', () => {
  const page = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');
  const shown = [...page.matchAll(/```json\n(.*?)\n```/gs)].map((match) =>
    JSON.stringify(JSON.parse(match[1] ?? '')),
  );
  const names = { ...NAMES, account: 'ACCOUNT_ID', role: 'ROLE_NAME', instanceProfile: 'PROFILE_NAME' };
  for (const policy of [
    withBoundary(names, 'arn:aws:iam::ACCOUNT_ID:policy/BOUNDARY'),
    perPath(names, 'PATH', 'NAME_PREFIX'),
    perOwner(names, 'OWNER/REPOSITORY'),
  ])
    expect(shown).toContain(JSON.stringify(policy));
});
