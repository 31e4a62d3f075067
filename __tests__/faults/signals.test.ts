/** A run that is cancelled: the runner sends SIGINT, 7.5 s later SIGTERM, and 2.5 s after that it kills. */
import type { RecordedCall } from '../../emulator/handle-call.ts';
import type { StepResult } from '../../scripts/run-action.ts';
import { selection } from '../harness/full.ts';
import {
  bundle,
  callsOf,
  each,
  failureOf,
  on,
  RUNNER_KILLS_MS,
  signalAt,
  Tally,
  TIMEOUT,
  upTo,
  WORKING,
} from './harness.ts';
import { create, SCENARIOS, type Scenario } from './scenarios.ts';

interface Case {
  readonly scenario: Scenario;
  readonly k: number;
  readonly action: string;
  readonly signal: 'SIGINT' | 'SIGTERM';
  /** Whether the call in progress never ends. */
  readonly hangs: boolean;
}

async function cases(): Promise<Case[]> {
  const all: Case[] = [];
  for (const scenario of SCENARIOS) {
    const calls = await callsOf(scenario);
    for (const k of upTo(calls.length)) {
      // By the number of the case: a selection has some of both.
      const signal = all.length % 4 === 0 ? 'SIGTERM' : 'SIGINT';
      const hangs = all.length % 2 === 0;
      all.push({ scenario, k, action: calls[k - 1]?.action ?? '', signal, hangs });
    }
  }
  return all;
}

const tally = new Tally('SIGINT or SIGTERM at any call, answered or not, then run again');

test(
  'a cancelled run ends before the runner kills it, lists the sent and unsent changes, and the next run converges',
  async () => {
    await each(
      selection(await cases(), 5),
      WORKING,
      ({ scenario, k, action, signal }) => `${scenario.name}: ${signal} at call ${k} (${action})`,
      async ({ scenario, k, signal, hangs }) =>
        on(
          scenario,
          hangs ? { rules: [{ from: k, error: 'hang' }] } : { latencyMs: 100 },
          async (emulator) => {
            let isAsked = false;
            let kill: NodeJS.Timeout | undefined;
            const first = await tally.step(emulator, scenario.inputs, {
              started: (child) => {
                signalAt(emulator, k, 'before', () => {
                  isAsked = true;
                  child.kill(signal);
                  kill = setTimeout(() => child.kill('SIGKILL'), RUNNER_KILLS_MS);
                });
              },
            });
            clearTimeout(kill);
            expect(isAsked).toBe(true);
            // No signal: it ended by itself.
            expect(first).toMatchObject({ exitCode: 1, signal: null, outputs: { status: 'failed' } });
            expect(failureOf(first)).toContain('cancelled');
            if (hangs) expectNothingMoreIsSent(emulator.calls.slice(k - 1));
            expectItSaysWhatItDid(first, emulator.writes);

            emulator.setFaults({});
            emulator.clearCalls();
            const second = await tally.step(emulator, scenario.inputs);
            expect(second.exitCode).toBe(0);
            expect(emulator.snapshot()).toEqual(scenario.expected);
          },
        ),
    );
    tally.passed();
  },
  TIMEOUT,
);

/** Makes a process send itself SIGINT while it handles its response number `RESPONSES`: the latest moment before the response counts. */
const SIGNAL_AT_RESPONSE = `--import=data:text/javascript,${encodeURIComponent(`
import { subscribe } from 'node:diagnostics_channel';
let left = Number(process.env.RESPONSES);
subscribe('http.client.response.finish', () => {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGINT');
});`)}`;

test.each(['apply', 'plan', 'read'])(
  'a run with mode %s is cancelled by a signal that arrives with the last response',
  async (mode) => {
    const inputs = { ...create.inputs, mode };
    const responses = await on(create, {}, async (emulator) => {
      await bundle(emulator, inputs);
      return emulator.calls.length;
    });
    await on(create, {}, async (emulator) => {
      const env = { NODE_OPTIONS: SIGNAL_AT_RESPONSE, RESPONSES: String(responses) };
      const step = await bundle(emulator, inputs, { env });
      expect(emulator.calls).toHaveLength(responses);
      expect(step).toMatchObject({ exitCode: 1, signal: null, outputs: { status: 'failed' } });
      expect(failureOf(step)).toContain('cancelled');
    });
  },
  TIMEOUT,
);

/** Expects only the writes already in progress, as every call hangs: one write of a resource, once. */
function expectNothingMoreIsSent(calls: readonly RecordedCall[]): void {
  const writes = calls.filter(({ write }) => write).map(({ entity }) => entity);
  expect(new Set(writes).size).toBe(writes.length);
  const reads = calls
    .filter(({ write }) => !write)
    .map(({ action, input }) => action + JSON.stringify(input));
  expect(new Set(reads).size).toBe(reads.length);
}

/** Expects every planned change among the sent or the unsent ones, and exactly the sent ones in IAM's record. */
function expectItSaysWhatItDid(result: StepResult, writes: readonly RecordedCall[]): void {
  const message = failureOf(result);
  const changes = JSON.parse(result.outputs['changes'] ?? '[]') as { resource: string; summary: string }[];
  if (writes.length === 0) {
    expect(result.outputs['changed']).toBe('false');
    return;
  }
  expect(result.outputs['changed']).toBe('true');
  expect(message).toContain('Run it again to finish');
  const [sent = '', unsent = ''] = message.split('It did not send:');
  const listed = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('- '));
  expect(listed(sent)).toHaveLength(writes.length);
  expect(listed(sent).length + listed(unsent).length).toBe(changes.length);
  const doubtful = listed(sent).filter((line) => line.includes('no response'));
  expect(doubtful.length).toBe(writes.filter(({ effective }) => !effective).length);
}
