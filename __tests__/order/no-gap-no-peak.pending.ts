/**
 * Random updates through the bundle, with every state between read: `ORDER=full` takes 1,000, and all their ways back. jest
 * does not run this file until the order of calls holds.
 */
import { faultsOf, type Journey, travel, travelBack } from './bundle.ts';
import { randomUpdates, type Update } from './random-updates.ts';

const FULL = process.env['ORDER'] === 'full';
const SEED = Number(process.env['ORDER_SEED'] ?? 15);

/** A boundary that moves at once with the grants under it: there safety precedes continuity, so a gap is no fault. */
function movesBoundaryWithGrants({ start, target }: Update): boolean {
  if (start === undefined || target === undefined) return false;
  const grants = ({ InlinePolicies, AttachedPolicies }: typeof start): string =>
    JSON.stringify([InlinePolicies, [...AttachedPolicies].sort()]);
  return start.PermissionsBoundary !== target.PermissionsBoundary && grants(start) !== grants(target);
}

/** Counts the journeys with each kind of fault, and shows the smallest of them. */
function tally(journeys: readonly Journey[]) {
  const kindsOf = (journey: Journey): readonly string[] => {
    const kinds = new Set(faultsOf(journey).map((fault) => fault.slice(0, fault.indexOf(' after'))));
    const isExempt = movesBoundaryWithGrants(journey.update);
    return [...kinds].map((kind) => (kind === 'gap' && isExempt ? 'exempt gap' : kind));
  };
  const sizeOf = ({ update }: Journey): number => JSON.stringify(update).length;
  const faulty = journeys
    .toSorted((a, b) => sizeOf(a) - sizeOf(b))
    .map((journey) => ({ journey, kinds: kindsOf(journey) }));
  return Object.fromEntries(
    ['gap', 'exempt gap', 'peak', 'false flag'].flatMap((kind) => {
      const all = faulty.filter(({ kinds }) => kinds.includes(kind)).map(({ journey }) => journey);
      const [smallest] = all;
      return smallest === undefined
        ? []
        : [[kind, { journeys: all.length, smallest: smallest.update, faults: faultsOf(smallest) }]];
    }),
  );
}

test('no way there has a gap, a peak or a false flag', async () => {
  const journeys = await travel(randomUpdates(FULL ? 1000 : 150, SEED));
  expect(journeys.flatMap(({ writes }) => writes).length).toBeGreaterThan(journeys.length);
  const { 'exempt gap': _exempt, ...faults } = tally(journeys);
  expect(faults).toEqual({});
}, 900_000);

test('no way back has a gap or a peak', async () => {
  const journeys = await travelBack(randomUpdates(FULL ? 1000 : 40, SEED));
  expect(journeys.length).toBeGreaterThan(0);
  const { 'exempt gap': _exempt, ...faults } = tally(journeys);
  expect(faults).toEqual({});
}, 1_800_000);
