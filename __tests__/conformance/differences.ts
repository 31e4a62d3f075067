/** Compares two results of the same call: their outcomes, or the fields of their results. */
import { isDeepStrictEqual } from 'node:util';
import type { GeneratedCall } from './random-calls.ts';
import type { CallResult } from './endpoint.ts';

export interface Difference {
  readonly call: GeneratedCall;
  /** A path in the result, such as `Role.Tags`; absent if the outcomes differ. */
  readonly field?: string;
  /** The outcomes, `ok` or error codes, or the two values of the field. */
  readonly emulator: unknown;
  readonly moto: unknown;
}

export function differences(call: GeneratedCall, emulator: CallResult, moto: CallResult): Difference[] {
  if (emulator.code !== moto.code) return [{ call, emulator: emulator.code, moto: moto.code }];
  return fieldsOf(emulator.result, moto.result, '').map((difference) => ({ call, ...difference }));
}

/** Compares two values field by field. Lists of equal length are compared item by item, other lists as a whole. */
function fieldsOf(emulator: unknown, moto: unknown, field: string): Omit<Difference, 'call'>[] {
  if (isDeepStrictEqual(emulator, moto)) return [];
  const bothLists = Array.isArray(emulator) && Array.isArray(moto);
  if (isMap(emulator) && isMap(moto)) {
    const names = [...new Set([...Object.keys(emulator), ...Object.keys(moto)])];
    return names.flatMap((name) =>
      fieldsOf(emulator[name], moto[name], field === '' ? name : `${field}.${name}`),
    );
  }
  if (bothLists && emulator.length === moto.length) {
    return emulator.flatMap((item, index) => fieldsOf(item, moto[index], `${field}[]`));
  }
  return [{ field, emulator, moto }];
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
