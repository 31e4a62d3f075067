import fc from 'fast-check';
import type { Declaration } from '../../src/resources/declaration.ts';
import type { RunSettings } from '../../src/config/declaration.ts';
import { Cancelled } from '../../src/runtime/cancellation.ts';
import { canonicalDocument } from '../../src/iam/policy-document.ts';
import type { Outcome } from '../../src/reconcile/outcome.ts';
import type { ReconcilePorts } from '../../src/reconcile/ports.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { ABSENT, type State } from '../../src/resources/resource.ts';
import { OWNER_TAG } from '../../src/resources/tags.ts';
import { aDeclaration, aProfile, aRole, aRoleDeclaration } from '../harness/examples.ts';
import { callError } from '../harness/fake-iam.ts';
import { fakeClock, modelIam, type ModelIam } from '../harness/model-iam.ts';
import { facts, OWNER, roles, states } from '../harness/states.ts';

const settings: RunSettings = {
  mode: 'apply',
  timeoutSeconds: 120,
  rollbackOnFailure: true,
  waitFor: 'iam',
  ec2ImageId: '',
  expectedPlanDigest: undefined,
  prComment: 'off',
  githubToken: undefined,
};

interface Options extends Partial<RunSettings> {
  readonly ports?: Partial<ReconcilePorts>;
}

async function run(
  iam: ModelIam,
  declaration: Declaration,
  { ports, ...rest }: Options = {},
): Promise<Outcome> {
  return reconcile(
    declaration,
    { ...settings, ...rest },
    {
      iam,
      clock: fakeClock(),
      signal: new AbortController().signal,
      debug: () => undefined,
      partition: 'aws',
      planned: () => undefined,
      sent: () => undefined,
      ...ports,
    },
  );
}

/** The declaration of a state. */
function declarationOf({ role, instanceProfile }: State): Declaration {
  if (role === undefined) return { ...aDeclaration, role: undefined };
  const inlinePolicies = [...role.inlinePolicies].flatMap(([name, document]) =>
    document === undefined ? [] : [[name, canonicalDocument(document)] as const],
  );
  return {
    ...aDeclaration,
    role: {
      ...aRoleDeclaration,
      description: role.description,
      maxSessionDuration: role.maxSessionDuration,
      trust: canonicalDocument(role.trust),
      boundary: role.boundary ?? 'none',
      policies: [...role.managedPolicies].sort(),
      inlinePolicies: new Map(inlinePolicies),
      tags: new Map([...role.tags].filter(([key]) => key !== OWNER_TAG).sort()),
      instanceProfile: instanceProfile && { path: '/' },
    },
  };
}

const declarations = fc
  .tuple(roles({ managed: 10 }), fc.boolean())
  .map(([role, profile]) => declarationOf({ role, instanceProfile: profile ? aProfile : undefined }));
const starts = states({ managed: 10 });
const both: State = { role: aRole, instanceProfile: aProfile };
const described: Declaration = { ...aDeclaration, role: { ...aRoleDeclaration, description: 'new' } };
const denied = (call: string): Error => callError('AccessDenied', call);

