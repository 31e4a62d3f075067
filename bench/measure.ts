/** Times whole processes. Contestants take turns, so a busy moment of the machine affects all of them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Measures the milliseconds from the start of a process to its end.
 *
 * @throws Error with its output, if it does not exit with 0
 */
export async function timeProcess(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  const milliseconds = performance.now() - startedAt;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} exited with ${String(code)}:\n${output}`);
  return milliseconds;
}

export interface Sample {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly all: readonly number[];
}

function sampleOf(values: readonly number[]): Sample {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: medianOf(sorted), min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN, all: values };
}

/** Returns the median of the ratios of all rounds. */
export function ratio(a: Sample, b: Sample): number {
  return medianOf(a.all.map((value, round) => value / (b.all[round] ?? NaN)).sort((x, y) => x - y));
}

function medianOf(sorted: readonly number[]): number {
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? NaN) + upper) / 2;
}

/**
 * Runs each contestant once per round, in turns. The first round only fills the caches and is not counted.
 *
 * @param contestants name → a function that runs it once and returns its figure
 * @returns a function from a name to its sample
 */
export async function inTurns(
  rounds: number,
  contestants: Readonly<Record<string, () => Promise<number>>>,
): Promise<(name: string) => Sample> {
  const figures = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, run] of Object.entries(contestants)) {
      const figure = await run();
      if (round > 0) figures.set(name, [...(figures.get(name) ?? []), figure]);
    }
  }
  return (name) => sampleOf(figures.get(name) ?? []);
}
