import { AwsError } from './errors.ts';

/**
 * The shapes of a REST JSON input, with the constraints of the service's model: one description from which values are
 * checked in the service's words, and TypeScript knows the types.
 */
interface Limits {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
}
interface Field<T> extends Limits {
  readonly kind: 'text' | 'integer' | 'truth' | 'list' | 'tag';
  readonly item?: Field<unknown>;
  readonly required?: true;
  /** Only its type counts: what a value of the field is. */
  readonly of?: T;
}
export type Fields = Readonly<Record<string, Field<unknown>>>;

export interface JsonTag {
  readonly key: string;
  readonly value: string;
}

type ValueOf<F> = F extends Field<infer T> ? T : never;
type Required<S extends Fields> = { [K in keyof S]: S[K] extends { required: true } ? K : never }[keyof S];
export type InputOf<S extends Fields> = { readonly [K in Required<S>]: ValueOf<S[K]> } & {
  readonly [K in Exclude<keyof S, Required<S>>]?: ValueOf<S[K]> | undefined;
};

export function text(limits: Limits): Field<string> {
  return { kind: 'text', ...limits };
}

export function integer(limits: Limits): Field<number> {
  return { kind: 'integer', ...limits };
}

export const truth: Field<boolean> = { kind: 'truth' };

export function list<T>(item: Field<T>, max: number): Field<readonly T[]> {
  return { kind: 'list', item, max };
}

const tagText = '[ a-zA-Z0-9_.:/=+@-]*';
const key = text({ min: 1, max: 128, pattern: tagText });
const value = text({ max: 256, pattern: tagText });
export const tags: Field<readonly JsonTag[]> = { kind: 'list', item: { kind: 'tag' }, max: 200 };

export function required<T>(field: Field<T>): Field<T> & { readonly required: true } {
  return { ...field, required: true };
}

/** Throws what the service answers: a value of another type before any limit is looked at, then every limit at once. */
export function checkJson(fields: Fields, input: Readonly<Record<string, unknown>>): void {
  const violations: string[] = [];
  const check = (field: Field<unknown>, at: string, given: unknown): void => {
    const shown = typeof given === 'string' ? given : JSON.stringify(given ?? null);
    const violate = (constraint: string) =>
      violations.push(`Value '${shown}' at '${at}' failed to satisfy constraint: Member must ${constraint}`);
    if (given === undefined || given === null) {
      if (field.required)
        violations.push(`Value null at '${at}' failed to satisfy constraint: Member must not be null`);
      return;
    }
    if (!isOf(field.kind, given)) {
      throw new AwsError('SerializationException', `${typeof given} can not be converted at '${at}'`);
    }
    const { min = 0, max = Infinity } = field;
    if (typeof given === 'number') {
      if (given < min) violate(`have value greater than or equal to ${min}`);
      if (given > max) violate(`have value less than or equal to ${max}`);
    }
    if (typeof given === 'string' || Array.isArray(given)) {
      if (given.length < min) violate(`have length greater than or equal to ${min}`);
      if (given.length > max) violate(`have length less than or equal to ${max}`);
    }
    if (field.pattern !== undefined && !new RegExp(`^(?:${field.pattern})$`).test(shown)) {
      violate(`satisfy regular expression pattern: ^${field.pattern}$`);
    }
    const { item } = field;
    if (item !== undefined && Array.isArray(given)) {
      given.forEach((each, index) => {
        check({ ...item, required: true }, `${at}.${index + 1}.member`, each);
      });
    }
    if (field.kind === 'tag') {
      const { key: tagKey, value: tagValue } = given as Partial<JsonTag>;
      check({ ...key, required: true }, `${at}.key`, tagKey);
      check({ ...value, required: true }, `${at}.value`, tagValue);
    }
  };
  for (const [name, field] of Object.entries(fields)) check(field, name, input[name]);
  if (violations.length === 0) return;
  const count = `${violations.length} validation error${violations.length > 1 ? 's' : ''} detected`;
  throw new AwsError('ValidationException', `${count}: ${violations.join('; ')}`);
}

function isOf(kind: Field<unknown>['kind'], given: unknown): boolean {
  switch (kind) {
    case 'text':
      return typeof given === 'string';
    case 'integer':
      return Number.isInteger(given);
    case 'truth':
      return typeof given === 'boolean';
    case 'list':
      return Array.isArray(given);
    case 'tag':
      return typeof given === 'object' && !Array.isArray(given);
  }
}
