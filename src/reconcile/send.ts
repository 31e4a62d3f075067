/** Sends a plan: the calls on one kind of resource one after another, different kinds in parallel. */
import { Cancelled } from '../runtime/time.ts';
import { CALLS, labelOf, type Iam, type Output } from '../aws/calls.ts';
import { asError, CallError } from '../aws/errors.ts';
import { withoutPlaceholders } from '../aws/arn.ts';
import { RESOURCES } from '../resources/index.ts';
import { splitProperty } from '../resources/properties.ts';
import type { Change, Identity, Kind, Plan, State } from '../resources/resource.ts';

/** A change that was sent; `maybe` if no response shows whether it took effect. */
export interface Sent {
  readonly change: Change;
  readonly effect: 'yes' | 'maybe';
  /** The identity in the response to a creation; a read may not show it yet. */
  readonly identity?: Identity | undefined;
}

export function changesOf(sent: readonly Pick<Sent, 'change'>[]): readonly Change[] {
  return sent.map(({ change }) => change);
}

/** Returns the identity of a resource by its label and name, `role/demo`, undefined while it is not known. */
export type Identify = (label: string, name: string) => Identity | undefined;

/**
 * Sends the plan.
 *
 * @param identify replaces the placeholders in the plan
 * @param onSent receives each change that took effect or may have, before the next call is sent
 * @param rollingBack whether the other kinds continue after a permanent failure, and the changes that give no access
 * @returns the error that ends the run, and the conflicts: errors that only another observation can explain, after each of which
 * the rest of its kind's calls was not sent
 */
export async function send(
  iam: Iam,
  plan: Plan,
  identify: Identify,
  onSent: (sent: Sent) => void,
  rollingBack = false,
): Promise<{ readonly conflicts: readonly CallError[]; readonly failure: Error | undefined }> {
  const conflicts: CallError[] = [];
  let failure: Error | undefined;
  const outcomes = new Map<Change, Promise<boolean>>();
  /** Kinds whose tags could not be restored, though policies may read them. */
  const mistagged = new Set<Kind>();

  const sendChange = async (change: Change, previous: Promise<boolean>): Promise<boolean> => {
    // A change may wait for a later one of the plan, and only now does `outcomes` have them all.
    const previousDone = (await previous) && !(change.broadens && mistagged.has(change.kind));
    const ready = await Promise.all(prerequisitesOf(change, plan).map(async (other) => outcomes.get(other)));
    const mayStart = previousDone || (rollingBack && isInert(change) && !change.broadens);
    if (!mayStart || !ready.every((done) => done === true) || (failure !== undefined && !rollingBack))
      return false;
    try {
      const response: object = await iam.call(change.api, resolved(change, identify));
      onSent({ change, effect: 'yes', identity: identityOf(response) });
      return true;
    } catch (thrown) {
      const error = asError(thrown);
      if (error instanceof CallError && tookEffectEarlier(error)) {
        onSent({ change, effect: 'yes' });
        if (error.verdict === 'absent') return true;
        // Two owners may both believe so. The owner tag decides before anything is attached.
        conflicts.push(error);
        return false;
      }
      if ((error instanceof Cancelled || error instanceof CallError) && error.mayHaveTakenEffect) {
        onSent({ change, effect: 'maybe' });
      }
      if (error instanceof CallError && error.verdict !== 'permanent') conflicts.push(error);
      else failure ??= error;
      return false;
    }
  };

  const lanes = new Map<Kind, Promise<boolean>>();
  const begin = Promise.withResolvers<boolean>();
  for (const change of plan.changes) {
    const previous = lanes.get(change.kind) ?? begin.promise;
    const outcome = sendChange(change, previous);
    outcomes.set(change, outcome);
    // A denied untag must not keep a rollback from taking access back.
    const passed = outcome.then((done) => {
      if (!done && change.broadens) mistagged.add(change.kind);
      return previous;
    });
    lanes.set(change.kind, rollingBack && isInert(change) ? passed : outcome);
  }
  begin.resolve(true);
  await Promise.all(outcomes.values());
  return { conflicts, failure };
}

/** Reports whether a change only sets properties that give no access by themselves: tags, a description. */
function isInert({ kind, creates, deletes, sets = {} }: Change): boolean {
  const specs = RESOURCES.find((each) => each.kind === kind)?.properties;
  const inert = Object.keys(sets).every((property) => specs?.[splitProperty(property)[0]]?.inert);
  return inert && creates === undefined && deletes === undefined;
}

/** Lists the changes of other kinds that must take effect before. */
export function prerequisitesOf(change: Change, { changes }: Plan): Change[] {
  const waits = ({ kind, after }: Change, other: Change): boolean =>
    kind !== other.kind && after?.includes(other.api) === true;
  const at = changes.indexOf(change);
  return changes.filter((other, index) => waits(change, other) && (index < at || !waits(other, change)));
}

/** Looks identities up in the responses of this run, then in its observation. */
export function identities(sent: readonly Sent[], observed: () => State): Identify {
  return (label, name) => {
    const created = sent.findLast(
      ({ change, identity }) => identity !== undefined && change.resource === `${label}/${name}`,
    );
    if (created !== undefined) return created.identity;
    const resource = Object.entries(observed()).find(([kind]) => labelOf(kind) === label)?.[1];
    return resource?.name === name ? resource.identity : undefined;
  };
}

/** @throws CallError `ResourceNotFoundException` if the resource is not visible yet */
function resolved({ api, input }: Change, identify: Identify): Change['input'] {
  // Only the plans of REST calls have placeholders; elsewhere the text is the user's.
  if ('command' in CALLS[api]) return input;
  return withoutPlaceholders(input, ({ label, part, name }) => {
    const value = identify(label, name)?.[part];
    if (value !== undefined) return value;
    const detail = `${label}/${name} is not visible yet`;
    throw new CallError({ code: 'ResourceNotFoundException', detail, call: api, input, status: 404 });
  });
}

/**
 * Reports whether our own call did it: its response was lost, and the SDK's next attempt found the work done. If no earlier
 * attempt can have taken effect, another run did it.
 */
function tookEffectEarlier(error: CallError): boolean {
  if (!error.mayHaveTakenEffect) return false;
  const { does } = CALLS[error.call];
  return does === 'create'
    ? error.code === 'EntityAlreadyExists'
    : error.verdict === 'absent' && does !== 'set';
}

/** The response to a creation, or to any other change. */
type Created = Partial<Output<'CreateRole'> & Output<'CreateInstanceProfile'> & Output<'CreateProfile'>>;

function identityOf(response: object): Identity | undefined {
  const { Role: role, InstanceProfile: instanceProfile, profile } = response as Created;
  const arn = role?.Arn ?? instanceProfile?.Arn ?? profile?.profileArn;
  const id = role?.RoleId ?? instanceProfile?.InstanceProfileId ?? profile?.profileId;
  if (arn === undefined || id === undefined) return undefined;
  return { arn, id, created: role?.CreateDate ?? instanceProfile?.CreateDate };
}
