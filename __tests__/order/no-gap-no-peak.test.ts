/** Random updates through the bundle, with every state in between recorded. `ORDER=full` runs 1,000 and their rollbacks. */
import { faultsOf, type Run, runUpdates, runRollbacks } from './bundle.ts';
import { randomUpdates, type Update } from './random-updates.ts';

const FULL = process.env['ORDER'] === 'full';
const SEED = Number(process.env['ORDER_SEED'] ?? 15);

/** Reports whether a boundary moves together with the grants under it. There safety precedes continuity: gaps are exempt. */
function movesBoundaryWithGrants({ start, target }: Update): boolean {
  if (start === undefined || target === undefined) return false;
  const grants = ({ InlinePolicies, AttachedPolicies }: typeof start): string =>
    JSON.stringify([InlinePolicies, [...AttachedPolicies].sort()]);
  return start.PermissionsBoundary !== target.PermissionsBoundary && grants(start) !== grants(target);
}

/** Counts the runs with each kind of fault, and shows the smallest of them. */
function tally(runs: readonly Run[]) {
  const kindsOf = (run: Run): readonly string[] => {
    const kinds = new Set(faultsOf(run).map((fault) => fault.slice(0, fault.indexOf(' after'))));
    const isExempt = movesBoundaryWithGrants(run.update);
    return [...kinds].map((kind) => (kind === 'gap' && isExempt ? 'exempt gap' : kind));
  };
  const sizeOf = ({ update }: Run): number => JSON.stringify(update).length;
  const faulty = runs.toSorted((a, b) => sizeOf(a) - sizeOf(b)).map((run) => ({ run, kinds: kindsOf(run) }));
  return Object.fromEntries(
    ['gap', 'exempt gap', 'peak', 'false flag'].flatMap((kind) => {
      const all = faulty.filter(({ kinds }) => kinds.includes(kind)).map(({ run }) => run);
      const [smallest] = all;
      return smallest === undefined
        ? []
        : [[kind, { runs: all.length, smallest: smallest.update, faults: faultsOf(smallest) }]];
    }),
  );
}

test('no update has a gap, a peak or a false flag', async () => {
  const runs = await runUpdates(randomUpdates(FULL ? 1000 : 150, SEED));
  expect(runs.flatMap(({ writes }) => writes).length).toBeGreaterThan(runs.length);
  const { 'exempt gap': _exempt, ...faults } = tally(runs);
  expect(faults).toEqual({});
}, 900_000);

test('no rollback has a gap or a peak', async () => {
  const runs = await runRollbacks(randomUpdates(FULL ? 1000 : 40, SEED));
  expect(runs.length).toBeGreaterThan(0);
  const { 'exempt gap': _exempt, ...faults } = tally(runs);
  expect(faults).toEqual({});
}, 1_800_000);
