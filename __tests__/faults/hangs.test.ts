/** A call that is never answered, or not to its end, is given up after 10 s and tried again. */
import { SLEEPING, Tally, TIMEOUT } from './harness.ts';
import { allConverge, type Strike } from './strikes.ts';

const HANGS: readonly Strike[] = [
  { name: 'never answered', error: 'hang', times: 1 },
  { name: 'done and never answered', error: 'hang-after', times: 1 },
  { name: 'done and half answered', error: 'hang-mid-reply', times: 1, writesOnly: true },
];
const tally = new Tally('No response to any call, or half of one, applied or not');

test(
  'the run repeats any call that is never answered',
  () => allConverge(HANGS, 8, SLEEPING, tally),
  TIMEOUT,
);
