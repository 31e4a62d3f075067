/**
 * Every difference between the emulator and moto 5 that was looked at, each by AWS's documentation. One that falls under no
 * entry fails the run; so does an entry that, in the whole of a full run, no difference falls under.
 */
import type { IamAction } from '../../emulator/iam.ts';
import { brokenFields } from './constraints.ts';
import type { Difference } from './compare.ts';
import { reviewedInputs } from './reviewed-inputs.ts';
import { reviewedRefusals } from './reviewed-refusals.ts';
import { reviewedResults } from './reviewed-results.ts';

export interface Reviewed {
  readonly calls: readonly IamAction[];
  /** Of the result, as `compare.ts` names it; absent where the outcomes differ. */
  readonly field?: string | RegExp;
  /** Outcomes (`ok` or error codes), or what the field's values must be. */
  readonly emulator: readonly string[] | ((value: unknown) => boolean);
  readonly moto: readonly string[] | ((value: unknown) => boolean);
  /** A field of the input that breaks its constraint; see `constraints.ts`. */
  readonly broken?: string;
  readonly when?: (input: Readonly<Record<string, unknown>>, difference: Difference) => boolean;
  /** Fields that differ because the accounts do, since a call before. */
  readonly apart?: true;
  /** By AWS's documentation; `both` where it allows either or says nothing. */
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
    holds(entry.emulator, emulator) &&
    holds(entry.moto, moto) &&
    (entry.broken === undefined || brokenFields(call).includes(entry.broken)) &&
    (entry.when?.(call.input, difference) ?? true)
  );
}

function holds(wanted: Reviewed['emulator'], value: unknown): boolean {
  return typeof wanted === 'function' ? wanted(value) : wanted.includes(String(value));
}
