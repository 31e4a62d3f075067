/**
 * A failure that ends the run, at any call of any change: afterwards IAM is as it was at the start, in every field. In
 * this process, for the numbers: the Action's own loop and client, over HTTP.
 */
import fc from 'fast-check';
import { setImmediate } from 'node:timers/promises';
import type { FaultRule } from '../../emulator/faults.ts';
import { startEmulator, type Emulator } from '../../emulator/server.ts';
import { PRUNABLE, type Declaration, type State } from '../../src/resources/resource.ts';
import { Cancellation, systemClock, type Clock } from '../../src/runtime/time.ts';
import { createIam } from '../../src/aws/client.ts';
import { DEFAULTS } from '../../src/inputs/table.ts';
import type { Outcome } from '../../src/reconcile/run.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { arrange, real } from '../harness/emulated-account.ts';
import { OWNER, roles, states } from '../harness/states.ts';
import { selection } from '../harness/full.ts';
import { each, Tally, TIMEOUT, upTo } from './harness.ts';

interface Journey {
  readonly start: State;
  readonly declaration: Declaration;
}

const journeys: fc.Arbitrary<Journey> = fc
  .record({
    start: states({ managed: 6 }),
    role: roles({ managed: 6 }).map(real),
    profile: fc.boolean(),
    prune: fc.subarray([...PRUNABLE]).map((items) => new Set(items)),
    removeBoundary: fc.boolean(),
  })
  .map(({ start, role, profile, prune, removeBoundary }) => ({
    start: { ...start, role: start.role && real(start.role) },
    declaration: {
      roleName: 'demo',
      instanceProfileName: 'demo',
      owner: OWNER,
      adopt: false,
      role: {
        ...role,
        boundary: role.boundary ?? (removeBoundary ? 'none' : undefined),
        policies: [...role.managedPolicies],
        inlinePolicies: new Map(
          [...role.inlinePolicies].flatMap(([name, document]) =>
            document === undefined ? [] : [[name, document] as const],
          ),
        ),
        tags: new Map([...role.tags].filter(([, value]) => value !== OWNER)),
        instanceProfile: profile ? { path: '/' } : undefined,
        prune,
        pullRequest: undefined,
      },
    },
  }));

const clock: Clock = {
  now: () => performance.now(),
  random: () => Math.random(),
  sleep: async () => {
    await setImmediate();
  },
};

let emulator: Emulator;
const environment = { ...process.env };

beforeAll(async () => {
  emulator = await startEmulator();
  Object.assign(process.env, emulator.environment, {
    AWS_CONFIG_FILE: 'none',
    AWS_SHARED_CREDENTIALS_FILE: 'none',
  });
});

afterAll(async () => {
  await emulator.close();
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, environment);
});

async function run({ start, declaration }: Journey, rules: readonly FaultRule[]): Promise<Outcome> {
  emulator.reset();
  arrange(emulator, start);
  emulator.setFaults({ rules });
  const settings = { ...DEFAULTS, mode: 'apply' } as const;
  const iam = createIam(new Cancellation(), process.env, systemClock);
  const nothing = (): void => undefined;
  try {
    return await reconcile(declaration, settings, {
      iam,
      clock,
      partition: 'aws',
      signal: new AbortController().signal,
      debug: nothing,
      onPlanned: nothing,
      onSent: nothing,
    });
  } finally {
    iam.sdk.destroy();
  }
}

function atStart(start: State): unknown {
  emulator.reset();
  arrange(emulator, start);
  return emulator.snapshot();
}

const tally = new Tally(
  'AccessDenied, or a lost reply and then AccessDenied, at any call of any change (in process)',
);

test(
  'a denial of any call is rolled back completely',
  async () => {
    const denied = { code: 'AccessDenied' };
    const samples = fc.sample(journeys, { seed: 4, numRuns: 12 });
    for (const journey of selection(samples, 3)) {
      const before = atStart(journey.start);
      const clean = await run(journey, []);
      expect(clean.failure).toBeUndefined();
      const calls = [...emulator.calls];
      const after = emulator.snapshot();

      // Each call refused; each write done, its reply lost, and then refused.
      const faults = upTo(calls.length).map((k): { name: string; rules: FaultRule[] } => ({
        name: `call ${k} denied`,
        rules: [{ nth: k, error: denied }],
      }));
      for (const [index, { action, write }] of calls.entries()) {
        const nth = calls.slice(0, index + 1).filter((call) => call.action === action).length;
        if (!write) continue;
        faults.push({
          name: `the reply to ${action} ${nth} lost, then denied`,
          rules: [
            { action, nth, error: 'lost-reply' },
            { action, nth: nth + 1, error: denied },
          ],
        });
      }
      await each(
        selection(faults, 8),
        1,
        ({ name }) => `${name}, ${JSON.stringify(clean.plan?.changes.map(({ api }) => api))}`,
        async ({ rules }) => {
          const began = performance.now();
          const outcome = await run(journey, rules);
          tally.count(outcome.status, performance.now() - began);
          if (outcome.failure === undefined) {
            // The retry of a lost reply found its work done: nothing was denied.
            expect(emulator.snapshot()).toEqual(after);
            return;
          }
          expect(outcome.failure.error.message).toMatch(/AccessDenied/);
          expect(outcome.failure.aftermath?.rollbackError).toBeUndefined();
          expect(emulator.snapshot()).toEqual(before);
          const wrote = emulator.writes.some(({ effective }) => effective);
          expect(outcome).toMatchObject({ status: wrote ? 'rolled-back' : 'failed', changed: false });
        },
      );
    }
    tally.passed();
  },
  TIMEOUT,
);
