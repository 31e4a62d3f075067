/** IAM refuses one call: the run fails, names the call, never treats it as absence, and leaves nothing half done. */
import type { EmulatorOptions } from '../../emulator/server.ts';
import { leastPolicy } from '../../scripts/policy-variants.ts';
import { selection } from '../harness/full.ts';
import { optionalActions } from '../harness/optional-actions.ts';
import {
  allowS3,
  OWNER_TAGS,
  plantRole,
  TEN_POLICIES,
  WORKSHOP,
  WORKSHOP_ROLE,
  world,
  type World,
} from '../harness/world.ts';

interface Scenario {
  /** Prepares the state before, made by the Action itself and then changed by hand. */
  readonly before: (w: World) => Promise<void>;
  readonly inputs: Readonly<Record<string, string>>;
}

const full = {
  ...WORKSHOP,
  'inline-policies': JSON.stringify({ a: allowS3('GetObject'), b: allowS3('PutObject') }),
  'role-description': 'before',
};

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  create: {
    before: () => Promise.resolve(),
    inputs: { ...full, 'permissions-boundary': 'PowerUserAccess' },
  },
  update: {
    before: async (w) => {
      await w.step({ ...full, 'permissions-boundary': 'PowerUserAccess', tags: 'gone=1\nproject=demo' });
      plantRole(w, 'other');
      const InstanceProfileName = WORKSHOP_ROLE;
      w.iam.call('RemoveRoleFromInstanceProfile', { InstanceProfileName, RoleName: WORKSHOP_ROLE });
      w.iam.call('AddRoleToInstanceProfile', { InstanceProfileName, RoleName: 'other' });
    },
    inputs: {
      ...full,
      'policy-arns': 'AmazonSSMManagedInstanceCore\nAmazonS3ReadOnlyAccess',
      'inline-policies': JSON.stringify({ a: allowS3('DeleteObject') }),
      'role-description': 'after',
      'trust-services': 'ec2\nssm',
      'permissions-boundary': 'none',
      tags: 'project=other',
    },
  },
  'another boundary': {
    before: async (w) => {
      await w.step({ ...full, 'permissions-boundary': 'PowerUserAccess' });
    },
    inputs: { ...full, 'permissions-boundary': 'ReadOnlyAccess' },
  },
  'more than ten policies': {
    before: async (w) => {
      await w.step({ ...WORKSHOP, 'policy-arns': TEN_POLICIES.join('\n') });
    },
    inputs: { ...WORKSHOP, 'policy-arns': [...TEN_POLICIES.slice(1), 'ReadOnlyAccess'].join('\n') },
  },
  'no profile any more': {
    before: async (w) => {
      await w.step(WORKSHOP);
    },
    inputs: { ...WORKSHOP, 'instance-profile': 'false' },
  },
  destroy: {
    before: async (w) => {
      await w.step(full);
    },
    inputs: { mode: 'destroy', 'role-name': WORKSHOP_ROLE },
  },
};

const READS = ['GetInstanceProfile', 'GetRole', 'ListAttachedRolePolicies', 'ListRolePolicies'];

/** Which calls each scenario makes: the very thing that is refused one by one. Held to a clean run below. */
const CALLS: Readonly<
  Record<keyof typeof SCENARIOS, { reads: readonly string[]; writes: readonly string[] }>
> = {
  create: {
    reads: [...READS, 'GetPolicy', 'GetRolePolicy'],
    writes: [
      'AddRoleToInstanceProfile',
      'AttachRolePolicy',
      'CreateInstanceProfile',
      'CreateRole',
      'PutRolePolicy',
    ],
  },
  update: {
    reads: [...READS, 'GetPolicy', 'GetRolePolicy'],
    writes: [
      'AddRoleToInstanceProfile',
      'AttachRolePolicy',
      'DeleteRolePermissionsBoundary',
      'DeleteRolePolicy',
      'DetachRolePolicy',
      'PutRolePolicy',
      'RemoveRoleFromInstanceProfile',
      'TagInstanceProfile',
      'TagRole',
      'UntagInstanceProfile',
      'UntagRole',
      'UpdateAssumeRolePolicy',
      'UpdateRole',
    ],
  },
  'another boundary': {
    reads: [...READS, 'GetPolicy', 'GetRolePolicy'],
    writes: ['PutRolePermissionsBoundary'],
  },
  'more than ten policies': {
    reads: [...READS, 'GetAccountSummary', 'GetPolicy'],
    writes: ['AttachRolePolicy', 'DetachRolePolicy'],
  },
  'no profile any more': {
    reads: READS,
    writes: ['DeleteInstanceProfile', 'RemoveRoleFromInstanceProfile'],
  },
  destroy: {
    reads: [...READS, 'ListInstanceProfilesForRole'],
    writes: [
      'DeleteInstanceProfile',
      'DeleteRole',
      'DeleteRolePolicy',
      'DetachRolePolicy',
      'RemoveRoleFromInstanceProfile',
    ],
  },
};

