/** Many roles in parallel. */
import pLimit from 'p-limit';
import type { RunSettings } from '../inputs/declare.ts';
import { resourceOfArn } from '../aws/arn.ts';
import { asError } from '../aws/errors.ts';
import { principalsIn } from '../aws/policy-document.ts';
import type { Declaration } from '../resources/declaration.ts';
import { assertReviewed, planDigestOfAll, PlanChanged } from './digest.ts';
import type { Outcome } from './outcome.ts';
import type { ReconcilePorts } from './ports.ts';
import { reconcile } from './reconcile.ts';

/** IAM would throttle more roles in parallel. */
export const ROLES_AT_ONCE = 10;

type RolePorts = Omit<ReconcilePorts, 'checkReviewed'>;

/**
 * Reconciles each declaration; the failure of one role does not stop any other. A destroy begins with the last one. Roles
 * that a manifest no longer lists are removed last, and only if no other role failed: a name may have changed.
 *
 * @returns the outcomes in the order of the declarations
 */
export async function reconcileRoles(
  declarations: readonly Declaration[],
  run: RunSettings,
  portsFor: (declaration: Declaration) => RolePorts,
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
  const outcomes = new Map<number, Outcome>();
  const reconcileAll = async (part: typeof queue, dry: boolean): Promise<void> => {
    const settings: RunSettings = dry ? { ...run, mode: 'plan' } : run;
    const reconcileOne = async (index: number, declaration: Declaration): Promise<void> => {
      // A role that waits for roles behind it must not hold the slot that they need.
      const extra = Math.min(1, declaration.laterRoles?.size ?? 0);
      limit.concurrency += extra;
      outcomes.set(index, await reconcile(declaration, settings, portsFor(declaration, index)));
      limit.concurrency -= extra;
    };
    await Promise.all(part.map((entry) => limit(reconcileOne, ...entry)));
  };
  const isLast = Map.groupBy(queue, ([, { role }]) => !destroys && role === undefined);
  await reconcileAll(isLast.get(false) ?? [], planOnly);
  const later = isLast.get(true) ?? [];
  const failed = [...outcomes.values()].some(({ failure }) => failure !== undefined);
  await reconcileAll(later, planOnly || failed);
  for (const [index, { roleName }] of failed ? later : []) {
    const outcome = outcomes.get(index);
    const warning = `role/${roleName} is no longer listed, and stays because another role failed.`;
    if (outcome !== undefined) outcomes.set(index, { ...outcome, warnings: [...outcome.warnings, warning] });
  }
  return [...outcomes].sort(([a], [b]) => a - b).map(([, outcome]) => outcome);
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
