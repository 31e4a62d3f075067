/**
 * Credentials of `role-to-assume`, for this step alone: through the job's OIDC token, else with the credentials of the
 * environment. Loaded only for that input: the clients of GitHub and STS are large.
 */
import {
  getDefaultRoleAssumer,
  getDefaultRoleAssumerWithWebIdentity,
  type AssumeRoleCommandInput,
} from '@aws-sdk/nested-clients/sts';
import type { Credentials, StsConnection } from '../aws/client.ts';
import { firstSet } from '../aws/environment.ts';
import { asError, factsOf } from '../aws/errors.ts';
import type { Runner } from '../runtime/runner.ts';
import { createGitHub, type GitHubPorts } from './client.ts';
import { AUDIENCE, runRepository, SERVER_ISSUER } from './context.ts';
import { describeGitHubError, objectIn, UnexpectedResponseError } from './http.ts';

interface CredentialPorts extends GitHubPorts {
  readonly runner: Pick<Runner, 'mask'>;
}

/**
 * Assumes the role. If STS refuses the job's token, the credentials of the environment, if there are any, are tried.
 *
 * @param role ARN
 * @throws Error with the reasons of both ways, and the remedies
 */
export async function stepCredentials(
  role: string,
  sts: StsConnection,
  ports: CredentialPorts,
): Promise<Credentials> {
  const { env, signal } = ports;
  const request = { RoleArn: role, RoleSessionName: sessionName(env), DurationSeconds: DURATION_SECONDS };
  const refused: string[] = [];
  let token: string | undefined;
  try {
    token = await idToken(ports);
    if (token !== undefined) return masked(await assumeByToken(token, sts, request, ports), ports);
  } catch (cause) {
    signal.throwIfAborted();
    const error = asError(cause);
    refused.push(token === undefined ? error.message : describeTokenRefusal(error, token, env));
  }
  try {
    return masked(await assumeRole(sts, request, sessionTags(env)), ports);
  } catch (error) {
    signal.throwIfAborted();
    const failure = asError(error);
    const remedy = DENIAL.test(failure.name)
      ? 'Allow them sts:AssumeRole on the role, and name them in its trust policy.'
      : `${OTHER_REMEDY} and whether those credentials have expired.`;
    if (failure.name !== 'CredentialsProviderError')
      refused.push(`With the credentials of the environment: ${oneLine(failure)}. ${remedy}`);
    else if (refused.length === 0)
      refused.push(
        'The job may not request an OIDC token, and its environment has no AWS credentials. Give the job the permission id-token: write, or run aws-actions/configure-aws-credentials before this step.',
      );
    throw new Error(`role-to-assume (${role}) could not be assumed. ${refused.join(' ')}`, { cause: error });
  }
}

/**
 * Assumes the role by the job's token. Tries again if STS could not fetch the issuer's keys, which is soon over.
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
async function assumeByToken(
  token: string,
  { region, requestHandler }: StsConnection,
  request: AssumeRoleCommandInput,
  { clock, signal }: GitHubPorts,
): Promise<Credentials> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const assume = getDefaultRoleAssumerWithWebIdentity({ region, requestHandler });
      return await assume({ ...request, WebIdentityToken: token });
    } catch (error) {
      const isLasting = !/retrieve verification key/i.test(asError(error).message);
      if (isLasting || attempt === MAX_ATTEMPTS) throw error;
      await clock.sleep(attempt * 1000, signal);
    }
  }
}

const MAX_ATTEMPTS = 3;

/**
 * Assumes the role with the credentials of the environment. A session that may not have the tags, or cannot, is one without:
 * a key may be inherited from the caller's session, and the tags may not fit.
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
async function assumeRole(
  { region, credentials, requestHandler }: StsConnection,
  request: AssumeRoleCommandInput,
  Tags: ReturnType<typeof sessionTags>,
): Promise<Credentials> {
  const assume = getDefaultRoleAssumer({ region, requestHandler });
  const own = await credentials();
  try {
    return await assume(own, { ...request, Tags });
  } catch (error) {
    const { name, message } = asError(error);
    if (!/sts:TagSession|transitive tag|PackedPolicyTooLarge/i.test(`${name} ${message}`)) throw error;
    return assume(own, request);
  }
}

/** The shortest session that STS gives, in seconds. The SDK asks for another one before it ends. */
const DURATION_SECONDS = 900;

