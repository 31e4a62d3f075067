/**
 * Whether EC2 accepts an instance profile yet. IAM shows a new profile seconds to minutes before EC2 does, and only EC2
 * can tell: a dry run of RunInstances starts nothing, and names the profile when that is what it minds.
 *
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html
 */
import type { IamClient } from '../iam/client.ts';
import { Cancelled } from '../iam/cancellation.ts';
import { signedRequest } from '../iam/signed-request.ts';
import type { InstanceProfileState } from '../resources/state.ts';
import { NotConverged, Patience } from './patience.ts';
import type { Ec2Readiness, Ports } from './ports.ts';

/** A profile older than this is known everywhere. */
const SETTLED_MS = 10 * 60_000;
/** Dry runs cost nothing, and the next step is waiting. */
const LONGEST_WAIT_MS = 2_000;

/**
 * Asks EC2 until it accepts the profile, or answers about something else: the image, the network, the quota.
 *
 * @param changed whether this run made the profile or put a role into it
 * @throws NotConverged when EC2 still refuses the profile at the deadline
 */
export async function waitForEc2(
  client: IamClient,
  profile: InstanceProfileState,
  changed: boolean,
  imageId: string,
  ports: Ports,
  milliseconds: number,
): Promise<Ec2Readiness> {
  const age = Date.now() - (profile.born?.created?.getTime() ?? 0);
  if (!changed && age > SETTLED_MS) return { readyFor: 'ec2' };
  const patience = new Patience(ports, milliseconds, LONGEST_WAIT_MS);
  for (;;) {
    const answer = await dryRun(client, profile.name, imageId, ports.signal);
    ports.debug(`EC2 on instance-profile/${profile.name}: ${answer.code}: ${answer.message}`);
    switch (verdict(answer)) {
      case 'accepted':
        return { readyFor: 'ec2' };
      case 'denied':
        return {
          readyFor: 'iam',
          warning:
            `wait-for: ec2 could not ask EC2 about instance-profile/${profile.name}: ${answer.code}: ${answer.message} ` +
            'Allow the caller ec2:RunInstances (a dry run starts nothing), ssm:GetParameters for the image, and iam:PassRole on the role.',
        };
      case 'wait':
        patience.last = new NotConverged(`RunInstances (dry run): ${answer.code}: ${answer.message}`);
        await patience.wait(
          () =>
            `EC2 does not accept instance-profile/${profile.name} after ${Math.round(milliseconds / 1000)} s.`,
        );
    }
  }
}

interface Answer {
  readonly code: string;
  readonly message: string;
}

function verdict({ code, message }: Answer): 'accepted' | 'denied' | 'wait' {
  if (/invalid iam instance profile|has no associated iam roles/i.test(message)) return 'wait';
  if (
    /^(NoSuchEntity|RequestLimitExceeded|Throttling|Unavailable|InternalError|ServiceUnavailable|no answer)$/.test(
      code,
    )
  ) {
    return 'wait';
  }
  return /^(UnauthorizedOperation|AccessDenied)$/.test(code) ? 'denied' : 'accepted';
}

async function dryRun(
  client: IamClient,
  name: string,
  imageId: string,
  signal: AbortSignal,
): Promise<Answer> {
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
    return {
      code: part('Code') ?? (status >= 500 ? 'ServiceUnavailable' : `HTTP ${status}`),
      message: part('Message') ?? '',
    };
  } catch (error) {
    if (signal.aborted || error instanceof Cancelled) throw new Cancelled();
    return { code: 'no answer', message: error instanceof Error ? error.message : String(error) };
  }
}
