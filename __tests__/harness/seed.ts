/**
 * Property tests draw the same cases each time; `FC_SEED=$RANDOM npm test` draws other cases. With `FC_LIMIT=300`
 * each of them takes no more than 300 ms, and leaves a failure as it was found.
 */
import fc from 'fast-check';

const { FC_SEED: seed = '20261121', FC_LIMIT: limit } = process.env;

fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  seed: Number(seed),
  ...(limit === undefined
    ? {}
    : { plugins: [fc.interruptAfterTimeLimit(Number(limit))], endOnFailure: true }),
});
