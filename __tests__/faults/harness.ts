/**
 * Shared parts of the fault tests: the bundle run as the runner runs it, against an emulator of its own each time.
 * `npm test` takes a selection; a full run takes all and writes its figures into docs/reliability.md.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Faults } from '../../emulator/faults.ts';
import type { RecordedCall } from '../../emulator/handle-call.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulator/server.ts';
import { runStep, type StepOptions, type StepResult } from '../../scripts/run-action.ts';
import { FULL } from '../harness/full.ts';
import type { Scenario } from './scenarios.ts';
import { publish } from './table.ts';

/** For one test, in ms. Only a run that hangs ends by it: a busy machine takes several times the usual minutes. */
export const TIMEOUT = FULL ? 1_800_000 : 300_000;
/** The runner sends SIGINT, after 7.5 s SIGTERM, and after 2.5 s more it kills. */
export const RUNNER_KILLS_MS = 10_000;
/** Numbers of processes at once: working processes share the cores, sleeping ones need none. */
export const WORKING = 4;
export const SLEEPING = 16;

/** Returns 1, 2, …, n. */
export function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index + 1);
}

/** Does every job, so many at once, and fails with all that went wrong. */
export async function each<Job>(
  jobs: readonly Job[],
  atOnce: number,
  name: (job: Job) => string,
  check: (job: Job) => Promise<void>,
): Promise<void> {
  const wrong: string[] = [];
  const queue = jobs.values();
  const worker = async (): Promise<void> => {
    for (const job of queue) {
      try {
        await check(job);
      } catch (error) {
        wrong.push(`${name(job)}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (wrong.length > 0) throw new Error([`${wrong.length} of ${jobs.length} failed`, ...wrong].join('\n\n'));
}

/** Starts an emulator with the scenario's initial account on every replica, and adds these faults from then on. */
export async function on<T>(
  scenario: Pick<Scenario, 'prepare'>,
  faults: Faults,
  use: (emulator: Emulator) => Promise<T>,
  options: EmulatorOptions = {},
): Promise<T> {
  const emulator = await startEmulator(options);
  try {
    scenario.prepare(emulator.iam);
    emulator.setFaults(faults);
    return await use(emulator);
  } finally {
    await emulator.close();
  }
}

const undisturbed = new Map<Scenario, Promise<readonly RecordedCall[]>>();

/** Returns the calls of an undisturbed run. */
export async function callsOf(scenario: Scenario): Promise<readonly RecordedCall[]> {
  const calls = undisturbed.get(scenario) ?? runUndisturbed(scenario);
  undisturbed.set(scenario, calls);
  return calls;
}

async function runUndisturbed(scenario: Scenario): Promise<readonly RecordedCall[]> {
  return on(scenario, {}, async (emulator) => {
    const result = await bundle(emulator, scenario.inputs);
    expect(result).toMatchObject({ exitCode: 0, outputs: { status: scenario.status } });
    expect(emulator.snapshot()).toEqual(scenario.expected);
    return emulator.calls;
  });
}

/** Sends the child a signal as the k-th call arrives, before it takes effect, or after it and before its reply. */
export function signalAt(
  emulator: Emulator,
  k: number,
  point: 'before' | 'after',
  send: (call: RecordedCall) => unknown,
): void {
  const listen = (listener: (call: RecordedCall) => unknown): (() => void) =>
    point === 'before' ? emulator.beforeCall(listener) : emulator.onCall(listener);
  const stop = listen((call) => {
    if (call.number !== k) return undefined;
    stop();
    return send(call);
  });
}

export async function killed(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** Counts what a group of tests ran; when all went well, publishes its row in the table of docs/reliability.md. */
export class Tally {
  readonly #fault: string;
  readonly #ended = new Map<string, number>();
  readonly #expectedTests: number;
  #passed = 0;
  #longest = 0;

  /** @param tests the number of calls of `passed` that completes the group */
  constructor(fault: string, tests = 1) {
    this.#fault = fault;
    this.#expectedTests = tests;
  }

  async step(
    emulator: Emulator,
    inputs: Readonly<Record<string, string>>,
    options: StepOptions = {},
  ): Promise<StepResult> {
    const result = await bundle(emulator, inputs, options);
    this.count(
      result.signal === null ? (result.outputs['status'] ?? 'no status') : 'killed',
      result.milliseconds,
    );
    return result;
  }

  count(ended: string, milliseconds: number): void {
    this.#ended.set(ended, (this.#ended.get(ended) ?? 0) + 1);
    this.#longest = Math.max(this.#longest, milliseconds);
  }

  passed(): void {
    this.#passed += 1;
    if (!FULL || this.#passed !== this.#expectedTests) return;
    publish(this.#fault, this.#ended, this.#longest);
  }
}

/** Runs one step with the bundle; `BUNDLE` replaces the committed bundle. */
export async function bundle(
  emulator: Pick<Emulator, 'environment'>,
  inputs: Readonly<Record<string, string>>,
  options: StepOptions = {},
): Promise<StepResult> {
  return runStep(inputs, {
    ...(process.env['BUNDLE'] === undefined ? {} : { bundle: process.env['BUNDLE'] }),
    ...options,
    env: {
      ...emulator.environment,
      ...options.env,
    },
  });
}

/** Returns the text of the step's error annotation. */
export function failureOf({ log }: Pick<StepResult, 'log'>): string {
  const [, text = ''] = /^::error[^:]*(?:title=[^:]*)?::(.*)$/m.exec(log) ?? [];
  return text.replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%');
}
