/**
 * The loop: observe → plan → nothing left? done : send → observe …, until the deadline. Conflicts, lost responses, concurrent
 * runs and lagging replicas all end in observing and planning again. `send.ts` decides whether a call may have taken effect.
 *
 * An acknowledged write outranks a read that doesn't show it yet, because the read may come from a lagging replica. Only
 * if it remains invisible for long has another run or tool overwritten it.
 */
import { CALLS, labelOf } from '../aws/calls.ts';
import { effectsOnObserved, isOtherForm, nounOf, scalarText, valueOf } from '../resources/properties.ts';
import { changeKey, type Change, type Plan, type ResourceKind, type State } from '../resources/resource.ts';
import { retryUntilConsistent, type Deadline, type Expired, type Ports } from './run.ts';
import { foreignValues, stateHistory } from './rollback.ts';
import { changesOf, send, type Identify, type Sent } from './send.ts';

/** The goal of the loop, and the functions and facts that it uses. */
interface Goal {
  /** Observes once. @throws CallError, InconsistentReadError, or an error that ends the run */
  readonly observe: () => Promise<State>;
  /**
   * Plans what remains from `state`: the last observation, or that with the acknowledged changes applied.
   *
   * @param seen the last observation
   */
  readonly planFor: (state: State, seen: State) => Promise<Plan>;
  /** Returns the changes of a later plan that may be sent; all of them by default. */
  readonly allowResend?: (later: Plan) => Plan;
  readonly identify: Identify;
  readonly rollingBack?: boolean;
  readonly ports: Ports;
  readonly deadline: Deadline;
  /** Receives each change that took effect or may have. */
  readonly onSent?: (sent: Sent) => void;
  /** The state before all changes, and those that were sent before; the loop adds each that it sends. */
  readonly start: State;
  readonly sent: Sent[];
}

/** An acknowledged write outranks reads that don't show it for this time; up to twice that, at random. */
const LAG_MS = 10_000;

/**
 * Sends the plan, and the changes that later observations show to remain, until none remains.
 *
 * @param first the plan to begin with
 * @returns the last observation
 * @throws the error that ended it: a CallError that retrying cannot resolve, NotConverged, Cancelled
 */
export async function converge(first: Plan, goal: Goal): Promise<State> {
  const { ports, deadline } = goal;
  const acknowledged = new AcknowledgedWrites(goal);
  for (const sent of goal.sent) acknowledged.add(sent);

  let missing = first;
  const expired = (): Expired => {
    const keys = new Set(missing.changes.map(changeKey));
    const sent = goal.sent.some(({ change, effect }) => effect === 'yes' && keys.has(changeKey(change)));
    const suspect = acknowledged.foreignWriter ? 'other-writer' : sent ? 'not-visible' : undefined;
    const message = 'IAM did not reach the declared state';
    return { message, remaining: missing.changes, suspect };
  };
  const observeOnce = async () => {
    const actual = await goal.observe();
    const planned = await goal.planFor(actual, actual);
    acknowledged.update(actual);
    const unacknowledged = await goal.planFor(acknowledged.applyTo(actual), actual);
    // An observation that shows the goal may still be older than a call on the way to it.
    const remaining = planned.changes.length > 0 ? planned : unacknowledged;
    return { actual, remaining, unacknowledged };
  };
  const observe = () => retryUntilConsistent(observeOnce, deadline, expired);
  const onSent = (sent: Sent): void => {
    acknowledged.add(sent);
    goal.sent.push(sent);
    goal.onSent?.(sent);
  };
  const sendAndObserve = async (plan: Plan) => {
    const { conflicts, failure } = await send(ports.iam, plan, goal.identify, onSent, goal.rollingBack);
    for (const conflict of conflicts) {
      deadline.lastError = conflict;
      const change = plan.changes.find(({ input }) => input === conflict.input);
      // For a whole resource the same answer may only mean that it is not visible yet.
      const isRemoved = conflict.verdict === 'absent' && CALLS[conflict.call].does === 'unset';
      if (change !== undefined && isRemoved) acknowledged.assume(change);
      ports.debug(`observe again: ${conflict.message}`);
    }
    if (failure !== undefined) throw failure;
    return observe();
  };

  // The first observation is immediate and may be stale. A second one, after a wait, decides what to send again.
  let seen = await sendAndObserve(first);
  while (seen.remaining.changes.length > 0) {
    missing = seen.remaining;
    await deadline.wait(expired);
    seen = await observe();
    const plan = goal.allowResend?.(seen.unacknowledged) ?? seen.unacknowledged;
    if (plan.changes.length > 0) seen = await sendAndObserve(plan);
  }
  return seen.actual;
}

