/** What two answers to one call differ in: the outcome, or single fields of the result. */
import { isDeepStrictEqual } from 'node:util';
import type { DrawnCall } from './calls.ts';
import type { Answer } from './pair.ts';

export interface Difference {
  readonly call: DrawnCall;
  /** Of the result, such as `Role.Tags`; absent where the outcomes differ. */
  readonly field?: string;
  /** Error codes or `ok`; or the two values of the field. */
  readonly emulator: unknown;
  readonly moto: unknown;
}

export function differences(call: DrawnCall, emulator: Answer, moto: Answer): Difference[] {
  if (emulator.code !== moto.code) return [{ call, emulator: emulator.code, moto: moto.code }];
  return fieldsOf(emulator.result, moto.result, '').map((difference) => ({ call, ...difference }));
}

/** Lists of equal length are compared item by item, others as a whole. */
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