const reads = selection(
  Object.entries(CALLS).flatMap(([name, calls]) => calls.reads.map((call) => [name, call] as const)),
  18,
);
const writes = selection(
  Object.entries(CALLS).flatMap(([name, calls]) => calls.writes.map((call) => [name, call] as const)),
  20,
);

async function prepared(name: string): Promise<{ w: World; inputs: Scenario['inputs'] }> {
  const scenario = SCENARIOS[name];
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const w = await world();
  await scenario.before(w);
  return { w, inputs: scenario.inputs };
}

const denied = (call: string) => ({
  action: call,
  error: {
    code: 'AccessDenied',
    message: `User: arn:aws:sts::123456789012:assumed-role/ci/run is not authorized to perform: iam:${call} on resource: x because no identity-based policy allows the iam:${call} action`,
    status: 403,
  },
});

/**
 * Returns the resource that the message must name: the profile for a call on the profile, else the role or the
 * policy.
 */
function resource(call: string): RegExp {
  if (call.endsWith('InstanceProfile'))
    return new RegExp(`^${call} of instance-profile/${WORKSHOP_ROLE}\\b`, 'm');
  if (call === 'GetPolicy') return /^GetPolicy of policy arn:aws:iam::aws:policy\/\w+/m;
  if (call === 'GetAccountSummary') return /^GetAccountSummary of the account/m;
  return new RegExp(`^${call} of role/${WORKSHOP_ROLE}\\b`, 'm');
}

test.each(Object.keys(SCENARIOS))('%s sends the calls that are refused below, and succeeds', async (name) => {
  const { w, inputs } = await prepared(name);
  expect(await w.step(inputs)).toMatchObject({ ok: true });
  const optional = optionalActions(name === 'destroy' ? 'destroy' : 'apply');
  const reads = [...new Set(w.reads())].filter((call) => !optional.includes(`iam:${call}`));
  expect(reads.sort()).toEqual(CALLS[name]?.reads.toSorted());
  expect([...new Set(w.writes())].sort()).toEqual(CALLS[name]?.writes);
});

test.each(reads)('%s, %s refused: the run fails and writes nothing', async (name, call) => {
  const { w, inputs } = await prepared(name);
  const before = w.emulator.snapshot({ ids: true });
  w.emulator.setFaults({ rules: [denied(call)] });
  const step = await w.step(inputs);
  expect(step).toMatchObject({ ok: false, outputs: { status: 'failed', changed: 'false' } });
  expect(step.errors).toHaveLength(1);
  expect(step.errors[0]).toMatch(resource(call));
  expect(step.errors[0]).toContain('AccessDenied');
  expect(step.errors[0]).toContain(`"Action":["iam:${call}"]`);
  expect(w.writes()).toEqual([]);
  expect(w.emulator.snapshot({ ids: true })).toEqual(before);
});

test.each(writes)('%s, %s refused: the run fails and rolls back', async (name, call) => {
  const { w, inputs } = await prepared(name);
  const before = w.emulator.snapshot();
  w.emulator.setFaults({ rules: [{ ...denied(call), times: 1 }] });
  const step = await w.step(inputs);
  expect(step.ok).toBe(false);
  expect(step.errors).toHaveLength(1);
  expect(step.errors[0]).toMatch(resource(call));
  expect(step.errors[0]).toContain('AccessDenied');
  expect(step.errors[0]).toContain(`"Action":["iam:${call}"`);
  const refused = w.emulator.writes.findIndex(({ code }) => code === 'AccessDenied');
  expect(w.emulator.writes[refused]?.action).toBe(call);
  if (name === 'destroy') {
    // A destroy is not rolled back; nothing more is done to the thing that was refused.
    const { entity } = w.emulator.writes[refused] ?? {};
    expect(w.emulator.writes.slice(refused + 1).filter((later) => later.entity === entity)).toEqual([]);
    expect(step.outputs).toMatchObject({ status: 'failed' });
    if (call !== 'DeleteRole') expect(w.emulator.snapshot().roles).toHaveProperty(WORKSHOP_ROLE);
  } else {
    expect(w.emulator.snapshot()).toEqual(before);
    expect(step.outputs).toMatchObject({ changed: 'false' });
    const wrote = w.emulator.writes.some(({ effective }) => effective);
    expect(step.outputs['status']).toBe(wrote ? 'rolled-back' : 'failed');
    const result = wrote ? 'failed, rolled back' : 'failed, nothing was changed';
    expect(step.log).toContain(`\nrole/${WORKSHOP_ROLE}: ${result}\n`);
  }
});

