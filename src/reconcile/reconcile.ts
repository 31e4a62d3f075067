/** Roles from their declarations to their outcomes: many in parallel, and each one by itself. */
import pLimit from 'p-limit';
import type { RunSettings } from '../inputs/declare.ts';
import { asError } from '../aws/errors.ts';
import { labelOf, type Declaration, type Plan, type State } from '../resources/resource.ts';
import {
  RESOURCES,
  desiredState,
  keptNotices,
  observe,
  plan,
  Refusal,
  refusals,
} from '../resources/index.ts';
import {
  nounOf,
  planDigest,
  planDigestOfAll,
  propertiesOf,
  resourcesOf,
  valueOf,
} from '../resources/properties.ts';
import { Cancelled, throwIfCancelled } from '../runtime/time.ts';
import type { Applied, ApplyRequest } from './apply.ts';
import {
  assertReviewed,
  Deadline,
  PlanChanged,
  retryUntilConsistent,
  unknownOutcome,
  type Outcome,
  type Status,
  type ReconcilePorts,
} from './run.ts';
import { resolveProvider, checkDocuments, checkTrust, limitsFor, resolvePolicies } from './policies.ts';
import { resourceOfArn } from '../aws/arn.ts';
import { principalsIn } from '../aws/policy-document.ts';

/** IAM would throttle more roles in parallel. */
export const ROLES_AT_ONCE = 10;

/**
 * Reconciles each declaration; the failure of one role does not stop any other. A destroy begins with the last one. Roles
 * that a manifest no longer lists are removed last, and only if no other role failed: a name may have changed.
 *
 * @returns the outcomes in the order of the declarations
 */
export async function reconcileRoles(
  declarations: readonly Declaration[],
  run: RunSettings,
  portsFor: (declaration: Declaration) => ReconcilePorts,
): Promise<readonly Outcome[]> {
  const writes = run.mode === 'apply' || run.mode === 'destroy';
  const reviewed = run['expected-plan-digest'];
  if (!writes || reviewed === 'none') return inParallel(declarations, run, portsFor);
  const expected = reviewed.replace(/^(?:sha256:)+/, '');
  if (declarations.length === 1) {
    const checkReviewed = assertReviewed.bind(undefined, expected);
    return inParallel(declarations, run, (each) => ({ ...portsFor(each), checkReviewed }));
  }

  // The digest covers all plans, so all of them precede the first write.
  const planned = await inParallel(declarations, run, portsFor, true);
  if (planned.some(({ failure }) => failure !== undefined)) return planned;
  const plan = { changes: planned.flatMap((outcome) => outcome.plan?.changes ?? []) };
  try {
    assertReviewed(expected, planDigestOfAll(planned.map(({ digest }) => digest)) ?? '', plan);
  } catch (error) {
    const first = planned.find((outcome) => (outcome.plan?.changes.length ?? 0) > 0);
    const failure = { error: asError(error) };
    return planned.map((each) => (each === first ? { ...each, status: 'failed', failure } : each));
  }
  return inParallel(declarations, run, (declaration, index) => ({
    ...portsFor(declaration),
    onPlanned: () => undefined,
    checkReviewed: (digest, now) => {
      if (now.changes.length === 0 || digest === planned[index]?.digest) return;
      const explanation = `role/${declaration.roleName} has changed since all roles were planned a moment ago. Nothing was written to it. Its current plan:`;
      throw new PlanChanged(explanation, now.changes);
    },
  }));
}

/** @param planOnly whether the roles are only planned, in the order in which they will be written */
async function inParallel(
  declarations: readonly Declaration[],
  run: RunSettings,
  portsFor: (declaration: Declaration, index: number) => ReconcilePorts,
  planOnly = false,
): Promise<readonly Outcome[]> {
  const limit = pLimit(ROLES_AT_ONCE);
  const destroys = run.mode === 'destroy';
  const queue = destroys ? [...declarations.entries()].reverse() : inOrderOfTrust(declarations);
  const outcomes: Outcome[] = [];
  const reconcileAll = async (part: typeof queue, dry: boolean): Promise<void> => {
    const settings: RunSettings = dry ? { ...run, mode: 'plan' } : run;
    const reconcileOne = async ([index, declaration]: [number, Declaration]): Promise<void> => {
      // A role that waits for roles behind it must not hold the slot that they need.
      const extra = Math.min(1, declaration.laterRoles?.size ?? 0);
      limit.concurrency += extra;
      outcomes[index] = await reconcile(declaration, settings, portsFor(declaration, index));
      limit.concurrency -= extra;
    };
    await limit.map(part, reconcileOne);
  };
  const { first = [], last = [] } = Object.groupBy(queue, ([, { role }]) =>
    !destroys && role === undefined ? 'last' : 'first',
  );
  await reconcileAll(first, planOnly);
  const failed = outcomes.some(({ failure }) => failure !== undefined);
  await reconcileAll(last, planOnly || failed);
  for (const [index, { roleName }] of failed ? last : []) {
    const outcome = outcomes[index];
    const warning = `role/${roleName} is no longer listed, and stays because another role failed.`;
    if (outcome !== undefined) outcomes[index] = { ...outcome, warnings: [...outcome.warnings, warning] };
  }
  return outcomes;
}

