/** The run's view of the world, as arguments: IAM, the time, and the receivers of its progress. */
import type { Iam } from '../aws/calls.ts';
import type { InstanceProfile } from '../resources/instance-profile.ts';
import type { Plan, State } from '../resources/resource.ts';
import type { Clock } from '../runtime/time.ts';
import type { Sent } from './send.ts';

export interface Ports {
  readonly iam: Iam;
  readonly clock: Clock;
  /** Aborted if the run is cancelled. */
  readonly signal: AbortSignal;
  readonly debug: (message: string) => void;
}

export interface ReconcilePorts extends Ports {
  readonly partition: string;
  /** The id of the caller's account, if the run has asked for it. */
  readonly account?: Promise<string | undefined> | undefined;
  /** Receives the first plan before anything is sent. */
  readonly onPlanned: (plan: Plan, actual: State) => void;
  /** Throws before the first write if the plan is not the reviewed one; absent without a review. */
  readonly checkReviewed?: (digest: string, plan: Plan) => void;
  /** Receives each change that took effect, or may have. */
  readonly onSent: (sent: Sent) => void;
  /** Waits until EC2 accepts the profile; absent unless the step asks for it. */
  readonly waitForEc2?: (profile: InstanceProfile, milliseconds: number) => Promise<Ec2Readiness>;
}

/** The service that is known to accept an instance profile. */
export interface Ec2Readiness {
  readonly readyFor: 'iam' | 'ec2';
  /** Why EC2 could not be asked. */
  readonly warning?: string;
}
