/** Applies a plan by the loop, and settles the changes if it fails permanently. */
import { asError } from '../aws/errors.ts';
import { Cancelled, throwIfCancelled } from '../runtime/time.ts';
import type { RunSettings } from '../inputs/declare.ts';
import {
  ABSENT,
  changeKey,
  InconsistentReadError,
  labelOf,
  type Declaration,
  type Change,
  type Plan,
  type Resource,
  type State,
} from '../resources/resource.ts';
import { observe, plan, Refusal, refusals, stateOf } from '../resources/index.ts';
import { effectsOnObserved, merged, withDuplicates } from '../resources/properties.ts';
import type { InstanceProfile } from '../resources/instance-profile.ts';
import { hasOwner } from '../resources/tags.ts';
import { AlteredValueError, converge } from './converge.ts';
import {
  Deadline,
  NotConverged,
  PlanChanged,
  retryUntilConsistent,
  splitByReview,
  type Aftermath,
  type Outcome,
  type ReconcilePorts,
} from './run.ts';
import { limitsFor } from './policies.ts';
import {
  fillMissing,
  ForeignWriteError,
  foreignValues,
  restorable,
  rollbackTarget,
  shows,
  stateHistory,
} from './rollback.ts';
import { changesOf, identities, type Identify, type Sent } from './send.ts';

export interface ApplyRequest {
  readonly declaration: Declaration;
  readonly run: RunSettings;
  readonly ports: ReconcilePorts;
  /** The first observation and its plan. */
  readonly start: State;
  readonly plan: Plan;
  readonly planFor: (state: State) => Promise<Plan>;
}

/** The result of a plan that was sent: with `failure` it did not reach its goal. */
export type Applied = Pick<Outcome, 'finalState' | 'failure'> & {
  readonly sent: readonly Sent[];
  readonly millisecondsLeft: number;
};

/** Sends the plan until IAM shows the declared state. Never throws: rolls back, or reports what it left. */
export async function apply(request: ApplyRequest): Promise<Applied> {
  const { declaration, run, ports } = request;
  const sent: Sent[] = [];
  const deadline = new Deadline(ports, run['timeout-seconds'] * 1000);
  let observed = request.start;
  /** The state at the start, with the changes that other writers made since. */
  let restoreTo = request.start;
  let unreviewed: readonly Change[] = [];
  const identify = identities(sent, () => observed);
  try {
    const finalState = await converge(request.plan, {
      observe: async () => {
        observed = withoutSuccessors(await observe(ports.iam, declaration), request);
        restoreTo = absorbForeignChanges(restoreTo, observed, sent, request);
        assertMayChange(observed, sent, request);
        return observed;
      },
      planFor: request.planFor,
      allowResend: (later) => {
        if (ports.checkReviewed === undefined) return later;
        const { reviewed, further } = splitByReview(request.plan, later);
        unreviewed = further;
        return reviewed;
      },
      identify,
      ports,
      deadline,
      onSent: ports.onSent,
      start: request.start,
      sent,
    });
    await throwIfCancelled(ports.signal);
    return { finalState, sent, failure: undefined, millisecondsLeft: deadline.millisecondsLeft };
  } catch (thrown) {
    const error = asError(thrown);
    const failed = { sent, millisecondsLeft: 0 };
    if (sent.length === 0) return { ...failed, finalState: observed, failure: { error } };
    const isUnreviewed = error instanceof NotConverged && unreviewed.length > 0;
    const why = 'IAM changed while the plan was being applied. These changes were not reviewed:';
    const reported = isUnreviewed ? new PlanChanged(why, unreviewed, { cause: error }) : error;
    let known: readonly Sent[] = sent;
    if (error instanceof AlteredValueError) {
      known = [...sent, { change: error.alteration, effect: 'yes' }];
      restoreTo = absorbForeignChanges(request.start, observed, known, request);
    }
    const done = changesOf(known.filter(({ effect }) => effect === 'yes'));
    const kept = { finalState: effectsOnObserved(observed, done), sent: known, remaining: [] };
    const settle = (): Settled | Promise<Settled> => {
      if (error instanceof Cancelled) return { ...kept, kind: 'cancelled', remaining: unsent(request, sent) };
      if (declaration.role === undefined) return { ...kept, kind: 'destroying' };
      if (!run['rollback-on-failure']) return { ...kept, kind: 'kept' };
      return rollBack(request, restorable(restoreTo), known);
    };
    const { finalState, ...aftermath } = await settle();
    const failure = { error: reported, aftermath };
    return { ...failed, finalState: withIdentities(finalState, identify), failure };
  }
}

