/** Several runs at once. */
import { AwsError } from '../../emulator/errors.ts';
import type { RecordedCall } from '../../emulator/handle-call.ts';
import type { Emulator } from '../../emulator/server.ts';
import type { StepResult } from '../../scripts/run-action.ts';
import { FULL, selection } from '../harness/full.ts';
import { bundle, callsOf, failureOf, each, on, SLEEPING, Tally, TIMEOUT, upTo, WORKING } from './harness.ts';
import {
  create,
  declaredAccount,
  DECLARED,
  managed,
  swap,
  trust,
  update,
  allow,
  OWNER,
  OWNER_KEY,
  OWNER_TAG,
  type Scenario,
} from './scenarios.ts';

const BUSY = { latencyMs: 8, concurrentModification: true };
const NUMBERS = [2, 4, 8];
const same = new Tally('2, 4 and 8 runs of one declaration at once');

test(
  'runs of the same declaration all succeed, and the end state is exact',
  async () => {
    // With one of each scenario and number.
    const rounds = upTo(FULL ? 50 : 3);
    await each(
      rounds,
      1,
      (round) => `round ${round}`,
      async (round) => {
        const scenario = [create, update, swap][round % 3] ?? create;
        for (const runs of FULL ? NUMBERS : NUMBERS.filter((_, index) => index === round % 3)) {
          await on(scenario, BUSY, async (emulator) => {
            const results = await Promise.all(
              upTo(runs).map(async () => same.step(emulator, scenario.inputs)),
            );
            expect(results.map(failureOf).filter((text) => text !== '')).toEqual([]);
            expect(results.map(({ exitCode }) => exitCode)).toEqual(results.map(() => 0));
            expect(emulator.snapshot()).toEqual(scenario.expected);
            const made = emulator.calls.filter(
              ({ action, effective }) => action === 'CreateRole' && effective,
            );
            const created = results.filter(({ outputs }) => outputs['status'] === 'created');
            expect(created).toHaveLength(made.length);
          });
        }
      },
    );
    same.passed();
  },
  TIMEOUT,
);

const OTHER: Readonly<Record<string, string>> = {
  'role-name': 'demo',
  'role-description': 'The other one',
  'max-session-duration': '3600',
  'permissions-boundary': managed('ReadOnlyAccess'),
  'trust-services': 'ecs-tasks',
  'policy-arns': managed('AmazonS3ReadOnlyAccess'),
  'inline-policies': JSON.stringify({ queue: allow('sqs:ReceiveMessage'), logs: allow('logs:PutLogEvents') }),
  tags: 'project=other\nteam=two',
};
const otherAccount = {
  roles: {
    demo: {
      Path: '/',
      Description: 'The other one',
      MaxSessionDuration: 3600,
      AssumeRolePolicyDocument: trust('ecs-tasks'),
      PermissionsBoundary: managed('ReadOnlyAccess'),
      Tags: { ...OWNER_TAG, project: 'other', team: 'two' },
      AttachedPolicies: [managed('AmazonS3ReadOnlyAccess')],
      InlinePolicies: { queue: allow('sqs:ReceiveMessage'), logs: allow('logs:PutLogEvents') },
    },
  },
  instanceProfiles: {
    demo: { Path: '/', Tags: { ...OWNER_TAG, project: 'other', team: 'two' }, Roles: ['demo'] },
  },
  policies: {},
};
const different = new Tally('Two different declarations of one role at once');

test(
  'runs of two declarations each converge or name the conflict, and the end state is exactly one of the two',
  async () => {
    const rounds = selection(upTo(50), 2);
    await each(
      rounds,
      SLEEPING,
      (round) => `round ${round}`,
      async (round) => {
        const scenario: Scenario = [create, update][round % 2] ?? create;
        await on(scenario, BUSY, async (emulator) => {
          const results = await Promise.all(
            [DECLARED, OTHER].map(async (inputs) =>
              different.step(emulator, { ...inputs, 'timeout-seconds': '60' }),
            ),
          );
          for (const result of results) {
            if (result.exitCode !== 0) expect(failureOf(result) || result.log).toMatch(/another run/);
          }
          expect([scenario.expected, otherAccount]).toContainEqual(emulator.snapshot());
        });
      },
    );
    different.passed();
  },
  TIMEOUT,
);

const owners = new Tally('Two owners declare one new role at once', 2);

