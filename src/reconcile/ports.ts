/** What a run asks of the world, as arguments: IAM, the time, and whom to tell. */
import type { Iam } from '../iam/calls.ts';
import type { Plan } from '../resources/change.ts';
import type { InstanceProfileState, State } from '../resources/state.ts';
import type { Clock } from './clock.ts';
import type { Sent } from './send.ts';

export interface Ports {
  readonly iam: Iam;
  readonly clock: Clock;
  /** Aborted when the run is to stop. */
  readonly signal: AbortSignal;
  readonly debug: (message: string) => void;
}

export interface ReconcilePorts extends Ports {
  readonly partition: string;
  /** Told of the first plan before anything is sent. */
  readonly planned: (plan: Plan, actual: State) => void;
  /** Throws before the first write when the plan is not the one that was reviewed; absent where none was. */
  readonly review?: (digest: string, plan: Plan) => void;
  /** Told of each change that took effect, or may have. */
  readonly sent: (sent: Sent) => void;
  /** Asks EC2 whether it accepts the profile, until it does; absent where that is not asked for. */
  readonly waitForEc2?: (
    profile: InstanceProfileState,
    changed: boolean,
    milliseconds: number,
  ) => Promise<Ec2Readiness>;
}

/** How far an instance profile is known to be usable. */
export interface Ec2Readiness {
  readonly readyFor: 'iam' | 'ec2';
  /** Why it could not be asked. */
  readonly warning?: string;
}
