/** Any one call fails in some way: the run still converges and reports correctly. */
import { Tally, TIMEOUT, WORKING } from './harness.ts';
import { allConverge, type Strike } from './strikes.ts';

const ONCE: readonly Strike[] = [
  { name: 'throttled', error: { code: 'Throttling' }, times: 1 },
  { name: 'answered with a 500', error: { code: 'ServiceFailure' }, times: 1 },
  { name: 'answered with a 503', error: { code: 'ServiceUnavailable' }, times: 1 },
  { name: 'reset', error: 'reset', times: 1 },
  { name: 'reset in the middle of its reply', error: 'reset-mid-reply', times: 1 },
  { name: 'done, and its reply lost', error: 'lost-reply', times: 1 },
  { name: 'in conflict twice', error: { code: 'ConcurrentModification' }, times: 2, writesOnly: true },
];
const struck = new Tally(
  'Any call throttled, answered with 500 or 503, reset, its reply lost, or in conflict',
);

test(
  'the run converges if any call fails once, or is in conflict twice',
  () => allConverge(ONCE, 9, WORKING, struck),
  TIMEOUT,
);

const THRICE: readonly Strike[] = [
  { name: 'answered with a 500 thrice', error: { code: 'ServiceFailure' }, times: 3, writesOnly: true },
  { name: 'reset thrice in the middle of its reply', error: 'reset-mid-reply', times: 3, writesOnly: true },
  { name: 'done, and its reply lost thrice', error: 'lost-reply', times: 3, writesOnly: true },
];
const exhausted = new Tally('Any write that fails as often as the SDK tries, so that its effect is unknown');

test(
  'the run looks for a write that fails in every attempt, and resends it',
  () => allConverge(THRICE, 3, WORKING, exhausted),
  TIMEOUT,
);
