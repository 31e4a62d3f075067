/** Credentials of a role, from AWS STS. Loaded only for `role-to-assume`: the client is large. */
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  STSClient,
  type AssumeRoleCommandInput,
  type Credentials as Received,
} from '@aws-sdk/nested-clients/sts';
import type { IAMClientResolvedConfig } from '@aws-sdk/client-iam';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration?: Date;
}

/** The parts of the IAM client that requests to STS share: proxy, time limits, log of attempts. */
export interface StsConnection {
  readonly region: IAMClientResolvedConfig['region'];
  readonly credentials: IAMClientResolvedConfig['credentials'];
  readonly requestHandler: IAMClientResolvedConfig['requestHandler'];
}

/** The shortest session that STS gives, in seconds. The SDK asks for another one before it ends. */
const DURATION_SECONDS = 900;

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
export async function assumeRoleWithWebIdentity(
  connection: StsConnection,
  role: string,
  sessionName: string,
  token: string,
): Promise<Credentials> {
  const command = new AssumeRoleWithWebIdentityCommand({
    RoleArn: role,
    RoleSessionName: sessionName,
    WebIdentityToken: token,
    DurationSeconds: DURATION_SECONDS,
  });
  const { Credentials } = await client(connection).send(command);
  return credentialsIn(Credentials);
}

/**
 * Assumes the role with the credentials of the environment. A caller who may not tag the session gets it without tags.
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export async function assumeRole(
  connection: StsConnection,
  role: string,
  sessionName: string,
  tags: Readonly<Record<string, string>>,
): Promise<Credentials> {
  const sts = client(connection);
  const input: AssumeRoleCommandInput = {
    RoleArn: role,
    RoleSessionName: sessionName,
    DurationSeconds: DURATION_SECONDS,
  };
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  try {
    return credentialsIn((await sts.send(new AssumeRoleCommand({ ...input, Tags }))).Credentials);
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('sts:TagSession'))) throw error;
    return credentialsIn((await sts.send(new AssumeRoleCommand(input))).Credentials);
  }
}

function client({ region, credentials, requestHandler }: StsConnection): STSClient {
  return new STSClient({ region, credentials, requestHandler });
}

function credentialsIn(received: Received | undefined): Credentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = received ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined)
    throw new Error('STS returned no credentials');
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration === undefined ? {} : { expiration: Expiration }),
  };
}
