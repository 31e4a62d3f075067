/** One role from its declaration to its outcome. */
import type { RunSettings } from '../inputs/declaration.ts';
import { asError } from '../aws/errors.ts';
import type { Declaration } from '../resources/declaration.ts';
import type { Plan, State } from '../resources/resource.ts';
import { Cancelled } from '../runtime/cancellation.ts';
import type { Applied } from './apply.ts';
import { Deadline, retryUntilConsistent } from './deadline.ts';
import { planDigest } from './digest.ts';
import { unknownOutcome, type Outcome, type Status } from './outcome.ts';
import { Refusal, refusals } from './ownership.ts';
import { desiredState, keptNotices, observe, plan } from './plan.ts';
import type { ResolvedProvider } from './oidc-provider.ts';
import { checkDocuments, limitsFor, resolvePolicies } from './policies.ts';
import type { ReconcilePorts } from './ports.ts';

/** The results of the reads, as far as they got: with `error` the run ends before it writes. */
interface Prepared extends Pick<
  Outcome,
  'plan' | 'drift' | 'start' | 'target' | 'digest' | 'notices' | 'warnings'
> {
  readonly error?: Error;
  readonly planFor?: (state: State) => Promise<Plan>;
}

/**
 * Observes IAM, plans, and in `apply` and `destroy` sends the plan until IAM shows the declared state. Never throws: the
 * outcome has the failure.
 */
export async function reconcile(
  declaration: Declaration,
  run: RunSettings,
  ports: ReconcilePorts,
): Promise<Outcome> {
  if (run.mode === 'read') {
    const { read } = await import('./read.ts');
    return read(declaration, run, ports);
  }
  const { error, planFor, ...facts } = await prepare(declaration, run, ports);
  const outcome: Outcome = {
    ...unknownOutcome(run, declaration),
    ...facts,
    finalState: facts.start,
    failure: error && { error },
  };
  const { plan: first, start } = facts;
  if (error !== undefined || first === undefined || start === undefined || planFor === undefined)
    return outcome;
  if (run.mode === 'plan' || run.mode === 'check') return { ...outcome, status: statusOfPlan(first, run) };
  try {
    ports.checkReviewed?.(planDigest(first, start), first);
    if (first.changes.length === 0) {
      // A cancelled run must not succeed, even if the last response was just arriving.
      ports.signal.throwIfAborted();
      return await withReadiness({ ...outcome, status: finalStatus(declaration, []) }, undefined, run, ports);
    }
  } catch (thrown) {
    return { ...outcome, failure: { error: asError(thrown) } };
  }
  // Only a run with changes loads the code that applies them.
  const { apply } = await import('./apply.ts');
  const applied = await apply({ declaration, run, ports, start, plan: first, planFor });
  const { finalState, failure, sent } = applied;
  if (failure !== undefined) {
    const rolledBack = failure.aftermath?.kind === 'rolled-back';
    const changed = failure.aftermath !== undefined && !rolledBack;
    return { ...outcome, status: rolledBack ? 'rolled-back' : 'failed', finalState, changed, failure };
  }
  const converged = {
    ...outcome,
    status: finalStatus(declaration, sent),
    finalState,
    changed: sent.length > 0,
  };
  return withReadiness(converged, applied, run, ports);
}

async function prepare(declaration: Declaration, run: RunSettings, ports: ReconcilePorts): Promise<Prepared> {
  const { iam, partition } = ports;
  const deadline = new Deadline(ports, run['timeout-seconds'] * 1000);
  let start: State | undefined;
  let planned: Plan | undefined;
  let warnings: readonly string[] = [];
  const facts = (more: Partial<Prepared>): Prepared => {
    const digest = planned && start && planDigest(planned, start);
    return { plan: planned, start, target: undefined, digest, notices: [], warnings, ...more };
  };
  try {
    const actual = await retryUntilConsistent(() => observe(iam, declaration), deadline);
    start = actual;
    const reasons = refusals(declaration, actual);
    if (reasons.length > 0) throw new Refusal(reasons);
    const [policies, provider] = await retryUntilConsistent(
      () =>
        Promise.all([
          resolvePolicies(iam, declaration, actual, partition),
          resolveOidcProvider(declaration, actual, ports),
        ]),
      deadline,
    );
    warnings = provider?.warnings ?? [];
    const resolved = new Map([...policies, ...(provider?.arns ?? [])]);
    const planFor = async (state: State): Promise<Plan> => {
      const goal = desiredState(declaration, state, resolved);
      const { laterRoles } = declaration;
      return plan(goal, state, { ...(await limitsFor(iam, goal, state)), laterRoles });
    };
    const first = await retryUntilConsistent(() => planFor(actual), deadline);
    warnings = [...warnings, ...(await checkDocuments(first))];
    planned = first;
    const target = desiredState(declaration, actual, resolved);
    const drift =
      run.mode === 'check' && planned.changes.length > 0
        ? plan(actual, target, await limitsFor(iam, target, actual))
        : undefined;
    const notices = keptNotices(declaration, actual, resolved);
    ports.onPlanned(planned, actual);
    return facts({ target, notices, planFor, drift });
  } catch (thrown) {
    return facts({ error: asError(thrown) });
  }
}

async function resolveOidcProvider(
  { role }: Declaration,
  actual: State,
  ports: ReconcilePorts,
): Promise<ResolvedProvider | undefined> {
  if (role?.oidcIssuer === undefined) return undefined;
  const { resolveProvider } = await import('./oidc-provider.ts');
  return resolveProvider(role.oidcIssuer, role.trust, actual, ports);
}

function statusOfPlan({ changes }: Plan, { mode }: RunSettings): Status {
  if (changes.length === 0) return 'unchanged';
  return mode === 'check' ? 'drifted' : 'planned';
}

function finalStatus({ role }: Declaration, sent: Applied['sent']): Status {
  if (role === undefined) return sent.length > 0 ? 'destroyed' : 'absent';
  const created = sent.some(({ change }) => change.kind === 'role' && change.creates !== undefined);
  if (created) return 'created';
  return sent.length > 0 ? 'updated' : 'unchanged';
}

/** Waits until the service that the step names accepts the profile. A failure there rolls nothing back. */
async function withReadiness(
  outcome: Outcome,
  applied: Applied | undefined,
  run: RunSettings,
  ports: ReconcilePorts,
): Promise<Outcome> {
  const profile = outcome.finalState?.instanceProfile;
  // Without a declared profile, the one of this name may be another owner's.
  if (outcome.declaration.role?.instanceProfile === undefined || profile === undefined) return outcome;
  if (ports.waitForEc2 === undefined) return { ...outcome, readyFor: 'iam' };
  const sent = applied?.sent ?? [];
  const milliseconds = applied?.millisecondsLeft ?? run['timeout-seconds'] * 1000;
  try {
    const { readyFor, warning } = await ports.waitForEc2(profile, milliseconds);
    return {
      ...outcome,
      readyFor,
      warnings: [...outcome.warnings, ...(warning === undefined ? [] : [warning])],
    };
  } catch (thrown) {
    const kind = thrown instanceof Cancelled ? 'cancelled' : 'applied';
    const aftermath = sent.length === 0 ? {} : { aftermath: { kind, sent, remaining: [] } as const };
    const failure = { error: asError(thrown), ...aftermath };
    return { ...outcome, status: 'failed', readyFor: 'iam', failure };
  }
}