/** IAM returns a value in another form than this run sent it, each time. */
export class AlteredValueError extends Error {
  override readonly name = 'AlteredValueError';
  /** The value as a change that this run knows, so that a rollback does not take it for another writer's. */
  readonly alteration: Change;
  constructor(message: string, alteration: Change) {
    super(message);
    this.alteration = alteration;
  }
}

/** The writes that IAM has acknowledged and reads may not show yet. */
class AcknowledgedWrites {
  readonly #goal: Goal;
  #facts: { readonly change: Change; readonly until: number }[] = [];
  /** Whether the last observation had a value that this run neither found nor wrote. */
  foreignWriter = false;
  /** Values that came back in another form, and how often this run had sent them by then. */
  readonly #altered = new Map<string, { readonly read: string; readonly writes: number }>();

  constructor(goal: Goal) {
    this.#goal = goal;
  }

  add({ change, effect }: Sent): void {
    // Names may not be unique, so a creation that may have taken effect must have time to become visible.
    const isRepeatable = change.creates?.duplicates === undefined;
    if (effect === 'yes' || !isRepeatable) this.assume(change);
  }

  /** Records that a change has taken effect. */
  assume(change: Change): void {
    const { ports, deadline } = this.#goal;
    // At random, so that of two runs that overwrite each other one is alone at the end.
    const lifetime = Math.min(LAG_MS, deadline.milliseconds / 6) * (1 + ports.clock.random());
    this.#facts.push({ change, until: ports.clock.now() + lifetime });
  }

  /** Forgets the writes that an observation disproves: all if it has a foreign value, else the old ones. @throws AlteredValueError */
  update(seen: State): void {
    const { start, sent, ports } = this.#goal;
    const history = stateHistory(start, changesOf(sent));
    const foreign = foreignValues(history, seen);
    for (const { kind, property } of foreign) this.#checkForm(kind, property, history.at(-1) ?? start, seen);
    this.foreignWriter = foreign.length > 0;
    const now = ports.clock.now();
    this.#facts = this.foreignWriter ? [] : this.#facts.filter(({ until }) => now < until);
  }

  /** Applies the acknowledged changes to a possibly stale observation. */
  applyTo(seen: State): State {
    return effectsOnObserved(seen, changesOf(this.#facts));
  }

  /** @throws AlteredValueError if this run sent the value twice, and each time reads the same other form of it */
  #checkForm({ kind, properties }: ResourceKind, property: string, expected: State, seen: State): void {
    const [sent, read] = [expected, seen].map((state) => valueOf(state[kind], property));
    const sentChanges = changesOf(this.#goal.sent);
    const writers = sentChanges.filter((change) => change.kind === kind && doesWrite(change, property));
    const last = writers.at(-1);
    if (last === undefined || !isOtherForm(sent, read)) return;
    const key = `${kind}/${property}`;
    const earlier = this.#altered.get(key);
    const form = scalarText(read);
    if (earlier?.read !== form) this.#altered.set(key, { read: form, writes: writers.length });
    else if (writers.length > earlier.writes) {
      const message =
        `${labelOf(kind)}/${seen[kind]?.name ?? ''} cannot reach the declared state: ` +
        `IAM returned its ${nounOf(properties, property)} as ${JSON.stringify(form)}, twice, and not as sent, ${JSON.stringify(scalarText(sent))}. ` +
        'Declare it as IAM returns it.';
      const { creates: _, ...change } = last;
      throw new AlteredValueError(message, { ...change, sets: { [property]: read } });
    }
  }
}

function doesWrite({ creates, sets }: Change, property: string): boolean {
  return valueOf(creates, property) !== undefined || Object.hasOwn(sets ?? {}, property);
}
