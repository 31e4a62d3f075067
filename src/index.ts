/** The process: one run, its exit code, and the signals of a runner that cancels. */
import { Cancellation } from './runtime/time.ts';
import { run } from './main.ts';
import { githubRunner } from './runtime/runner.ts';

/** The version that action.yml declares. */
const NODE = 24;
const runner = githubRunner();

/** Ends the process with an error annotation. */
function fail(message: string): never {
  runner.annotate('error', message);
  const unwritten = runner.outputs({ status: 'failed' });
  if (unwritten !== undefined) runner.annotate('error', unwritten);
  process.exit(1);
}

/** Ends the process with an error annotation in place of Node's stack trace. */
function breakOff(error: unknown): never {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  runner.debug(stack ?? message);
  fail(
    `The run broke off: ${message}. This is a fault of the Action: check what IAM has by mode: plan, and report it with the debug log.`,
  );
}

process.on('uncaughtException', breakOff);
process.on('unhandledRejection', breakOff);
// Node would exit with code 13, and without an annotation.
process.on('beforeExit', () => breakOff('it waits for something that never happens'));

const { node } = process.versions;
if (Number.parseInt(node, 10) < NODE) {
  fail(
    `This Action cannot run on Node ${node}: it needs Node ${NODE}. Update the runner to 2.327.1 or newer, which has it.`,
  );
}

const cancellation = new Cancellation();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    cancellation.cancel();
  });
}

const succeeded = await run(process.env, runner, cancellation).catch(breakOff);
// Not `exitCode`: kept-alive connections would keep the process for seconds. All output above is synchronous.
process.exit(succeeded ? 0 : 1);
