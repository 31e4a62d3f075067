/**
 * Runs the suites for a mutant, the fastest first, until a test fails. Jest alone would load every suite, also to skip all of
 * its tests, and would not stop: its `bail` ends the process.
 */
import TestRunner from 'jest-runner';

/** The suites that have run in this process: the names of their tests, and the milliseconds that they took. */
const known = new Map();

export default class MutationRunner extends TestRunner.default {
  async runTests(tests, watcher, options) {
    const pattern = new RegExp(this._globalConfig.testNamePattern ?? '', 'i');
    const covers = ({ path }) => known.get(path)?.names.some((name) => pattern.test(name)) ?? true;
    const milliseconds = ({ path }) => known.get(path)?.milliseconds ?? 0;
    this.on('test-file-success', ([{ path }, { testResults, numFailingTests, perfStats }]) => {
      const names = testResults.map(({ fullName }) => fullName);
      if (!known.has(path)) known.set(path, { names, milliseconds: perfStats.runtime });
      if (numFailingTests > 0) watcher.setState({ interrupted: true });
    });
    const suites = tests.filter(covers).sort((a, b) => milliseconds(a) - milliseconds(b));
    await super.runTests(suites, watcher, options);
  }
}
