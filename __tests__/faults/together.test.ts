/** Several runs at once. */
import { failureOf, each, on, selection, SLEEPING, Tally, TIMEOUT, upTo, WORKING } from './harness.ts';
import {
  create,
  declaredAccount,
  DECLARED,
  managed,
  swap,
  trust,
  update,
  allow,
  OWNER_TAG,
  type Scenario,
} from './scenarios.ts';

const BUSY = { latencyMs: 8, concurrentModification: true };
const same = new Tally('2, 4 and 8 runs of one declaration at once');

test(
  'of the same declaration: all succeed, and the end state is exact',
  async () => {
    const rounds = selection(upTo(50), 3);
    await each(
      rounds,
      1,
      (round) => `round ${round}`,
      async (round) => {
        const scenario = [create, update, swap][round % 3] ?? create;
        for (const runs of [2, 4, 8]) {
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
  'of two declarations: each converges or names the conflict, and the end state is one of the two, whole',
  async () => {
    const rounds = selection(upTo(50), 4);
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

const owners = new Tally('Two owners declare one new role at once');

test(
  'of two owners one gets the role and its profile, the other is told whose they are and leaves nothing',
  async () => {
    await each(
      selection(upTo(25), 3),
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