test(
  'one of two owners gets the role and its profile; the error of the other run names the owner, and it leaves nothing',
  async () => {
    await each(
      selection(upTo(25), 2),
      WORKING,
      (round) => `round ${round}`,
      async () =>
        on(create, BUSY, async (emulator) => {
          const runs = ['one', 'two'].map(async (owner) => ({
            owner,
            result: await owners.step(emulator, { ...DECLARED, owner }),
          }));
          const ended = await Promise.all(runs);
          const [winner, ...others] = ended.filter(({ result }) => result.exitCode === 0);
          expect(others).toEqual([]);
          const loser = ended.find((each) => each !== winner);
          expect(failureOf(loser?.result ?? { log: '' })).toContain(`belongs to "${winner?.owner ?? ''}"`);
          expect(loser?.result.outputs['changed']).toBe('false');
          const Tags = { 'aws-iam-instance-profile:owner': winner?.owner, project: 'demo' };
          expect(emulator.snapshot()).toEqual({
            roles: { demo: { ...declaredAccount.roles.demo, Tags } },
            instanceProfiles: { demo: { Path: '/', Tags, Roles: ['demo'] } },
            policies: {},
          });
        }),
    );
    owners.passed();
  },
  TIMEOUT,
);

test(
  'the role decides if one run created the role and the other the profile',
  async () => {
    await on(create, {}, async (emulator) => {
      const ownerOf = ({ input }: RecordedCall): string =>
        JSON.stringify(input['Tags']).includes('"one"') ? 'one' : 'two';
      const made = new Set<string>();
      const bothSawNoRole = Promise.withResolvers<undefined>();
      let looks = 0;
      emulator.onCall((call) => {
        if (call.effective && call.action.startsWith('Create')) made.add(`${call.action} ${ownerOf(call)}`);
        if (/^GetRole$|^List/.test(call.action) && ++looks === 6) bothSawNoRole.resolve(undefined);
      });
      emulator.beforeCall(async (call) => {
        // Neither plans before both have seen that there is no role.
        if (call.action === 'GetInstanceProfile') await bothSawNoRole.promise;
        // And each is kept from one of the two until the other one has it.
        const [first, then] = call.action === 'CreateRole' ? ['one', 'two'] : ['two', 'one'];
        const isLate = call.action.startsWith('Create') && ownerOf(call) === then;
        return isLate && !made.has(`${call.action} ${first}`) ? 'drop' : undefined;
      });
      const [one, two] = await Promise.all(
        ['one', 'two'].map(async (owner) => owners.step(emulator, { ...DECLARED, owner })),
      );
      expect(failureOf(one ?? { log: 'no result' })).toBe('');
      expect(one).toMatchObject({ exitCode: 0, outputs: { status: 'created' } });
      expect(two).toMatchObject({ exitCode: 1, outputs: { status: 'rolled-back', changed: 'false' } });
      expect(failureOf(two ?? { log: '' })).toContain('belongs to "one"');
      const Tags = { 'aws-iam-instance-profile:owner': 'one', project: 'demo' };
      expect(emulator.snapshot()).toMatchObject({
        roles: { demo: { Tags } },
        instanceProfiles: { demo: { Tags, Roles: ['demo'] } },
      });
    });
    owners.passed();
  },
  TIMEOUT,
);

const oneDenied = new Tally('A run that is denied while another run starts and ends');

test.each([
  ['the changes that a run of another declaration', OTHER, otherAccount],
  ['the changes that another run of its own declaration', DECLARED, declaredAccount],
])(
  'a denied run keeps %s made meanwhile',
  async (_, inputs, { roles: made, ...rest }) => {
    const cases: { scenario: Scenario; action: string }[] = [];
    for (const scenario of [create, update, swap]) {
      const writes = (await callsOf(scenario)).filter(({ write }) => write).map(({ action }) => action);
      cases.push(...[...new Set(writes)].map((action) => ({ scenario, action })));
    }
    await each(
      selection(cases, 2),
      WORKING,
      ({ scenario, action }) => `${scenario.name}: ${action} denied`,
      async ({ scenario, action }) =>
        on(scenario, {}, async (emulator) => {
          let other: Promise<StepResult> | undefined;
          const AWS_ACCESS_KEY_ID = 'AKIAOTHER';
          emulator.beforeCall(async (call) => {
            if (call.action !== action || call.accessKeyId === AWS_ACCESS_KEY_ID) return undefined;
            // If that run takes long, the client gives the call up and sends it again.
            await (other ??= oneDenied.step(emulator, inputs, { env: { AWS_ACCESS_KEY_ID } }));
            return new AwsError('AccessDenied', 'no');
          });
          const denied = await oneDenied.step(emulator, DECLARED);
          expect(await other).toMatchObject({ exitCode: 0 });
          expect(failureOf(denied)).toContain('AccessDenied');
          const { roles } = scenario.expected as typeof declaredAccount;
          expect(emulator.snapshot()).toEqual({ ...rest, roles: { ...roles, ...made } });
        }),
    );
    oneDenied.passed();
  },
  TIMEOUT,
);

