import { ABSENT, type RoleDeclaration, type Declaration, type State } from '../../src/resources/resource.ts';
import { InputError } from '../../src/inputs/declare.ts';
import { limitsFor, resolvePolicies } from '../../src/reconcile/policies.ts';
import { aDeclaration, aRole, aRoleDeclaration } from '../harness/examples.ts';
import { callError, fakeIam } from '../harness/fake-iam.ts';

const declaring = (role: Partial<RoleDeclaration>): Declaration => ({
  ...aDeclaration,
  role: { ...aRoleDeclaration, ...role },
});
const aws = (name: string): string => `arn:aws-cn:iam::aws:policy/${name}`;

/** Returns an account in which these policies exist. */
function account(...arns: string[]) {
  return fakeIam({
    GetPolicy: ({ PolicyArn = '' }) => {
      if (!arns.includes(PolicyArn)) throw callError('NoSuchEntity', 'GetPolicy', { PolicyArn });
      return { Policy: { Arn: PolicyArn } };
    },
  });
}

describe('policies by name', () => {
  test('are looked up under every path that they may have', async () => {
    const iam = account(aws('service-role/X'), aws('job-function/Y'), aws('Z'));
    const found = await resolvePolicies(iam, declaring({ policies: ['X', 'Y', 'Z'] }), ABSENT, 'aws-cn');
    expect(found).toEqual(
      new Map([
        ['X', aws('service-role/X')],
        ['Y', aws('job-function/Y')],
        ['Z', aws('Z')],
      ]),
    );
  });

  test('resolve to the likeliest path if a name exists under several', async () => {
    const iam = account(aws('service-role/X'), aws('X'));
    const found = await resolvePolicies(iam, declaring({ policies: ['X'] }), ABSENT, 'aws-cn');
    expect(found).toEqual(new Map([['X', aws('X')]]));
  });

  test('are not looked up if they are attached already', async () => {
    const actual: State = {
      ...ABSENT,
      role: { ...aRole, managedPolicies: new Set([aws('service-role/X')]), boundary: aws('B') },
    };
    const iam = account();
    const declaration = declaring({ policies: ['X'], boundary: 'B' });
    const found = await resolvePolicies(iam, declaration, actual, 'aws-cn');
    const expected = new Map([
      ['X', aws('service-role/X')],
      ['B', aws('B')],
    ]);
    expect([found, iam.calls]).toEqual([expected, []]);
  });

  test('are looked up if a document or a tag of the role only mentions them', async () => {
    const PolicyArn = 'arn:aws:iam::123456789012:policy/gone';
    const Statement = { Effect: 'Allow', Action: 'iam:GetPolicy', Resource: PolicyArn } as const;
    const role = {
      ...aRole,
      inlinePolicies: new Map([['p', { Statement }]]),
      tags: new Map([['policy', PolicyArn]]),
    };
    const declaration = declaring({ policies: [PolicyArn] });
    const failed = resolvePolicies(account(), declaration, { role }, 'aws');
    await expect(failed).rejects.toThrow(`there is no managed policy "${PolicyArn}"`);
  });

  test('are all named at once if they do not exist, with the paths that were tried', async () => {
    const declaration = declaring({ policies: ['X', 'arn:aws:iam::1:policy/p'], boundary: 'B' });
    const failed = resolvePolicies(account(), declaration, ABSENT, 'aws-cn');
    await expect(failed).rejects.toThrow(InputError);
    await expect(failed).rejects.toMatchObject({
      problems: expect.arrayContaining([
        {
          input: 'policy-arns',
          message: `there is no managed policy "X"; looked for ${aws('X')}, ${aws('service-role/X')}, ${aws('job-function/X')}. Give the ARN of a policy of your own, as arn:aws-cn:iam::ACCOUNT:policy/X`,
        },
        { input: 'policy-arns', message: 'there is no managed policy "arn:aws:iam::1:policy/p"' },
        expect.objectContaining({ input: 'permissions-boundary' }),
      ]) as unknown,
    });
  });

  test('are not reported as missing if the caller may not read them', async () => {
    const iam = fakeIam({
      GetPolicy: () => {
        throw callError('AccessDenied');
      },
    });
    await expect(resolvePolicies(iam, declaring({ policies: ['X'] }), ABSENT, 'aws')).rejects.toMatchObject({
      code: 'AccessDenied',
    });
  });

  test.each([
    ['no boundary is declared', declaring({})],
    ['it is none', declaring({ boundary: 'none' })],
    ['the run is a destroy', { ...aDeclaration, role: undefined }],
  ])('of a boundary are not looked up if %s', async (_, declaration) => {
    const iam = account();
    const found = await resolvePolicies(iam, declaration, ABSENT, 'aws');
    expect([found, iam.calls]).toEqual([new Map(), []]);
  });
});