/** Requests the job's token, undefined if the job may not have one. */
async function idToken({ runner, ...ports }: CredentialPorts): Promise<string | undefined> {
  const url = firstSet(ports.env, 'ACTIONS_ID_TOKEN_REQUEST_URL');
  const bearer = firstSet(ports.env, 'ACTIONS_ID_TOKEN_REQUEST_TOKEN');
  if (url === undefined || bearer === undefined) return undefined;
  try {
    const address = new URL(url);
    address.searchParams.set('audience', AUDIENCE);
    const headers = { authorization: `Bearer ${bearer}` };
    const response = await createGitHub(undefined, ports).request(`GET ${address.href}`, { headers });
    const { value } = objectIn(response);
    if (typeof value !== 'string' || value === '')
      throw new UnexpectedResponseError(response, 'without a token');
    runner.mask(value);
    return value;
  } catch (cause) {
    const why = describeGitHubError(cause, 'id-token: write');
    throw new Error(`The job's OIDC token could not be requested: ${why}`, { cause });
  }
}

const OTHER_REMEDY =
  "Run the step again; if that does not help, check aws-region, the runner's network and proxy,";

const DENIAL = /^AccessDenied(?:Exception)?$/;

/** Explains why STS refuses the token. STS gives no reason, so the message shows the claims that trust policies test. */
function describeTokenRefusal(error: Error, token: string, env: NodeJS.ProcessEnv): string {
  const { sub = 'unknown', aud = 'unknown', iss = 'unknown' } = claimsOf(token);
  const issuer = iss.replace(/^https:\/\//, '');
  if (/No OpenIDConnect provider/i.test(error.message))
    return `The account has no OIDC provider for ${issuer}. Create it with \`aws iam create-open-id-connect-provider --url ${iss} --client-id-list ${AUDIENCE}\`.`;
  if (!DENIAL.test(error.name))
    return `With the job's OIDC token: ${oneLine(error)}. ${OTHER_REMEDY} and the OIDC provider of the account.`;
  return [
    `STS refuses the job's OIDC token (${oneLine(error)}).`,
    `It has the sub ${JSON.stringify(sub)}, the aud ${JSON.stringify(aud)} and the issuer ${JSON.stringify(issuer)}.`,
    `Let the role trust that subject${issuer.endsWith(SERVER_ISSUER) ? '' : otherForm(sub, env)}, or correct the ARN.`,
  ].join(' ');
}

/** Returns the same subject in the other of GitHub's two forms: by name, and with the ids that outlive a rename. */
function otherForm(sub: string, env: NodeJS.ProcessEnv): string {
  const [, owner, ownerId, repository, , rest] =
    /^repo:([^/@:]+)(@\d+)?\/([^/@:]+)(@\d+)?(:.*)$/.exec(sub) ?? [];
  if (owner === undefined || repository === undefined || rest === undefined) return '';
  if (ownerId !== undefined) return ` (older repositories send "repo:${owner}/${repository}${rest}")`;
  const ids = runRepository(env);
  return ids.ownerId === undefined || ids.id === undefined
    ? ''
    : ` (after a rename or transfer it becomes "repo:${owner}@${ids.ownerId}/${repository}@${ids.id}${rest}")`;
}

/** Returns the claims that a trust policy tests; the message leaves out the rest of the token. */
function claimsOf(token: string): Readonly<Partial<Record<'sub' | 'aud' | 'iss', string>>> {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
    const claims = Object.entries(JSON.parse(payload) as Readonly<Record<string, unknown>>);
    return Object.fromEntries(claims.filter(([, value]) => typeof value === 'string'));
  } catch {
    return {};
  }
}

/** Returns a session name that leads from CloudTrail to the run: 2 to 64 of `[\w+=,.@-]`. */
function sessionName(env: NodeJS.ProcessEnv): string {
  const repository = runRepository(env).name || 'run';
  const run = env['GITHUB_RUN_ID'] ?? String(process.pid);
  return `${repository.slice(0, 63 - run.length)}-${run}`.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
}

function sessionTags(env: NodeJS.ProcessEnv) {
  const tags = { Repository: 'GITHUB_REPOSITORY', Workflow: 'GITHUB_WORKFLOW', RunId: 'GITHUB_RUN_ID' };
  return Object.entries(tags).flatMap(([Key, variable]) => {
    const text = firstSet(env, variable)?.replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '_');
    // Whole characters: half of one could not be sent.
    return text === undefined ? [] : [{ Key, Value: Array.from(text).slice(0, 256).join('') }];
  });
}

/** Masks the secrets: no line holds them, and a debug log of another tool must not either. */
function masked(credentials: Credentials, { runner }: CredentialPorts): Credentials {
  runner.mask(credentials.secretAccessKey);
  if (credentials.sessionToken === undefined) throw new Error('STS returned no session token');
  runner.mask(credentials.sessionToken);
  return credentials;
}

function oneLine(error: Error): string {
  const { code, detail } = factsOf(error);
  return `${code}: ${detail}`.replace(/\s+/g, ' ').replace(/\.$/, '');
}
