/**
 * What IAM has acknowledged, and looks may not show yet: they come from replicas that lag. It counts for more than a look
 * that says otherwise, until it is old, or something shows that another run or tool is at work.
 */
import type { Change } from '../resources/change.ts';
import { effects } from '../resources/effect.ts';
import type { State } from '../resources/state.ts';
import { isForeign, statesOf } from './history.ts';
import type { Sent } from './send.ts';

export class Acknowledged {
  readonly #start: State;
  readonly #now: () => number;
  readonly #milliseconds: () => number;
  readonly #written: Change[] = [];
  #facts: { readonly change: Change; readonly until: number }[] = [];
  #others = false;

  /**
   * @param start the state before the first change
   * @param milliseconds for how long an acknowledgement counts
   */
  constructor(start: State, now: () => number, milliseconds: () => number) {
    this.#start = start;
    this.#now = now;
    this.#milliseconds = milliseconds;
  }

  add({ change, effect }: Sent): void {
    this.#written.push(change);
    if (effect === 'yes') this.addFact(change);
  }

  /** What is so, but not by this run. */
  addFact(change: Change): void {
    this.#facts.push({ change, until: this.#now() + this.#milliseconds() });
  }

  /** What stands by a look and by all that it may not show yet. */
  over(seen: State): State {
    this.#others = isForeign(statesOf(this.#start, this.#written), seen);
    const now = this.#now();
    this.#facts = this.#others ? [] : this.#facts.filter(({ until }) => now < until);
    return effects(
      seen,
      this.#facts.map(({ change }) => change),
    );
  }

  /** Whether the last look showed something that this run neither found nor wrote. */
  get othersAtWork(): boolean {
    return this.#others;
  }

  has(isIt: (change: Change) => boolean): boolean {
    return this.#written.some(isIt);
  }
}