describe('apply', () => {
  test('leads from any state to what is declared, and has nothing to do then', async () => {
    await fc.assert(
      fc.asyncProperty(starts, declarations, async (start, declaration) => {
        const iam = modelIam(start);
        const first = await run(iam, declaration);
        expect([first.failure?.error.message, first.status]).toEqual([
          undefined,
          start.role === undefined ? 'created' : iam.writes.length === 0 ? 'unchanged' : 'updated',
        ]);
        expect(declarationOf(iam.state)).toEqual(declaration);
        expect(iam.state.role?.tags.get(OWNER_TAG)).toBe(OWNER);
        const writes = iam.writes.length;
        const second = await run(iam, declaration);
        expect([second.status, second.changed, iam.writes.length]).toEqual(['unchanged', false, writes]);
      }),
      { numRuns: 60 },
    );
  });

  test('that is denied a write undoes what it wrote, from any state', async () => {
    await fc.assert(
      fc.asyncProperty(
        starts,
        declarations,
        fc.integer({ min: 1, max: 15 }),
        async (start, declaration, at) => {
          const iam = modelIam(start);
          iam.fault = (call, write) =>
            write === at && !/^(Get|List)/.test(call) ? { error: denied(call), took: false } : undefined;
          const outcome = await run(iam, declaration);
          fc.pre(outcome.failure !== undefined);
          expect(['rolled-back', 'failed']).toContain(outcome.status);
          expect([outcome.changed, facts(iam.state)]).toEqual([false, facts(start)]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('whose replies are lost is done all the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        starts,
        declarations,
        fc.integer({ min: 1, max: 15 }),
        async (start, declaration, at) => {
          const iam = modelIam(start);
          const lost = (call: string): Error =>
            callError('TimeoutError', call, {}, { $metadata: {}, name: 'TimeoutError' });
          let left = 1;
          iam.fault = (call, write) => {
            if (write !== at || /^(Get|List)/.test(call) || left === 0) return undefined;
            left -= 1;
            return { error: lost(call), took: true };
          };
          expect((await run(iam, declaration)).failure).toBeUndefined();
          expect(declarationOf(iam.state)).toEqual(declaration);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('without an undo says what stands', async () => {
    const iam = modelIam(ABSENT);
    iam.fault = (call) =>
      call === 'AddRoleToInstanceProfile' ? { error: denied(call), took: false } : undefined;
    const outcome = await run(iam, aDeclaration, { rollbackOnFailure: false });
    expect(outcome).toMatchObject({ status: 'failed', changed: true });
    expect(outcome.failure?.standing.join('\n')).toMatch(
      /Nothing was rolled back \(rollback-on-failure: false\)(.*\n)+.*create the role/,
    );
    expect(iam.state.role).toBeDefined();
  });

  test('whose undo fails says what is left to do by hand', async () => {
    const iam = modelIam(ABSENT);
    iam.fault = (call) =>
      call === 'AddRoleToInstanceProfile' || call === 'DeleteRole'
        ? { error: denied(call), took: false }
        : undefined;
    const outcome = await run(iam, aDeclaration);
    expect(outcome).toMatchObject({ status: 'failed', changed: true });
    expect(outcome.failure?.undo?.message).toMatch(/^DeleteRole of .*AccessDenied/);
    expect(outcome.failure?.standing).toEqual([
      'By hand remains:',
      '- role/demo: delete the role (DeleteRole)',
    ]);
  });

  test('that is cancelled undoes nothing, and says what it did and did not', async () => {
    const iam = modelIam(both);
    iam.fault = (call) => (call === 'AttachRolePolicy' ? { error: new Cancelled(), took: false } : undefined);
    const declaration = {
      ...described,
      role: { ...aRoleDeclaration, description: 'new', policies: ['arn:aws:iam::aws:policy/P'] },
    };
    const outcome = await run(iam, declaration);
    expect(outcome).toMatchObject({ status: 'failed', changed: true });
    expect(outcome.failure?.standing.join('\n')).toMatch(
      /Nothing was rolled back(.*\n)+.*description(.*\n)+It did not send:\n.*attach P/,
    );
  });

  test('leaves alone what somebody else made while the reply to its own create was lost', async () => {
    const iam = modelIam(ABSENT);
    const theirs: State = {
      role: { ...aRole, tags: new Map([[OWNER_TAG, 'other/repo']]) },
      instanceProfile: undefined,
    };
    iam.fault = (call) => {
      if (call !== 'CreateRole') return undefined;
      iam.state = { ...iam.state, role: theirs.role };
      return { error: callError('TimeoutError', call, {}, { $metadata: {} }), took: false };
    };
    const outcome = await run(iam, aDeclaration);
    expect(outcome.failure?.error.message).toMatch(/belongs to "other\/repo"/);
    expect(facts(iam.state)).toEqual(facts(theirs));
  });

  test('of a principal that never comes ends at the deadline, names it, and is rolled back', async () => {
    const iam = modelIam(both);
    const unknown = callError(
      'MalformedPolicyDocument',
      'UpdateAssumeRolePolicy',
      { RoleName: 'demo' },
      { message: 'Invalid principal in policy: "AWS":"x"' },
    );
    iam.fault = (call) => (call === 'UpdateAssumeRolePolicy' ? { error: unknown, took: false } : undefined);
    const trust = { Statement: [{ Effect: 'Allow', Principal: { AWS: 'x' }, Action: 'sts:AssumeRole' }] };
    const outcome = await run(iam, {
      ...described,
      role: { ...aRoleDeclaration, description: 'new', trust },
    });
    expect(outcome.status).toBe('rolled-back');
    expect(outcome.failure?.error.message).toMatch(
      /within 120 s(.*\n)+.*names a principal that IAM does not know/,
    );
    expect(facts(iam.state)).toEqual(facts(both));
  });

  test('that another owner’s role stands in the way of writes nothing', async () => {
    const iam = modelIam({ ...both, role: { ...aRole, tags: new Map() } });
    const outcome = await run(iam, described);
    expect(outcome).toMatchObject({
      status: 'failed',
      changed: false,
      failure: { error: { name: 'Refusal' }, standing: [] },
    });
    expect(iam.writes).toEqual([]);
  });

  test('is held to the plan that was reviewed, before it writes', async () => {
    const iam = modelIam(both);
    const changed = new Error('the plan has changed');
    const outcome = await run(iam, described, {
      ports: {
        review: () => {
          throw changed;
        },
      },
    });
    expect([outcome.status, outcome.failure?.error, iam.writes]).toEqual(['failed', changed, []]);
  });
});

describe('plan and check', () => {
  test.each([
    ['plan', described, 'planned'],
    ['plan', aDeclaration, 'unchanged'],
    ['check', described, 'drifted'],
    ['check', aDeclaration, 'unchanged'],
  ] as const)('%s writes nothing', async (mode, declaration, status) => {
    const iam = modelIam(both);
    const outcome = await run(iam, declaration, { mode });
    expect([outcome.status, outcome.changed, iam.writes]).toEqual([status, false, []]);
    expect(outcome.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test('a principal that was deleted is told', async () => {
    const trust = {
      Statement: [{ Effect: 'Allow', Principal: { AWS: 'AROAABCDEFGHIJKLMNOPQ' }, Action: 'sts:AssumeRole' }],
    };
    const { notices } = await run(modelIam({ ...both, role: { ...aRole, trust } }), aDeclaration, {
      mode: 'check',
    });
    expect(notices).toEqual([
      'role/demo: the trust policy names AROAABCDEFGHIJKLMNOPQ, a principal that was deleted',
    ]);
  });
});

describe('destroy', () => {
  const destroy: Declaration = { ...aDeclaration, role: undefined };

  test('leads from any state to nothing of ours, and has nothing to do then', async () => {
    await fc.assert(
      fc.asyncProperty(starts, async (start) => {
        const iam = modelIam(start);
        const first = await run(iam, destroy, { mode: 'destroy' });
        expect(first.failure).toBeUndefined();
        expect(iam.state.role).toBeUndefined();
        const second = await run(iam, destroy, { mode: 'destroy' });
        expect(second).toMatchObject({ status: 'absent', changed: false });
      }),
      { numRuns: 60 },
    );
  });

  test('that fails is not rolled back', async () => {
    const iam = modelIam(both);
    iam.fault = (call) => (call === 'DeleteRole' ? { error: denied(call), took: false } : undefined);
    const outcome = await run(iam, destroy, { mode: 'destroy' });
    expect(outcome).toMatchObject({ status: 'failed', changed: true });
    expect(outcome.failure?.standing[0]).toMatch(/A destroy is not rolled back: run it again/);
    expect(iam.state.instanceProfile).toBeUndefined();
  });
});

describe('reading', () => {
  test('is denied: the run ends, and nothing is taken for absent', async () => {
    const iam = modelIam(both);
    iam.fault = (call) => (call === 'GetRole' ? { error: denied(call), took: false } : undefined);
    const outcome = await run(iam, aDeclaration);
    expect(outcome).toMatchObject({ status: 'failed', plan: undefined, digest: undefined });
    expect(iam.writes).toEqual([]);
  });

  test('fails for a while: it is tried again', async () => {
    const iam = modelIam(both);
    let left = 3;
    iam.fault = (call) =>
      call === 'GetRole' && left-- > 0
        ? {
            error: callError('ServiceFailure', call, {}, { $metadata: { httpStatusCode: 500 } }),
            took: false,
          }
        : undefined;
    expect((await run(iam, aDeclaration)).status).toBe('unchanged');
  });

  test('gets no answer from the first: there is no network, and nothing to wait for', async () => {
    const iam = modelIam(both);
    let calls = 0;
    iam.fault = (call) => {
      if (call === 'GetRole') calls += 1;
      return { error: callError('ENOTFOUND', call, {}, { $metadata: {}, code: 'ENOTFOUND' }), took: false };
    };
    const outcome = await run(iam, aDeclaration);
    expect([outcome.status, calls]).toEqual(['failed', 1]);
  });

  test('fails to the deadline: the run ends with what IAM last said', async () => {
    const iam = modelIam(both);
    const failing = callError(
      'ServiceFailure',
      'GetRole',
      { RoleName: 'demo' },
      { $metadata: { httpStatusCode: 500 } },
    );
    iam.fault = (call) => (call === 'GetRole' ? { error: failing, took: false } : undefined);
    const outcome = await run(iam, aDeclaration);
    expect(outcome.failure?.error).toMatchObject({ name: 'NotConverged', cause: failing });
    expect(outcome.failure?.error.message).toMatch(
      /could not be read in time. Run the step again.*\nThe last answer: .*ServiceFailure/,
    );
  });
});

describe('waiting for EC2', () => {
  test.each([
    ['a profile this run changed', ABSENT, true],
    ['a profile that stood', both, false],
  ])('is asked of %s', async (_, start, changed) => {
    const asked: boolean[] = [];
    const { status, readyFor, warnings } = await run(modelIam(start), aDeclaration, {
      ports: {
        waitForEc2: async (_profile, wasChanged) => {
          asked.push(wasChanged);
          return Promise.resolve({ readyFor: 'ec2', warning: 'w' });
        },
      },
    });
    expect([asked, readyFor, warnings]).toEqual([[changed], 'ec2', ['w']]);
    expect(['created', 'unchanged']).toContain(status);
  });

  test.each([
    [ABSENT, true],
    [both, false],
  ])('that fails undoes nothing', async (start, changed) => {
    const iam = modelIam(start);
    const outcome = await run(iam, aDeclaration, {
      ports: { waitForEc2: () => Promise.reject(new Error('EC2 is slow')) },
    });
    expect(outcome).toMatchObject({ status: 'failed', changed, readyFor: 'iam' });
    expect(outcome.failure?.standing).toHaveLength(changed ? 1 : 0);
    expect(iam.state.instanceProfile).toBeDefined();
  });
});