test('a rollback takes access back even if its calls about tags and the description are denied', async () => {
  const w = await world();
  await w.step(full);
  const before = w.emulator.snapshot().roles[WORKSHOP_ROLE];
  const calls = ['UntagRole', 'PutRolePolicy', 'UpdateRole'];
  w.emulator.setFaults({
    rules: calls.map((call) => ({ ...denied(call), from: call === 'UpdateRole' ? 2 : 1 })),
  });
  const step = await w.step({
    ...full,
    'role-description': 'after',
    tags: 'project=demo\nteam=x',
    'policy-arns': 'AdministratorAccess',
    'inline-policies': JSON.stringify({ c: allowS3('GetObject') }),
    'trust-services': 'ec2\nlambda',
  });
  const after = w.emulator.snapshot().roles[WORKSHOP_ROLE];
  expect(after).toEqual({ ...before, Description: 'after', Tags: { ...before?.Tags, team: 'x' } });
  expect(step.errors.join()).toMatch(/Clean up manually:\n- [^\n]*tag/);
  expect(step.errors.join()).not.toContain('detach');
});

test('a rollback takes access back even if its calls about tags are denied and may give access', async () => {
  const w = await world();
  const PolicyDocument = JSON.stringify(allowS3('ListBucket'));
  const { Arn } = w.iam.call('CreatePolicy', { PolicyName: 'own', PolicyDocument }).Policy;
  const inputs = { ...full, 'policy-arns': Arn };
  await w.step(inputs);
  const before = w.emulator.snapshot().roles[WORKSHOP_ROLE];
  // A policy that cannot be read may read tags.
  w.emulator.setFaults({ rules: ['UntagRole', 'PutRolePolicy', 'GetPolicyVersion'].map(denied) });
  const step = await w.step({
    ...inputs,
    tags: 'project=demo\nteam=x',
    'policy-arns': `${Arn}\nAdministratorAccess`,
    'inline-policies': JSON.stringify({ c: allowS3('GetObject') }),
  });
  const after = w.emulator.snapshot().roles[WORKSHOP_ROLE];
  expect(after).toEqual({ ...before, Tags: { ...before?.Tags, team: 'x' } });
  expect(step.errors.join()).toMatch(/Clean up manually:\n- [^\n]*tag/);
  expect(step.errors.join()).not.toContain('detach');
});

test('reads that are denied after the first write: the message does not ask for a clean-up of nothing', async () => {
  const w = await world();
  await w.step(full);
  const before = w.emulator.snapshot();
  w.emulator.setFaults({ rules: [{ ...denied('GetRole'), from: 2 }] });
  const step = await w.step({ ...full, 'role-description': 'after' });
  expect(w.emulator.snapshot()).toEqual(before);
  expect(step.errors.join()).toContain('IAM accepted the rollback of every change, but no read confirms it.');
  expect(step.errors.join()).not.toContain('Clean up manually');
  expect(step.summary).not.toContain('by hand');
});

test('AddRoleToInstanceProfile refused for want of iam:PassRole: the message names the permission and the reason', async () => {
  const w = await world({
    policy: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', NotAction: 'iam:PassRole', Resource: '*' }],
    },
  });
  const step = await w.step(WORKSHOP);
  expect(step.ok).toBe(false);
  expect(step.errors.join()).toContain('AddRoleToInstanceProfile');
  expect(step.errors.join()).toContain(
    'AddRoleToInstanceProfile passes the role to ec2.amazonaws.com, so IAM also asks',
  );
  expect(step.errors.join()).toContain(
    `{"Effect":"Allow","Action":["iam:PassRole"],"Resource":["arn:aws:iam::123456789012:role/${WORKSHOP_ROLE}"],"Condition":{"StringEquals":{"iam:PassedToService":"ec2.amazonaws.com"}}}`,
  );
});

/**
 * Collects the statements that a run's messages advise until it passes; each round in a world of its own.
 *
 * @param most the number of rounds that may fail
 */
async function advisedUntilItPasses(
  statements: readonly object[],
  inputs: Readonly<Record<string, string>>,
  before: (w: World) => void = () => undefined,
  most = 20,
): Promise<object[]> {
  const advised: object[] = [];
  for (let round = 0; ; round += 1) {
    expect(round).toBeLessThanOrEqual(most);
    const w = await world({ policy: policyOf([...statements, ...advised]) });
    before(w);
    const step = await w.step(inputs);
    if (step.ok) return advised;
    const found = [...(step.errors[0] ?? '').matchAll(/^Allow the caller: (.*)$/gm)].map(
      (match) => JSON.parse(match[1] ?? '') as object | object[],
    );
    expect(found).toHaveLength(1);
    const further = found
      .flat()
      .filter((each) => !JSON.stringify([...statements, ...advised]).includes(JSON.stringify(each)));
    expect(further).not.toEqual([]);
    advised.push(...further);
  }
}

