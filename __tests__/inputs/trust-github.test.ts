/**
 * The trust that `trust-github` declares, evaluated by code that shares nothing with its generator: subjects that GitHub
 * would issue are accepted in both forms, strangers are not.
 */
import { declare, InputError } from '../../src/inputs/declare.ts';
import { inputVariable } from '../../src/inputs/read.ts';
import { FakeGitHub } from '../github/fake-github.ts';
import { mayAssume, type Context, type Policy } from '../order/evaluator.ts';

const ISSUER = 'token.actions.githubusercontent.com';
const HERE = {
  GITHUB_REPOSITORY: 'octo-org/octo-repo',
  GITHUB_REPOSITORY_ID: '456789',
  GITHUB_REPOSITORY_OWNER_ID: '123456',
};

type Env = Readonly<Record<string, string | undefined>>;

interface Declared {
  readonly trust: Policy;
  readonly hints: readonly string[];
}

async function declared(items: string, env: Env = HERE, inputs: Env = {}): Promise<Declared> {
  const all = { 'role-name': 'demo', 'trust-github': items, ...inputs };
  const variables = Object.entries(all).map(([name, value]) => [inputVariable(name), value] as const);
  const { declarations, hints } = await declare({ ...env, ...Object.fromEntries(variables) });
  const [declaration] = declarations;
  const text = JSON.stringify(declaration?.role?.trust);
  return {
    trust: JSON.parse(text.replace(`{oidc-provider-arn:${ISSUER}}`, 'the-provider')) as Policy,
    hints,
  };
}

