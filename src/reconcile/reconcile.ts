/** One role from its declaration to its outcome. */
import type { Declaration, RunSettings } from '../config/declaration.ts';
import { Cancelled } from '../iam/cancellation.ts';
import { deletedPrincipals } from '../iam/policy-document.ts';
import { changeKey, type Change, type Plan } from '../resources/change.ts';
import { ABSENT, type InstanceProfileState, type State } from '../resources/state.ts';
import { Unsettled } from '../resources/unsettled.ts';
import { converge, lookPatiently, NotConverged, Patience, type Ports } from './converge.ts';
import { planDigest, PlanChanged, reviewedPart } from './digest.ts';
import type { Ec2Readiness } from './ec2-readiness.ts';
import { observe } from './observe.ts';
import type { Failure, Outcome, Status } from './outcome.ts';
import { isOurs, Refusal, refusals } from './ownership.ts';
import { plan } from './plan.ts';
import { attachedPoliciesQuota, resolvePolicies } from './policies.ts';
import { believed, undone } from './rollback.ts';
import type { Sent } from './send.ts';
import { target, unpruned, type ResolvedPolicies } from './target.ts';
import { sentLines, undo } from './undo.ts';

interface Look {
  readonly actual: State;
  readonly plan: Plan;
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

/**
 * Reads IAM, plans, and in `apply` and `destroy` sends, until IAM shows what is declared. Never throws: what went wrong is
 * in the outcome.
 */
export async function reconcile(
  declaration: Declaration,
  run: RunSettings,
  ports: ReconcilePorts,
): Promise<Outcome> {
  return new Reconciliation(declaration, run, ports).run();
}

class Reconciliation {
  readonly #declaration: Declaration;
  readonly #run: RunSettings;
  readonly #ports: ReconcilePorts;
  readonly #milliseconds: number;
  readonly #sent: Sent[] = [];
  /** When the time that `timeout-seconds` gives began to run. */
  #firstWrite: number | undefined;
  #start: State | undefined;
  /** What an undo goes back to: the start, and what others have made of it meanwhile. */
  #back: State = ABSENT;
  #target: State | undefined;
  #plan: Plan | undefined;
  #notices: readonly string[] = [];
  #warnings: readonly string[] = [];
  #resolved: ResolvedPolicies = { managed: new Set(), boundary: undefined };

  constructor(declaration: Declaration, run: RunSettings, ports: ReconcilePorts) {
    this.#declaration = declaration;
    this.#run = run;
    this.#ports = ports;
    this.#milliseconds = run.timeoutSeconds * 1000;
  }

