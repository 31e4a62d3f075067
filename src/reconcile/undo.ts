/** Carries an undo out: plans back, by the same loop that led there, and says what it had to leave. */
import type { Declaration } from '../config/declaration.ts';
import type { Plan } from '../resources/change.ts';
import { ABSENT, type State } from '../resources/state.ts';
import { converge } from './converge.ts';
import { observe } from './observe.ts';
import type { Failure } from './outcome.ts';
import { lookPatiently, Patience } from './patience.ts';
import { plan } from './plan.ts';
import { attachedPoliciesQuota } from './policies.ts';
import type { Ports } from './ports.ts';
import { believed, isOverwritten, orStart, Overwritten, undone } from './rollback.ts';
import type { Sent } from './send.ts';

/** An undo has 60 s of its own: to see what stands, and to undo what this run did to it. */
const UNDO_LOOK_MS = 15_000;
const UNDO_MS = 45_000;

/**
 * @param start the state to go back to
 * @param sent what this run did; nothing else is touched
 * @returns what stands, as far as it is known, and why not all was undone and what remains
 */
export async function undo(
  declaration: Declaration,
  start: State,
  sent: readonly Sent[],
  ports: Ports,
): Promise<{ readonly standing: State; readonly left?: Pick<Failure, 'undo' | 'standing'> }> {
  const { iam } = ports;
  const undoing: Sent[] = [];
  const planFor = async (state: State, seen: State): Promise<Plan> => {
    const goal = undone(start, seen, sent, 'overwrite');
    return plan(goal, state, await attachedPoliciesQuota(iam, goal, state));
  };
  const look = async (): Promise<State> => {
    const seen = await observe(iam, declaration);
    if (isOverwritten(start, sent, seen)) throw new Overwritten();
    return seen;
  };
  try {
    const patience = new Patience(ports, UNDO_LOOK_MS);
    // What cannot be read can be undone all the same.
    const unread = (lookError: unknown): State => {
      if (lookError instanceof Overwritten) throw lookError;
      return ABSENT;
    };
    const seen = orStart(await lookPatiently(look, patience).catch(unread), start);
    const standing = await converge(
      await lookPatiently(() => planFor(believed(seen, sent), seen), patience),
      { observe: look, planFor, undo: true },
      ports,
      UNDO_MS,
      (change) => undoing.push(change),
      { start, sent },
    );
    return { standing };
  } catch (error) {
    const standing = believed(believed(start, sent), undoing);
    if (error instanceof Overwritten)
      return { standing, left: { standing: [`${error.message} This run had sent:`, ...sentLines(sent)] } };
    const open = plan(undone(start, standing, sent, 'overwrite'), standing).changes;
    const lines = open.map((change) => `- ${change.resource}: ${change.summary} (${change.api})`);
    const why = error instanceof Error ? error : new Error(String(error));
    return { standing, left: { undo: why, standing: ['By hand remains:', ...lines] } };
  }
}

/** One line for each change, however often it was sent. */
export function sentLines(sent: readonly Sent[]): string[] {
  const effects = new Map<string, Sent['effect']>();
  for (const { change, effect } of sent) {
    const line = `- ${change.resource}: ${change.summary}`;
    effects.set(line, effects.get(line) === 'yes' ? 'yes' : effect);
  }
  return [...effects].map(([line, effect]) =>
    effect === 'yes' ? line : `${line} (no answer: it may have taken effect)`,
  );
}