test.each([
  ['another owner', 'others/repo', {}],
  ['its own owner', OWNER, {}],
  ['its own owner, by the reviewed plan,', OWNER, { reviewed: true }],
])(
  'a destroy deletes nothing that %s created anew under the name',
  async (_, owner, { reviewed = false }: { readonly reviewed?: boolean }) => {
    await on(update, {}, async (emulator) => {
      const inputs = { 'role-name': 'demo', mode: 'destroy' };
      const preview = await bundle(emulator, { ...inputs, 'dry-run': 'true' });
      const made = emulator.onCall(({ action, effective }) => {
        if (action !== 'DeleteRole' || !effective) return;
        made();
        emulator.iam.call('CreateRole', {
          RoleName: 'demo',
          AssumeRolePolicyDocument: JSON.stringify(trust('ec2')),
          Tags: [{ Key: OWNER_KEY, Value: owner }],
        });
      });
      const digest = reviewed ? preview.outputs['plan-digest'] : 'none';
      const result = await bundle(emulator, { ...inputs, 'expected-plan-digest': digest ?? '' });
      expect(failureOf(result)).toBe('');
      expect(result).toMatchObject({ exitCode: 0, outputs: { status: 'destroyed', changed: 'true' } });
      const { roles, instanceProfiles } = emulator.snapshot();
      expect(roles).toMatchObject({ demo: { Tags: { [OWNER_KEY]: owner } } });
      expect(instanceProfiles).toEqual({});
    });
  },
  TIMEOUT,
);

test(
  'a destroy also deletes the profile that another run created anew for the same role meanwhile',
  async () => {
    await on(update, {}, async (emulator) => {
      const made = emulator.onCall(({ action, effective }) => {
        if (action !== 'DeleteInstanceProfile' || !effective) return;
        made();
        const InstanceProfileName = 'demo';
        const Tags = [{ Key: OWNER_KEY, Value: OWNER }];
        emulator.iam.call('CreateInstanceProfile', { InstanceProfileName, Tags });
        emulator.iam.call('AddRoleToInstanceProfile', { InstanceProfileName, RoleName: 'demo' });
      });
      const result = await bundle(emulator, { 'role-name': 'demo', mode: 'destroy' });
      expect(failureOf(result)).toBe('');
      expect(result).toMatchObject({ exitCode: 0, outputs: { status: 'destroyed' } });
      expect(emulator.snapshot()).toEqual({ roles: {}, instanceProfiles: {}, policies: {} });
    });
  },
  TIMEOUT,
);

test.each([
  ['DeleteInstanceProfile', 'others/repo'],
  ['DeleteInstanceProfile', OWNER],
  ['DeleteRole', 'others/repo'],
  ['DeleteRole', OWNER],
])(
  'a rollback leaves what another run creates anew right after %s, with the owner %s',
  async (action, owner) => {
    await on(create, {}, async (emulator) => {
      const Tags = [{ Key: OWNER_KEY, Value: owner }];
      const made = emulator.onCall((call) => {
        if (call.action !== action || !call.effective) return;
        made();
        if (action === 'DeleteRole') {
          const AssumeRolePolicyDocument = JSON.stringify(trust('ec2'));
          emulator.iam.call('CreateRole', { RoleName: 'demo', AssumeRolePolicyDocument, Tags });
        } else emulator.iam.call('CreateInstanceProfile', { InstanceProfileName: 'demo', Tags });
      });
      emulator.beforeCall((call) =>
        call.action === 'AddRoleToInstanceProfile' ? new AwsError('AccessDenied', 'no') : undefined,
      );
      const result = await bundle(emulator, DECLARED);
      expect(failureOf(result)).toContain('This run sent these changes and rolled them back:');
      expect(result).toMatchObject({ exitCode: 1, outputs: { status: 'rolled-back', changed: 'false' } });
      const { roles, instanceProfiles } = emulator.snapshot();
      const left = { demo: { Tags: { [OWNER_KEY]: owner } } };
      expect(roles).toMatchObject(action === 'DeleteRole' ? left : {});
      expect(instanceProfiles).toMatchObject(action === 'DeleteRole' ? {} : left);
      expect(Object.keys({ ...roles, ...instanceProfiles })).toEqual(['demo']);
    });
  },
  TIMEOUT,
);

