/** A runner that dies: killed at any call, the next run finishes the work and leaves nothing over. */
import { selection } from '../harness/full.ts';
import { callsOf, each, killed, on, signalAt, Tally, TIMEOUT, upTo, WORKING } from './harness.ts';
import { SCENARIOS } from './scenarios.ts';

const tally = new Tally('SIGKILL before or after any call, then run again', SCENARIOS.length);

test.each(SCENARIOS)(
  '$name: killed before or after any call, the next run converges',
  async (scenario) => {
    const calls = await callsOf(scenario);
    const points = upTo(calls.length).flatMap((k) => [
      { k, point: 'before' as const },
      { k, point: 'after' as const },
    ]);
    const name = ({ k, point }: { k: number; point: string }): string =>
      `killed ${point} call ${k} (${calls[k - 1]?.action ?? ''})`;
    await each(selection(points, 3), WORKING, name, async ({ k, point }) =>
      on(scenario, {}, async (emulator) => {
        const first = await tally.step(emulator, scenario.inputs, {
          started: (child) => {
            signalAt(emulator, k, point, async () => {
              await killed(child);
              return 'drop';
            });
          },
        });
        expect(first.signal).toBe('SIGKILL');
        emulator.clearCalls();

        const second = await tally.step(emulator, scenario.inputs);
        expect(emulator.snapshot()).toEqual(scenario.expected);
        const wrote = emulator.writes.some(({ effective }) => effective);
        expect(second).toMatchObject({ exitCode: 0, outputs: { changed: String(wrote) } });
        expect(emulator.writes.filter(({ code }) => code !== undefined)).toEqual([]);
      }),
    );
    tally.passed();
  },
  TIMEOUT,
);
