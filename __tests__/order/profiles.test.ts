/** Changes of a role and of the profiles that give access to it: their calls run in parallel, in any order that they allow. */
import fc from 'fast-check';
import type { Iam } from '../../src/aws/calls.ts';
import { placeholder } from '../../src/aws/arn.ts';
import { plan } from '../../src/resources/index.ts';
import { send } from '../../src/reconcile/send.ts';
import { effect } from '../../src/resources/properties.ts';
import { ABSENT, type Change, type State } from '../../src/resources/resource.ts';
import type { RolesAnywhereProfile } from '../../src/resources/roles-anywhere-state.ts';
import { aProfile, aRole } from '../harness/examples.ts';

const LETTERS = ['Get', 'Put', 'List'];
type Policy = Readonly<Record<'allow' | 'deny', readonly string[]>>;

interface Ends {
  readonly role?: Readonly<Record<string, Policy>>;
  /** Whether the role is in the instance profile; `other`: another role is. */
  readonly ec2?: boolean | 'other';
  /** The actions to which the Roles Anywhere profile limits sessions; `all` for no limit. */
  readonly nodes?: readonly string[] | 'all' | 'disabled';
}

const document = ({ allow, deny }: Policy) => ({
  Version: '2012-10-17',
  Statement: [
    ...allow.map((Action) => ({ Effect: 'Allow', Action, Resource: '*' })),
    ...deny.map((Action) => ({ Effect: 'Deny', Action, Resource: '*' })),
  ],
});

function nodesProfile(nodes: NonNullable<Ends['nodes']>): RolesAnywhereProfile {
  const sessionPolicy = typeof nodes === 'string' ? undefined : document({ allow: nodes, deny: [] });
  return {
    name: 'nodes',
    enabled: nodes !== 'disabled',
    durationSeconds: 3600,
    roleArns: new Set([placeholder('role', 'arn', 'demo')]),
    managedPolicies: new Set(),
    sessionPolicy,
    requireInstanceProperties: false,
    acceptRoleSessionName: false,
    tags: new Map(),
    duplicates: [],
    identity: { arn: 'arn:aws:rolesanywhere:x:1:profile/first', id: 'first', created: new Date(0) },
  };
}

function stateOf({ role, ec2, nodes }: Ends): State {
  const roles = { true: { name: 'demo', id: aRole.identity?.id }, other: { name: 'other', id: 'AROAOTHER' } };
  return {
    ...ABSENT,
    role: role && {
      ...aRole,
      managedPolicies: new Set(),
      inlinePolicies: new Map(Object.entries(role).map(([name, each]) => [name, document(each)])),
    },
    instanceProfile:
      ec2 === undefined ? undefined : { ...aProfile, role: ec2 === false ? undefined : roles[`${ec2}`] },
    rolesAnywhereProfile: nodes && nodesProfile(nodes),
  };
}

interface AStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
}

/** Lists who may do what with the role: instances and nodes. */
function access({ role, instanceProfile, rolesAnywhereProfile: nodes }: State): Set<string> {
  const statements = (policy: unknown) =>
    (policy as { Statement: AStatement[] } | undefined)?.Statement ?? [];
  const all = [...(role?.inlinePolicies.values() ?? [])].flatMap(statements);
  const has = (list: readonly AStatement[], effectOf: string, action: string): boolean =>
    list.some(({ Effect, Action }) => Effect === effectOf && [Action].flat().includes(action));
  const granted = LETTERS.filter((action) => has(all, 'Allow', action) && !has(all, 'Deny', action));
  const limit = nodes?.sessionPolicy;
  return new Set([
    ...(instanceProfile?.role?.name === 'demo' ? granted.map((each) => `ec2 ${each}`) : []),
    ...(nodes?.enabled === true
      ? granted
          .filter((each) => limit === undefined || has(statements(limit), 'Allow', each))
          .map((each) => `nodes ${each}`)
      : []),
  ]);
}

/** Sends the plan. Of the calls that are under way, `choose` picks the next one to take effect. */
async function run(target: State, start: State, choose: (calls: number) => number) {
  const { changes } = plan(target, start);
  const waiting: ((response: object) => void)[] = [];
  const iam = {
    call: () => new Promise<object>((resolve) => waiting.push(resolve)),
  } as unknown as Iam;
  const sent: Change[] = [];
  const identify = () => ({ arn: 'arn:aws:iam::1:role/demo', id: 'first', created: undefined });
  const sending = send(iam, { changes }, identify, ({ change }) => sent.push(change));
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  await settle();
  while (waiting.length > 0) {
    waiting.splice(choose(waiting.length), 1)[0]?.({});
    await settle();
  }
  // A deadlock leaves calls that nothing sends.
  expect(sent).toHaveLength(changes.length);
  await sending;
  return sent;
}

const role = (...allow: string[]): NonNullable<Ends['role']> => ({ p: { allow, deny: [] } });
const first = () => 0;
const last = (calls: number) => calls - 1;

