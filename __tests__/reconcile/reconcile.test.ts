/** The Action's own loop and client against the emulator, over HTTP: it knows nothing of the effects that a plan states. */
import fc from 'fast-check';
import { AwsError } from '../../emulator/errors.ts';
import { oidcProvider } from '../../src/aws/arn.ts';
import { trustOfServices } from '../../src/inputs/trust.ts';
import { InputError } from '../../src/inputs/declare.ts';
import { describeOutcome } from '../../src/report/failures.ts';
import { headingResult, nextStep } from '../../src/report/status.ts';
import type { Outcome } from '../../src/reconcile/run.ts';
import { ABSENT, type Declaration, type RoleDeclaration, type State } from '../../src/resources/resource.ts';
import { OWNER_TAG } from '../../src/resources/tags.ts';
import { Cancellation, Cancelled } from '../../src/runtime/time.ts';
import { arrange, real } from '../harness/emulated-account.ts';
import { emulatedRuns } from '../harness/emulated-run.ts';
import { fakeClock } from '../harness/fake-clock.ts';
import { aDeclaration, aProfile, aRole, aRoleDeclaration } from '../harness/examples.ts';
import { FULL } from '../harness/full.ts';
import { OWNER, roles, states } from '../harness/states.ts';
import { EC2_TRUST, SSM_POLICY } from '../harness/workshop.ts';

const { emulator, run } = emulatedRuns();
/** Each of these runs is about 50 calls over HTTP, so there are fewer runs than fast-check's default. */
const RUNS = { numRuns: FULL ? 50 : 8 };
const TIMEOUT_MS = 120_000;
const DENIED = { code: 'AccessDenied' };

type Declared = Declaration & { readonly role: RoleDeclaration };

const declarations: fc.Arbitrary<Declared> = fc
  .tuple(roles({ managed: 10 }).map(real), fc.boolean())
  .map(([role, profile]) => ({
    ...aDeclaration,
    role: {
      ...aRoleDeclaration,
      description: role.description,
      maxSessionDuration: role.maxSessionDuration,
      trust: role.trust,
      boundary: role.boundary ?? 'none',
      policies: [...role.managedPolicies],
      inlinePolicies: new Map(
        [...role.inlinePolicies].flatMap(([name, document]) =>
          document === undefined ? [] : [[name, document]],
        ),
      ),
      tags: new Map([...role.tags].filter(([key]) => key !== OWNER_TAG)),
      instanceProfile: profile ? { path: '/' } : undefined,
    },
  }));
const starts = states({ managed: 10 }).map((state): State => ({
  ...state,
  role: state.role && real(state.role),
}));
const both: State = { role: aRole, instanceProfile: aProfile };
const described: Declared = { ...aDeclaration, role: { ...aRoleDeclaration, description: 'new' } };

/** Returns lists and fields in one order: the generated documents have the same meaning in every order. */
function inOneOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => JSON.stringify(inOneOrder(item))).sort();
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([key, item]) => [key, inOneOrder(item)] as const);
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function account(): ReturnType<ReturnType<typeof emulator>['snapshot']> {
  return emulator().snapshot();
}

/** Returns the account that the declaration asks for, with the other roles of `before`. */
function declaredAccount(before: ReturnType<typeof account>, { role }: Declared): unknown {
  const Tags = { ...Object.fromEntries(role.tags), [OWNER_TAG]: OWNER };
  const demo = {
    Path: '/',
    Description: role.description,
    MaxSessionDuration: role.maxSessionDuration,
    AssumeRolePolicyDocument: role.trust,
    PermissionsBoundary: role.boundary === 'none' ? null : role.boundary,
    Tags,
    AttachedPolicies: role.policies,
    InlinePolicies: Object.fromEntries(role.inlinePolicies),
  };
  const profile = { demo: { Path: '/', Tags, Roles: ['demo'] } };
  return inOneOrder({
    ...before,
    roles: { ...before.roles, demo },
    instanceProfiles: role.instanceProfile === undefined ? {} : profile,
  });
}

function begin(start: State): ReturnType<typeof account> {
  emulator().reset();
  arrange(emulator(), start);
  return account();
}

function writes(): string[] {
  return emulator().writes.map(({ action }) => action);
}