  async run(): Promise<Outcome> {
    let standing: State;
    try {
      const first = await this.#firstLook();
      if (this.#run.mode === 'plan' || this.#run.mode === 'check') return this.#reported(first);
      this.#ports.review?.(planDigest(first.plan, first.actual), first.plan);
      standing = first.plan.changes.length === 0 ? first.actual : await this.#apply(first);
      // Also when the last answer was just coming in: whoever cancels a run must not see it succeed.
      this.#ports.signal.throwIfAborted();
    } catch (error) {
      return this.#failed(error instanceof Error ? error : new Error(String(error)));
    }
    return this.#converged(standing);
  }

  async #firstLook(): Promise<Look> {
    const { iam, partition } = this.#ports;
    const patience = new Patience(this.#ports, this.#milliseconds);
    const actual = await lookPatiently(() => observe(iam, this.#declaration), patience);
    this.#start = actual;
    this.#back = actual;
    const refused = refusals(this.#declaration, actual);
    if (refused.length > 0) throw new Refusal(refused);
    this.#resolved = await lookPatiently(
      () => resolvePolicies(iam, this.#declaration, actual, partition),
      patience,
    );
    const first = await lookPatiently(() => this.#planFor(actual), patience);
    this.#plan = first;
    this.#target = target(this.#declaration, actual, this.#resolved);
    this.#notices = [...unpruned(this.#declaration, actual, this.#resolved), ...lostPrincipals(actual)];
    this.#ports.planned(first, actual);
    return { actual, plan: first };
  }

  async #planFor(state: State): Promise<Plan> {
    const goal = target(this.#declaration, state, this.#resolved);
    return plan(goal, state, await attachedPoliciesQuota(this.#ports.iam, goal, state));
  }

  async #apply(first: Look): Promise<State> {
    const observeOurs = async (): Promise<State> => {
      const actual = await observe(this.#ports.iam, this.#declaration);
      this.#takeOver(actual);
      // Two runs may have made it at once; whose owner tag stands on it, theirs it is.
      const madeProfile = this.#sent.some(({ change }) => change.api === 'CreateProfile');
      const refused = refusals(this.#declaration, actual, madeProfile);
      if (refused.length > 0)
        throw this.#maySettle(actual) ? new Unsettled(refused.join('\n')) : new Refusal(refused);
      return actual;
    };
    let further: readonly Change[] = [];
    const again = (later: Plan): Plan => {
      if (this.#ports.review === undefined) return later;
      const parts = reviewedPart(first.plan, later);
      further = parts.further;
      return parts.reviewed;
    };
    this.#firstWrite = this.#ports.clock.now();
    const journal = (sent: Sent): void => {
      this.#sent.push(sent);
      this.#ports.sent(sent);
    };
    try {
      const course = { observe: observeOurs, planFor: (state: State) => this.#planFor(state), again };
      const before = { start: first.actual, sent: [] };
      return await converge(first.plan, course, this.#ports, this.#milliseconds, journal, before);
    } catch (cause) {
      if (!(cause instanceof NotConverged) || further.length === 0) throw cause;
      throw new PlanChanged(
        'While it was applied something else changed, so that it would also take:',
        further,
        {
          cause,
        },
      );
    }
  }

  /**
   * Of two owners' runs that begin at once one makes the role and the other its profile. The role decides: whose it is
   * not gives up and takes its profile away, for which the other waits.
   */
  #maySettle({ role }: State): boolean {
    const madeRole = this.#sent.some(({ change, effect }) => change.api === 'CreateRole' && effect === 'yes');
    return madeRole && isOurs(role, { owner: this.#declaration.owner, adopt: false });
  }

  /** What somebody else made or wrote while this run tried to, an undo must leave, or bring back. */
  #takeOver(actual: State): void {
    const back = this.#back;
    const without = undone(back, actual, this.#sent);
    // Whether our own create took effect is not always known; what bears another's tag is not from it.
    const others = (thing: State[keyof State], create: Change['api']): boolean =>
      !this.#sent.some(({ change }) => change.api === create) ||
      !isOurs(thing, { owner: this.#declaration.owner, adopt: false });
    const { rolesAnywhereProfile: profile } = actual;
    this.#back = {
      role: actual.role === undefined ? back.role : without.role,
      instanceProfile: actual.instanceProfile === undefined ? back.instanceProfile : without.instanceProfile,
      rolesAnywhereProfile:
        back.rolesAnywhereProfile ??
        (profile !== undefined && others(profile, 'CreateProfile')
          ? { ...profile, namesakes: profile.namesakes.filter((each) => others(each, 'CreateProfile')) }
          : undefined),
    };
  }

  #reported(first: Look): Outcome {
    const differs = first.plan.changes.length > 0;
    const status = !differs ? 'unchanged' : this.#run.mode === 'check' ? 'drifted' : 'planned';
    return this.#outcome(status, first.actual, {});
  }

  async #converged(standing: State): Promise<Outcome> {
    const changed = this.#sent.length > 0;
    const destroyed = this.#declaration.role === undefined;
    const status: Status = destroyed
      ? changed
        ? 'destroyed'
        : 'absent'
      : !changed
        ? 'unchanged'
        : this.#sent.some(({ change }) => change.api === 'CreateRole')
          ? 'created'
          : 'updated';
    const { instanceProfile } = standing;
    if (destroyed || instanceProfile === undefined) return this.#outcome(status, standing, { changed });
    try {
      const { readyFor, warning } = await this.#readiness(instanceProfile);
      if (warning !== undefined) this.#warnings = [...this.#warnings, warning];
      return this.#outcome(status, standing, { changed, readyFor });
    } catch (error) {
      // IAM is as declared; that EC2 is slow is no reason to undo it.
      const lines = changed ? ['IAM shows the declared state; nothing was undone.'] : [];
      return this.#outcome('failed', standing, {
        changed,
        readyFor: 'iam',
        failure: { error: error instanceof Error ? error : new Error(String(error)), standing: lines },
      });
    }
  }

  async #readiness(profile: InstanceProfileState): Promise<Ec2Readiness> {
    const { waitForEc2, clock } = this.#ports;
    if (waitForEc2 === undefined) return { readyFor: 'iam' };
    const left = this.#milliseconds - (clock.now() - (this.#firstWrite ?? clock.now()));
    return waitForEc2(profile, this.#profileChanged(), Math.max(0, left));
  }

  #profileChanged(): boolean {
    return this.#sent.some(
      ({ change }) => change.api === 'CreateInstanceProfile' || change.api === 'AddRoleToInstanceProfile',
    );
  }

  async #failed(error: Error): Promise<Outcome> {
    const start = this.#back;
    const sent = this.#sent;
    if (sent.length === 0) {
      return this.#outcome('failed', this.#start, { failure: { error, standing: [] } });
    }
    const stands = (lines: readonly string[]): Failure => ({
      error,
      standing: [...lines, ...sentLines(sent)],
    });
    if (error instanceof Cancelled) {
      const lines = ['Nothing was undone. Run it again to finish. This run sent:'];
      return this.#outcome('failed', believed(start, sent), {
        changed: true,
        failure: { error, standing: [...stands(lines).standing, ...this.#unsentLines()] },
      });
    }
    if (this.#declaration.role === undefined) {
      const lines = ['A destroy is not undone: run it again to finish. This run sent:'];
      return this.#outcome('failed', believed(start, sent), { changed: true, failure: stands(lines) });
    }
    if (!this.#run.rollbackOnFailure) {
      const lines = ['Nothing was undone (rollback-on-failure: false). What this run wrote stands:'];
      return this.#outcome('failed', believed(start, sent), { changed: true, failure: stands(lines) });
    }
    return this.#rolledBack(error, start);
  }

  async #rolledBack(error: Error, start: State): Promise<Outcome> {
    const { standing, left } = await undo(this.#declaration, start, [...this.#sent], this.#ports);
    const done = ['What this run had written was undone:', ...sentLines(this.#sent)];
    return left === undefined
      ? this.#outcome('rolled-back', standing, { failure: { error, standing: done } })
      : this.#outcome('failed', standing, { changed: true, failure: { error, ...left } });
  }

  #unsentLines(): string[] {
    const done = new Set(this.#sent.map(({ change }) => changeKey(change)));
    const left = (this.#plan?.changes ?? []).filter((change) => !done.has(changeKey(change)));
    if (left.length === 0) return [];
    return ['It did not send:', ...left.map((change) => `- ${change.resource}: ${change.summary}`)];
  }

  #outcome(
    status: Status,
    standing: State | undefined,
    facts: Partial<Pick<Outcome, 'changed' | 'readyFor' | 'failure'>>,
  ): Outcome {
    return {
      mode: this.#run.mode,
      declaration: this.#declaration,
      status,
      plan: this.#plan,
      start: this.#start,
      target: this.#target,
      standing,
      changed: facts.changed ?? false,
      readyFor: facts.readyFor,
      digest: this.#plan && this.#start && planDigest(this.#plan, this.#start),
      notices: this.#notices,
      warnings: this.#warnings,
      failure: facts.failure,
    };
  }
}

/** A trust policy that names a deleted principal shows its bare id; whoever is made under the old name is not let in. */
function lostPrincipals({ role }: State): string[] {
  if (role === undefined) return [];
  return deletedPrincipals(role.trust).map(
    (id) => `role/${role.name}: the trust policy names ${id}, a principal that was deleted`,
  );
}
