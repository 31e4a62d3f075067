/** `role-to-assume` through the bundle: a stub of the runner's token issuer, a stub of STS, and the emulator for IAM. */
import { runStep, type StepResult } from '../../scripts/run-action.ts';
import { emulated } from '../harness/emulated.ts';
import { hasMoto, startMoto } from '../harness/moto.ts';
import {
  BEARER,
  oidc,
  SECRET,
  SESSION_TOKEN,
  startTokenService,
  TOKEN,
  type Behaviour,
  type Refusal,
  type TokenService,
} from '../harness/token-service.ts';

const ROLE = 'arn:aws:iam::123456789012:role/deploy';
const INPUTS = { 'role-name': 'demo', 'role-to-assume': ROLE };

const WITHOUT_KEYS = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };

async function step(
  world: TokenService,
  env: Readonly<Record<string, string | undefined>>,
  inputs: Readonly<Record<string, string>> = INPUTS,
): Promise<StepResult & { readonly keys: ReadonlySet<string | undefined>; readonly written: number }> {
  const emulator = await emulated();
  const result = await runStep(inputs, {
    env: { ...emulator.environment, AWS_ENDPOINT_URL_STS: world.url, ...env },
  });
  return {
    ...result,
    keys: new Set(emulator.calls.map(({ accessKeyId }) => accessKeyId)),
    written: emulator.writes.length,
  };
}

/** Returns the log as the runner shows it: a masked value is `***`, and the command that masks it is not shown. */
function shown(log: string): string {
  const secrets = [...log.matchAll(/^::add-mask::(.*)$/gm)].map(([, value]) => value ?? '');
  const lines = log.split('\n').filter((line) => !line.startsWith('::add-mask::'));
  expect(secrets.every((secret) => secret !== '')).toBe(true);
  return lines.join('\n');
}

const denied = (action: string): Refusal => ({
  status: 403,
  code: 'AccessDenied',
  message: `Not authorized to perform sts:${action}`,
});

test('the token of the job gives credentials for every call of this step, and nothing is exported or logged', async () => {
  const world = await startTokenService();
  const result = await step(world, { ...oidc(world), ...WITHOUT_KEYS, RUNNER_DEBUG: '1' });
  expect(result).toMatchObject({ exitCode: 0, outputs: { status: 'created' } });
  expect(world.issued).toEqual([['sts.amazonaws.com', `Bearer ${BEARER}`]]);
  expect(world.sts.map((form) => Object.fromEntries(form))).toEqual([
    {
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn: ROLE,
      RoleSessionName: 'octo-repo-4711',
      WebIdentityToken: TOKEN,
      DurationSeconds: '900',
    },
  ]);
  expect(result.keys).toEqual(new Set(['ASIAASSUMED1']));
  const log = shown(result.log);
  for (const secret of [SECRET, SESSION_TOKEN, TOKEN, BEARER]) {
    expect(log).not.toContain(secret);
    expect(result.summary).not.toContain(secret);
    expect(JSON.stringify(result.outputs)).not.toContain(secret);
  }
  expect(log).toContain('::debug::AssumeRoleWithWebIdentity 200');
});