type Settled = Aftermath & { readonly finalState: State };

/** Lists the changes of the plan that this run did not send. */
function unsent({ plan: first }: ApplyRequest, sent: readonly Sent[]): Change[] {
  const done = new Set(changesOf(sent).map(changeKey));
  return first.changes.filter((change) => !done.has(changeKey(change)));
}

/**
 * Leaves out, while a run destroys, what another run created under the same name since, which is no part of the plan. The role
 * in a profile decides about it: a new profile with the role to delete would be empty without that.
 */
function withoutSuccessors(actual: State, { declaration, start }: ApplyRequest): State {
  if (declaration.role !== undefined) return actual;
  const roles = [start.role?.identity?.id, start.instanceProfile?.role?.id];
  return stateOf(({ kind }) => {
    const ids = new Set(withDuplicates<Resource>(start[kind]).map(({ identity }) => identity?.id));
    const isPlanned = ({ identity, role }: Resource & Partial<Pick<InstanceProfile, 'role'>>): boolean =>
      role?.name === declaration.roleName ? roles.includes(role.id) : ids.size === 0 || ids.has(identity?.id);
    return merged(withDuplicates<Resource>(actual[kind]).filter(isPlanned));
  });
}

/** Leaves out, while a run rolls back, what another run created under the name after this one had deleted its own. */
function withoutLater(actual: State, sent: readonly Sent[], back: readonly Sent[]): State {
  return stateOf(({ kind }) => {
    const resource: Resource | undefined = actual[kind];
    const isOfKind = ({ change }: Sent): boolean => change.kind === kind;
    const created = sent.filter(isOfKind).findLast(({ change, identity }) => change.creates && identity);
    const isDeleted = back.filter(isOfKind).some(({ change, effect }) => change.deletes && effect === 'yes');
    const isLater = isDeleted && created !== undefined && created.identity?.id !== resource?.identity?.id;
    // With names that are not unique another one may be older.
    return isLater && resource?.duplicates === undefined ? undefined : resource;
  });
}

/** @throws Refusal if another owner's run created a resource meanwhile, InconsistentReadError if that may still settle */
function assertMayChange(actual: State, sent: readonly Sent[], { declaration }: ApplyRequest): void {
  const created = new Set(sent.filter(({ change }) => change.creates).map(({ change }) => change.kind));
  const reasons = refusals(declaration, actual, created);
  if (reasons.length === 0) return;
  // Two owners may race: one creates the role, the other its profile. The role's owner wins; the other run deletes its
  // profile, and the winner waits for that.
  const isOwn = actual.role !== undefined && hasOwner(actual.role, declaration);
  const won =
    isOwn && sent.some(({ change, effect }) => change.kind === 'role' && change.creates && effect === 'yes');
  throw won ? new InconsistentReadError(reasons.join('\n')) : new Refusal(reasons);
}

/**
 * Updates the state to restore by what other writers created or wrote meanwhile: a rollback must keep that, or bring it
 * back. It deletes a resource that this run created, even if other writers changed it since.
 */
function absorbForeignChanges(
  restoreTo: State,
  actual: State,
  sent: readonly Sent[],
  { declaration }: ApplyRequest,
): State {
  const withoutSent = rollbackTarget(restoreTo, actual, changesOf(sent));
  return stateOf(({ kind }) => {
    const created = sent.some(({ change }) => change.kind === kind && change.creates);
    // A creation may not have taken effect. A resource with another owner tag is foreign.
    const isForeign = (each: Resource): boolean => !created || !hasOwner(each, declaration);
    const foreign = merged(withDuplicates(actual[kind] as Resource | undefined).filter(isForeign));
    if (restoreTo[kind] === undefined) return foreign && (withoutSent[kind] ?? foreign);
    return actual[kind] === undefined ? restoreTo[kind] : withoutSent[kind];
  });
}

