/**
 * The loop: observe → plan → empty? done : send → observe …, until the deadline. Conflicts, lost replies, another run at
 * work and replicas that lag are no special cases: look again, plan again.
 *
 * What IAM has acknowledged is not sent again because a look does not show it: looks lag, acknowledgements do not. Only
 * when it stays unseen for long has somebody else written over it.
 */
import { CallError, isUnknownPrincipal } from '../iam/errors.ts';
import { changeKey, type Plan } from '../resources/change.ts';
import type { State } from '../resources/state.ts';
import { Acknowledged } from './acknowledged.ts';
import { AGAIN, lookPatiently, Patience } from './patience.ts';
import type { Ports } from './ports.ts';
import { send, type Sent } from './send.ts';

/** Where the loop is to lead. */
export interface Course {
  /** One look. @throws CallError, Unsettled, or what ends the run */
  readonly observe: () => Promise<State>;
  /**
   * What is left to do from `state`: what the last look showed, or that with what was acknowledged and not seen yet.
   *
   * @param seen what the last look showed
   */
  readonly planFor: (state: State, seen: State) => Promise<Plan>;
  /** What of a later plan may be sent; all of it where nothing is said. */
  readonly again?: (later: Plan) => Plan;
  /** Whether it leads back. */
  readonly undo?: true;
}

/** How long an acknowledged write counts for more than looks that do not show it; up to twice that, drawn by lot. */
const LAG_MS = 10_000;

/**
 * Sends the plan and what further looks show to be left of it, until nothing is.
 *
 * @param first the plan to begin with
 * @param journal told of each change that took effect or may have
 * @param before the state before all changes, and those that were sent before
 * @returns what IAM shows at the end
 * @throws the error that ended it: a CallError that no second look can mend, NotConverged, Cancelled
 */
export async function converge(
  first: Plan,
  course: Course,
  ports: Ports,
  milliseconds: number,
  journal: (sent: Sent) => void,
  before: { readonly start: State; readonly sent: readonly Sent[] },
): Promise<State> {
  const { clock } = ports;
  const patience = new Patience(ports, milliseconds);
  // By lot, so that of two runs that write over one another one is alone at the end.
  const counts = (): number => Math.min(LAG_MS, milliseconds / 6) * (1 + clock.random());
  const acknowledged = new Acknowledged(before.start, () => clock.now(), counts);
  for (const sent of before.sent) acknowledged.add(sent);

  let plan = first;
  let missing = first;
  const whatIsMissing = (): string => whatIsLeft(missing, acknowledged, patience.last, milliseconds);
  const look = (): Promise<{ actual: State; left: Plan; open: Plan }> =>
    lookPatiently(
      async () => {
        const actual = await course.observe();
        const left = await course.planFor(actual, actual);
        return { actual, left, open: await course.planFor(acknowledged.over(actual), actual) };
      },
      patience,
      whatIsMissing,
    );

  for (;;) {
    const note = (sent: Sent): void => {
      acknowledged.add(sent);
      journal(sent);
    };
    const { conflicts, failure } = await send(ports.iam, plan, note, course.undo);
    for (const conflict of conflicts) {
      patience.last = conflict;
      const change = plan.changes.find(({ input }) => input === conflict.input);
      if (change !== undefined && isGone(conflict)) acknowledged.addFact(change);
      ports.debug(`look again: ${conflict.message}`);
    }
    if (failure !== undefined) throw failure;
    // The first look comes at once. What it shows may be old, so a second one, after a wait, says what to send again.
    let seen = await look();
    do {
      const { left, open } = seen;
      // A look that shows the goal may still be older than what was sent on the way there.
      if (left.changes.length === 0 && open.changes.length === 0) return seen.actual;
      missing = left.changes.length > 0 ? left : open;
      await patience.wait(whatIsMissing);
      seen = await look();
      plan = course.again?.(seen.open) ?? seen.open;
    } while (plan.changes.length === 0);
  }
}

/**
 * Whether what was to be taken away is not there. Of a role or profile made just now the same answer may only mean that it
 * cannot be seen yet; of what hangs on them it is plain.
 */
function isGone(error: CallError): boolean {
  return error.verdict === 'absent' && /^(Detach|DeleteRolePolicy|Remove)/.test(error.call);
}

function whatIsLeft(
  left: Plan,
  acknowledged: Acknowledged,
  last: Error | undefined,
  milliseconds: number,
): string {
  const keys = new Set(left.changes.map(changeKey));
  return [
    `IAM did not come to show the declared state within ${Math.round(milliseconds / 1000)} s. What is left:`,
    ...left.changes.map((change) => `- ${change.resource}: ${change.summary}`),
    ...(acknowledged.othersAtWork
      ? ['Another run or tool writes to the same role or profile: let one run at a time.']
      : acknowledged.has((change) => keys.has(changeKey(change)))
        ? ['It was sent, and is not seen: IAM is far behind, or another run or tool takes it back.']
        : []),
    advice(last),
  ].join('\n');
}

/** What to do about it, by what IAM last said. */
function advice(last: Error | undefined): string {
  if (!(last instanceof CallError)) return AGAIN;
  if (isUnknownPrincipal(last))
    return 'The trust policy names a principal that IAM does not know: check its ARN, or create it first.';
  if (last.code === 'EntityAlreadyExists')
    return 'IAM says that it exists and shows none of that name: one whose name differs by case alone is in the way, or one was just deleted. Choose another name, remove the other one, or run the step again.';
  return AGAIN;
}