/** Returns the call of one of the planned changes, and its number among the calls of that name. */
async function plannedCall(
  declaration: Declared,
  choice: number,
): Promise<{ action: string; nth: number } | undefined> {
  const { plan } = await run(declaration, { mode: 'plan' });
  const apis = plan?.changes.map(({ api }) => api) ?? [];
  const at = choice % Math.max(1, apis.length);
  const action = apis[at];
  return action && { action, nth: apis.slice(0, at + 1).filter((api) => api === action).length };
}

function message(outcome: Outcome): string {
  return describeOutcome(outcome, { partition: 'aws' })?.message ?? '';
}

describe('apply', () => {
  test(
    'leads from any state to the declared one, and changes nothing again',
    async () => {
      await fc.assert(
        fc.asyncProperty(starts, declarations, async (start, declaration) => {
          const before = begin(start);
          const first = await run(declaration);
          const sent = writes().length;
          expect([first.failure?.error.message, first.status, first.changed]).toEqual([
            undefined,
            start.role === undefined ? 'created' : sent === 0 ? 'unchanged' : 'updated',
            sent > 0,
          ]);
          expect(inOneOrder(account())).toEqual(declaredAccount(before, declaration));
          const second = await run(declaration);
          expect([second.status, second.changed, writes().length]).toEqual(['unchanged', false, sent]);
        }),
        RUNS,
      );
    },
    TIMEOUT_MS,
  );

  test(
    'rolls back everything if any one write is denied, from any state',
    async () => {
      await fc.assert(
        fc.asyncProperty(starts, declarations, fc.nat(30), async (start, declaration, choice) => {
          const before = begin(start);
          const call = await plannedCall(declaration, choice);
          fc.pre(call !== undefined);
          emulator().setFaults({ rules: [{ ...call, error: DENIED }] });
          const outcome = await run(declaration);
          expect(outcome.failure?.error).toMatchObject({ code: 'AccessDenied', call: call.action });
          expect(outcome.failure?.aftermath?.rollbackError).toBeUndefined();
          const wrote = emulator().writes.some(({ effective }) => effective);
          expect([outcome.status, outcome.changed]).toEqual([wrote ? 'rolled-back' : 'failed', false]);
          expect(account()).toEqual(before);
        }),
        RUNS,
      );
    },
    TIMEOUT_MS,
  );

  test(
    'reaches the declared state although a response is lost, from any state',
    async () => {
      await fc.assert(
        fc.asyncProperty(starts, declarations, fc.nat(30), async (start, declaration, choice) => {
          const before = begin(start);
          const call = await plannedCall(declaration, choice);
          fc.pre(call !== undefined);
          emulator().setFaults({ rules: [{ ...call, error: 'lost-reply' }] });
          const outcome = await run(declaration);
          expect(emulator().writes.filter(({ fault }) => fault === 'lost-reply')).toHaveLength(1);
          expect([outcome.failure?.error.message, outcome.changed]).toEqual([undefined, true]);
          expect(inOneOrder(account())).toEqual(declaredAccount(before, declaration));
        }),
        RUNS,
      );
    },
    TIMEOUT_MS,
  );

  test('lists the changes it leaves if rollback-on-failure is false', async () => {
    emulator().setFaults({ rules: [{ action: 'AddRoleToInstanceProfile', error: DENIED }] });
    const outcome = await run(aDeclaration, { 'rollback-on-failure': false });
    expect(outcome).toMatchObject({ status: 'failed', changed: true });
    expect(outcome.failure?.aftermath).toMatchObject({ kind: 'kept', remaining: [] });
    const sent = outcome.failure?.aftermath?.sent.map(({ change, effect }) => [change.api, effect]);
    expect([...(sent ?? [])].sort()).toEqual([
      ['CreateInstanceProfile', 'yes'],
      ['CreateRole', 'yes'],
    ]);
    expect(message(outcome)).toMatch(
      /Nothing was rolled back \(rollback-on-failure: false\)(.*\n)+.*create the role/,
    );
    expect(account()).toMatchObject({ roles: { demo: {} }, instanceProfiles: { demo: { Roles: [] } } });
  });

  test('lists the changes to make by hand if the rollback fails', async () => {
    const rules = ['AddRoleToInstanceProfile', 'DeleteRole'].map((action) => ({ action, error: DENIED }));
    emulator().setFaults({ rules });
    const outcome = await run(aDeclaration);
    expect(outcome).toMatchObject({ status: 'failed', changed: true });
    const { kind, rollbackError, remaining } = outcome.failure?.aftermath ?? {};
    expect(kind).toBe('incomplete');
    expect(rollbackError?.message).toMatch(/^DeleteRole of .*AccessDenied/);
    expect(remaining?.map(({ api }) => api)).toEqual(['DeleteRole']);
    expect(message(outcome)).toMatch(
      /\nRollback incomplete: DeleteRole of .*AccessDenied(.*\n)+Clean up manually:\n- role\/demo: delete the role \(DeleteRole\)$/,
    );
    expect(account()).toMatchObject({ roles: { demo: {} }, instanceProfiles: {} });
  });

  test('reports a resource as existing if its deletion never got a response, and no read shows it', async () => {
    const FAILURE = { code: 'ServiceFailure', status: 500 };
    emulator().setFaults({
      rules: [
        { action: 'AddRoleToInstanceProfile', error: DENIED },
        { action: 'DeleteRole', error: FAILURE },
      ],
    });
    const outcome = await run(aDeclaration);
    expect(outcome).toMatchObject({
      status: 'failed',
      changed: true,
      finalState: { role: { name: 'demo' } },
    });
    expect(outcome.finalState?.role?.identity?.arn).toBe('arn:aws:iam::123456789012:role/demo');
    expect(outcome.failure?.aftermath?.remaining.map(({ api }) => api)).toEqual(['DeleteRole']);
    expect(message(outcome)).toMatch(/Clean up manually:\n- role\/demo: delete the role \(DeleteRole\)$/);
    expect(message(outcome)).not.toContain('accepted');
    expect(account()).toMatchObject({ roles: { demo: {} }, instanceProfiles: {} });
  });

  test.each([
    ['changed its description', 'foreign-write', 'hand', {}],
    ['added a tag', 'incomplete', 'new', { hand: 'x' }],
  ])('shows the role as it was read last if another writer %s', async (_, kind, description, added) => {
    begin(both);
    const { iam } = emulator();
    let updates = 0;
    const stop = emulator().beforeCall(({ action }) => {
      if (action === 'AttachRolePolicy') {
        const Tags = Object.entries(added).map(([Key, Value]) => ({ Key, Value }));
        if (kind === 'incomplete') iam.call('TagRole', { RoleName: 'demo', Tags });
        else iam.call('UpdateRole', { RoleName: 'demo', Description: description, MaxSessionDuration: 3600 });
      } else if (action !== 'UpdateRole' || ++updates === 1) return undefined;
      return new AwsError('AccessDenied', 'no');
    });
    const outcome = await run({ ...described, role: { ...described.role, policies: [SSM_POLICY] } });
    stop();
    expect(outcome.failure?.aftermath?.kind).toBe(kind);
    const { Description, Tags } = account().roles['demo'] ?? {};
    expect(outcome.finalState?.role?.description).toBe(Description);
    expect(Description).toBe(description);
    expect(Object.fromEntries(outcome.finalState?.role?.tags ?? [])).toEqual(Tags);
    expect(Tags).toMatchObject(added);
  });

  test('knows the id of a role by a read if the response to its creation was lost', async () => {
    emulator().setFaults({
      rules: [
        { action: 'CreateRole', nth: 1, error: 'lost-reply' },
        ...['AttachRolePolicy', 'DeleteRole'].map((action) => ({ action, error: DENIED })),
      ],
    });
    const outcome = await run({ ...aDeclaration, role: { ...aRoleDeclaration, policies: [SSM_POLICY] } });
    expect(outcome.failure?.aftermath?.kind).toBe('incomplete');
    expect(outcome.finalState?.role?.identity?.arn).toBe('arn:aws:iam::123456789012:role/demo');
  });

  test('rolls nothing back if it is cancelled, and lists the sent and the other changes', async () => {
    begin(both);
    const cancellation = new Cancellation();
    const stop = emulator().onCall(({ action }) => {
      if (action === 'UpdateRole') cancellation.cancel();
    });
    const declaration = { ...described, role: { ...described.role, policies: [SSM_POLICY] } };
    const outcome = await run(declaration, { cancellation });
    stop();
    expect(outcome).toMatchObject({
      status: 'failed',
      changed: true,
      failure: { error: { name: 'Cancelled' }, aftermath: { kind: 'cancelled' } },
    });
    const { sent, remaining } = outcome.failure?.aftermath ?? {};
    expect(sent?.map(({ change, effect }) => [change.api, effect])).toEqual([['UpdateRole', 'yes']]);
    expect(remaining?.map(({ api }) => api)).toEqual(['AttachRolePolicy']);
    expect(message(outcome)).toMatch(
      /Nothing was rolled back(.*\n)+.*description(.*\n)+It did not send:\n.*attach AmazonSSMManagedInstanceCore/,
    );
    expect(writes()).toEqual(['UpdateRole']);
    expect(account().roles['demo']?.Description).toBe('new');
  });

  test('leaves a role alone that another owner created while the response to its own create was lost', async () => {
    begin(ABSENT);
    const theirs = { ...aRole, tags: new Map([[OWNER_TAG, 'other/repo']]) };
    const stop = emulator().beforeCall(({ action }) => {
      if (action !== 'CreateRole') return undefined;
      arrange(emulator(), { role: theirs });
      return 'drop';
    });
    const outcome = await run(aDeclaration);
    stop();
    expect(outcome.failure?.error).toMatchObject({ name: 'Refusal' });
    expect(message(outcome)).toMatch(/belongs to "other\/repo"/);
    expect(outcome.changed).toBe(false);
    const after = account();
    expect(after).toEqual(begin({ role: theirs }));
  });

  test('shows the role that another owner created first, if it sent nothing', async () => {
    const theirs = { ...aRole, tags: new Map([[OWNER_TAG, 'other/repo']]) };
    const stop = emulator().beforeCall(({ action }) => {
      if (action === 'CreateRole') arrange(emulator(), { role: theirs });
    });
    const outcome = await run({ ...aDeclaration, role: { ...aRoleDeclaration, instanceProfile: undefined } });
    stop();
    expect(message(outcome)).toMatch(/belongs to "other\/repo"/);
    expect(outcome).toMatchObject({
      status: 'failed',
      changed: false,
      finalState: { role: { name: 'demo' } },
    });
  });

  test('deletes no role that it cannot read and that another owner may have created', async () => {
    begin(ABSENT);
    const theirs = { ...aRole, tags: new Map([[OWNER_TAG, 'other/repo']]) };
    let isCreated = false;
    const stop = emulator().beforeCall(({ action, write }) => {
      if (isCreated) return write ? undefined : new AwsError('ServiceUnavailable', 'no', 503);
      isCreated = action === 'CreateRole';
      if (!isCreated) return undefined;
      arrange(emulator(), { role: theirs });
      return 'drop';
    });
    const outcome = await run(aDeclaration);
    stop();
    expect(outcome).toMatchObject({ status: 'failed', failure: { aftermath: { kind: 'incomplete' } } });
    expect(writes()).not.toContain('DeleteRole');
    expect(message(outcome)).toContain('Clean up manually:');
    const after = account();
    expect(after).toEqual(begin({ role: theirs }));
  });

  test('takes back its changes by the first observation if IAM can no longer be read', async () => {
    const before = begin(both);
    let isDenied = false;
    const stop = emulator().beforeCall(({ action, write }) => {
      isDenied ||= action === 'AttachRolePolicy';
      if (isDenied && (!write || action === 'AttachRolePolicy'))
        return new AwsError('AccessDenied', 'no', 403);
      return undefined;
    });
    const outcome = await run({ ...described, role: { ...described.role, policies: [SSM_POLICY] } });
    stop();
    expect(writes()).toEqual(['UpdateRole', 'AttachRolePolicy', 'UpdateRole']);
    expect(outcome).toMatchObject({ status: 'failed', failure: { aftermath: { kind: 'incomplete' } } });
    expect(account()).toEqual(before);
  });

  test('rolls back to the earlier trust policy without a principal that was deleted, which IAM refuses', async () => {
    const { iam } = emulator();
    begin(ABSENT);
    const { Arn } = iam.call('CreateRole', {
      RoleName: 'gone',
      AssumeRolePolicyDocument: JSON.stringify(EC2_TRUST),
    }).Role;
    const Statement = [
      { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
      { Effect: 'Allow', Principal: { AWS: Arn }, Action: 'sts:AssumeRole' },
    ];
    arrange(emulator(), { ...both, role: { ...aRole, trust: { Version: '2012-10-17', Statement } } });
    iam.call('DeleteRole', { RoleName: 'gone' });
    const lambda = trustOfServices(['lambda']);
    emulator().setFaults({ rules: [{ action: 'AttachRolePolicy', error: DENIED }] });
    const declared = { ...aRoleDeclaration, trust: lambda, policies: [SSM_POLICY] };
    const outcome = await run({ ...aDeclaration, role: declared });
    expect([outcome.status, outcome.changed]).toEqual(['rolled-back', false]);
    expect(account().roles['demo']?.AssumeRolePolicyDocument).toMatchObject({
      Statement: [{ Principal: { Service: ['ec2.amazonaws.com'] } }],
    });
  });

  test('names a principal that does not appear before the deadline, and rolls back', async () => {
    const before = begin(both);
    const AWS = 'arn:aws:iam::123456789012:role/missing';
    const trust = { Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }] };
    const outcome = await run({ ...described, role: { ...described.role, trust } });
    expect([outcome.status, outcome.changed]).toEqual(['rolled-back', false]);
    expect(outcome.failure?.error).toMatchObject({
      name: 'NotConverged',
      seconds: 120,
      remaining: [{ api: 'UpdateAssumeRolePolicy' }],
      lastError: { code: 'MalformedPolicyDocument' },
    });
    expect(message(outcome)).toMatch(
      /within 120 s(.*\n)+.*names a principal that IAM does not know(.*\n)+The last error: .*role\/missing/,
    );
    expect(account()).toEqual(before);
  });

  test('writes nothing if the existing role has another owner', async () => {
    const before = begin({ ...both, role: { ...aRole, tags: new Map() } });
    const outcome = await run(described);
    expect(outcome).toMatchObject({
      status: 'failed',
      changed: false,
      failure: { error: { name: 'Refusal' } },
    });
    expect(outcome.failure?.aftermath).toBeUndefined();
    expect([writes(), account()]).toEqual([[], before]);
  });

  test('compares its plan with the reviewed one before it writes', async () => {
    begin(both);
    const changed = new Error('the plan has changed');
    const reviewed: unknown[] = [];
    const outcome = await run(described, {
      ports: {
        checkReviewed: (digest, { changes }) => {
          reviewed.push(
            digest,
            changes.map(({ api }) => api),
          );
          throw changed;
        },
      },
    });
    expect([outcome.status, outcome.failure, writes()]).toEqual(['failed', { error: changed }, []]);
    expect(reviewed).toEqual([outcome.digest, ['UpdateRole']]);
  });

  test('passes on the plan first, and then each change it sent', async () => {
    begin(both);
    const progress: unknown[] = [];
    await run(described, {
      ports: {
        onPlanned: ({ changes }, actual) => progress.push(changes.length, actual.role?.name, writes()),
        onSent: ({ change, effect }) => progress.push(change.api, effect),
      },
    });
    expect(progress).toEqual([1, 'demo', [], 'UpdateRole', 'yes']);
  });
});