/** Adds the identities that the run knows: they are outputs even if no later read has shown them. */
function withIdentities(state: State, identify: Identify): State {
  return stateOf(({ kind }) => {
    const resource: Resource | undefined = state[kind];
    return resource && { ...resource, identity: resource.identity ?? identify(labelOf(kind), resource.name) };
  });
}

/** A rollback has 60 s of its own: to read the current state, and to restore the first one. */
const READ_MS = 15_000;
const ROLLBACK_MS = 45_000;

/**
 * Plans back to the start and sends that plan by the same loop.
 *
 * @param sent the changes of this run, the only ones to roll back
 */
async function rollBack(request: ApplyRequest, start: State, sent: readonly Sent[]): Promise<Settled> {
  const { declaration, ports } = request;
  const { iam } = ports;
  const all = [...sent];
  const changes = changesOf(sent);
  const history = stateHistory(start, changes);
  // The state to restore has a role or profile that this run created only if another owner has adopted it.
  const isAdopted = sent.some(
    ({ change, identity }) => change.creates && identity && start[change.kind]?.identity?.id === identity.id,
  );
  let observed = start;
  const planFor = async (state: State, seen: State): Promise<Plan> => {
    const goal = rollbackTarget(start, seen, changes);
    return plan(goal, state, await limitsFor(iam, goal, state));
  };
  const read = async (): Promise<State> => {
    const seen = await observe(iam, declaration);
    observed = withoutLater(seen, sent, all.slice(sent.length));
    const { role, instanceProfile } = observed;
    // A later profile that contains the role of this run makes it that of another run, too.
    const isUsed = role && !instanceProfile && seen.instanceProfile?.role?.id === role.identity?.id;
    if (isAdopted || isUsed || foreignValues(history, observed).length > 0) throw new ForeignWriteError();
    return observed;
  };
  try {
    const deadline = new Deadline(ports, READ_MS);
    const readFirst = async (): Promise<State> => {
      const seen = await read();
      // Another run of the same declaration may have made the changes that this one did not send, and succeeded.
      if (unsent(request, sent).length > 0 && (await request.planFor(seen)).changes.length === 0)
        throw new ForeignWriteError();
      return seen;
    };
    const seen = await retryUntilConsistent(readFirst, deadline).catch((error: unknown) => {
      if (error instanceof ForeignWriteError) throw error;
      return undefined;
    });
    // The run can restore what it wrote even if it cannot read, but a resource may be another run's unless a response shows that
    // this run created it.
    const certain = sent.filter(({ change, identity }) => !change.creates || identity !== undefined);
    const filled = fillMissing(seen ?? ABSENT, start);
    const known = effectsOnObserved(filled, seen === undefined ? changesOf(certain) : changes);
    const back = await retryUntilConsistent(() => planFor(known, filled), deadline);
    const finalState = await converge(back, {
      observe: read,
      planFor,
      identify: identities(all, () => observed),
      rollingBack: true,
      ports,
      deadline: new Deadline(ports, ROLLBACK_MS),
      start,
      sent: all,
    });
    return { finalState, kind: 'rolled-back', sent, remaining: [] };
  } catch (thrown) {
    if (thrown instanceof ForeignWriteError)
      return { finalState: observed, kind: 'foreign-write', sent, remaining: [] };
    const error = asError(thrown);
    // A change without a response counts as made, but its rollback only if a read shows it.
    const back = all
      .slice(sent.length)
      .filter((each) => each.effect === 'yes' || shows(observed, each.change));
    const finalState = effectsOnObserved(observed, changesOf([...sent, ...back]));
    const remaining = plan(rollbackTarget(start, finalState, changes), finalState).changes;
    return { finalState, kind: 'incomplete', sent, remaining, rollbackError: error };
  }
}
