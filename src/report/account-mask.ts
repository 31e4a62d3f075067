/**
 * Hides the ids of accounts. The runner replaces them in the log and the summary, but not in a comment, so this file does.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#masking-a-value-in-a-log
 */
import type { Runner } from '../runtime/runner.ts';

/** The account's field of an ARN, or an earlier one if a field is missing: malformed ARNs are printed too. */
const IN_ARN = /\barn:(?:[^\s:"'\\]*:){1,4}?(\d{12})\b/g;
/** The value of a principal, or of an account in a condition: in JSON or YAML, also if a message quotes it. */
const BY_ID = /(?<![\w-])aws(?::\w*account)?[\\"']*:(\[[^[\]]*\]|(?:\\n|[\s\\"'[,-]|\d{12}(?!\w))+)/gi;
const ID = /(?<=["'\s,[]|\\n)\d{12}(?!\w)/g;

export class AccountMask {
  readonly #runner: Runner;
  readonly #ids = new Set<string>();

  constructor(runner: Runner) {
    this.#runner = runner;
  }

  /** Collects the ids in values before they, or parts of them, are printed. */
  collect(...sources: readonly unknown[]): void {
    const text = sources.map((source) => JSON.stringify(source, serializable)).join('\n');
    const inArns = [...text.matchAll(IN_ARN)].map(([, id = '']) => id);
    const byId = [...text.matchAll(BY_ID)].flatMap(([, ids = '']) => ids.match(ID) ?? []);
    for (const id of [...inArns, ...byId]) {
      if (this.#ids.has(id)) continue;
      this.#ids.add(id);
      this.#runner.mask(id);
    }
  }

  /** Replaces every collected id, as the runner does. */
  mask(text: string): string {
    return [...this.#ids].reduce((masked, id) => masked.replaceAll(id, '***'), text);
  }
}

/** Converts the values that JSON would leave out. */
function serializable(_: string, value: unknown): unknown {
  if (value instanceof Error) return value.message;
  return value instanceof Map || value instanceof Set ? [...(value as Iterable<unknown>)] : value;
}
