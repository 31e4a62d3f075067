/** A permanent error ends the run at once, and its writes are rolled back. */
import { selection } from '../harness/full.ts';
import { callsOf, each, failureOf, on, Tally, TIMEOUT, WORKING } from './harness.ts';
import { destroy, SCENARIOS, type Scenario } from './scenarios.ts';

interface Case {
  readonly scenario: Scenario;
  readonly action: string;
  readonly code: string;
}

/**
 * Reports whether the code is a permanent error of this call. AddRole's quota only means that a role is in the
 * profile.
 */
function canAnswer(action: string, code: string): boolean {
  if (code === 'MalformedPolicyDocument')
    return /^(CreateRole|UpdateAssumeRolePolicy|PutRolePolicy)$/.test(action);
  return code === 'AccessDenied' || /^(Create|Attach|Put|Tag)/.test(action);
}

async function cases(): Promise<Case[]> {
  const all: Case[] = [];
  for (const scenario of SCENARIOS) {
    const actions = new Set(
      (await callsOf(scenario)).filter(({ write }) => write).map(({ action }) => action),
    );
    for (const action of actions) {
      for (const code of ['AccessDenied', 'LimitExceeded', 'MalformedPolicyDocument']) {
        if (canAnswer(action, code)) all.push({ scenario, action, code });
      }
    }
  }
  return all;
}

const name = ({ scenario, action, code }: Case): string => `${scenario.name}: ${action} answers ${code}`;
const tally = new Tally('AccessDenied, LimitExceeded or MalformedPolicyDocument at any write', 2);

test(
  'the run tries once, and rolls nothing back if rollback-on-failure is false',
  async () => {
    await each(selection(await cases(), 3), 2, name, async ({ scenario, action, code }) =>
      on(scenario, { rules: [{ action, error: { code } }] }, async (emulator) => {
        const inputs = { ...scenario.inputs, 'rollback-on-failure': 'false' };
        const result = await tally.step(emulator, inputs);
        const tries = emulator.calls.filter((call) => call.action === action).map(({ entity }) => entity);
        // A destroy removes the role from two profiles at the same time.
        expect(tries).toEqual([...new Set(tries)]);
        expect(tries).not.toEqual([]);

        const wrote = emulator.writes.some(({ effective }) => effective);
        expect(result).toMatchObject({ exitCode: 1, outputs: { status: 'failed', changed: String(wrote) } });
        const message = failureOf(result);
        expect(message).toContain(`${action} of `);
        expect(message).toContain(code);
        if (code === 'AccessDenied') expect(message).toContain(`"iam:${action}"`);
        if (wrote && scenario !== destroy) expect(message).toContain('This run wrote:');
        if (wrote && scenario === destroy) expect(message).toContain('Run it again to finish');
      }),
    );
    tally.passed();
  },
  TIMEOUT,
);

test(
  'the run rolls back its writes; the next run finishes a destroy',
  async () => {
    await each(selection(await cases(), 3), WORKING, name, async ({ scenario, action, code }) =>
      on(scenario, { rules: [{ action, error: { code }, times: 1 }] }, async (emulator) => {
        const before = emulator.snapshot();
        const result = await tally.step(emulator, scenario.inputs);
        expect(result.exitCode).toBe(1);
        if (scenario === destroy) {
          expect(await tally.step(emulator, scenario.inputs)).toMatchObject({ exitCode: 0 });
          expect(emulator.snapshot()).toEqual(scenario.expected);
          return;
        }
        expect(emulator.snapshot()).toEqual(before);
        const wrote = emulator.writes.some(({ effective }) => effective);
        const status = wrote ? 'rolled-back' : 'failed';
        expect(result.outputs).toMatchObject({ status, changed: 'false' });
        if (wrote) expect(failureOf(result)).toContain('This run sent these changes and rolled them back');
      }),
    );
    tally.passed();
  },
  TIMEOUT,
);
