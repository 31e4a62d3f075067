/** Replicas up to 10 s behind, whose answers flap between old and new. */
import { randomStream } from '../../emulator/random.ts';
import type { RecordedCall } from '../../emulator/handle-call.ts';
import { FULL } from '../harness/full.ts';
import { each, failureOf, on, SLEEPING, Tally, TIMEOUT, upTo } from './harness.ts';
import { create, SCENARIOS, swap, update } from './scenarios.ts';

const tally = new Tally('Reads 0 to 10 s stale, alternating between old and new');

/** Lists the forbidden events: a second creation, and a gap in what both ends have. */
function mishaps(calls: readonly RecordedCall[], mode: string | undefined): string[] {
  const done = calls.filter(({ write, effective }) => write && effective);
  const count = (action: string): number => done.filter((call) => call.action === action).length;
  const standing = JSON.stringify(
    done.filter(({ action }) => /^(Detach|DeleteRolePolicy)/.test(action)).map(({ input }) => input),
  );
  return [
    ...['CreateRole', 'CreateInstanceProfile'].filter((action) => count(action) > 1),
    ...(mode === 'destroy'
      ? []
      : ['DeleteRole', 'DeleteInstanceProfile'].filter((action) => count(action) > 0)),
    ...(count('AddRoleToInstanceProfile') > 1 ? ['AddRoleToInstanceProfile twice'] : []),
    ...(mode !== 'destroy' && /SecurityAudit|queue/.test(standing) ? ['a gap in what both ends have'] : []),
  ];
}

test(
  'every run converges within its deadline, creates nothing twice and recreates nothing',
  async () => {
    // One of each scenario.
    const seeds = upTo(FULL ? 200 : 4);
    await each(
      seeds,
      SLEEPING,
      (seed) => `seed ${seed}`,
      async (seed) => {
        const scenario = SCENARIOS[seed % SCENARIOS.length] ?? SCENARIOS[0];
        if (scenario === undefined) return;
        const lagMs = randomStream(seed, 'lag')() * 10_000;
        await on(
          scenario,
          { lagMs },
          async (emulator) => {
            const result = await tally.step(emulator, scenario.inputs);
            expect(result).toMatchObject({ exitCode: 0, outputs: { status: scenario.status } });
            expect(emulator.snapshot()).toEqual(scenario.expected);
            expect(mishaps(emulator.calls, scenario.inputs['mode'])).toEqual([]);
          },
          { seed },
        );
      },
    );
    tally.passed();
  },
  TIMEOUT,
);

const undo = new Tally('Stale reads and a denied call: the rollback');

test(
  'a rollback is complete although it reads old states',
  async () => {
    const denials = [
      { scenario: create, action: 'PutRolePolicy' },
      { scenario: update, action: 'DeleteRolePolicy' },
      { scenario: swap, action: 'DetachRolePolicy' },
    ];
    await each(
      upTo(FULL ? 30 : 3),
      SLEEPING,
      (seed) => `seed ${seed}`,
      async (seed) => {
        const { scenario, action } = denials[seed % denials.length] ??
          denials[0] ?? { scenario: create, action: '' };
        const rules = [{ action, times: 1, error: { code: 'AccessDenied' } }];
        const lagMs = randomStream(seed, 'lag')() * 5_000;
        await on(
          scenario,
          { lagMs, rules },
          async (emulator) => {
            const before = emulator.snapshot();
            const result = await undo.step(emulator, scenario.inputs);
            expect(failureOf(result)).toContain('AccessDenied');
            expect(result).toMatchObject({
              exitCode: 1,
              outputs: { status: 'rolled-back', changed: 'false' },
            });
            expect(emulator.snapshot()).toEqual(before);
          },
          { seed },
        );
      },
    );
    undo.passed();
  },
  TIMEOUT,
);
