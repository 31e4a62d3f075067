/**
 * Hides the account's id. The runner replaces it in the log and the summary; a comment is not the runner's, so there it is
 * done here.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#masking-a-value-in-a-log
 */
import { CallError } from '../iam/errors.ts';
import type { Outcome } from '../reconcile/outcome.ts';
import type { State } from '../resources/state.ts';
import type { Runner } from './runner.ts';

export class AccountMask {
  readonly #runner: Runner;
  readonly #ids = new Set<string>();

  constructor(runner: Runner) {
    this.#runner = runner;
  }

  /** To be told of every state before anything of it is printed. */
  learn({ role, instanceProfile }: State): void {
    const arns = [
      role?.born?.arn,
      instanceProfile?.born?.arn,
      role?.boundary,
      ...(role?.managedPolicies ?? []),
    ];
    this.#add(...arns.map((arn) => /^arn:[\w-]+:iam::(\d{12}):/.exec(arn ?? '')?.[1]));
  }

  learnFrom({ start, target, standing, failure }: Outcome): void {
    for (const state of [start, target, standing]) if (state !== undefined) this.learn(state);
    if (failure !== undefined) this.learnFromError(failure.error);
  }

  /** Where IAM refuses it names the caller, in whose account the role is. */
  learnFromError(error: Error): void {
    if (error instanceof CallError)
      this.#add(/User: arn:[\w-]+:(?:iam|sts)::(\d{12}):/.exec(error.detail)?.[1]);
  }

  /** The text with every such id replaced, as the runner does. */
  over(text: string): string {
    return [...this.#ids].reduce((masked, id) => masked.replaceAll(id, '***'), text);
  }

  #add(...ids: readonly (string | undefined)[]): void {
    for (const id of ids) {
      if (id === undefined || this.#ids.has(id)) continue;
      this.#ids.add(id);
      this.#runner.mask(id);
    }
  }
}