const policyOf = (statements: readonly object[]): NonNullable<EmulatorOptions['policy']> => ({
  Version: '2012-10-17',
  Statement: statements as Record<string, unknown>[],
});

describe('the statement in the message is the missing one: the run succeeds with it', () => {
  test('creates a role under a path, with no statements at first', async () => {
    const inputs = { ...WORKSHOP, 'rollback-on-failure': 'false', 'role-path': '/team/' };
    const advised = await advisedUntilItPasses(
      [],
      { ...inputs, 'instance-profile-path': '/web/' },
      undefined,
      7,
    );
    const of = (action: string): unknown[] =>
      advised.filter((each) => JSON.stringify(each).includes(`"iam:${action}"`));
    // A missing entity is read by its bare name, and created under its path.
    expect(of('GetRole')).toMatchObject([
      { Resource: [`arn:aws:iam::123456789012:role/${WORKSHOP_ROLE}`] },
      { Resource: [`arn:aws:iam::123456789012:role/team/${WORKSHOP_ROLE}`] },
    ]);
    expect(of('CreateRole')).toMatchObject([
      { Resource: [`arn:aws:iam::123456789012:role/team/${WORKSHOP_ROLE}`] },
    ]);
    expect(of('PassRole')).toHaveLength(1);
  });

  test('applies with the policy of plan, after at most three denied runs', async () => {
    const names = { role: WORKSHOP_ROLE, instanceProfile: WORKSHOP_ROLE };
    const { Statement } = leastPolicy('plan', { partition: 'aws', account: '123456789012', ...names });
    const inputs = { ...WORKSHOP, 'rollback-on-failure': 'false' };
    const advised = await advisedUntilItPasses(Statement, inputs, undefined, 3);
    expect(JSON.stringify(advised)).toContain('iam:PassedToService');
  });

  const ARNS = {
    role: [`pr/${WORKSHOP_ROLE}`, WORKSHOP_ROLE],
    instanceProfile: [`web/${WORKSHOP_ROLE}`, WORKSHOP_ROLE],
  };
  const LEAST = leastPolicy('destroy', { partition: 'aws', account: '123456789012', ...ARNS })
    .Statement as readonly { readonly Action: readonly string[] }[];
  const actions = LEAST.flatMap(({ Action }) => Action).filter(
    (action) => !optionalActions('destroy').includes(action),
  );

  test.each(actions)('destroys entities under a path, without %s', async (action) => {
    const less = LEAST.map((each) => ({
      ...each,
      Action: each.Action.filter((other) => other !== action),
    }));
    const advised = await advisedUntilItPasses(
      less,
      { mode: 'destroy', 'role-name': WORKSHOP_ROLE },
      plantUnderPaths,
    );
    expect(advised.length).toBeGreaterThan(0);
  });

  // IAM's message often has no ARN, so it shows neither the path nor whether IAM found the entity.
  test.each([
    ['DeleteRole', 'role', 'pr'],
    ['DeleteInstanceProfile', 'instance-profile', 'web'],
  ])(
    'the message has the bare name and the observed path if IAM names %s without a path',
    async (call, kind, path) => {
      const w = await world({ faults: { rules: [denied(call)] } });
      plantUnderPaths(w);
      const step = await w.step({ mode: 'destroy', 'role-name': WORKSHOP_ROLE });
      expect(step.errors.join()).toContain(`"Action":["iam:${call}"],"Resource":${bothForms(kind, path)}`);
    },
  );

  test('a profile under a path that is not declared any more', async () => {
    const w = await world({ faults: { rules: [denied('DeleteInstanceProfile')] } });
    plantUnderPaths(w);
    const inputs = { 'role-name': WORKSHOP_ROLE, 'role-path': '/pr/', 'instance-profile': 'false' };
    expect((await w.step({ ...inputs, prune: 'none' })).errors.join()).toContain(
      `"Resource":${bothForms('instance-profile', 'web')}`,
    );
  });
});

function bothForms(kind: string, path: string): string {
  const prefix = `arn:aws:iam::123456789012:${kind}`;
  return JSON.stringify([`${prefix}/${WORKSHOP_ROLE}`, `${prefix}/${path}/${WORKSHOP_ROLE}`]);
}

function plantUnderPaths(w: World): void {
  const RoleName = WORKSHOP_ROLE;
  plantRole(w, RoleName, { Path: '/pr/' });
  w.iam.call('AttachRolePolicy', { RoleName, PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' });
  const PolicyDocument = JSON.stringify(allowS3('GetObject'));
  w.iam.call('PutRolePolicy', { RoleName, PolicyName: 'a', PolicyDocument });
  w.iam.call('CreateInstanceProfile', { InstanceProfileName: RoleName, Path: '/web/', Tags: OWNER_TAGS });
  w.iam.call('AddRoleToInstanceProfile', { InstanceProfileName: RoleName, RoleName });
}