async function problemsOf(items: string, env: Env = HERE, inputs: Env = {}): Promise<string> {
  try {
    await declared(items, env, inputs);
    return '';
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

interface Token {
  readonly repository: string;
  readonly ids: string;
  readonly context: string;
  readonly aud?: string;
  readonly provider?: string;
}

/** Returns the token's claims that STS compares, with its subject by name or with ids. */
function claims({ repository, ids, context, aud = 'sts.amazonaws.com' }: Token, withIds: boolean): Context {
  const [owner = '', name = ''] = repository.split('/');
  const [ownerId = '', id = ''] = ids.split('/');
  const subject = withIds ? `${owner}@${ownerId}/${name}@${id}` : repository;
  return {
    [`${ISSUER}:aud`]: aud,
    [`${ISSUER}:sub`]: `repo:${subject}:${context}`,
    [`${ISSUER}:repository`]: repository,
  };
}

function admits(trust: Policy, token: Token, withIds: boolean): boolean {
  const principal = { kind: 'Federated', id: token.provider ?? 'the-provider' } as const;
  return mayAssume(trust, principal, claims(token, withIds), 'sts:AssumeRoleWithWebIdentity');
}

const OWN = { repository: 'octo-org/octo-repo', ids: '123456/456789' };
const OTHER = { repository: 'octo-org/other.repo_1', ids: '123456/777' };

const ACCEPTED: readonly (readonly [item: string, token: Token])[] = [
  ['octo-org/octo-repo@main', { ...OWN, context: 'ref:refs/heads/main' }],
  ['octo-org/octo-repo@feature/login', { ...OWN, context: 'ref:refs/heads/feature/login' }],
  ['octo-org/octo-repo@release/*', { ...OWN, context: 'ref:refs/heads/release/1.2' }],
  ['octo-org/octo-repo@refs/tags/v*', { ...OWN, context: 'ref:refs/tags/v1.2.3' }],
  ['octo-org/octo-repo@refs/tags/app@1.0.0', { ...OWN, context: 'ref:refs/tags/app@1.0.0' }],
  ['octo-org/octo-repo@123', { ...OWN, context: 'ref:refs/heads/123' }],
  ['octo-org/octo-repo:pull_request', { ...OWN, context: 'pull_request' }],
  ['octo-org/octo-repo:environment:production', { ...OWN, context: 'environment:production' }],
  ['octo-org/octo-repo:environment:my prod: eu', { ...OWN, context: 'environment:my prod%3A eu' }],
  ['octo-org/octo-repo:*', { ...OWN, context: 'ref:refs/heads/anything' }],
  ['OCTO-ORG/Octo-Repo:ref:refs/heads/main', { ...OWN, context: 'ref:refs/heads/main' }],
  ['octo-org@123456/other.repo_1@777@main', { ...OTHER, context: 'ref:refs/heads/main' }],
];

const MAIN = { ...OWN, context: 'ref:refs/heads/main' };
const STRANGERS: readonly (readonly [name: string, token: Token])[] = [
  ['an owner with the same prefix', { ...MAIN, repository: 'octo-org-evil/octo-repo', ids: '9/9' }],
  ['an owner with the same suffix', { ...MAIN, repository: 'x-octo-org/octo-repo', ids: '9/9' }],
  ['a repository with the same prefix', { ...MAIN, repository: 'octo-org/octo-repo-2', ids: '123456/9' }],
  ['another repository of the owner', { ...MAIN, repository: 'octo-org/evil', ids: '123456/9' }],
  ['a pull request', { ...MAIN, context: 'pull_request' }],
  ['another branch', { ...MAIN, context: 'ref:refs/heads/main2' }],
  ['a branch that ends in the name', { ...MAIN, context: 'ref:refs/heads/x/main' }],
  ['a tag with the name', { ...MAIN, context: 'ref:refs/tags/main' }],
  ['an environment', { ...MAIN, context: 'environment:main' }],
  ['another audience', { ...MAIN, aud: 'sigstore' }],
  ['another provider', { ...MAIN, provider: 'another-provider' }],
  [
    'another repository whose environment imitates the rest of the subject',
    {
      repository: 'octo-org/evil',
      ids: '123456/9',
      context: 'environment:x/octo-repo@456789:ref:refs/heads/main',
    },
  ],
];

/** With the ids from the environment, and without any: then the pattern has wildcards. */
const SOURCES: readonly (readonly [string, Env])[] = [
  ['known ids', HERE],
  ['unknown ids', { GITHUB_REPOSITORY: HERE.GITHUB_REPOSITORY }],
];

describe.each(SOURCES)('with %s', (source, env) => {
  test.each(ACCEPTED)('%s accepts the subject in both forms', async (item, token) => {
    const { trust } = await declared(item, env);
    expect([admits(trust, token, false), admits(trust, token, true)]).toEqual([true, true]);
  });

  test.each(STRANGERS)('main alone keeps out %s', async (_, token) => {
    const { trust } = await declared('octo-org/octo-repo@main', env);
    expect(admits(trust, MAIN, true)).toBe(true);
    expect([admits(trust, token, false), admits(trust, token, true)]).toEqual([false, false]);
  });

  test('a stranger who took the old name is kept out if the ids are known', async () => {
    const { trust } = await declared('octo-org/octo-repo@main', env);
    const taken = { ...MAIN, ids: '666/667' };
    expect(admits(trust, taken, true)).toBe(source === 'unknown ids');
  });
});

test('twelve repositories share one statement within 2,048 characters', async () => {
  const items = Array.from({ length: 12 }, (_, index) => `octo-org@123456/repo-${index}@${index + 1}@main`);
  const { trust } = await declared(items.join('\n'));
  expect(trust.Statement).toHaveLength(1);
  expect(JSON.stringify(trust).length).toBeLessThan(2048);
  for (const index of [0, 11]) {
    const token = {
      repository: `octo-org/repo-${index}`,
      ids: `123456/${index + 1}`,
      context: 'ref:refs/heads/main',
    };
    expect([admits(trust, token, false), admits(trust, token, true)]).toEqual([true, true]);
  }
  // Each repository with its own ids only.
  const mixed = { repository: 'octo-org/repo-0', ids: '123456/2', context: 'ref:refs/heads/main' };
  expect(admits(trust, mixed, true)).toBe(false);
});

test('a trust policy that no account can hold is refused', async () => {
  const items = Array.from({ length: 60 }, (_, index) => `octo-org@123456/repo-${index}@${index + 1}@main`);
  expect(await problemsOf(items.join('\n'))).toMatch(
    /^trust-github: the trust policy has \d+ characters, and IAM allows 4096/,
  );
});

test('services are in a statement of their own, and only if they are declared', async () => {
  const both = await declared('octo-org/octo-repo@main', HERE, { 'trust-services': 'ec2' });
  const principals = (both.trust.Statement as readonly { Principal: unknown }[]).map(
    ({ Principal }) => Principal,
  );
  expect(principals).toEqual([{ Service: 'ec2.amazonaws.com' }, { Federated: 'the-provider' }]);
  const alone = await declared('octo-org/octo-repo@main');
  expect(alone.trust.Statement).toHaveLength(1);
});

test('excludes trust-policy', async () => {
  const policy = { 'trust-policy': '{"Statement":[]}' };
  expect(await problemsOf('octo-org/octo-repo@main', HERE, policy)).toContain(
    'trust-policy: excludes trust-github',
  );
});

test.each([
  'octo-org/octo-repo',
  'octo-org',
  'octo-org/*@main',
  'octo-*/octo-repo@main',
  '*/octo-repo:*',
  'octo-org@1/octo-repo@main',
  'octo-org/octo-repo:environment:',
  'octo-org/octo-repo:environment:${aws:username}',
  'octo-org/octo-repo@a branch',
  'octo-org/octo-repo@ma?n',
  'octo-org/octo-repo@ma:in',
  'octo-org/octo-repo:pull_request_target',
  'octo-org/octo-repo@日本',
  'repo:octo-org/octo-repo:*',
])('%s is refused', async (item) => {
  expect(await problemsOf(item)).toMatch(/^trust-github: item 1/);
});

describe('ids of other repositories', () => {
  async function github(repositories: FakeGitHub['repositories']): Promise<FakeGitHub> {
    const server = await new FakeGitHub().listen();
    server.repositories = repositories;
    return server;
  }
  const token = { 'github-token': 'token-of-the-job' };
  const other = { id: 777, name: 'Other', owner: { id: 888, login: 'Friends' } };

  test('come from GitHub, which is asked once for each repository', async () => {
    const server = await github({ 'friends/other': other });
    const env = { ...HERE, GITHUB_API_URL: server.url };
    const { trust, hints } = await declared(
      'friends/other@main\nfriends/other:pull_request\nocto-org/octo-repo@main',
      env,
      token,
    );
    expect(server.requests).toEqual(['GET /repos/friends/other']);
    expect(hints).toEqual([]);
    expect(trust.Statement).toHaveLength(1);
    const context = 'ref:refs/heads/main';
    // The subject has GitHub's spelling.
    expect(admits(trust, { repository: 'Friends/Other', ids: '888/777', context }, true)).toBe(true);
    expect(admits(trust, { repository: 'Friends/Other', ids: '888/778', context }, true)).toBe(false);
  });

  test('are not asked for if the environment or the item has them', async () => {
    const server = await github({});
    const env = { ...HERE, GITHUB_API_URL: server.url };
    await declared('octo-org/octo-repo@main\nfriends@1/other@2@main', env, token);
    expect(server.requests).toEqual([]);
  });

  test('give a hint and a wildcard if the token cannot see the repository', async () => {
    const server = await github({});
    const { trust, hints } = await declared(
      'friends/other@main',
      { ...HERE, GITHUB_API_URL: server.url },
      token,
    );
    expect(hints).toEqual([expect.stringContaining('gh api repos/friends/other')]);
    expect(
      admits(trust, { repository: 'friends/other', ids: '1/2', context: 'ref:refs/heads/main' }, true),
    ).toBe(true);
  });

  test('give a hint and a wildcard without a token, but the same owner has its id', async () => {
    const { trust, hints } = await declared('octo-org/other@main');
    expect(hints).toHaveLength(1);
    const context = 'ref:refs/heads/main';
    expect(admits(trust, { repository: 'octo-org/other', ids: '123456/5', context }, true)).toBe(true);
    expect(admits(trust, { repository: 'octo-org/other', ids: '666/5', context }, true)).toBe(false);
  });

  test('of a renamed repository are refused, with its name', async () => {
    const server = await github({ 'friends/old': other });
    const env = { ...HERE, GITHUB_API_URL: server.url };
    expect(await problemsOf('friends/old@main', env, token)).toBe(
      'trust-github: "friends/old" is now "Friends/Other"; write that',
    );
  });

  test.each([
    ['GitHub fails', 503, '503'],
    ['the token has expired', 401, 'GitHub does not accept the github-token'],
  ])(
    'are an error if %s: the next run would declare another trust',
    async (_, status, reason) => {
      const server = await github({ 'friends/other': other });
      server.failures = [{ on: /repos/, status, times: 9 }];
      const env = { ...HERE, GITHUB_API_URL: server.url };
      expect(await problemsOf('friends/other@main', env, token)).toContain(
        `trust-github: the ids of "friends/other" could not be read: ${reason}`,
      );
    },
    20_000,
  );
});

describe('other servers', () => {
  const federated = async (url: string): Promise<string> => {
    const env = { ...HERE, GITHUB_SERVER_URL: url, GITHUB_API_URL: `${url}/api/v3` };
    return JSON.stringify((await declared('octo-org/other@main', env, { 'github-token': 't' })).trust);
  };

  test('GitHub Enterprise Server has its own issuer, and is asked for no ids', async () => {
    const trust = await federated('https://ghe.example.com');
    expect(trust).toContain('{oidc-provider-arn:ghe.example.com/_services/token}');
    expect(trust).toContain(
      '"ghe.example.com/_services/token:sub":["repo:octo-org/other:ref:refs/heads/main"',
    );
  });
});