/** Puts each role behind those that its trust policy names, except behind its `laterRoles`, which trust it in turn. */
function inOrderOfTrust(declarations: readonly Declaration[]): [number, Declaration][] {
  const entries = [...declarations.entries()];
  const pending = new Map(entries.map((entry) => [`role${entry[1].role?.path}${entry[1].roleName}`, entry]));
  const take = (name: string, open: readonly string[]): typeof entries => {
    const [index = 0, declaration] = pending.get(name) ?? [];
    if (declaration === undefined || !pending.delete(name)) return [];
    const trusted = principalsIn(declaration.role?.trust ?? {}).map(resourceOfArn);
    const before = trusted.flatMap((each) => take(each, [...open, name]));
    const laterRoles = new Set(open.filter((each) => trusted.includes(each)));
    return [...before, [index, { ...declaration, laterRoles }]];
  };
  return [...pending.keys()].flatMap((name) => take(name, []));
}

/**
 * Observes IAM, plans except in `read`, and in `apply` and `destroy` sends the plan until IAM shows the declared state. Never
 * throws: the outcome has the failure.
 */
export async function reconcile(
  declaration: Declaration,
  run: RunSettings,
  ports: ReconcilePorts,
): Promise<Outcome> {
  let outcome = unknownOutcome(run, declaration);
  try {
    if (run.mode === 'read') return { ...outcome, ...(await read(declaration, run, ports)) };
    const request = await prepare(declaration, run, ports, (facts) => {
      outcome = { ...outcome, ...facts };
    });
    await throwIfCancelled(ports.signal);
    const { start, plan: first } = request;
    if (run.mode === 'plan' || run.mode === 'check') {
      const changing = run.mode === 'check' ? 'drifted' : 'planned';
      return { ...outcome, status: first.changes.length === 0 ? 'unchanged' : changing };
    }
    ports.checkReviewed?.(planDigest(first, start), first);
    const applied = await applyIfNeeded(request);
    const { finalState, failure, sent } = applied;
    if (failure !== undefined) {
      const rolledBack = failure.aftermath?.kind === 'rolled-back';
      const changed = failure.aftermath !== undefined && !rolledBack;
      return { ...outcome, status: rolledBack ? 'rolled-back' : 'failed', finalState, changed, failure };
    }
    const status = finalStatus(declaration, sent);
    return await withReadiness({ ...outcome, status, finalState, changed: sent.length > 0 }, applied, ports);
  } catch (thrown) {
    return { ...outcome, failure: { error: asError(thrown) } };
  }
}

/**
 * Observes, refuses what must not be applied, and plans.
 *
 * @param learn receives the facts of the outcome, each as soon as it is known: a failure may follow
 */
async function prepare(
  declaration: Declaration,
  run: RunSettings,
  ports: ReconcilePorts,
  learn: (facts: Partial<Outcome>) => void,
): Promise<ApplyRequest> {
  const { iam, partition } = ports;
  const deadline = new Deadline(ports, run['timeout-seconds'] * 1000);
  const start = await retryUntilConsistent(() => observe(iam, declaration), deadline);
  learn({ start, finalState: start });
  const reasons = refusals(declaration, start);
  if (reasons.length > 0) throw new Refusal(reasons);
  const [policies, provider] = await retryUntilConsistent(
    () =>
      Promise.all([
        resolvePolicies(iam, declaration, start, partition),
        resolveProvider(declaration, start, ports),
      ]),
    deadline,
  );
  const { warnings } = provider;
  learn({ warnings });
  const resolved = new Map([...policies, ...provider.arns]);
  const planFor = async (state: State): Promise<Plan> => {
    const goal = desiredState(declaration, state, resolved);
    const { laterRoles } = declaration;
    await checkTrust(iam, declaration, goal, state);
    return plan(goal, state, { ...(await limitsFor(iam, goal, state)), laterRoles });
  };
  const first = await retryUntilConsistent(() => planFor(start), deadline);
  const documentWarnings = await checkDocuments(first);
  learn({ plan: first, digest: planDigest(first, start), warnings: [...warnings, ...documentWarnings] });
  const target = desiredState(declaration, start, resolved);
  const drifted = run.mode === 'check' && first.changes.length > 0;
  const drift = drifted ? plan(start, target, await limitsFor(iam, target, start)) : undefined;
  learn({ target, drift, notices: keptNotices(declaration, start, resolved) });
  ports.onPlanned(first, start);
  return { declaration, run, ports, start, plan: first, planFor };
}

