/** Values that are probably mistakes: refused with the right form, or accepted with a hint. */
import { readFileSync } from 'node:fs';
import { nameInArn } from '../../src/aws/arn.ts';
import { declare, InputError } from '../../src/inputs/declare.ts';
import { readInputs } from '../../src/inputs/read.ts';
import { world } from '../harness/world.ts';

type Inputs = Readonly<Record<string, string>>;

async function declared(
  inputs: Inputs,
  env: NodeJS.ProcessEnv = {},
): Promise<{ errors: string; hints: readonly string[] }> {
  const variables = Object.entries({ 'role-name': 'demo', ...inputs }).map(
    ([name, value]) => [`INPUT_${name.toUpperCase()}`, value] as const,
  );
  try {
    const { hints } = await declare({
      GITHUB_REPOSITORY: 'octo-org/octo-repo',
      ...Object.fromEntries(variables),
      ...env,
    });
    return { errors: '', hints };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { errors: error.message, hints: [] };
  }
}

test.each<[Inputs, string]>([
  [{ mode: 'drift' }, '. Did you mean check?'],
  [{ mode: 'chekc' }, '. Did you mean check?'],
  [{ mode: 'delete' }, '. Did you mean destroy?'],
  [{ mode: 'Plan' }, '. Did you mean plan?'],
  [{ 'pr-comment': 'true' }, '. Did you mean changes?'],
  [{ 'permissions-boundary': 'None' }, 'or none, or unchanged. Did you mean none?'],
  [{ 'permissions-boundary': 'NONE' }, '. Did you mean none?'],
  [{ 'permissions-boundary': 'remove' }, '. Did you mean none?'],
  [{ 'permissions-boundary': 'Unchanged' }, '. Did you mean unchanged?'],
  [{ 'permissions-boundary': 'unchangd' }, '. Did you mean unchanged?'],
  [{ 'permissions-boundary': 'keep' }, '. Did you mean unchanged?'],
  [{ 'expected-plan-digest': 'None' }, 'or none. Did you mean none?'],
  [
    { 'policy-arns': 'AmazonS3FullAccess, AmazonSQSFullAccess' },
    'Write one item per line: a comma does not separate',
  ],
  [{ 'trust-services': 'ec2, ecs-tasks' }, 'Write one item per line: a comma does not separate'],
  [{ 'trust-services': 'github' }, 'its workflows assume a role by OIDC, so use trust-github'],
  [{ 'trust-services': 'token.actions.githubusercontent.com' }, 'so use trust-github'],
  [{ 'trust-services': 'www.amazon.com' }, 'write a trust-policy for any other principal'],
  [{ 'trust-services': 'accounts.google.com' }, 'write a trust-policy for any other principal'],
])('%j is refused with the right form', async (inputs, expected) => {
  expect((await declared(inputs)).errors).toContain(expected);
});

test('every name of an AWS managed policy can be the boundary, and so can the words', async () => {
  const file = new URL('../../emulator/managed-policies.json', import.meta.url);
  const names = (JSON.parse(readFileSync(file, 'utf8')) as string[]).map(nameInArn);
  expect(names.length).toBeGreaterThan(1000);
  for (const boundary of [...names, 'none', 'unchanged', 'constructor', 'arn:aws:iam::aws:policy/None'])
    expect(
      (await readInputs({ 'INPUT_PERMISSIONS-BOUNDARY': boundary }, ['permissions-boundary'])).problems,
    ).toEqual([]);
});

test('a wrong mode is not taken for apply, which refuses a dry run', async () => {
  const { errors } = await declared({ mode: 'delete', 'dry-run': 'true' });
  expect(errors).toContain('mode: "delete" is not allowed');
  expect(errors).not.toContain('dry-run');
});

test.each([
  [{ mode: 'everything' }],
  [{ mode: 'constructor' }],
  [{ 'policy-arns': 'A B' }],
  [{ 'role-name': 'a b' }],
])('%j is refused without a guess', async (inputs) => {
  expect((await declared(inputs)).errors).not.toMatch(/did you mean|comma/i);
});

test.each([
  'ec2',
  'pods.eks',
  'states.us-east-1',
  'ec2.amazonaws.com',
  'ec2.amazonaws.com.cn',
  'delivery.logs',
  'alexa-appkit.amazon.com',
])('the service %s is accepted', async (service) => {
  expect((await declared({ 'trust-services': service, 'instance-profile': 'false' })).errors).toBe('');
});