test('mask-account-id hides the id in the ARN of the role before anything else is printed, without a call for it', async () => {
  const world = await startTokenService();
  const Statement = [
    { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::logs-123456789012/*' },
  ];
  const inputs = {
    ...INPUTS,
    mode: 'plan',
    'inline-policies': JSON.stringify({ logs: { Version: '2012-10-17', Statement } }),
    tags: 'account=123456789012',
    'mask-account-id': 'true',
  };
  const result = await step(world, { ...oidc(world), ...WITHOUT_KEYS, RUNNER_DEBUG: '1' }, inputs);
  expect(result).toMatchObject({ exitCode: 0, outputs: { status: 'planned' } });
  expect(result.log.split('\n')[0]).toBe('::add-mask::123456789012');
  expect(result.summary).toContain('logs-***');
  expect(result.summary).not.toContain('123456789012');
  expect(world.sts.map((form) => form.get('Action'))).toEqual(['AssumeRoleWithWebIdentity']);
});

test('a creation makes two requests more with the role: one for the token, one for the credentials', async () => {
  const world = await startTokenService();
  const requests = async (
    inputs: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<{ readonly aws: readonly string[]; readonly further: number }> => {
    const emulator = await emulated();
    const earlier = world.received();
    const result = await runStep(inputs, {
      env: { ...emulator.environment, AWS_ENDPOINT_URL_STS: world.url, ...env },
    });
    expect(result).toMatchObject({ exitCode: 0, outputs: { status: 'created' } });
    return { aws: emulator.calls.map(({ action }) => action).sort(), further: world.received() - earlier };
  };
  const { 'role-to-assume': _, ...withoutRole } = INPUTS;
  const keys = await requests(withoutRole, {});
  const assumed = await requests(INPUTS, { ...oidc(world), ...WITHOUT_KEYS });
  expect(keys.further).toBe(0);
  expect(assumed).toEqual({ aws: keys.aws, further: 2 });
  expect([world.issued.length, world.sts.length]).toEqual([1, 1]);
});

test.each(['plan', 'check', 'read', 'destroy', 'sweep'])('mode: %s uses the role too', async (mode) => {
  const world = await startTokenService();
  const subject = mode === 'sweep' ? { 'role-path': '/pull-requests/' } : { 'role-name': 'demo' };
  const inputs = { mode, ...subject, 'role-to-assume': ROLE, 'github-token': 'a-token' };
  const result = await step(world, { ...oidc(world), ...WITHOUT_KEYS }, inputs);
  expect(result.keys).toEqual(new Set(['ASIAASSUMED1']));
});

test('without id-token: write the credentials of the environment assume the role, with tags of the run', async () => {
  const world = await startTokenService();
  const result = await step(world, { GITHUB_RUN_ID: '4711', GITHUB_WORKFLOW: 'Deploy & more' });
  expect(result).toMatchObject({ exitCode: 0, outputs: { status: 'created' } });
  expect(Object.fromEntries(world.sts[0] ?? [])).toMatchObject({
    Action: 'AssumeRole',
    RoleArn: ROLE,
    'Tags.member.1.Key': 'Repository',
    'Tags.member.1.Value': 'octo-org/octo-repo',
    'Tags.member.2.Value': 'Deploy _ more',
    'Tags.member.3.Value': '4711',
  });
  expect(result.keys).toEqual(new Set(['ASIAASSUMED1']));
});

test('a name of 256 characters is a session tag as a whole, however many code units they take', async () => {
  const world = await startTokenService();
  const name = `${'a'.repeat(255)}\u{20000}`;
  expect(await step(world, { GITHUB_WORKFLOW: `${name}b` })).toMatchObject({ exitCode: 0 });
  expect(world.sts[0]?.get('Tags.member.2.Value')).toBe(name);
});

test.each<[string, Refusal]>([
  ['without permission to tag sessions', denied('TagSession on it: sts:TagSession')],
  [
    'with a session that has one of the tags already',
    {
      status: 400,
      code: 'InvalidParameterValue',
      message:
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    },
  ],
  [
    'with tags that leave no room for more',
    {
      status: 400,
      code: 'PackedPolicyTooLarge',
      message: 'Packed policy consumes 104% of allotted space, please use smaller policy.',
    },
  ],
])('a caller %s assumes the role without tags', async (_, refusal) => {
  const world = await startTokenService({ refusals: { AssumeRole: [refusal] } });
  expect(await step(world, {})).toMatchObject({ exitCode: 0 });
  expect(world.sts.map((form) => form.has('Tags.member.1.Key'))).toEqual([true, false]);
});

test('credentials without a session token are no credentials of a role: the step fails and sends nothing', async () => {
  const world = await startTokenService({ sessionToken: '' });
  const result = await step(world, {});
  expect(result).toMatchObject({ exitCode: 1 });
  expect(result.log).toContain('STS returned no session token');
  expect(result.keys).toEqual(new Set());
});

test('the credentials of the environment are tried if STS refuses the token', async () => {
  const world = await startTokenService({
    refusals: { AssumeRoleWithWebIdentity: [denied('AssumeRoleWithWebIdentity')] },
  });
  expect(await step(world, oidc(world))).toMatchObject({ exitCode: 0, outputs: { status: 'created' } });
  expect(world.sts.map((form) => form.get('Action'))).toEqual(['AssumeRoleWithWebIdentity', 'AssumeRole']);
});

test.each([
  [2, 0, 3],
  [3, 1, 3],
])(
  'after %d failures of STS to fetch the keys of GitHub the step ends with %d',
  async (failures, exitCode, requests) => {
    const message = "Couldn't retrieve verification key from your identity provider";
    const failure = { status: 400, code: 'InvalidIdentityToken', message };
    const world = await startTokenService({
      refusals: { AssumeRoleWithWebIdentity: Array.from({ length: failures }, () => failure) },
    });
    const result = await step(world, { ...oidc(world), ...WITHOUT_KEYS });
    expect([result.exitCode, world.sts.length]).toEqual([exitCode, requests]);
    expect(result.log.includes(message)).toBe(exitCode === 1);
  },
);

test('credentials that are about to expire are renewed with a new token', async () => {
  const world = await startTokenService({ expiresInSeconds: 60 });
  expect(await step(world, { ...oidc(world), ...WITHOUT_KEYS })).toMatchObject({ exitCode: 0 });
  expect(world.sts.length).toBeGreaterThan(1);
  expect(world.issued).toHaveLength(world.sts.length);
});

test('credentials that still hold are used if their renewal fails', async () => {
  // The SDK renews them five minutes before their end, so at once.
  const refusal: Refusal = { status: 400, code: 'ExpiredTokenException', message: 'Token expired' };
  const refusals = { AssumeRoleWithWebIdentity: [undefined, ...Array<Refusal>(9).fill(refusal)] };
  const world = await startTokenService({ expiresInSeconds: 240, refusals });
  const result = await step(world, { ...oidc(world), ...WITHOUT_KEYS });
  expect(result).toMatchObject({ exitCode: 0, outputs: { status: 'created' } });
  expect(result.keys).toEqual(new Set(['ASIAASSUMED1']));
  expect(world.sts).toHaveLength(2);
});

const claimsOfServer = {
  iss: 'https://ghe.example/_services/token',
  aud: 'sts.amazonaws.com',
  sub: 'repo:octo-org/octo-repo:ref:refs/heads/main',
};
const tokenOfServer = `e30.${Buffer.from(JSON.stringify(claimsOfServer)).toString('base64url')}.c2ln`;

test.each<[string, Behaviour, Readonly<Record<string, string>>, readonly string[]]>([
  [
    'the trust does not match the token: its claims, and both forms of the subject',
    { refusals: { AssumeRoleWithWebIdentity: [denied('AssumeRoleWithWebIdentity')] } },
    { GITHUB_REPOSITORY_ID: '22', GITHUB_REPOSITORY_OWNER_ID: '11' },
    [
      '"repo:octo-org/octo-repo:ref:refs/heads/main", the aud "sts.amazonaws.com"',
      'repo:octo-org@11/octo-repo@22:ref:refs/heads/main',
    ],
  ],
  [
    'the trust does not match the token of a GitHub Enterprise Server, whose subjects have no ids',
    {
      issuer: [200, JSON.stringify({ value: tokenOfServer })],
      refusals: { AssumeRoleWithWebIdentity: [denied('AssumeRoleWithWebIdentity')] },
    },
    { GITHUB_REPOSITORY_ID: '22', GITHUB_REPOSITORY_OWNER_ID: '11' },
    ['the issuer "ghe.example/_services/token". Let the role trust that subject, or correct the ARN.'],
  ],
  [
    'the account has no provider: the command that creates it',
    {
      refusals: {
        AssumeRoleWithWebIdentity: [
          {
            status: 400,
            code: 'InvalidIdentityToken',
            message:
              'No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com',
          },
        ],
      },
    },
    {},
    [
      'aws iam create-open-id-connect-provider --url https://token.actions.githubusercontent.com --client-id-list sts.amazonaws.com',
    ],
  ],
  [
    'the token has expired: the general remedy',
    {
      refusals: {
        AssumeRoleWithWebIdentity: [{ status: 400, code: 'ExpiredTokenException', message: 'Expired' }],
      },
    },
    {},
    ["With the job's OIDC token: ExpiredTokenException: Expired. Run the step again; if that does not help"],
  ],
  [
    'the issuer refuses',
    { issuer: [403, '{"message":"no"}'] },
    {},
    ["The job's OIDC token could not be requested", 'id-token: write'],
  ],
  [
    'the issuer answers nonsense',
    { issuer: [200, '[]'] },
    {},
    ["The job's OIDC token could not be requested"],
  ],
])('%s', async (_, behaviour, more, words) => {
  const world = await startTokenService(behaviour);
  const result = await step(world, { ...oidc(world), ...WITHOUT_KEYS, ...more });
  expect(result).toMatchObject({ exitCode: 1, outputs: { status: 'failed' }, written: 0, keys: new Set() });
  for (const word of [`role-to-assume (${ROLE}) could not be assumed.`, ...words])
    expect(result.log).toContain(word);
  expect(result.summary).toContain('could not be assumed.');
  expect(shown(result.log)).not.toContain('octocat');
  expect(shown(result.log)).not.toContain(TOKEN);
});

test('neither a token nor credentials: the remedy for both', async () => {
  const result = await step(await startTokenService(), WITHOUT_KEYS);
  expect(result.exitCode).toBe(1);
  expect(result.log).toContain(
    'The job may not request an OIDC token, and its environment has no AWS credentials',
  );
});

test('both ways fail: both reasons', async () => {
  const world = await startTokenService({
    refusals: {
      AssumeRoleWithWebIdentity: [denied('AssumeRoleWithWebIdentity')],
      AssumeRole: [denied('AssumeRole')],
    },
  });
  const result = await step(world, oidc(world));
  expect(result.exitCode).toBe(1);
  expect(result.log).toContain("STS refuses the job's OIDC token");
  expect(result.log).toContain('With the credentials of the environment: AccessDenied');
});

test.each<[string, Refusal, string]>([
  ['without a permission for it', denied('AssumeRole'), 'Allow them sts:AssumeRole on the role'],
  [
    'with expired credentials',
    { status: 400, code: 'ExpiredToken', message: 'Expired' },
    'Run the step again; if that does not help',
  ],
])('a caller %s gets the remedy for that alone', async (_, refusal, remedy) => {
  const { log } = await step(await startTokenService({ refusals: { AssumeRole: [refusal] } }), {});
  expect(log).toContain(remedy);
  expect(log.includes('Allow them sts:AssumeRole')).toBe(refusal.code === 'AccessDenied');
});

test('a renewal that fails after the end of the credentials is no fault of the network', async () => {
  const action = 'AssumeRoleWithWebIdentity';
  // The second ones are for the reads.
  const refusals = { [action]: [undefined, undefined, ...Array<Refusal>(9).fill(denied(action))] };
  const world = await startTokenService({ expiresInSeconds: 5, refusals });
  const result = await step(world, { ...oidc(world), ...WITHOUT_KEYS });
  expect(result).toMatchObject({ exitCode: 1, outputs: { status: 'failed' } });
  expect(result.log).toContain("STS refuses the job's OIDC token");
  expect(result.log).not.toContain('AWS did not respond');
});

test('aws-region decides the endpoint of STS and IAM, and a missing region is an error', async () => {
  const world = await startTokenService();
  const gone = { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined };
  const without = await step(world, { ...oidc(world), ...WITHOUT_KEYS, ...gone });
  expect(without.log).toContain('No AWS region is set: give the step its aws-region, or set AWS_REGION.');
  const given = { ...INPUTS, 'aws-region': 'eu-central-1' };
  expect(await step(world, { ...oidc(world), ...WITHOUT_KEYS, ...gone }, given)).toMatchObject({
    exitCode: 0,
  });
});

test.each([
  ['role-to-assume', 'deploy'],
  ['role-to-assume', 'arn:aws:iam::123456789012:user/me'],
  ['aws-region', 'Frankfurt'],
])('%s: %j is refused before any call', async (input, value) => {
  const world = await startTokenService();
  const result = await step(world, oidc(world), { ...INPUTS, [input]: value });
  expect(result).toMatchObject({ exitCode: 1, keys: new Set() });
  expect(result.log).toContain(`${input}: "${value}" is not allowed`);
  expect(world.sts).toEqual([]);
});

test('a role of another partition than the region is refused before any call', async () => {
  const world = await startTokenService();
  const inputs = { ...INPUTS, 'role-to-assume': ROLE.replace('aws', 'aws-cn'), 'aws-region': 'eu-central-1' };
  const result = await step(world, oidc(world), inputs);
  expect(result).toMatchObject({ exitCode: 1, keys: new Set() });
  expect(result.log).toContain(
    'the partition aws-cn, and the region is one of aws: give aws-region a region of',
  );
  expect(world.sts).toEqual([]);
});

(hasMoto('role-to-assume against moto') ? test : test.skip)(
  'assumes a role of moto, through a token and chained',
  async () => {
    const world = await startTokenService();
    const moto = await startMoto({ managedPolicies: false });
    try {
      for (const env of [{ ...oidc(world), ...WITHOUT_KEYS }, {}]) {
        const result = await runStep(INPUTS, { env: { ...moto.environment, ...env } });
        expect(result).toMatchObject({ exitCode: 0 });
        expect(shown(result.log)).not.toContain(TOKEN);
      }
    } finally {
      await moto.close();
    }
  },
);
