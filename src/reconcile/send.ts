/** Sends a plan: the calls of one entity one after another, entities side by side. */
import { Cancelled } from '../iam/cancellation.ts';
import type { InstanceProfile, Role } from '@aws-sdk/client-iam';
import type { Iam, ProfileDetail } from '../iam/calls.ts';
import { CallError } from '../iam/errors.ts';
import type { Change, Lane, Plan } from '../resources/change.ts';
import type { Birth } from '../resources/state.ts';

/** What is known of a change that was sent: `maybe` when no answer came that says whether it took effect. */
export interface Sent {
  readonly change: Change;
  readonly effect: 'yes' | 'maybe';
  /** What IAM's answer says of what it made; a look may not show it yet. */
  readonly born?: Birth | undefined;
}

export interface SendResult {
  /** Answers that only a second look can explain; the rest of their lane was not sent. */
  readonly conflicts: readonly CallError[];
  /** What ends the run. */
  readonly failure: Error | undefined;
}

/**
 * @param journal told of each change that took effect or may have, before anything else is sent
 * @param undo whether the other lanes go on when one has failed for good: an undo does what it can
 */
export async function send(
  iam: Iam,
  plan: Plan,
  journal: (sent: Sent) => void,
  undo = false,
): Promise<SendResult> {
  const conflicts: CallError[] = [];
  let failure: Error | undefined;
  const outcomes = new Map<Change, Promise<boolean>>();

  const one = async (change: Change, previous: Promise<boolean>): Promise<boolean> => {
    // Only now is every change of the plan known to `outcomes`: a lane may wait for one that comes later in the plan.
    const turn = await previous;
    const prerequisites = plan.changes
      .filter((other) => other.lane !== change.lane && change.after?.includes(other.api) === true)
      .map(async (other) => outcomes.get(other));
    const ready = await Promise.all(prerequisites);
    if (!turn || !ready.every((done) => done === true) || (failure !== undefined && !undo)) return false;
    try {
      const answer: object = await iam.call(change.api, change.input);
      journal({ change, effect: 'yes', born: birth(answer) });
      return true;
    } catch (error) {
      if (error instanceof CallError && wasOurs(error)) {
        journal({ change, effect: 'yes' });
        if (error.verdict === 'absent') return true;
        // Of two owners at once each may think so. The owner tag tells, before anything is hung on it.
        conflicts.push(error);
        return false;
      }
      if ((error instanceof Cancelled || error instanceof CallError) && error.doubt) {
        journal({ change, effect: 'maybe' });
      }
      if (error instanceof CallError && error.verdict !== 'final') conflicts.push(error);
      else failure ??= error instanceof Error ? error : new Error(String(error));
      return false;
    }
  };

  const lanes = new Map<Lane, Promise<boolean>>();
  const begin = Promise.withResolvers<boolean>();
  for (const change of plan.changes) {
    const outcome = one(change, lanes.get(change.lane) ?? begin.promise);
    outcomes.set(change, outcome);
    lanes.set(change.lane, outcome);
  }
  begin.resolve(true);
  await Promise.all(outcomes.values());
  return { conflicts, failure };
}

/**
 * The reply to our own call was lost, and the SDK's next attempt found its work done. Where no attempt can have taken
 * effect (there was one alone, or those before were throttled) it was somebody else's.
 */
function wasOurs(error: CallError): boolean {
  if (!error.doubt) return false;
  const creates = error.call === 'CreateRole' || error.call === 'CreateInstanceProfile';
  return creates
    ? error.code === 'EntityAlreadyExists'
    : error.verdict === 'absent' && /^(Delete|Detach|Remove)/.test(error.call);
}

/** An answer to one of the calls that make something. */
interface Made {
  readonly Role?: Role;
  readonly InstanceProfile?: InstanceProfile;
  readonly profile?: ProfileDetail;
}

function birth(answer: object): Birth | undefined {
  const { Role: role, InstanceProfile: profile, profile: anywhere } = answer as Made;
  const arn = role?.Arn ?? profile?.Arn ?? anywhere?.profileArn;
  const id = role?.RoleId ?? profile?.InstanceProfileId ?? anywhere?.profileId;
  if (arn === undefined || id === undefined) return undefined;
  return { arn, id, created: role?.CreateDate ?? profile?.CreateDate };
}
