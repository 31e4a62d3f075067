/** Whole processes, timed one beside the other: what is compared takes turns, so that a busy moment meets all of them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * @returns milliseconds from the start of the process to its end
 * @throws Error with what it printed, when it does not end with 0
 */
export async function timed(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const began = performance.now();
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  const milliseconds = performance.now() - began;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${String(code)}:\n${printed}`);
  return milliseconds;
}

export interface Sample {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly all: readonly number[];
}

function sampleOf(values: readonly number[]): Sample {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: middle(sorted), least: sorted[0] ?? NaN, most: sorted.at(-1) ?? NaN, all: values };
}

/** The median of what each round's two figures are to one another. */
export function ratio(a: Sample, b: Sample): number {
  return middle(a.all.map((value, round) => value / (b.all[round] ?? NaN)).sort((x, y) => x - y));
}

function middle(sorted: readonly number[]): number {
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? NaN) + upper) / 2;
}

/**
 * Each contestant once a round, in turns; a first round, in which caches fill, is not counted.
 *
 * @param contestants name to one run, which returns its figure
 * @returns the sample of a name
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
