/** Runs `reconcile` in the test's process against one emulator, over HTTP, with a clock that needs no waiting. */
import { startEmulator, type Emulator } from '../../emulator/server.ts';
import type { RunSettings } from '../../src/inputs/declare.ts';
import { DEFAULTS } from '../../src/inputs/table.ts';
import { createIam } from '../../src/aws/client.ts';
import type { Outcome, ReconcilePorts } from '../../src/reconcile/run.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import type { Declaration } from '../../src/resources/resource.ts';
import { Cancellation, systemClock } from '../../src/runtime/time.ts';
import { fakeClock } from './fake-clock.ts';

interface EmulatedRunOptions extends Partial<RunSettings> {
  readonly ports?: Partial<ReconcilePorts>;
  readonly cancellation?: Cancellation;
}

type EmulatedRun = (declaration: Declaration, options?: EmulatedRunOptions) => Promise<Outcome>;

const SETTINGS: RunSettings = {
  ...DEFAULTS,
  mode: 'apply',
};

/**
 * Recognizes errors of Node's own modules as errors. Jest gives each test file a realm with its own `Error`, and the SDK
 * would replace a broken connection's error by one without a code. Returns the function that ends this.
 */
function recognizeErrorsOfNode(): () => void {
  const isInstance = function (this: unknown, value: unknown): boolean {
    return this === Error
      ? Object.prototype.toString.call(value) === '[object Error]'
      : Function.prototype[Symbol.hasInstance].call(this, value);
  };
  Object.defineProperty(Error, Symbol.hasInstance, { value: isInstance, configurable: true });
  return () => Reflect.deleteProperty(Error, Symbol.hasInstance);
}

/** Starts an emulator for all tests of the file. Each run continues with the account as the test left it. */
export function emulatedRuns(): { readonly emulator: () => Emulator; readonly run: EmulatedRun } {
  let emulator: Emulator;
  let restoreErrors: () => void;
  const environment = { ...process.env };

  beforeAll(async () => {
    restoreErrors = recognizeErrorsOfNode();
    emulator = await startEmulator();
    Object.assign(process.env, emulator.environment, {
      AWS_CONFIG_FILE: 'none',
      AWS_SHARED_CREDENTIALS_FILE: 'none',
      // The SDK's retries would hide faults from the Action's own loop.
      AWS_MAX_ATTEMPTS: '1',
    });
  });

  beforeEach(() => {
    emulator.reset();
  });

  afterAll(async () => {
    await emulator.close();
    restoreErrors();
    for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, environment);
  });

  return {
    emulator: () => emulator,
    run: async (declaration, { ports, cancellation = new Cancellation(), ...settings } = {}) => {
      const iam = createIam(cancellation, process.env, systemClock);
      const ignore = (): void => undefined;
      try {
        return await reconcile(
          declaration,
          { ...SETTINGS, ...settings },
          {
            iam,
            clock: fakeClock(),
            signal: cancellation.signal,
            debug: ignore,
            partition: 'aws',
            onPlanned: ignore,
            onSent: ignore,
            ...ports,
          },
        );
      } finally {
        iam.sdk.destroy();
      }
    },
  };
}
