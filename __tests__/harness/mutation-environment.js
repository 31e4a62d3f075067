/** Skips the rest of a suite after a failed test: one is enough to kill a mutant. */
import { TestEnvironment } from 'jest-environment-node';

export default class MutationEnvironment extends TestEnvironment {
  #failed = false;

  handleTestEvent({ name, test }) {
    if (name === 'test_fn_failure') this.#failed = true;
    if (name === 'test_start' && this.#failed) test.mode = 'skip';
  }
}
