import { AwsError } from './errors.ts';

/**
 * Describes the fields of a call's input, with the constraints of the service's model. From one description the strings of a
 * form are decoded, values are validated in the service's own words, and TypeScript infers the types.
 */
interface Limits {
  readonly min?: number;
  readonly max?: number;
  /** In the service's notation, which its message quotes. */
  readonly pattern?: string;
  /** The service's own sentence, sent instead of the pattern. */
  readonly refusal?: string;
}
export interface Shape<T> extends Limits {
  readonly kind: 'text' | 'integer' | 'boolean' | 'list' | 'structure';
  readonly required?: true;
  /** The members of a list. */
  readonly item?: Shape<unknown>;
  /** The fields of a structure. */
  readonly fields?: Shapes;
  /** Carries the type of the value; never set. */
  readonly of?: T;
}
export type Shapes = Readonly<Record<string, Shape<unknown>>>;

type ValueOf<S> = S extends Shape<infer T> ? T : never;
type Required<S extends Shapes> = { [K in keyof S]: S[K] extends { required: true } ? K : never }[keyof S];
export type InputOf<S extends Shapes> = { readonly [K in Required<S>]: ValueOf<S[K]> } & {
  readonly [K in Exclude<keyof S, Required<S>>]?: ValueOf<S[K]> | undefined;
};

export function text(limits: Limits = {}): Shape<string> {
  return { kind: 'text', ...limits };
}

export function integer(limits: Limits): Shape<number> {
  return { kind: 'integer', ...limits };
}

export const boolean: Shape<boolean> = { kind: 'boolean' };

export function list<T>(item: Shape<T>, max: number): Shape<readonly T[]> {
  return { kind: 'list', item, max };
}

export function structure<const S extends Shapes>(fields: S): Shape<InputOf<S>> {
  return { kind: 'structure', fields };
}

export function required<T>(shape: Shape<T>): Shape<T> & { readonly required: true } {
  return { ...shape, required: true };
}

/** The wording in which a service refuses an input. */
export interface Dialect {
  readonly code: string;
  /** Returns the subject of a violation: the field, and the value if the service quotes it. */
  subject(at: string, value: unknown): string;
  pattern(pattern: string): string;
  /** Reports the constraints of a list of texts at once if any member breaks one. */
  readonly listsConstraints: boolean;
  /** Returns the error for a value of another type; the Query protocol has none, since decoding fails first. */
  wrongType?(at: string, value: unknown): AwsError;
}

/**
 * Refuses an input that breaks a constraint. One message lists all violations; a service's own sentences follow alone, once the
 * rest is valid. A value of another type is refused before any limit is checked.
 */
export function validate(shapes: Shapes, input: Readonly<Record<string, unknown>>, dialect: Dialect): void {
  const violations: string[] = [];
  const refusals: string[] = [];
  const check = (shape: Shape<unknown>, at: string, value: unknown): void => {
    const violate = (constraint: string) =>
      violations.push(
        `${dialect.subject(at, value)} failed to satisfy constraint: Member must ${constraint}`,
      );
    if (value === undefined || value === null) {
      if (shape.required) violate('not be null');
      return;
    }
    if (dialect.wrongType !== undefined && !isOfKind(shape.kind, value)) throw dialect.wrongType(at, value);
    const { min = 0, max = Infinity, pattern, item, fields } = shape;
    if (typeof value === 'number') {
      if (value < min) violate(`have value greater than or equal to ${min}`);
      if (value > max) violate(`have value less than or equal to ${max}`);
    }
    if (typeof value === 'string' || Array.isArray(value)) {
      if (value.length < min) violate(`have length greater than or equal to ${min}`);
      if (value.length > max) violate(`have length less than or equal to ${max}`);
    }
    if (pattern !== undefined && typeof value === 'string' && !matches(pattern, value)) {
      if (shape.refusal === undefined) violate(constraintOf(pattern, dialect));
      else refusals.push(shape.refusal);
    }
    if (item !== undefined && Array.isArray(value)) {
      if (item.kind === 'text' && dialect.listsConstraints) {
        if (!value.every((member) => isText(item, member))) violate(allConstraints(item, dialect));
      } else {
        value.forEach((member, index) => {
          check({ ...item, required: true }, `${at}.${index + 1}.member`, member);
        });
      }
    }
    const members = value as Readonly<Record<string, unknown>>;
    for (const [name, field] of Object.entries(fields ?? {})) {
      check(field, `${at}.${lowerFirst(name)}`, members[name]);
    }
  };
  for (const [name, shape] of Object.entries(shapes)) check(shape, lowerFirst(name), input[name]);
  if (violations.length > 0) {
    const count = `${violations.length} validation error${violations.length > 1 ? 's' : ''} detected`;
    throw new AwsError(dialect.code, `${count}: ${violations.join('; ')}`);
  }
  const [refusal] = refusals;
  if (refusal !== undefined) throw new AwsError(dialect.code, refusal);
}

function isOfKind(kind: Shape<unknown>['kind'], value: unknown): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'integer':
      return Number.isInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value);
    case 'structure':
      return typeof value === 'object' && !Array.isArray(value);
  }
}

function matches(pattern: string, value: string): boolean {
  return new RegExp(`^(?:${pattern})$`, 'u').test(value);
}

function isText({ min = 0, max = Infinity, pattern = '.*' }: Limits, value: unknown): boolean {
  return typeof value === 'string' && value.length >= min && value.length <= max && matches(pattern, value);
}

function constraintOf(pattern: string, dialect: Dialect): string {
  return `satisfy regular expression pattern: ${dialect.pattern(pattern)}`;
}

function allConstraints({ min = 0, max = Infinity, pattern = '' }: Limits, dialect: Dialect): string {
  const constraints = [
    `have length less than or equal to ${max}`,
    `have length greater than or equal to ${min}`,
    constraintOf(pattern, dialect),
    'not be null',
  ];
  return `satisfy constraint: [${constraints.map((constraint) => `Member must ${constraint}`).join(', ')}]`;
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** Converts the strings of a form to the types of the shapes. Unknown fields are ignored. */
export function decode(shapes: Shapes, form: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(shapes)
      .filter(([field]) => form[field] !== undefined)
      .map(([field, shape]) => [field, decodeValue(shape, form[field])]),
  );
}

function decodeValue({ kind }: Shape<unknown>, value: unknown): unknown {
  switch (kind) {
    case 'integer':
      if (typeof value !== 'string' || !/^-?\d+$/.test(value)) throw new AwsError('MalformedInput', '');
      return Number(value);
    case 'boolean':
      return value === 'true';
    case 'list':
      // A client sends an empty list as `Tags=`.
      return Array.isArray(value) ? value : [];
    case 'text':
      if (typeof value !== 'string') throw new AwsError('MalformedInput', '');
      return value;
    case 'structure':
      return value;
  }
}