test.each(['others/repo', OWNER])(
  'a rollback leaves its role to the profile that another run creates anew for it, with the owner %s',
  async (owner) => {
    await on(create, {}, async (emulator) => {
      const named = { InstanceProfileName: 'demo' };
      const made = emulator.onCall((call) => {
        if (call.action !== 'DeleteInstanceProfile' || !call.effective) return;
        made();
        emulator.iam.call('CreateInstanceProfile', { ...named, Tags: [{ Key: OWNER_KEY, Value: owner }] });
        emulator.iam.call('AddRoleToInstanceProfile', { ...named, RoleName: 'demo' });
      });
      // The role leaves only later.
      emulator.beforeCall((call) =>
        ['AddRoleToInstanceProfile', 'DeleteRole'].includes(call.action)
          ? new AwsError(call.action === 'DeleteRole' ? 'DeleteConflict' : 'AccessDenied', 'no')
          : undefined,
      );
      const result = await bundle(emulator, DECLARED);
      expect(failureOf(result)).toContain('another run or tool has changed the same role or profile since');
      expect(result).toMatchObject({ exitCode: 1, outputs: { status: 'failed' } });
      const { roles, instanceProfiles } = emulator.snapshot();
      expect(roles).toHaveProperty('demo');
      expect(instanceProfiles).toMatchObject({ demo: { Roles: ['demo'] } });
    });
  },
  TIMEOUT,
);

test(
  'a run whose new role another owner adopts rolls back nothing',
  async () => {
    await on(create, {}, async (emulator) => {
      const adopted = emulator.beforeCall(({ action }) => {
        if (action !== 'AddRoleToInstanceProfile') return;
        adopted();
        const Tags = [{ Key: OWNER_KEY, Value: 'others/repo' }];
        emulator.iam.call('TagRole', { RoleName: 'demo', Tags });
      });
      const result = await bundle(emulator, DECLARED);
      expect(result).toMatchObject({ exitCode: 1, outputs: { status: 'failed', changed: 'true' } });
      expect(failureOf(result)).toContain('Nothing was rolled back: another run or tool has changed');
      expect(emulator.writes.filter(({ action }) => action.startsWith('Delete'))).toEqual([]);
      expect(emulator.snapshot()).toMatchObject({
        roles: { demo: { Tags: { [OWNER_KEY]: 'others/repo' } } },
        instanceProfiles: { demo: { Roles: ['demo'] } },
      });
    });
  },
  TIMEOUT,
);

test.each([
  { prune: 'none', denied: undefined, remain: true },
  { prune: 'none', denied: 'AddRoleToInstanceProfile', remain: true },
  { prune: 'all', denied: undefined, remain: false },
  { prune: 'all', denied: 'AddRoleToInstanceProfile', remain: true },
])(
  'with prune $prune and $denied denied, the policies and tags that another tool added meanwhile remain: $remain',
  async ({ prune, denied, remain }) => {
    const add = (iam: Emulator['iam']): void => {
      const RoleName = 'demo';
      const PolicyDocument = JSON.stringify(allow('ec2:RunInstances'));
      iam.call('AttachRolePolicy', { RoleName, PolicyArn: managed('AmazonSQSFullAccess') });
      iam.call('PutRolePolicy', { RoleName, PolicyName: 'added', PolicyDocument });
      iam.call('TagRole', { RoleName, Tags: [{ Key: 'added', Value: 'x' }] });
    };
    const untouched = await on(update, {}, async (emulator) => {
      add(emulator.iam);
      return Promise.resolve(emulator.snapshot());
    });
    await on(update, { lagMs: 200 }, async (emulator) => {
      const added = emulator.beforeCall(({ action }) => {
        if (action !== 'TagRole') return;
        added();
        add(emulator.iam);
      });
      emulator.beforeCall(({ action }) =>
        action === denied ? new AwsError('AccessDenied', 'no') : undefined,
      );
      const { outputs } = await bundle(emulator, { ...DECLARED, prune });
      expect(outputs['status']).toBe(denied === undefined ? 'updated' : 'rolled-back');
      const account = emulator.snapshot();
      if (denied !== undefined) expect(account).toEqual(untouched);
      else if (!remain) expect(account).toEqual(update.expected);
      const { demo } = account.roles as typeof declaredAccount.roles;
      expect(demo.AttachedPolicies.includes(managed('AmazonSQSFullAccess'))).toBe(remain);
      expect('added' in demo.InlinePolicies).toBe(remain);
      expect('added' in demo.Tags).toBe(remain);
    });
  },
  TIMEOUT,
);
