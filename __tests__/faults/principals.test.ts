/** Trust policies that name roles: the role itself, one made seconds ago, one that never existed, and a deleted one. */
import { each, failureOf, on, SLEEPING, Tally, TIMEOUT } from './harness.ts';
import { DECLARED, declaredAccount, type Iam, plainRole, trust } from './scenarios.ts';

const arn = (name: string): string => `arn:aws:iam::123456789012:role/${name}`;

function trusting(...names: string[]): Readonly<Record<string, unknown>> {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: names.map(arn) }, Action: 'sts:AssumeRole' }],
  };
}

const declared = (names: string[], timeout = '120'): Readonly<Record<string, string>> => ({
  ...DECLARED,
  'trust-policy': JSON.stringify(trusting(...names)),
  'timeout-seconds': timeout,
});

function makeThem({ call }: { readonly call: Iam['call'] }): void {
  call('CreateRole', { RoleName: 'them', AssumeRolePolicyDocument: JSON.stringify(trust('ec2')) });
}

function account(names: string[], others: object = {}): object {
  const demo = { ...declaredAccount.roles.demo, AssumeRolePolicyDocument: trusting(...names) };
  return { ...declaredAccount, roles: { demo, ...others } };
}

const tally = new Tally('A principal of the trust policy that IAM does not know yet', 2);

test(
  'the run creates a role that trusts itself in two calls',
  async () => {
    await each(
      [0, 1500],
      SLEEPING,
      (invalidPrincipalMs) => `a principal is valid after ${invalidPrincipalMs} ms`,
      async (invalidPrincipalMs) =>
        on({ prepare: () => undefined }, { invalidPrincipalMs }, async (emulator) => {
          const result = await tally.step(emulator, declared(['demo']));
          expect(result).toMatchObject({ exitCode: 0, outputs: { status: 'created' } });
          expect(emulator.snapshot()).toEqual(account(['demo']));
          const done = emulator.writes.filter(({ effective }) => effective).map(({ action }) => action);
          expect(done.filter((action) => /^(CreateRole|UpdateAssumeRolePolicy)$/.test(action))).toEqual([
            'CreateRole',
            'UpdateAssumeRolePolicy',
          ]);
        }),
    );
    tally.passed();
  },
  TIMEOUT,
);

test(
  'the run waits for a principal created seconds ago',
  async () => {
    const prepare = (iam: Iam): void => {
      makeThem({ call: iam.call.bind(iam) });
    };
    await on({ prepare }, { invalidPrincipalMs: 4000 }, async (emulator) => {
      const result = await tally.step(emulator, declared(['them']));
      expect(result).toMatchObject({ exitCode: 0, outputs: { status: 'created' } });
      expect(emulator.snapshot()).toEqual(account(['them'], { them: plainRole }));
      expect(emulator.calls.some(({ code }) => code === 'MalformedPolicyDocument')).toBe(true);
    });
    tally.passed();
  },
  TIMEOUT,
);

const never = new Tally('A principal of the trust policy that is never created, or was deleted', 2);

test(
  'the deadline error names a principal that is never created, and nothing remains',
  async () => {
    await on({ prepare: () => undefined }, {}, async (emulator) => {
      const result = await never.step(emulator, declared(['nobody'], '3'));
      expect(result).toMatchObject({ exitCode: 1, outputs: { changed: 'false' } });
      const message = failureOf(result);
      expect(message).toContain('within 3 s');
      expect(message).toContain(arn('nobody'));
      expect(message).toContain('a principal that IAM does not know');
      expect(emulator.snapshot()).toEqual({ roles: {}, instanceProfiles: {}, policies: {} });
    });
    never.passed();
  },
  TIMEOUT,
);

test(
  'a deleted principal is drift and named, although one of its name exists again',
  async () => {
    let id = '';
    const prepare = (iam: Iam): void => {
      makeThem({ call: iam.call.bind(iam) });
      id = iam.call('GetRole', { RoleName: 'them' }).Role.RoleId;
    };
    await on({ prepare }, {}, async (emulator) => {
      const inputs = declared(['them']);
      await never.step(emulator, inputs);
      emulator.iam.call('DeleteRole', { RoleName: 'them' });
      makeThem({ call: emulator.iam.call.bind(emulator.iam) });

      const check = await never.step(emulator, { ...inputs, mode: 'check' });
      expect(check).toMatchObject({ exitCode: 1, outputs: { status: 'drifted' } });
      expect(check.log).toMatch(new RegExp(`${id}.*deleted`));

      expect(await never.step(emulator, inputs)).toMatchObject({
        exitCode: 0,
        outputs: { status: 'updated' },
      });
      expect(await never.step(emulator, { ...inputs, mode: 'check' })).toMatchObject({ exitCode: 0 });
    });
    never.passed();
  },
  TIMEOUT,
);
