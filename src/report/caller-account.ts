/** The account of the step's caller, from STS. Loaded only by runs that hide its id or may write a comment. */
import type { Iam } from '../aws/calls.ts';
import { asError } from '../aws/errors.ts';
import { pullRequestNumber } from '../github/context.ts';
import { Cancelled } from '../runtime/time.ts';
import { annotateAll } from './log.ts';
import type { ReportContext } from './report.ts';

/**
 * Asks STS for the account, which needs no permission, and masks its id.
 *
 * @returns undefined if the run neither masks nor comments, or STS cannot be asked; never throws
 */
export async function callerAccount(
  iam: Iam,
  { mask, env, runner }: Pick<ReportContext, 'mask' | 'env' | 'runner'>,
): Promise<string | undefined> {
  try {
    if (mask === undefined && pullRequestNumber(env) === undefined) return undefined;
    const { account = '' } = await iam.call('GetCallerIdentity', {});
    if (!/^\d{12}$/.test(account)) throw new Error('STS returned no account');
    mask?.add(account);
    return account;
  } catch (thrown) {
    const error = asError(thrown);
    if (mask !== undefined && !(error instanceof Cancelled)) {
      const remedy = 'Let the runner reach STS, or set role-to-assume, whose ARN has the id.';
      annotateAll(runner, 'warning', [
        `mask-account-id hides the id only where an ARN or a principal shows it, because STS could not be asked: ${error.message}. ${remedy}`,
      ]);
    }
    return undefined;
  }
}