describe('each policy', () => {
  test('is read once for any number of roles', async () => {
    const iam = account(aws('X'));
    const resolve = () => resolvePolicies(iam, declaring({ policies: [aws('X')] }), ABSENT, 'aws-cn');
    await Promise.all([resolve(), resolve()]);
    await resolve();
    expect(iam.calls).toEqual([`GetPolicy ${aws('X')}`]);
  });

  test('is read once if it does not exist', async () => {
    const iam = account();
    const resolve = () => resolvePolicies(iam, declaring({ policies: [aws('X')] }), ABSENT, 'aws-cn');
    await expect(resolve()).rejects.toThrow(InputError);
    await expect(resolve()).rejects.toThrow(InputError);
    expect(iam.calls).toEqual([`GetPolicy ${aws('X')}`]);
  });

  test('is read again after a failed call', async () => {
    let failing = true;
    const iam = fakeIam({
      GetPolicy: ({ PolicyArn }) => {
        if (failing) throw callError('ServiceFailure');
        return { Policy: { Arn: PolicyArn } };
      },
    });
    const resolve = () => resolvePolicies(iam, declaring({ policies: [aws('X')] }), ABSENT, 'aws-cn');
    await expect(resolve()).rejects.toMatchObject({ code: 'ServiceFailure' });
    failing = false;
    await expect(resolve()).resolves.toEqual(new Map([[aws('X'), aws('X')]]));
  });
});

describe('the quota of attached policies', () => {
  const withPolicies = (from: number, to: number): State => ({
    ...ABSENT,
    role: {
      ...aRole,
      managedPolicies: new Set(Array.from({ length: to - from }, (_, n) => aws(`P${from + n}`))),
    },
  });
  const asked = (SummaryMap?: Record<string, number>) =>
    fakeIam({ GetAccountSummary: () => ({ SummaryMap }) });

  test.each([
    ['ten are enough on the way', withPolicies(0, 10), withPolicies(0, 3)],
    ['nothing is attached', withPolicies(0, 10), withPolicies(0, 12)],
    ['the run is a destroy', ABSENT, withPolicies(0, 12)],
    ['the account is empty', ABSENT, ABSENT],
  ])('is not read if %s', async (_, goal, actual) => {
    const iam = asked();
    await expect(limitsFor(iam, goal, actual)).resolves.toMatchObject({ attachedPoliciesPerRole: 10 });
    expect(iam.calls).toEqual([]);
  });

  test('is what the account has', async () => {
    const iam = asked({ AttachedPoliciesPerRoleQuota: 20 });
    const quota = await limitsFor(iam, withPolicies(0, 12), withPolicies(6, 9));
    expect(quota).toMatchObject({ attachedPoliciesPerRole: 20 });
  });

  test('is ten if the account does not report it', async () => {
    const quota = await limitsFor(asked(), withPolicies(0, 10), withPolicies(5, 15));
    expect(quota).toMatchObject({ attachedPoliciesPerRole: 10 });
  });

  test('is checked before any write if the declaration alone exceeds it', async () => {
    const failed = limitsFor(asked({ AttachedPoliciesPerRoleQuota: 10 }), withPolicies(0, 11), ABSENT);
    await expect(failed).rejects.toThrow(/11 policies are more than the 10/);
  });
});
