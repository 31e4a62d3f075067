/** Something goes wrong with one call, whichever it is: the run converges all the same, and says what is so. */
import type { Fault, FaultRule } from '../../emulator/faults.ts';
import { callsOf, each, on, selection, SLEEPING, Tally, TIMEOUT, WORKING } from './harness.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

const code = (name: string): Fault => ({ code: name });
const STRIKES: readonly { name: string; error: Fault; writesOnly?: true; times?: number }[] = [
  { name: 'throttled', error: code('Throttling') },
  { name: 'answered with a 500', error: code('ServiceFailure') },
  { name: 'answered with a 503', error: code('ServiceUnavailable') },
  { name: 'reset', error: 'reset' },
  { name: 'reset in the middle of its reply', error: 'reset-mid-reply' },
  { name: 'done, and its reply lost', error: 'lost-reply' },
  {
    name: 'refused twice for ConcurrentModification',
    error: code('ConcurrentModification'),
    writesOnly: true,
  },
];
const HANGS: typeof STRIKES = [
  { name: 'never answered', error: 'hang' },
  { name: 'done and never answered', error: 'hang-after' },
  { name: 'done and half answered', error: 'hang-mid-reply' },
];

interface Case {
  readonly scenario: Scenario;
  readonly name: string;
  readonly rule: FaultRule;
}

/** The fault on each call of the run, told by its action and how many of that action came before. */
async function cases(strikes: typeof STRIKES, times: (error: Fault) => number): Promise<Case[]> {
  const all: Case[] = [];
  for (const scenario of SCENARIOS) {
    const calls = await callsOf(scenario);
    for (const [index, { action, write }] of calls.entries()) {
      const from = calls.slice(0, index + 1).filter((other) => other.action === action).length;
      for (const { name, error, writesOnly } of strikes) {
        if (writesOnly === true && !write) continue;
        all.push({
          scenario,
          name: `${scenario.name}: ${action} ${from} ${name}`,
          rule: { action, from, times: times(error), error },
        });
      }
    }
  }
  return all;
}

async function converges({ scenario, rule }: Case, tally: Tally): Promise<void> {
  await on(scenario, { rules: [rule] }, async (emulator) => {
    const result = await tally.step(emulator, scenario.inputs);
    expect(emulator.calls.filter(({ fault }) => fault !== undefined)).toHaveLength(rule.times ?? 1);
    expect(emulator.snapshot()).toEqual(scenario.expected);
    expect(result).toMatchObject({ exitCode: 0, outputs: { status: scenario.status, changed: 'true' } });
  });
}

const struck = new Tally(
  'Any call throttled, answered with 500 or 503, reset, its reply lost, or in conflict',
);

test(
  'any call that fails once, or is in conflict twice',
  async () => {
    const conflict = (error: Fault): boolean =>
      typeof error === 'object' && error.code === 'ConcurrentModification';
    const all = await cases(STRIKES, (error) => (conflict(error) ? 2 : 1));
    await each(
      selection(all, 48),
      WORKING,
      ({ name }) => name,
      async (each) => converges(each, struck),
    );
    struck.passed();
  },
  TIMEOUT,
);

const hung = new Tally('Any call never answered, done or not');

test(
  'any call that is never answered is given up after 10 s and tried again',
  async () => {
    const all = await cases(HANGS, () => 1);
    await each(
      selection(all, SLEEPING),
      SLEEPING,
      ({ name }) => name,
      async (each) => {
        await converges(each, hung);
      },
    );
    hung.passed();
  },
  TIMEOUT,
);

const exhausted = new Tally(
  'Any write that fails as often as the SDK tries, so that nobody knows what it did',
);

test(
  'a write that fails three times running is looked for and sent again',
  async () => {
    const all = await cases(
      STRIKES.filter(({ writesOnly }) => writesOnly === undefined),
      () => 3,
    );
    const writes = all.filter(({ rule }) => !/^(Get|List)/.test(rule.action ?? ''));
    await each(
      selection(writes, 12),
      WORKING,
      ({ name }) => name,
      async (each) => converges(each, exhausted),
    );
    exhausted.passed();
  },
  TIMEOUT,
);