const trust = (statement: object): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...statement }],
  });
const gitHub = (keys: object): Inputs => ({
  'instance-profile': 'false',
  'trust-policy': trust({
    Action: 'sts:AssumeRoleWithWebIdentity',
    Principal: { Federated: 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com' },
    Condition: { StringEquals: keys },
  }),
});
const SUB = { 'token.actions.githubusercontent.com:sub': 'repo:octo-org/octo-repo:ref:refs/heads/main' };

test.each<[string, Inputs, string[]]>([
  ['a service that is not EC2', { 'trust-services': 'ecs-tasks' }, ['EC2 cannot assume the role']],
  [
    'an account',
    { 'trust-policy': trust({ Principal: { AWS: '123456789012' } }) },
    ['EC2 cannot assume the role'],
  ],
  ['EC2 among others', { 'trust-services': 'ecs-tasks\nec2' }, []],
  ['no profile', { 'trust-services': 'lambda', 'instance-profile': 'false' }, []],
  ['GitHub without an audience', gitHub(SUB), ['does not test the audience']],
  ['GitHub with one', gitHub({ ...SUB, 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' }), []],
])('a trust in %s', async (_, inputs, expected) => {
  const { errors, hints } = await declared(inputs);
  expect(errors).toBe('');
  expect(hints.filter((hint) => /EC2 cannot|audience/.test(hint))).toEqual(
    expected.map((part) => expect.stringContaining(part) as unknown),
  );
});

describe('with an error', () => {
  test.each<[string, Inputs, RegExp, RegExp]>([
    ['of another input, tags have no hint', { tags: 'a=1 b=2', 'role-path': 'x' }, /^role-path: /, /read as/],
    [
      'about commas, a list has no second one',
      { 'policy-arns': 'A, B' },
      /a comma does not separate/,
      /read as/,
    ],
    [
      'of another input, a trust policy has no warning',
      { ...gitHub(SUB), 'max-session-duration': '1' },
      /^max-session-duration: /,
      /audience/,
    ],
  ])('%s', async (_, inputs, error, hint) => {
    const { errors } = await declared(inputs);
    expect(errors).toMatch(error);
    expect(errors).not.toMatch(hint);
  });

  test('a hint about the same input explains it, and is not counted', async () => {
    const w = await world();
    const { errors } = await w.step({ 'role-name': 'demo', 'policy-arns': 'A B' });
    expect(errors.join()).toMatch(
      /^One input is wrong:\n- policy-arns: item 1.*\n- policy-arns: a line is read as/,
    );
  });
});

test('a policy that does not exist is headed by what was found, not by a wrong input', async () => {
  const w = await world();
  const one = await w.step({ 'role-name': 'demo', 'policy-arns': 'ReadOnlyAcces' });
  expect(one.errors.join()).toMatch(
    /^One input does not fit the account:\n- policy-arns: there is no managed policy/,
  );
  const two = await w.step({ 'role-name': 'demo', 'policy-arns': 'NoneSuch\nNeitherThis' });
  expect(two.errors.join()).toMatch(/^2 problems with the inputs in this account:\n/);
});

test('a boundary by the name of an own policy is refused, with the form of its ARN', async () => {
  const w = await world();
  const step = await w.step({ 'role-name': 'demo', 'permissions-boundary': 'developers' });
  expect(step.errors.join()).toContain('arn:aws:iam::ACCOUNT:policy/developers');
});

test('a destroy names the way to delete its own profile with another name', async () => {
  const w = await world();
  await w.step({ 'role-name': 'demo', 'instance-profile-name': 'servers' });
  const first = await w.step({ 'role-name': 'demo', mode: 'destroy' });
  expect(first.notices.join()).toContain('delete it with mode: destroy and instance-profile-name: servers');
  const second = await w.step({ 'role-name': 'demo', mode: 'destroy', 'instance-profile-name': 'servers' });
  expect(second.outputs['status']).toBe('destroyed');
  expect(Object.keys(w.emulator.snapshot().instanceProfiles)).toEqual([]);
});

test('pr-comment: always on an event without a pull request is noticed', async () => {
  const w = await world();
  const inputs = { 'role-name': 'demo', 'pr-comment': 'always' };
  const step = await w.step(inputs, { env: { GITHUB_EVENT_NAME: 'push' } });
  expect(step.notices.join()).toContain('the event push has no pull request');
});
