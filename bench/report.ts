/** Collects the figures and goals of a benchmark, and writes `docs/benchmark.md`. */
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ratio, type Sample } from './measure.ts';

interface Goal {
  readonly name: string;
  readonly goal: string;
  readonly figure: number;
  readonly reached: boolean;
}

export class Report {
  readonly #lines: string[] = [];
  readonly #goals: Goal[] = [];

  add(...lines: readonly string[]): void {
    this.#lines.push(...lines);
  }

  /** Adds a section with a table of processes. */
  section(title: string, rows: readonly string[]): void {
    this.add(
      `## ${title}`,
      '',
      '| | ms, median (min – max) | relative to `node -e 0` | calls | waves |',
      '| --- | --: | --: | --: | --: |',
      ...rows,
      '',
    );
  }

  /** Compares a figure with its goal. */
  goal(name: string, figure: number, comparison: 'at least' | 'at most', bound: number): void {
    const reached = comparison === 'at least' ? figure >= bound : figure <= bound;
    this.#goals.push({ name, goal: `${comparison} ${bound}`, figure, reached });
  }

  /** Prints every goal, reached or missed. */
  print(): void {
    for (const { name, goal, figure, reached } of this.#goals) {
      console.log(`${reached ? 'reached' : 'MISSED '} ${name}: ${figure.toFixed(2)} (${goal})`);
    }
  }

  async write(rounds: number): Promise<void> {
    const goals = this.#goals.map(
      ({ name, goal, figure, reached }) =>
        `| ${name} | ${goal} | ${figure.toFixed(2)} | ${reached ? 'reached' : 'missed'} |`,
    );
    const page = `<!-- Written by \`npm run bench\`; do not edit. -->

# Benchmark

The case: one role with two managed policies and a tag, and its instance profile. Each figure is the time of a whole process on Node
${process.versions.node}, on a machine with ${cpus().length} processors. The processes call the [emulator](../emulator/) on loopback, which responds immediately or
after 50 ms. The contestants of a table take turns, in one run of ${rounds} rounds, or of 7 rounds with the AWS CLI, Terraform or many roles. A
ratio is the median of the ratios of all rounds. Only ratios are comparable, because milliseconds depend on the machine. A wave is a group
of calls that are in progress at the same time. The goals guide the work on speed: a missed one fails no check.

| figure | goal | measured | |
| --- | --- | --: | --- |
${goals.join('\n')}

${this.#lines.join('\n')}`;
    const path = join(import.meta.dirname, '../docs/benchmark.md');
    await writeFile(path, await format(page, { ...(await resolveConfig(path)), parser: 'markdown' }));
  }
}

/** Formats a row of a section. */
export function row(name: string, sample: Sample, floor: Sample, calls: string, waves: string): string {
  return `| ${name} | ${spread(sample)} | ${times(ratio(sample, floor))} | ${calls} | ${waves} |`;
}

export function spread({ median, min, max }: Sample): string {
  return `${Math.round(median)} (${Math.round(min)} – ${Math.round(max)})`;
}

export function times(factor: number): string {
  return `${factor < 20 ? factor.toFixed(2) : Math.round(factor)} ×`;
}
