/** Looks for gaps, peaks and false flags in the states of a role between a start and a target. */
import { possible, type State } from './worlds.ts';

export interface FlaggedChange {
  readonly api: string;
  readonly broadens: boolean;
}

export interface Finding {
  readonly kind: 'gap' | 'peak' | 'false flag';
  /** Index of the state in the path, and the first caller and request concerned. */
  readonly at: number;
  readonly example: string;
}

/**
 * Checks every state of a path, including both ends. A gap: a state takes away something that start and target allow. A
 * peak: it allows something that neither does. A false flag: a change without `broadens` makes something possible.
 *
 * @param changes the plan, if the path follows it: one change from each state to the next
 */
export function checkPath(
  path: readonly State[],
  start: State,
  target: State,
  changes: readonly FlaggedChange[] = [],
): readonly Finding[] {
  const [before, after] = [possible(start), possible(target)];
  const states = path.map(possible);
  return states.flatMap((state, at) => {
    const previous = states[at - 1] ?? state;
    const missing = [...before].find((entry) => after.has(entry) && !state.has(entry));
    const excess = [...state].find((entry) => !before.has(entry) && !after.has(entry));
    const gained = [...state].find((entry) => !previous.has(entry));
    return [
      ...finding('gap', at, missing),
      ...finding('peak', at, excess),
      ...finding('false flag', at, changes[at - 1]?.broadens === false ? gained : undefined),
    ];
  });
}

function finding(kind: Finding['kind'], at: number, example: string | undefined): readonly Finding[] {
  return example === undefined ? [] : [{ kind, at, example }];
}
