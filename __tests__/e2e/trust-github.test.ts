/** `trust-github` through the bundle: the provider's ARN, a missing provider, and the calls that a run makes. */
import { CreateOpenIDConnectProviderCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { runStep, type StepResult } from '../../scripts/run-action.ts';
import { parseLog } from '../../scripts/workflow-log.ts';
import { FakeGitHub } from '../github/fake-github.ts';
import { emulated } from '../harness/emulated.ts';
import { hasMoto, startMoto } from '../harness/moto.ts';
import type { Emulator, EmulatorOptions } from '../../emulator/server.ts';

const ROLE = 'deploy';
const FOUR_READS = ['GetInstanceProfile', 'GetRole', 'ListAttachedRolePolicies', 'ListRolePolicies'];
const REPOSITORY = {
  GITHUB_REPOSITORY: 'octo-org/octo-repo',
  GITHUB_REPOSITORY_ID: '456789',
  GITHUB_REPOSITORY_OWNER_ID: '123456',
};

interface Account {
  readonly emulator: Emulator;
  readonly step: (
    inputs: Readonly<Record<string, string>>,
    env?: Readonly<Record<string, string>>,
  ) => Promise<StepResult>;
  /** The calls of the last step, in no order. */
  readonly calls: () => string[];
  readonly trust: () => string;
}

async function account(provider: object | undefined, options: EmulatorOptions = {}): Promise<Account> {
  const emulator = await emulated(options);
  if (provider !== undefined) {
    emulator.iam.call('CreateOpenIDConnectProvider', {
      Url: 'https://token.actions.githubusercontent.com',
      ClientIDList: ['sts.amazonaws.com'],
      ...provider,
    });
  }
  return {
    emulator,
    step: async (inputs, env = {}) => {
      emulator.clearCalls();
      return runStep(
        { 'role-name': ROLE, ...inputs },
        { env: { ...emulator.environment, ...REPOSITORY, ...env } },
      );
    },
    calls: () => emulator.calls.map(({ action }) => action).sort(),
    trust: () => JSON.stringify(emulator.snapshot().roles[ROLE]?.AssumeRolePolicyDocument),
  };
}

function annotations(step: StepResult, level: string): string[] {
  return parseLog(step.log)
    .commands.filter(({ name }) => name === level)
    .map(({ data }) => data);
}

test('a creation asks for the account and the provider; a run without a change makes four reads', async () => {
  const { step, calls, trust } = await account({});
  const inputs = { 'trust-github': 'octo-org/octo-repo@main' };
  const created = await step(inputs);
  expect(created).toMatchObject({ exitCode: 0, outputs: { status: 'created' } });
  expect(calls().filter((call) => /^Get(?:Caller|Open)/.test(call))).toEqual([
    'GetCallerIdentity',
    'GetOpenIDConnectProvider',
  ]);
  expect(trust()).toContain('arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com');
  expect(trust()).toContain('repo:octo-org@123456/octo-repo@456789:ref:refs/heads/main');

  expect(await step(inputs)).toMatchObject({ exitCode: 0, outputs: { status: 'unchanged' } });
  expect(calls()).toEqual(FOUR_READS);
  expect(await step({ ...inputs, tags: 'team=web' })).toMatchObject({ outputs: { status: 'updated' } });
  expect(calls()).not.toContain('GetOpenIDConnectProvider');

  // A change of the trust asks for the provider; the role's ARN has the account.
  expect(await step({ 'trust-github': 'octo-org/octo-repo:pull_request', tags: 'team=web' })).toMatchObject({
    outputs: { status: 'updated' },
  });
  expect(calls()).toContain('GetOpenIDConnectProvider');
  expect(calls()).not.toContain('GetCallerIdentity');
}, 60_000);

test.each(['apply', 'plan', 'check'])(
  '%s refuses a missing provider before the first write, with the command that creates it',
  async (mode) => {
    const { emulator, step } = await account(undefined);
    const refused = await step({ mode, 'trust-github': 'octo-org/octo-repo@main' });
    expect(refused.exitCode).toBe(1);
    expect(annotations(refused, 'error')).toEqual([
      expect.stringContaining(
        'aws iam create-open-id-connect-provider --url https://token.actions.githubusercontent.com --client-id-list sts.amazonaws.com',
      ),
    ]);
    expect(emulator.writes).toEqual([]);
  },
);

test('a caller who may not read the provider gets a warning, and the role', async () => {
  const { step } = await account(undefined, {
    policy: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action: 'iam:GetOpenIDConnectProvider', Resource: '*' },
      ],
    },
  });
  const created = await step({ 'trust-github': 'octo-org/octo-repo@main' });
  expect(created).toMatchObject({ exitCode: 0, outputs: { status: 'created' } });
  expect(annotations(created, 'warning')).toEqual([
    expect.stringMatching(/iam:GetOpenIDConnectProvider.*create-open-id-connect-provider/),
  ]);
});

