/**
 * Hides accounts' ids. The runner replaces them in the log and the summary; a comment is not the runner's, so there it is
 * done here.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#masking-a-value-in-a-log
 */
import type { Runner } from '../runtime/runner.ts';

/** In an ARN the account's field, or one before it where a field is missing: what is malformed is printed, too. */
const IN_ARN = /\barn:(?:[^\s:"'\\]*:){1,4}?(\d{12})\b/g;
/** What stands for a principal, or for the account in a condition: in JSON or YAML, and in either quoted by a message. */
const BY_ID = /(?<![\w-])aws(?::\w*account)?[\\"']*:(\[[^[\]]*\]|(?:\\n|[\s\\"'[,-]|\d{12}(?!\w))+)/gi;
const ID = /(?<=["'\s,[]|\\n)\d{12}(?!\w)/g;

export class AccountMask {
  readonly #runner: Runner;
  readonly #ids = new Set<string>();

  constructor(runner: Runner) {
    this.#runner = runner;
  }

  /** To be told of whatever holds what will be printed, before any of it is. */
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

  /** The text with every such id replaced, as the runner does. */
  mask(text: string): string {
    return [...this.#ids].reduce((masked, id) => masked.replaceAll(id, '***'), text);
  }
}

/** What JSON would leave out. */
function serializable(_: string, value: unknown): unknown {
  if (value instanceof Error) return value.message;
  return value instanceof Map || value instanceof Set ? [...(value as Iterable<unknown>)] : value;
}
