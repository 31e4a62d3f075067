/**
 * Property tests draw the same cases each time; `FC_SEED=$RANDOM npm test` draws others. With `FC_SHRINK=no` a failure is
 * left as it was found, where only that it failed counts.
 */
import fc from 'fast-check';

fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  seed: Number(process.env['FC_SEED'] ?? 20_261_121),
  endOnFailure: process.env['FC_SHRINK'] === 'no',
});
