/** The ids of accounts: the caller's from STS, and hiding them all. Loaded only by runs that hide them or may write a comment. */
import type { Iam } from '../aws/calls.ts';
import { asError } from '../aws/errors.ts';
import { pullRequestNumber } from '../github/context.ts';
import { Cancelled } from '../runtime/time.ts';
import type { Runner } from '../runtime/runner.ts';

/**
 * Asks STS for the account, which needs no permission, and masks its id.
 *
 * @returns undefined if the run neither masks nor comments, or STS cannot be asked; never throws
 */
export async function callerAccount(
  iam: Iam,
  mask: AccountMask | undefined,
  env: NodeJS.ProcessEnv,
  runner: Runner,
): Promise<string | undefined> {
  try {
    if (mask === undefined && pullRequestNumber(env) === undefined) return undefined;
    const { account = '' } = await iam.call('GetCallerIdentity', {});
    if (!/^\d{12}$/.test(account)) throw new Error('STS returned no account');
    mask?.add(account);
    return account;
  } catch (thrown) {
    if (mask !== undefined && !(thrown instanceof Cancelled)) {
      const message = `mask-account-id hides the id only where an ARN or a principal shows it, because STS could not be asked: ${asError(thrown).message}. Let the runner reach STS, or set role-to-assume, whose ARN has the id.`;
      runner.annotate('warning', message);
    }
    return undefined;
  }
}

/** The account's field of an ARN, or an earlier one if a field is missing: malformed ARNs are printed too. */
const IN_ARN = /\barn:(?:[^\s:"'\\]*:){1,4}?(\d{12})\b/g;
/** The value of a principal, or of an account in a condition: in JSON or YAML, also if a message quotes it. */
const BY_ID = /(?<![\w-])aws(?::\w*account)?[\\"']*:(\[[^[\]]*\]|(?:\\n|[\s\\"'[,-]|\d{12}(?!\w))+)/gi;
const ID = /(?<=["'\s,[]|\\n)\d{12}(?!\w)/g;

/** Hides the ids of accounts. The runner replaces them in the log and the summary, but not in a comment, so this class does. */
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
    this.add(...inArns, ...byId);
  }

  add(...ids: readonly string[]): void {
    for (const id of ids) {
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