describe('plan and check', () => {
  test.each([
    ['plan', described, 'planned'],
    ['plan', aDeclaration, 'unchanged'],
    ['check', described, 'drifted'],
    ['check', aDeclaration, 'unchanged'],
  ] as const)('%s writes nothing', async (mode, declaration, status) => {
    const before = begin(both);
    const outcome = await run(declaration, { mode });
    expect([outcome.status, outcome.changed, writes()]).toEqual([status, false, []]);
    expect(outcome.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(account()).toEqual(before);
  });

  test.each(['plan', 'check', 'read'] as const)('a %s that is cancelled at its end fails', async (mode) => {
    begin(both);
    const cancellation = new Cancellation();
    const { plan } = await run(described, { mode: 'plan' });
    expect(plan?.changes).not.toEqual([]);
    const reads = emulator().calls.length;
    const stop = emulator().onCall(({ number }) => {
      if (number === 2 * reads) cancellation.cancel();
    });
    const outcome = await run(described, { mode, cancellation });
    stop();
    expect(outcome).toMatchObject({ status: 'failed', failure: { error: { name: 'Cancelled' } } });
  });

  test('report a principal that was deleted', async () => {
    const { iam } = emulator();
    const created = iam.call('CreateRole', {
      RoleName: 'gone',
      AssumeRolePolicyDocument: JSON.stringify(EC2_TRUST),
    });
    const { Arn, RoleId } = created.Role;
    const trust = { Statement: [{ Effect: 'Allow', Principal: { AWS: Arn }, Action: 'sts:AssumeRole' }] };
    arrange(emulator(), { ...both, role: { ...aRole, trust } });
    iam.call('DeleteRole', { RoleName: 'gone' });
    const { notices } = await run(aDeclaration, { mode: 'check' });
    expect(notices).toEqual([`role/demo: the trust policy names ${RoleId}, a principal that was deleted`]);
  });
});

describe('destroy', () => {
  const destroy: Declaration = { ...aDeclaration, role: undefined };

  test(
    'removes everything with our owner tag, except a profile that another role uses, and changes nothing again',
    async () => {
      await fc.assert(
        fc.asyncProperty(starts, async (start) => {
          const { demo: _, ...others } = begin(start).roles;
          const first = await run(destroy, { mode: 'destroy' });
          expect(first.failure).toBeUndefined();
          const { role: inside } = start.instanceProfile ?? {};
          const remains = inside !== undefined && inside.name !== 'demo';
          const isDeleted = start.role !== undefined || (start.instanceProfile !== undefined && !remains);
          expect(first.status).toBe(isDeleted ? 'destroyed' : 'absent');
          const notice = `instance-profile/demo contains role/${String(inside?.name)}, and remains`;
          expect(first.notices).toEqual(remains ? [notice] : []);
          expect(account()).toMatchObject({ roles: others });
          expect(Object.keys(account().instanceProfiles)).toEqual(remains ? ['demo'] : []);
          expect(account().roles['demo']).toBeUndefined();
          const sent = writes().length;
          const second = await run(destroy, { mode: 'destroy' });
          expect(second).toMatchObject({ status: 'absent', changed: false });
          expect(writes()).toHaveLength(sent);
        }),
        RUNS,
      );
    },
    TIMEOUT_MS,
  );

  test('is not rolled back if it fails', async () => {
    begin(both);
    emulator().setFaults({ rules: [{ action: 'DeleteRole', error: DENIED }] });
    const outcome = await run(destroy, { mode: 'destroy' });
    expect(outcome).toMatchObject({ status: 'failed', changed: true });
    expect(outcome.failure?.aftermath?.kind).toBe('destroying');
    expect(message(outcome)).toMatch(/\nA destroy is not rolled back. Run it again/);
    expect(account()).toMatchObject({ roles: { demo: {} }, instanceProfiles: {} });
  });

  test('reports a role as existing if its deletion never got a response, and suspects no other writer', async () => {
    begin(both);
    emulator().setFaults({
      rules: [{ action: 'DeleteRole', error: { code: 'ServiceFailure', status: 500 } }],
    });
    const outcome = await run(destroy, { mode: 'destroy' });
    expect(outcome).toMatchObject({
      status: 'failed',
      changed: true,
      finalState: { role: { name: 'demo' } },
    });
    expect(outcome.finalState?.instanceProfile).toBeUndefined();
    expect(message(outcome)).toContain('delete the role (no response: it may have taken effect)');
    expect(message(outcome)).not.toMatch(/Another run|accepted/);
  });
});

describe('reading', () => {
  test('ends the run if it is denied: nothing counts as absent', async () => {
    begin(both);
    emulator().setFaults({ rules: [{ action: 'GetRole', error: DENIED }] });
    const outcome = await run(aDeclaration);
    expect(outcome.status).toBe('failed');
    expect([outcome.plan, outcome.digest]).toEqual([undefined, undefined]);
    expect(outcome.failure?.error).toMatchObject({ code: 'AccessDenied', call: 'GetRole' });
    expect(writes()).toEqual([]);
  });

  test('continues after transient failures', async () => {
    begin(both);
    const error = { code: 'ServiceFailure', status: 500 };
    emulator().setFaults({ rules: [{ action: 'GetRole', times: 3, error }] });
    expect((await run(aDeclaration)).status).toBe('unchanged');
    expect(emulator().calls.filter(({ action }) => action === 'GetRole')).toHaveLength(4);
  });

  test('ends at once if no call gets a response: there is no network to wait for', async () => {
    begin(both);
    emulator().setFaults({ rules: [{ error: 'reset' }] });
    const outcome = await run(aDeclaration);
    expect(outcome.status).toBe('failed');
    expect(emulator().calls.filter(({ action }) => action === 'GetRole')).toHaveLength(1);
    expect(message(outcome)).toMatch(/AWS did not respond: check the network/);
  });

  test('keeps the warning about an OIDC provider if the plan fails', async () => {
    begin(ABSENT);
    const issuer = 'token.actions.githubusercontent.com';
    const Url = `https://${issuer}`;
    emulator().iam.call('CreateOpenIDConnectProvider', { Url, ClientIDList: ['sigstore'] });
    const trust = {
      Statement: {
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: { Federated: oidcProvider(issuer) },
      },
    } as const;
    const outcome = await run({ ...aDeclaration, role: { ...aRoleDeclaration, trust, oidcIssuer: issuer } });
    expect(outcome.failure?.error).toBeInstanceOf(InputError);
    expect(outcome.warnings).toEqual([expect.stringContaining('does not accept the audience')]);
  });

  test('reports the time that a hanging call really took', async () => {
    begin(both);
    emulator().setFaults({ rules: [{ action: 'GetRole', error: { code: 'ServiceFailure', status: 500 } }] });
    const clock = fakeClock();
    let late = 0;
    const slow = { ...clock, now: () => clock.now() + late };
    const sleep: typeof clock.sleep = async (milliseconds, signal) => {
      await clock.sleep(milliseconds, signal);
      late += 30_600;
    };
    const outcome = await run(aDeclaration, { 'timeout-seconds': 5, ports: { clock: { ...slow, sleep } } });
    expect(message(outcome)).toContain('IAM could not be read within 30 s.');
  });

  test('reports the last answer of IAM if it fails until the deadline', async () => {
    begin(both);
    emulator().setFaults({ rules: [{ action: 'GetRole', error: { code: 'ServiceFailure', status: 500 } }] });
    const outcome = await run(aDeclaration);
    const lastError = { code: 'ServiceFailure', call: 'GetRole' };
    expect(outcome.failure?.error).toMatchObject({ name: 'NotConverged', seconds: 120, lastError });
    expect(outcome.failure?.error.cause).toBe((outcome.failure?.error as { lastError?: Error }).lastError);
    expect(message(outcome)).toMatch(
      /could not be read within 120 s\.\nRun the step again.*\nThe last error: .*ServiceFailure/,
    );
    expect(writes()).toEqual([]);
  });
});

describe('waiting for EC2', () => {
  test.each([
    ['a profile that this run changed', ABSENT, 'created'],
    ['a profile that existed before', both, 'unchanged'],
  ])('is requested for %s', async (_, start, expected) => {
    begin(start);
    const requests: unknown[] = [];
    const { status, readyFor, warnings } = await run(aDeclaration, {
      ports: {
        waitForEc2: async (profile) => {
          requests.push(profile.name);
          return Promise.resolve({ readyFor: 'ec2', warning: 'w' });
        },
      },
    });
    expect([requests, readyFor, warnings, status]).toEqual([['demo'], 'ec2', ['w'], expected]);
  });

  test.each([
    ['created', ABSENT, true],
    ['existing', both, false],
  ])('rolls nothing back if it fails for a profile that was %s', async (_, start, changed) => {
    begin(start);
    const outcome = await run(aDeclaration, {
      ports: { waitForEc2: () => Promise.reject(new Error('EC2 is slow')) },
    });
    expect(outcome).toMatchObject({ status: 'failed', changed, readyFor: 'iam' });
    expect(outcome.failure?.error.message).toBe('EC2 is slow');
    expect(outcome.failure?.aftermath?.kind).toBe(changed ? 'applied' : undefined);
    expect(message(outcome)).toBe(
      changed ? 'EC2 is slow\nIAM has the declared state; nothing was rolled back.' : 'EC2 is slow',
    );
    expect(account()).toMatchObject({ roles: { demo: {} }, instanceProfiles: { demo: { Roles: ['demo'] } } });
  });

  test.each([
    ['created', ABSENT, 'cancelled part-way'],
    ['existing', both, 'cancelled, nothing was changed'],
  ])('is reported as cancelled if the run is, for a profile that was %s', async (_, start, heading) => {
    begin(start);
    const outcome = await run(aDeclaration, { ports: { waitForEc2: () => Promise.reject(new Cancelled()) } });
    expect(outcome).toMatchObject({ status: 'failed', changed: start === ABSENT, readyFor: 'iam' });
    expect(message(outcome)).toMatch(/^The run was cancelled\./);
    expect(headingResult(outcome)).toBe(heading);
    expect(nextStep([outcome], undefined)).toBe('run the step again: it finishes the rest.');
  });
});
