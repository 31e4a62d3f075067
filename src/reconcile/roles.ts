/** Many roles side by side. */
import pLimit from 'p-limit';
import type { Declaration, RunSettings } from '../config/declaration.ts';
import { holdToReviewed, planDigestOfAll, PlanChanged } from './digest.ts';
import type { Outcome } from './outcome.ts';
import type { ReconcilePorts } from './ports.ts';
import { reconcile } from './reconcile.ts';

/** More at once only makes IAM throttle. */
export const ROLES_AT_ONCE = 10;

type RolePorts = Omit<ReconcilePorts, 'review'>;

/**
 * Reconciles each declaration; one role's failure does not stop the others. A destroy begins with the last: what was made
 * last goes first.
 *
 * @returns the outcomes in the order of the declarations
 */
export async function reconcileRoles(
  declarations: readonly Declaration[],
  run: RunSettings,
  portsFor: (declaration: Declaration) => RolePorts,
): Promise<readonly Outcome[]> {
  const expected = run.mode === 'apply' ? run.expectedPlanDigest : undefined;
  if (expected === undefined) {
    return sideBySide(declarations, run, (declaration) => reconcile(declaration, run, portsFor(declaration)));
  }
  if (declarations.length === 1) {
    const review: ReconcilePorts['review'] = (digest, plan) => {
      holdToReviewed(expected, digest, plan);
    };
    return sideBySide(declarations, run, (declaration) =>
      reconcile(declaration, run, { ...portsFor(declaration), review }),
    );
  }

  // The digest is of all plans together, so all of them are made before anything is sent.
  const planned = await sideBySide(declarations, run, (declaration) =>
    reconcile(declaration, { ...run, mode: 'plan' }, portsFor(declaration)),
  );
  if (planned.some(({ failure }) => failure !== undefined)) return planned;
  const plan = { changes: planned.flatMap((outcome) => outcome.plan?.changes ?? []) };
  try {
    holdToReviewed(expected, planDigestOfAll(planned.map(({ digest }) => digest)) ?? '', plan);
  } catch (error) {
    const first = planned.find((outcome) => (outcome.plan?.changes.length ?? 0) > 0);
    const failure = { error: error as Error, standing: [] };
    return planned.map((outcome) =>
      outcome === first ? { ...outcome, status: 'failed', failure } : outcome,
    );
  }
  return sideBySide(declarations, run, (declaration, index) =>
    reconcile(declaration, run, {
      ...portsFor(declaration),
      planned: () => undefined,
      review: (digest, now) => {
        if (now.changes.length === 0 || digest === planned[index]?.digest) return;
        const explanation = `role/${declaration.roleName} has changed since all roles were planned, a moment ago. Nothing was written to it. Its plan is now:`;
        throw new PlanChanged(explanation, now.changes);
      },
    }),
  );
}

async function sideBySide(
  declarations: readonly Declaration[],
  { mode }: RunSettings,
  one: (declaration: Declaration, index: number) => Promise<Outcome>,
): Promise<readonly Outcome[]> {
  const limit = pLimit(ROLES_AT_ONCE);
  const queue = [...declarations.entries()];
  if (mode === 'destroy') queue.reverse();
  const ended = await Promise.all(
    queue.map(([index, declaration]) => limit(async () => one(declaration, index))),
  );
  return mode === 'destroy' ? ended.reverse() : ended;
}
