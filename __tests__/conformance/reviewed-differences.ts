/**
 * The reviewed differences between the emulator and moto 5, each decided by AWS's documentation. A difference without an entry
 * fails the run. In a full run, an entry without a difference fails, too.
 */
import type { IamAction } from '../../emulator/iam.ts';
import { brokenFields } from './constraints.ts';
import type { Difference } from './differences.ts';
import { reviewedInputs } from './reviewed-inputs.ts';
import { reviewedRefusals } from './reviewed-refusals.ts';
import { reviewedResults } from './reviewed-results.ts';

export interface Reviewed {
  readonly calls: readonly IamAction[];
  /** A path in the result, as in `differences.ts`; absent if the outcomes differ. */
  readonly field?: string | RegExp;
  /** Outcomes (`ok` or error codes), or a condition for the field's value. */
  readonly emulator: readonly string[] | ((value: unknown) => boolean);
  readonly moto: readonly string[] | ((value: unknown) => boolean);
  /** The field of the input that breaks its constraint; see `constraints.ts`. */
  readonly broken?: string;
  readonly when?: (input: Readonly<Record<string, unknown>>, difference: Difference) => boolean;
  /** Set if an earlier call has left the accounts in different states. */
  readonly diverged?: true;
  /** The result that AWS's documentation requires; `both` if it allows either or is silent. */
  readonly right: 'emulator' | 'moto' | 'both';
  readonly why: string;
  readonly page: string;
}

export const reviewed: readonly Reviewed[] = [...reviewedInputs, ...reviewedRefusals, ...reviewedResults];

export function covers(entry: Reviewed, difference: Difference): boolean {
  const { call, field, emulator, moto } = difference;
  return (
    entry.calls.includes(call.action) &&
    (entry.field instanceof RegExp ? entry.field.test(field ?? '') : entry.field === field) &&
    isExpected(entry.emulator, emulator) &&
    isExpected(entry.moto, moto) &&
    (entry.broken === undefined || brokenFields(call).includes(entry.broken)) &&
    (entry.when?.(call.input, difference) ?? true)
  );
}

function isExpected(expected: Reviewed['emulator'], value: unknown): boolean {
  return typeof expected === 'function' ? expected(value) : expected.includes(String(value));
}
