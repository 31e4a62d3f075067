/** One role from its declaration to its outcome. */
import type { Declaration, RunSettings } from '../config/declaration.ts';
import { deletedPrincipals } from '../iam/policy-document.ts';
import type { Plan } from '../resources/change.ts';
import type { InstanceProfileState, State } from '../resources/state.ts';
import type { Execution, Look } from './apply.ts';
import { planDigest } from './digest.ts';
import { observe } from './observe.ts';
import type { Ending, Outcome, Status } from './outcome.ts';
import { Refusal, refusals } from './ownership.ts';
import { lookPatiently, Patience } from './patience.ts';
import { plan } from './plan.ts';
import { attachedPoliciesQuota, resolvePolicies } from './policies.ts';
import type { Ec2Readiness, ReconcilePorts } from './ports.ts';
import { target, unpruned, type ResolvedPolicies } from './target.ts';

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
  #start: State | undefined;
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
    let execution: Execution | undefined;
    let standing: State;
    try {
      const first = await this.#firstLook();
      if (this.#run.mode === 'plan' || this.#run.mode === 'check')
        return this.#outcome(this.#reported(first));
      this.#ports.review?.(planDigest(first.plan, first.actual), first.plan);
      execution = first.plan.changes.length === 0 ? undefined : await this.#execution(first);
      standing = (await execution?.run()) ?? first.actual;
      // Also when the last answer was just coming in: whoever cancels a run must not see it succeed.
      this.#ports.signal.throwIfAborted();
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      if (execution !== undefined && execution.sent.length > 0) {
        return this.#outcome(await execution.failed(error));
      }
      return this.#outcome({ status: 'failed', standing: this.#start, failure: { error, standing: [] } });
    }
    return this.#outcome(await this.#converged(standing, execution));
  }

  async #firstLook(): Promise<Look> {
    const { iam, partition } = this.#ports;
    const patience = new Patience(this.#ports, this.#milliseconds);
    const actual = await lookPatiently(() => observe(iam, this.#declaration), patience);
    this.#start = actual;
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

  /** What only a run with changes needs is loaded when there are some. */
  async #execution(first: Look): Promise<Execution> {
    const module = await import('./apply.ts');
    return new module.Execution(this.#declaration, this.#run, this.#ports, first, (state) =>
      this.#planFor(state),
    );
  }

  #reported(first: Look): Ending {
    const differs = first.plan.changes.length > 0;
    const status = !differs ? 'unchanged' : this.#run.mode === 'check' ? 'drifted' : 'planned';
    return { status, standing: first.actual };
  }

  async #converged(standing: State, execution: Execution | undefined): Promise<Ending> {
    const sent = execution?.sent ?? [];
    const changed = sent.length > 0;
    const destroyed = this.#declaration.role === undefined;
    const created = sent.some(({ change }) => change.api === 'CreateRole');
    const status: Status = destroyed
      ? changed
        ? 'destroyed'
        : 'absent'
      : created
        ? 'created'
        : changed
          ? 'updated'
          : 'unchanged';
    const { instanceProfile } = standing;
    if (destroyed || instanceProfile === undefined) return { status, standing, changed };
    try {
      const { readyFor, warning } = await this.#readiness(instanceProfile, execution);
      if (warning !== undefined) this.#warnings = [...this.#warnings, warning];
      return { status, standing, changed, readyFor };
    } catch (error) {
      // IAM is as declared; that EC2 is slow is no reason to undo it.
      const lines = changed ? ['IAM shows the declared state; nothing was undone.'] : [];
      return {
        status: 'failed',
        standing,
        changed,
        readyFor: 'iam',
        failure: { error: error instanceof Error ? error : new Error(String(error)), standing: lines },
      };
    }
  }

  async #readiness(profile: InstanceProfileState, execution: Execution | undefined): Promise<Ec2Readiness> {
    const { waitForEc2 } = this.#ports;
    if (waitForEc2 === undefined) return { readyFor: 'iam' };
    const changed = execution?.sent.some(
      ({ change }) => change.api === 'CreateInstanceProfile' || change.api === 'AddRoleToInstanceProfile',
    );
    return waitForEc2(profile, changed ?? false, execution?.millisecondsLeft() ?? this.#milliseconds);
  }

  #outcome(end: Ending): Outcome {
    return {
      mode: this.#run.mode,
      declaration: this.#declaration,
      plan: this.#plan,
      start: this.#start,
      target: this.#target,
      changed: false,
      readyFor: undefined,
      digest: this.#plan && this.#start && planDigest(this.#plan, this.#start),
      notices: this.#notices,
      warnings: this.#warnings,
      failure: undefined,
      ...end,
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
