/** Holds each difference to the reviewed list, and counts. */
import type { Difference } from './compare.ts';
import { covers, reviewed, type Reviewed } from './reviewed.ts';

export class Review {
  readonly #counts = new Map<Reviewed, number>(reviewed.map((entry) => [entry, 0]));

  /** Throws where no entry covers a difference; tells whether it left the two accounts in different states. */
  judge(difference: Difference): 'same state' | 'other state' {
    const entry = reviewed.find((each) => covers(each, difference));
    if (entry === undefined) {
      const { call, field = 'the outcome', emulator, moto } = difference;
      const values = `emulator: ${JSON.stringify(emulator)}\nmoto: ${JSON.stringify(moto)}`;
      throw new Error(`${call.action}: nobody reviewed that ${field} differs\n${values}`);
    }
    this.#counts.set(entry, (this.#counts.get(entry) ?? 0) + 1);
    // One did what the other refused, or moto did half of what it then refused.
    const oneDid = [difference.emulator, difference.moto].includes('ok');
    const creates = difference.call.action.startsWith('Create');
    const apart = entry.apart ?? (difference.field === undefined && (oneDid || creates));
    return apart ? 'other state' : 'same state';
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
  const about = String(field ?? (broken === undefined ? 'outcome' : `wrong ${broken}`));
  const named = calls.length > 3 ? `${calls.length} calls` : calls.join(', ');
  return `${named}: ${about} (right: ${right}): ${why}`;
}
