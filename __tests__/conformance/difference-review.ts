/** Compares each difference with the reviewed ones, and counts them. */
import type { Difference } from './differences.ts';
import { covers, reviewed, type Reviewed } from './reviewed-differences.ts';

export class DifferenceReview {
  readonly #counts = new Map<Reviewed, number>(reviewed.map((entry) => [entry, 0]));

  /** Throws if no entry covers a difference. Else returns whether the two accounts now have different states. */
  judge(difference: Difference): 'same state' | 'other state' {
    const entry = reviewed.find((candidate) => covers(candidate, difference));
    if (entry === undefined) {
      const { call, field = 'the outcome', emulator, moto } = difference;
      const values = `emulator: ${JSON.stringify(emulator)}\nmoto: ${JSON.stringify(moto)}`;
      throw new Error(
        `${call.action}: unreviewed difference in ${field}. Review it and add an entry.\n${values}`,
      );
    }
    this.#counts.set(entry, (this.#counts.get(entry) ?? 0) + 1);
    // One side succeeded and the other refused, or moto refused after partial success.
    const oneSucceeded = [difference.emulator, difference.moto].includes('ok');
    const creates = difference.call.action.startsWith('Create');
    const diverged = entry.diverged ?? (difference.field === undefined && (oneSucceeded || creates));
    return diverged ? 'other state' : 'same state';
  }

  unused(): string[] {
    return [...this.#counts].filter(([, count]) => count === 0).map(([entry]) => nameOf(entry));
  }

  tally(): string {
    const lines = [...this.#counts].sort(([, a], [, b]) => b - a);
    return lines.map(([entry, count]) => `${String(count).padStart(6)}  ${nameOf(entry)}`).join('\n');
  }
}

function nameOf({ calls, field, broken, right, why }: Reviewed): string {
  const about = String(field ?? (broken === undefined ? 'outcome' : `invalid ${broken}`));
  const named = calls.length > 3 ? `${calls.length} calls` : calls.join(', ');
  return `${named}: ${about} (right: ${right}): ${why}`;
}
