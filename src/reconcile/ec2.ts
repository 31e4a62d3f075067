/**
 * Whether EC2 accepts an instance profile yet. IAM shows a new profile seconds to minutes before EC2 does, and only EC2
 * can tell: a dry run of RunInstances starts nothing, and names the profile when that is what it minds.
 *
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html
 */
import type { IamClient } from '../aws/client.ts';
import { Cancelled } from '../runtime/cancellation.ts';
import { signedRequest } from '../aws/signed-request.ts';
import type { InstanceProfile } from '../resources/instance-profile.ts';
import { Deadline } from './deadline.ts';
import type { Ec2Readiness, Ports } from './ports.ts';

/** A profile older than this is known everywhere. */
const SETTLED_MS = 10 * 60_000;
/** What EC2 says of who asks, before it looks at what is asked for. */
const UNAUTHORIZED =
  /^(?:UnauthorizedOperation|AccessDenied|AuthFailure|Blocked|ExpiredToken|IncompleteSignature|InvalidClientTokenId|MissingAuthenticationToken|OptInRequired|PendingVerification|RequestExpired|SignatureDoesNotMatch|UnrecognizedClientException)$/;
/** Dry runs cost nothing, and the next step is waiting. */
const MAX_WAIT_MS = 2_000;

/**
 * Asks EC2 until it accepts the profile, or answers about something else: the image, the network, the quota.
 *
 * @param changed whether this run made the profile or put a role into it
 * @throws NotConverged when EC2 still refuses the profile at the deadline
 */
export async function waitForEc2(
  client: IamClient,
  profile: InstanceProfile,
  changed: boolean,
  imageId: string,
  ports: Ports,
  milliseconds: number,
): Promise<Ec2Readiness> {
  const age = Date.now() - (profile.identity?.created?.getTime() ?? 0);
  if (!changed && age > SETTLED_MS) return { readyFor: 'ec2' };
  const deadline = new Deadline(ports, milliseconds, MAX_WAIT_MS);
  for (;;) {
    const response = await dryRun(client, profile.name, imageId, ports.signal);
    ports.debug(`EC2 on instance-profile/${profile.name}: ${response.code}: ${response.message}`);
    switch (readiness(response)) {
      case 'accepted':
        return { readyFor: 'ec2' };
      case 'unknown':
        return {
          readyFor: 'iam',
          warning: `wait-for: ec2 could not ask EC2 about instance-profile/${profile.name}: ${response.code}: ${response.message}\n${advice(response)}`,
        };
      case 'wait':
        deadline.lastError = new Error(`RunInstances (dry run): ${response.code}: ${response.message}`);
        await deadline.wait(() => ({
          message: `EC2 did not accept instance-profile/${profile.name} in time`,
        }));
    }
  }
}

interface Ec2Response {
  readonly code: string;
  readonly message: string;
  /** Whether it is in EC2's form; a proxy or a sign-in page of the network has another. */
  readonly fromEc2: boolean;
}

/** Who is let in and still hears of something else than the profile, of the image or the network say, has it accepted. */
function readiness({ code, message, fromEc2 }: Ec2Response): 'accepted' | 'unknown' | 'wait' {
  if (/invalid iam instance profile|has no associated iam roles/i.test(message)) return 'wait';
  if (
    /^(NoSuchEntity|RequestLimitExceeded|Throttling|Unavailable|InternalError|ServiceUnavailable|no response)$/.test(
      code,
    )
  ) {
    return 'wait';
  }
  return !fromEc2 || UNAUTHORIZED.test(code) ? 'unknown' : 'accepted';
}

function advice({ code, fromEc2 }: Ec2Response): string {
  if (!fromEc2)
    return 'That was not EC2: check the network of the runner, its proxy and AWS_ENDPOINT_URL_EC2.';
  return /^(UnauthorizedOperation|AccessDenied)$/.test(code)
    ? 'Allow the caller ec2:RunInstances (a dry run starts nothing), ssm:GetParameters for the image, and iam:PassRole on the role.'
    : 'Check the credentials, the clock of the runner, and that the account may use EC2.';
}

async function dryRun(
  client: IamClient,
  name: string,
  imageId: string,
  signal: AbortSignal,
): Promise<Ec2Response> {
  const form = new URLSearchParams({
    Action: 'RunInstances',
    Version: '2016-11-15',
    DryRun: 'true',
    MinCount: '1',
    MaxCount: '1',
    ImageId: imageId,
    InstanceType: 't3.micro',
    'IamInstanceProfile.Name': name,
  });
  try {
    const { body, status } = await signedRequest(
      client,
      {
        service: 'ec2',
        method: 'POST',
        path: '/',
        contentType: 'application/x-www-form-urlencoded; charset=utf-8',
        body: form.toString(),
      },
      signal,
    );
    const part = (tag: string): string | undefined => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(body)?.[1];
    const code = part('Code');
    const busy = status >= 500 || status === 429;
    return {
      code: code ?? (busy ? 'ServiceUnavailable' : `HTTP ${status}`),
      message: part('Message') ?? '',
      fromEc2: code !== undefined,
    };
  } catch (error) {
    if (signal.aborted || error instanceof Cancelled) throw new Cancelled();
    const message = error instanceof Error ? error.message : String(error);
    return { code: 'no response', message, fromEc2: false };
  }
}
