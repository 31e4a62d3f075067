/** One fault on one call of an otherwise undisturbed run, for every call of every scenario. */
import type { Fault, FaultRule } from '../../emulator/faults.ts';
import { selection } from '../harness/full.ts';
import { callsOf, each, on, type Tally } from './harness.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

export interface Strike {
  readonly name: string;
  readonly error: Fault;
  /** The number of consecutive calls that it strikes. */
  readonly times: number;
  /** Reads are left alone. */
  readonly writesOnly?: true;
}

interface Case {
  readonly scenario: Scenario;
  readonly name: string;
  readonly rule: FaultRule;
}

/**
 * Identifies each call by its action and the number of earlier calls of that action, as waves of calls have no
 * order.
 */
async function cases(strikes: readonly Strike[]): Promise<Case[]> {
  const all: Case[] = [];
  for (const scenario of SCENARIOS) {
    const calls = await callsOf(scenario);
    for (const [index, { action, write }] of calls.entries()) {
      const from = calls.slice(0, index + 1).filter((other) => other.action === action).length;
      for (const { name, error, times, writesOnly } of strikes) {
        if (writesOnly === true && !write) continue;
        const rule = { action, from, times, error };
        all.push({ scenario, name: `${scenario.name}: ${action} ${from} ${name}`, rule });
      }
    }
  }
  return all;
}

async function converges({ scenario, rule }: Case, tally: Tally): Promise<void> {
  await on(scenario, { rules: [rule] }, async (emulator) => {
    const result = await tally.step(emulator, scenario.inputs);
    expect(emulator.calls.filter(({ fault }) => fault !== undefined)).toHaveLength(rule.times ?? 0);
    expect(emulator.snapshot()).toEqual(scenario.expected);
    expect(result).toMatchObject({ exitCode: 0, outputs: { status: scenario.status, changed: 'true' } });
  });
}

/**
 * Runs the cases, each of which must converge.
 *
 * @param few the number that runs by default
 * @param atOnce the number that runs in parallel
 */
export async function allConverge(
  strikes: readonly Strike[],
  few: number,
  atOnce: number,
  tally: Tally,
): Promise<void> {
  const chosen = selection(await cases(strikes), few);
  await each(
    chosen,
    atOnce,
    ({ name }) => name,
    async (one) => converges(one, tally),
  );
  tally.passed();
}
