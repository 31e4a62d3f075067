/** Skips the rest of a suite after a failed test: one is enough to kill a mutant. */
import process from 'node:process';
import { TestEnvironment } from 'jest-environment-node';

export default class MutationEnvironment extends TestEnvironment {
  #failed = false;

  handleTestEvent({ name, test }) {
    if (name === 'test_fn_failure') this.#failed = true;
    if (name === 'test_start' && this.#failed) test.mode = 'skip';
    // A mutant may leave a promise that nothing awaits. Jest has removed Stryker's own listener, so it would end the process.
    if (name === 'teardown') process.on('unhandledRejection', () => undefined);
  }
}