/** Sends the plan if it has changes: only then loads the code that does. */
async function applyIfNeeded(request: ApplyRequest): Promise<Applied> {
  const { run, start } = request;
  if (request.plan.changes.length > 0) return (await import('./apply.ts')).apply(request);
  return { finalState: start, sent: [], failure: undefined, millisecondsLeft: run['timeout-seconds'] * 1000 };
}

function finalStatus({ role }: Declaration, sent: Applied['sent']): Status {
  if (sent.length === 0) return role === undefined ? 'absent' : 'unchanged';
  if (role === undefined) return 'destroyed';
  return sent.some(({ change }) => change.kind === 'role' && change.creates) ? 'created' : 'updated';
}

/** Waits until the service that the step names accepts the profile. A failure there rolls nothing back. */
async function withReadiness(
  outcome: Outcome,
  { sent, millisecondsLeft }: Applied,
  ports: ReconcilePorts,
): Promise<Outcome> {
  const profile = outcome.finalState?.instanceProfile;
  // Without a declared profile, the one of this name may be another owner's.
  if (outcome.declaration.role?.instanceProfile === undefined || profile === undefined) return outcome;
  if (ports.waitForEc2 === undefined) return { ...outcome, readyFor: 'iam' };
  try {
    const { readyFor, warning } = await ports.waitForEc2(profile, millisecondsLeft);
    return { ...outcome, readyFor, warnings: outcome.warnings.concat(warning ?? []) };
  } catch (thrown) {
    const kind = thrown instanceof Cancelled ? 'cancelled' : 'applied';
    const aftermath = sent.length === 0 ? {} : { aftermath: { kind, sent, remaining: [] } as const };
    const failure = { error: asError(thrown), ...aftermath };
    return { ...outcome, status: 'failed', readyFor: 'iam', failure };
  }
}

/** Reads one role with everything that belongs to it, whoever owns it. */
async function read(
  declaration: Declaration,
  run: RunSettings,
  ports: ReconcilePorts,
): Promise<Partial<Outcome>> {
  const deadline = new Deadline(ports, run['timeout-seconds'] * 1000);
  const observed = (each: Declaration): Promise<State> =>
    retryUntilConsistent(() => observe(ports.iam, each), deadline);
  const first = await observed(declaration);
  const { role, instanceProfile: _, ...further } = first;
  const instanceProfileName = otherProfile(declaration, first) ?? declaration.instanceProfileName;
  const concerned = { ...declaration, instanceProfileName, rolePath: role?.path };
  // Only now the run knows which profile contains the role, and by which ARN further resources name it.
  const isComplete =
    instanceProfileName === declaration.instanceProfileName && resourcesOf(further).length === 0;
  const finalState = isComplete ? first : await observed(concerned);
  await throwIfCancelled(ports.signal);
  const status = resourcesOf(finalState).length > 0 ? 'read' : 'absent';
  return { declaration: concerned, status, finalState, warnings: unreadable(finalState) };
}

/** Returns the instance profile that contains the role if it has another name than the role and the step names none. */
function otherProfile(
  { roleName, instanceProfileName }: Declaration,
  { role, instanceProfile }: State,
): string | undefined {
  if (instanceProfileName !== roleName || instanceProfile?.role?.name === roleName) return undefined;
  return [...(role?.instanceProfiles ?? [])].sort()[0];
}

/** Lists the documents that the caller may not read. */
function unreadable(state: State): string[] {
  return RESOURCES.flatMap(({ kind, properties }) => {
    const resource = state[kind];
    const name = `${labelOf(kind)}/${resource?.name ?? ''}`;
    return [...propertiesOf(resource).keys()]
      .filter((property) => valueOf(resource, property) === undefined)
      .map((property) => `${name}: the run may not read the document of ${nounOf(properties, property)}`);
  });
}
