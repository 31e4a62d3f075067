/** Random updates through the bundle, with every state in between recorded. `npm run test:order` runs 1,000 and their rollbacks. */
import { faultsOf, type Run, runUpdates, runRollbacks } from './bundle.ts';
import type { Policy } from './evaluator.ts';
import { randomUpdates, type Update } from './random-updates.ts';
import { MANAGED } from './worlds.ts';
import { FULL } from '../harness/full.ts';

const SEED = Number(process.env['ORDER_SEED'] ?? 15);

/** Reports whether a boundary moves together with the grants under it. There safety precedes continuity: gaps are exempt. */
function movesBoundaryWithGrants({ start, target }: Update): boolean {
  if (start === undefined || target === undefined) return false;
  const grants = ({ InlinePolicies, AttachedPolicies }: typeof start): string =>
    JSON.stringify([InlinePolicies, [...AttachedPolicies].sort()]);
  return start.PermissionsBoundary !== target.PermissionsBoundary && grants(start) !== grants(target);
}

/** Reports whether a policy both grants and denies, so that one call changes both. */
function isMixed(document: Policy | undefined): boolean {
  return new Set([document?.Statement ?? []].flat().map(({ Effect }) => Effect)).size > 1;
}

/**
 * Reports whether peaks are exempt. A destroy removes several policies that both grant and deny, because its caller may have no
 * right to put policies. Or such a managed policy is attached or detached while the boundary moves with the grants.
 */
function mayPeak(update: Update): boolean {
  const { start, target } = update;
  const attached = (role: typeof start): readonly string[] => role?.AttachedPolicies ?? [];
  if (target === undefined) {
    const documents = [
      ...Object.values(start?.InlinePolicies ?? {}),
      ...attached(start).map((arn) => MANAGED[arn]),
    ];
    return documents.filter(isMixed).length > 1;
  }
  const changed = [...attached(start), ...attached(target)].filter(
    (arn) => !(attached(start).includes(arn) && attached(target).includes(arn)),
  );
  return movesBoundaryWithGrants(update) && changed.some((arn) => isMixed(MANAGED[arn]));
}

/** Counts the runs with each kind of fault, and shows the smallest of them. */
function tally(runs: readonly Run[]) {
  const kindsOf = (run: Run): readonly string[] => {
    const kinds = new Set(faultsOf(run).map((fault) => fault.slice(0, fault.indexOf(' after'))));
    const isExempt = movesBoundaryWithGrants(run.update);
    return [...kinds].map((kind) =>
      (kind === 'gap' && isExempt) || (kind === 'peak' && mayPeak(run.update)) ? `exempt ${kind}` : kind,
    );
  };
  const sizeOf = ({ update }: Run): number => JSON.stringify(update).length;
  const faulty = runs.toSorted((a, b) => sizeOf(a) - sizeOf(b)).map((run) => ({ run, kinds: kindsOf(run) }));
  return Object.fromEntries(
    ['gap', 'exempt gap', 'peak', 'exempt peak', 'false flag'].flatMap((kind) => {
      const all = faulty.filter(({ kinds }) => kinds.includes(kind)).map(({ run }) => run);
      const [smallest] = all;
      return smallest === undefined
        ? []
        : [[kind, { runs: all.length, smallest: smallest.update, faults: faultsOf(smallest) }]];
    }),
  );
}

function expectNoFaults(runs: readonly Run[]): void {
  const { 'exempt gap': gaps, 'exempt peak': peaks, ...faults } = tally(runs);
  if (FULL) console.log(`${runs.length} runs; exempt: ${gaps?.runs ?? 0} gaps, ${peaks?.runs ?? 0} peaks`);
  expect(faults).toEqual({});
}

test('no update has a gap, a peak or a false flag', async () => {
  const runs = await runUpdates(randomUpdates(FULL ? 1000 : 40, SEED));
  expect(runs.flatMap(({ writes }) => writes).length).toBeGreaterThan(runs.length);
  expectNoFaults(runs);
}, 900_000);

test('no rollback has a gap or a peak', async () => {
  const runs = await runRollbacks(randomUpdates(FULL ? 1000 : 8, SEED));
  expect(runs.length).toBeGreaterThan(0);
  expectNoFaults(runs);
}, 1_800_000);
