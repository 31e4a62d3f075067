/** The process: one run, its exit code, and the signals of a runner that cancels. */
import { Cancellation } from './runtime/cancellation.ts';
import { run } from './main.ts';
import { githubRunner } from './report/runner.ts';

const cancellation = new Cancellation();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    cancellation.cancel();
  });
}

const succeeded = await run(process.env, githubRunner(), cancellation);
// Not `exitCode`: kept-alive connections would keep the process for seconds. All output above is synchronous.
process.exit(succeeded ? 0 : 1);
