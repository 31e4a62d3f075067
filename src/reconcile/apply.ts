/** Carries a first plan out by the loop, and says what becomes of what was sent when that fails for good. */
import type { Declaration, RunSettings } from '../config/declaration.ts';
import { Cancelled } from '../iam/cancellation.ts';
import { changeKey, type Change, type Plan } from '../resources/change.ts';
import type { State } from '../resources/state.ts';
import { Unsettled } from '../resources/unsettled.ts';
import { converge } from './converge.ts';
import { PlanChanged, reviewedPart } from './digest.ts';
import { observe } from './observe.ts';
import type { Ending } from './outcome.ts';
import { isOurs, Refusal, refusals } from './ownership.ts';
import { NotConverged } from './patience.ts';
import type { ReconcilePorts } from './ports.ts';
import { believed, undone, withBirths } from './rollback.ts';
import type { Sent } from './send.ts';
import { sentLines, undo } from './undo.ts';

/** What IAM showed, and what is to be done about it. */
export interface Look {
  readonly actual: State;
  readonly plan: Plan;
}

export class Execution {
  /** What this run did, in order. */
  readonly sent: Sent[] = [];
  readonly #declaration: Declaration;
  readonly #run: RunSettings;
  readonly #ports: ReconcilePorts;
  readonly #first: Look;
  readonly #planFor: (state: State) => Promise<Plan>;
  readonly #deadline: number;
  /** What an undo goes back to: the start, and what others have made of it meanwhile. */
  #back: State;

  /** The time that `timeout-seconds` gives begins to run. */
  constructor(
    declaration: Declaration,
    run: RunSettings,
    ports: ReconcilePorts,
    first: Look,
    planFor: (state: State) => Promise<Plan>,
  ) {
    this.#declaration = declaration;
    this.#run = run;
    this.#ports = ports;
    this.#first = first;
    this.#planFor = planFor;
    this.#deadline = ports.clock.now() + run.timeoutSeconds * 1000;
    this.#back = first.actual;
  }

  millisecondsLeft(): number {
    return Math.max(0, this.#deadline - this.#ports.clock.now());
  }

  /**
   * Sends until IAM shows the target.
   *
   * @returns what it shows then
   * @throws the error that ended it, for `failed`
   */
  async run(): Promise<State> {
    const { plan, actual } = this.#first;
    let further: readonly Change[] = [];
    const again = (later: Plan): Plan => {
      if (this.#ports.review === undefined) return later;
      const parts = reviewedPart(plan, later);
      further = parts.further;
      return parts.reviewed;
    };
    const journal = (sent: Sent): void => {
      this.sent.push(sent);
      this.#ports.sent(sent);
    };
    try {
      const course = { observe: () => this.#observe(), planFor: this.#planFor, again };
      const before = { start: actual, sent: [] };
      return await converge(plan, course, this.#ports, this.#run.timeoutSeconds * 1000, journal, before);
    } catch (cause) {
      if (!(cause instanceof NotConverged) || further.length === 0) throw cause;
      const explanation = 'While it was applied something else changed, so that it would also take:';
      throw new PlanChanged(explanation, further, { cause });
    }
  }

  async #observe(): Promise<State> {
    const actual = await observe(this.#ports.iam, this.#declaration);
    this.#takeOver(actual);
    // Two runs may have made it at once; whose owner tag stands on it, theirs it is.
    const madeProfile = this.sent.some(({ change }) => change.api === 'CreateProfile');
    const refused = refusals(this.#declaration, actual, madeProfile);
    if (refused.length > 0)
      throw this.#maySettle(actual) ? new Unsettled(refused.join('\n')) : new Refusal(refused);
    return actual;
  }

  /**
   * Of two owners' runs that begin at once one makes the role and the other its profile. The role decides: whose it is
   * not gives up and takes its profile away, for which the other waits.
   */
  #maySettle({ role }: State): boolean {
    const madeRole = this.sent.some(({ change, effect }) => change.api === 'CreateRole' && effect === 'yes');
    return madeRole && isOurs(role, { owner: this.#declaration.owner, adopt: false });
  }

  /**
   * What somebody else made or wrote while this run tried to, an undo must leave, or bring back. What this run itself made
   * is to go, whatever others wrote to it since: that is for the undo to see.
   */
  #takeOver(actual: State): void {
    const back = this.#back;
    const without = undone(back, actual, this.sent);
    // Whether our own create took effect is not always known; what bears another's tag is not from it.
    const others = (thing: State[keyof State], create: Change['api']): boolean =>
      !this.sent.some(({ change }) => change.api === create) ||
      !isOurs(thing, { owner: this.#declaration.owner, adopt: false });
    const { role, instanceProfile, rolesAnywhereProfile: profile } = actual;
    const stood = (was: unknown, thing: State[keyof State], create: Change['api']): boolean =>
      thing !== undefined && (was !== undefined || others(thing, create));
    this.#back = {
      role: stood(back.role, role, 'CreateRole') ? without.role : back.role,
      instanceProfile: stood(back.instanceProfile, instanceProfile, 'CreateInstanceProfile')
        ? without.instanceProfile
        : back.instanceProfile,
      rolesAnywhereProfile:
        back.rolesAnywhereProfile ??
        (profile !== undefined && others(profile, 'CreateProfile')
          ? { ...profile, namesakes: profile.namesakes.filter((each) => others(each, 'CreateProfile')) }
          : undefined),
    };
  }

  /** What becomes of what was sent: it stays where the run was cancelled or is told to leave it, else it is undone. */
  async failed(error: Error): Promise<Ending> {
    const ending = await this.#ending(error);
    return { ...ending, standing: ending.standing && withBirths(ending.standing, this.sent) };
  }

  async #ending(error: Error): Promise<Ending> {
    const standing = believed(this.#back, this.sent);
    const stays = (why: string, more: readonly string[] = []): Ending => ({
      status: 'failed',
      standing,
      changed: true,
      failure: { error, standing: [why, ...sentLines(this.sent), ...more] },
    });
    if (error instanceof Cancelled) {
      return stays('Nothing was undone. Run it again to finish. This run sent:', this.#unsentLines());
    }
    if (this.#declaration.role === undefined) {
      return stays('A destroy is not undone: run it again to finish. This run sent:');
    }
    if (!this.#run.rollbackOnFailure) {
      return stays('Nothing was undone (rollback-on-failure: false). What this run wrote stands:');
    }
    const end = await undo(this.#declaration, this.#back, [...this.sent], this.#ports);
    if (end.left !== undefined) {
      return { status: 'failed', standing: end.standing, changed: true, failure: { error, ...end.left } };
    }
    const lines = ['What this run had written was undone:', ...sentLines(this.sent)];
    return { status: 'rolled-back', standing: end.standing, failure: { error, standing: lines } };
  }

  #unsentLines(): string[] {
    const done = new Set(this.sent.map(({ change }) => changeKey(change)));
    const left = this.#first.plan.changes.filter((change) => !done.has(changeKey(change)));
    if (left.length === 0) return [];
    return ['It did not send:', ...left.map((change) => `- ${change.resource}: ${change.summary}`)];
  }
}
