/** Replicas up to 10 s behind, whose answers flap between old and new. */
import { randomStream } from '../../emulator/random.ts';
import type { RecordedCall } from '../../emulator/pipeline.ts';
import { each, on, selection, SLEEPING, Tally, TIMEOUT, upTo } from './harness.ts';
import { SCENARIOS } from './scenarios.ts';

const tally = new Tally('Reads 0 to 10 s behind, flapping between old and new');

/** What never happens on the way: a second birth, and a gap in what both ends have. */
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
  'every run converges within its deadline, makes nothing twice and deletes nothing to make it again',
  async () => {
    const seeds = selection(upTo(200), 10);
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