test('a provider without the audience gives a warning', async () => {
  const { step } = await account({ ClientIDList: ['sigstore'] });
  const created = await step({ 'trust-github': 'octo-org/octo-repo@main' });
  expect(created.exitCode).toBe(0);
  expect(annotations(created, 'warning')).toEqual([
    expect.stringContaining('add-client-id-to-open-id-connect-provider'),
  ]);
});

test("the provider's ARN has the partition and the account", async () => {
  const { step, trust } = await account({}, { partition: 'aws-cn', accountId: '210987654321' });
  expect(await step({ 'trust-github': 'octo-org/octo-repo@main' })).toMatchObject({ exitCode: 0 });
  expect(trust()).toContain('arn:aws-cn:iam::210987654321:oidc-provider/token.actions.githubusercontent.com');
});

test('a busy STS is asked again', async () => {
  const { step, calls } = await account(
    {},
    {
      faults: { rules: [{ action: 'GetCallerIdentity', nth: 1, error: { code: 'Throttling' } }] },
    },
  );
  expect(await step({ 'trust-github': 'octo-org/octo-repo@main' })).toMatchObject({ exitCode: 0 });
  expect(calls().filter((call) => call === 'GetCallerIdentity')).toHaveLength(2);
});

test("another repository's ids come from GitHub's API", async () => {
  const github = await new FakeGitHub().listen();
  github.repositories = { 'friends/other': { id: 777, name: 'other', owner: { id: 888, login: 'friends' } } };
  const { step, trust } = await account({});
  const inputs = { 'trust-github': 'friends/other@main', 'github-token': 'token-of-the-job' };
  expect(await step(inputs, { GITHUB_API_URL: github.url })).toMatchObject({ exitCode: 0 });
  expect(trust()).toContain('"repo:friends@888/other@777:ref:refs/heads/main"');
  expect(github.asked).toEqual([
    { request: 'GET /repos/friends/other', authorization: 'token token-of-the-job' },
  ]);
});

test('a token that GitHub does not accept fails the step: by name alone the trust would be wider', async () => {
  const github = await new FakeGitHub().listen();
  github.failures.push({ on: /repos/, status: 401, times: 9 });
  const { step, calls } = await account({});
  const inputs = { 'trust-github': 'friends/other@main', 'github-token': 'expired' };
  const { exitCode, log } = await step(inputs, { GITHUB_API_URL: github.url });
  expect([exitCode, log]).toEqual([1, expect.stringContaining('GitHub does not accept the github-token')]);
  expect(calls()).toEqual([]);
});

test('a trust policy that names subjects by name only gets a notice', async () => {
  const { step } = await account({});
  const document = (subject: string): string =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: {
            Federated: 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com',
          },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': subject } },
        },
      ],
    });
  const byName = await step({ 'trust-policy': document('repo:octo-org/octo-repo:*') });
  expect(byName.exitCode).toBe(0);
  expect(annotations(byName, 'notice')).toEqual([expect.stringMatching(/15 July 2026.*trust-github/)]);
  const both = await step({ 'trust-policy': document('repo:octo-org*/octo-repo*:*') });
  expect(annotations(both, 'notice')).toEqual([]);
  const shorthand = await step({ 'trust-github': 'octo-org/octo-repo:*' });
  expect(annotations(shorthand, 'notice')).toEqual([]);
});

const onMoto = hasMoto('trust-github on moto') ? test : test.skip;

onMoto(
  'on moto: refused without a provider, created with one, then unchanged',
  async () => {
    const moto = await startMoto({ managedPolicies: false });
    try {
      const step = (): Promise<StepResult> =>
        runStep(
          { 'role-name': ROLE, 'trust-github': 'octo-org/octo-repo@main' },
          { env: { ...moto.environment, ...REPOSITORY } },
        );
      const refused = await step();
      expect(refused.exitCode).toBe(1);
      expect(annotations(refused, 'error')).toEqual([
        expect.stringContaining('create-open-id-connect-provider'),
      ]);
      const iam = new IAMClient({
        endpoint: moto.url,
        region: 'us-east-1',
        credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
      });
      await iam.send(
        new CreateOpenIDConnectProviderCommand({
          Url: 'https://token.actions.githubusercontent.com',
          ClientIDList: ['sts.amazonaws.com'],
          ThumbprintList: ['6938fd4d98bab03faadb97b34396831e3780aea1'],
        }),
      );
      expect(await step()).toMatchObject({ exitCode: 0, outputs: { status: 'created' } });
      const { Role } = await iam.send(new GetRoleCommand({ RoleName: ROLE }));
      expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toContain(
        'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com',
      );
      expect(await step()).toMatchObject({ exitCode: 0, outputs: { status: 'unchanged' } });
      iam.destroy();
    } finally {
      await moto.close();
    }
  },
  60_000,
);
