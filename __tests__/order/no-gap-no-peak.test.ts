/** Random updates through the bundle, with every state in between recorded. `ORDER=full` runs 1,000 and their rollbacks. */
import { faultsOf, type Run, runUpdates, runRollbacks } from './bundle.ts';
import type { Policy } from './evaluator.ts';
import { randomUpdates, type Update } from './random-updates.ts';
import { MANAGED } from './worlds.ts';

const FULL = process.env['ORDER'] === 'full';
const SEED = Number(process.env['ORDER_SEED'] ?? 15);

/** Reports whether a boundary moves together with the grants under it. There safety precedes continuity: gaps are exempt. */
function movesBoundaryWithGrants({ start, target }: Update): boolean {
  if (start === undefined || target === undefined) return false;
  const grants = ({ InlinePolicies, AttachedPolicies }: typeof start): string =>
    JSON.stringify([InlinePolicies, [...AttachedPolicies].sort()]);
  return start.PermissionsBoundary !== target.PermissionsBoundary && grants(start) !== grants(target);
}

/**
 * Reports whether a destroy removes several policies that both grant and deny. Each needs one call for both, because the caller
 * of a destroy may have no right to put policies: peaks are exempt.
 */
function destroysMixedPolicies({ start, target }: Update): boolean {
  const documents = [
    ...Object.values(start?.InlinePolicies ?? {}),
    ...(start?.AttachedPolicies ?? []).map((arn) => MANAGED[arn]),
  ];
  const isMixed = (document: Policy | undefined): boolean =>
    new Set([document?.Statement ?? []].flat().map(({ Effect }) => Effect)).size > 1;
  return target === undefined && documents.filter(isMixed).length > 1;
}

/** Counts the runs with each kind of fault, and shows the smallest of them. */
function tally(runs: readonly Run[]) {
  const kindsOf = (run: Run): readonly string[] => {
    const kinds = new Set(faultsOf(run).map((fault) => fault.slice(0, fault.indexOf(' after'))));
    const isExempt = movesBoundaryWithGrants(run.update);
    const mayPeak = destroysMixedPolicies(run.update);
    return [...kinds].map((kind) =>
      (kind === 'gap' && isExempt) || (kind === 'peak' && mayPeak) ? `exempt ${kind}` : kind,
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