test.each<[string, Ends, Ends, string[]]>([
  [
    'a session policy is lifted after the role’s revocations',
    { role: role('Get', 'Put'), nodes: ['Get'] },
    { role: role('Get'), nodes: 'all' },
    ['PutRolePolicy', 'UpdateProfile'],
  ],
  [
    'a profile is enabled after the role’s revocations',
    { role: role('Get', 'Put'), nodes: 'disabled' },
    { role: role('Get'), nodes: 'all' },
    ['PutRolePolicy', 'EnableProfile'],
  ],
  [
    'a role enters an empty profile after its revocations',
    { role: role('Get', 'Put'), ec2: false },
    { role: role('Get'), ec2: true },
    ['PutRolePolicy', 'AddRoleToInstanceProfile'],
  ],
  [
    'another role leaves the profile just before this one enters it',
    { role: role('Get', 'Put'), ec2: 'other' },
    { role: role('Get'), ec2: true },
    ['PutRolePolicy', 'RemoveRoleFromInstanceProfile', 'AddRoleToInstanceProfile'],
  ],
  [
    'a role leaves its profile before it gains grants',
    { role: role('Get'), ec2: true },
    { role: role('Get', 'Put') },
    ['RemoveRoleFromInstanceProfile', 'PutRolePolicy', 'DeleteInstanceProfile'],
  ],
  [
    'a session policy limits sessions before the role gains grants',
    { role: role('Get'), nodes: 'all' },
    { role: role('Get', 'Put'), nodes: ['Get'] },
    ['UpdateProfile', 'PutRolePolicy'],
  ],
  [
    'a profile is disabled before the role gains grants',
    { role: role('Get'), nodes: 'all' },
    { role: role('Get', 'Put'), nodes: 'disabled' },
    ['DisableProfile', 'PutRolePolicy'],
  ],
  [
    'a session policy limits sessions before a new role gets its grants',
    { nodes: 'all' },
    { role: role('Get', 'Put'), nodes: ['Get'] },
    ['CreateRole', 'UpdateProfile', 'PutRolePolicy'],
  ],
])('%s', async (_, start, target, expected) => {
  for (const choose of [first, last]) {
    const sent = await run(stateOf(target), stateOf(start), choose);
    expect(sent.map(({ api }) => api)).toEqual(expected);
  }
});

test('a new role enters its profile without waiting for its grants', async () => {
  const sent = await run(stateOf({ role: role('Get'), ec2: true }), ABSENT, last);
  expect(sent.map(({ api }) => api)).toEqual([
    'CreateInstanceProfile',
    'CreateRole',
    'AddRoleToInstanceProfile',
    'PutRolePolicy',
  ]);
});

test('a new role takes the place of another one in a profile only with its grants', async () => {
  for (const choose of [first, last]) {
    const start = { ...stateOf({ role: role('Get'), ec2: 'other' }), role: undefined };
    const sent = await run(stateOf({ role: role('Get'), ec2: true }), start, choose);
    expect(sent.map(({ api }) => api)).toEqual([
      'CreateRole',
      'PutRolePolicy',
      'RemoveRoleFromInstanceProfile',
      'AddRoleToInstanceProfile',
    ]);
  }
});

test('a Roles Anywhere profile that limits and extends sessions follows the role, marked in the plan', async () => {
  const [start, target] = [
    stateOf({ role: role('Get'), nodes: ['Get'] }),
    stateOf({ role: role('Put'), nodes: ['Put'] }),
  ];
  const sent = await run(target, start, last);
  expect(sent.at(-1)?.summary).toBe('set the session policy (last: it limits and extends)');
  const alone = plan({ ...target, role: start.role }, start).changes;
  expect(alone.map(({ summary }) => summary)).toEqual(['set the session policy']);
});

const letters = fc.subarray(LETTERS);
const policy = fc.record({ allow: letters, deny: fc.oneof(fc.constant([]), letters) });
const ends: fc.Arbitrary<Ends> = fc
  .record(
    {
      role: fc.record({ p: policy, q: policy }, { requiredKeys: [] }),
      ec2: fc.constantFrom<(boolean | 'other')[]>(true, false, 'other'),
      nodes: fc.oneof(
        fc.subarray(LETTERS, { minLength: 1 }),
        fc.constantFrom('all' as const, 'disabled' as const),
      ),
    },
    { requiredKeys: [] },
  )
  .map((each) => (each.ec2 === true && each.role === undefined ? { ...each, ec2: false } : each));

test('no order of parallel calls has a gap or a peak', async () => {
  await fc.assert(
    fc.asyncProperty(ends, ends, fc.infiniteStream(fc.nat()), async (from, to, choices) => {
      const [start, target] = [stateOf(from), stateOf(to)];
      const sent = await run(target, start, (calls) => (choices.next().value ?? 0) % calls);
      // A destroy removes policies that grant and deny with one call.
      fc.pre(to.role !== undefined && !sent.some(({ summary }) => summary.includes('(last: ')));
      const [before, after] = [access(start), access(target)];
      let state = start;
      for (const change of sent) {
        state = effect(state, change);
        const now = access(state);
        expect([...now].filter((each) => !before.has(each) && !after.has(each))).toEqual([]);
        expect([...before].filter((each) => after.has(each) && !now.has(each))).toEqual([]);
      }
      expect(access(state)).toEqual(after);
    }),
    { numRuns: 300 },
  );
});
