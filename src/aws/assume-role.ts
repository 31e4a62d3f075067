/** Credentials of a role, from AWS STS. Loaded only for `role-to-assume`: the client is large. */
import { getDefaultRoleAssumer, getDefaultRoleAssumerWithWebIdentity } from '@aws-sdk/nested-clients/sts';
import type { IAMClientResolvedConfig } from '@aws-sdk/client-iam';

export type Credentials = Awaited<ReturnType<IAMClientResolvedConfig['credentials']>>;

/** The parts of the IAM client that requests to STS share: proxy, time limits, log of attempts. */
export type StsConnection = Pick<IAMClientResolvedConfig, 'region' | 'credentials' | 'requestHandler'>;

/** The shortest session that STS gives, in seconds. The SDK asks for another one before it ends. */
const DURATION_SECONDS = 900;

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
export async function assumeRoleWithWebIdentity(
  { region, requestHandler }: StsConnection,
  role: string,
  sessionName: string,
  token: string,
): Promise<Credentials> {
  return getDefaultRoleAssumerWithWebIdentity({ region, requestHandler })({
    RoleArn: role,
    RoleSessionName: sessionName,
    WebIdentityToken: token,
    DurationSeconds: DURATION_SECONDS,
  });
}

/**
 * Assumes the role with the credentials of the environment. A caller who may not tag the session gets it without tags.
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export async function assumeRole(
  { region, credentials, requestHandler }: StsConnection,
  role: string,
  sessionName: string,
  tags: Readonly<Record<string, string>>,
): Promise<Credentials> {
  const assume = getDefaultRoleAssumer({ region, requestHandler });
  const own = await credentials();
  const input = { RoleArn: role, RoleSessionName: sessionName, DurationSeconds: DURATION_SECONDS };
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  try {
    return await assume(own, { ...input, Tags });
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('sts:TagSession'))) throw error;
    return assume(own, input);
  }
}
