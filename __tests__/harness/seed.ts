/**
 * Property tests draw the same cases each time; `FC_SEED=$RANDOM npm test` draws other cases. With `FC_CASES=50`
 * each of them takes no more than 50 cases, and leaves a failure as it was found.
 */
import fc from 'fast-check';

const { FC_SEED: seed = '20261121', FC_CASES: cases } = process.env;

function endAfter(limit: number): NonNullable<fc.Parameters['plugins']>[number] {
  return () => {
    let count = 0;
    return {
      decorateRun: (run) => (value) => {
        count += 1;
        return count > limit ? new fc.PreconditionFailure(true) : run(value);
      },
    };
  };
}

fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  seed: Number(seed),
  ...(cases === undefined ? {} : { plugins: [endAfter(Number(cases))], endOnFailure: true }),
});
