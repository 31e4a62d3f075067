import { AwsError } from './errors.ts';

/**
 * The shapes of inputs, with the constraints that IAM's service model gives: one description from which the wire's
 * strings are decoded, the values are checked in IAM's words, and TypeScript knows the types.
 */
interface Constraint {
  readonly required?: true;
  readonly min?: number;
  readonly max?: number;
}
interface TextShape extends Constraint {
  readonly kind: 'text';
  /** In IAM's notation, which its message quotes. */
  readonly pattern?: string;
  /** Where IAM has a sentence of its own in place of the pattern. */
  readonly refusal?: string;
}
interface NumberShape extends Constraint {
  readonly kind: 'number';
}
interface BooleanShape extends Constraint {
  readonly kind: 'boolean';
}
interface TagsShape extends Constraint {
  readonly kind: 'tags';
}
interface TagKeysShape extends Constraint {
  readonly kind: 'tag keys';
}
export type Shape = TextShape | NumberShape | BooleanShape | TagsShape | TagKeysShape;
export type Shapes = Readonly<Record<string, Shape>>;

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

interface Values {
  text: string;
  number: number;
  boolean: boolean;
  tags: readonly Tag[];
  'tag keys': readonly string[];
}
type ValueOf<S extends Shape> = Values[S['kind']];
type Required<S extends Shapes> = { [K in keyof S]: S[K] extends { required: true } ? K : never }[keyof S];

export type InputOf<S extends Shapes> = { readonly [K in Required<S>]: ValueOf<S[K]> } & {
  readonly [K in Exclude<keyof S, Required<S>>]?: ValueOf<S[K]> | undefined;
};

export function required<const S extends Shape>(shape: S): S & { readonly required: true } {
  return { ...shape, required: true };
}

const name = (field: string, max: number) =>
  ({
    kind: 'text',
    min: 1,
    max,
    pattern: '[\\w+=,.@-]+',
    refusal: `The specified value for ${field} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
  }) as const;
const pathRefusal =
  'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.';

export const roleName = name('roleName', 64);
export const userName = name('userName', 64);
export const instanceProfileName = name('instanceProfileName', 128);
export const policyName = name('policyName', 128);
export const path = {
  kind: 'text',
  min: 1,
  max: 512,
  pattern: '(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)',
  refusal: pathRefusal,
} as const;
export const policyPath = { ...path, pattern: '((/[A-Za-z0-9\\.,\\+@=_-]+)*)/' } as const;
export const pathPrefix = { kind: 'text', min: 1, max: 512, pattern: '\\u002F[\\u0021-\\u007F]*' } as const;
export const roleDescription = {
  kind: 'text',
  max: 1000,
  pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*',
} as const;
export const policyDescription = { kind: 'text', max: 1000 } as const;
export const policyDocument = {
  kind: 'text',
  min: 1,
  max: 131072,
  pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
} as const;
export const arn = { kind: 'text', min: 20, max: 2048 } as const;
export const versionId = { kind: 'text', pattern: 'v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?' } as const;
export const policyScope = { kind: 'text', pattern: 'All|AWS|Local' } as const;
export const maxSessionDuration = { kind: 'number', min: 3600, max: 43200 } as const;
export const tags = { kind: 'tags', max: 50 } as const;
export const tagKeys = { kind: 'tag keys', max: 50 } as const;
export const paging = {
  Marker: { kind: 'text', min: 1, max: 320, pattern: '[\\u0020-\\u00FF]+' },
  MaxItems: { kind: 'number', min: 1, max: 1000 },
} as const;

const tagCharacters = '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]';
const tagKey = { kind: 'text', min: 1, max: 128, pattern: `${tagCharacters}+` } as const;
const isTagKey = (key: string) =>
  new RegExp(`^${tagKey.pattern}$`, 'u').test(key) && key.length <= tagKey.max;
/** IAM says of the members of a list of strings all that is wanted, whichever they miss. */
const tagKeyConstraints = [
  `Member must have length less than or equal to ${tagKey.max}`,
  `Member must have length greater than or equal to ${tagKey.min}`,
  `Member must satisfy regular expression pattern: ${tagKey.pattern}`,
  'Member must not be null',
].join(', ');
const tagValue = { kind: 'text', max: 256, pattern: `${tagCharacters}*` } as const;

/**
 * Refuses what breaks a constraint. All that the service model knows of is counted in one message; IAM's own
 * sentences about names and paths come alone, once the rest is right. Messages do not quote the value: recorded
 * from AWS in 2026 (older recordings have `Value 'x' at`).
 */
export function validate(shapes: Shapes, input: Readonly<Record<string, unknown>>): void {
  const violations: string[] = [];
  const refusals: string[] = [];
  const check = (shape: Shape, at: string, value: unknown): void => {
    const violate = (constraint: string) =>
      violations.push(`Value at '${at}' failed to satisfy constraint: Member must ${constraint}`);
    if (value === undefined) {
      if (shape.required) violate('not be null');
      return;
    }
    const { min = 0, max = Infinity } = shape;
    if (shape.kind === 'number') {
      if (Number(value) < min) violate(`have value greater than or equal to ${min}`);
      if (Number(value) > max) violate(`have value less than or equal to ${max}`);
    }
    if (typeof value === 'string' || Array.isArray(value)) {
      if (value.length < min) violate(`have length greater than or equal to ${min}`);
      if (value.length > max) violate(`have length less than or equal to ${max}`);
    }
    if (shape.kind === 'text' && shape.pattern !== undefined && typeof value === 'string') {
      if (!new RegExp(`^(?:${shape.pattern})$`, 'u').test(value)) {
        if (shape.refusal === undefined) violate(`satisfy regular expression pattern: ${shape.pattern}`);
        else refusals.push(shape.refusal);
      }
    }
    if (shape.kind === 'tags') {
      (value as readonly Partial<Tag>[]).forEach((tag, index) => {
        check({ ...tagKey, required: true }, `${at}.${index + 1}.member.key`, tag.Key);
        check({ ...tagValue, required: true }, `${at}.${index + 1}.member.value`, tag.Value);
      });
    }
    if (shape.kind === 'tag keys' && !(value as readonly string[]).every(isTagKey)) {
      violate(`satisfy constraint: [${tagKeyConstraints}]`);
    }
  };
  for (const [field, shape] of Object.entries(shapes)) {
    check(shape, field.charAt(0).toLowerCase() + field.slice(1), input[field]);
  }
  if (violations.length > 0) {
    const count = `${violations.length} validation error${violations.length > 1 ? 's' : ''} detected`;
    throw new AwsError('ValidationError', `${count}: ${violations.join('; ')}`);
  }
  const [refusal] = refusals;
  if (refusal !== undefined) throw new AwsError('ValidationError', refusal);
}

/** The wire knows only strings, lists and maps; the shapes say what they stand for. Unknown fields are ignored. */
export function decode(shapes: Shapes, wire: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(shapes)
      .filter(([field]) => wire[field] !== undefined)
      .map(([field, shape]) => [field, decodeValue(shape, wire[field])]),
  );
}

function decodeValue(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case 'number':
      if (typeof value !== 'string' || !/^-?\d+$/.test(value)) throw new AwsError('MalformedInput', '');
      return Number(value);
    case 'boolean':
      return value === 'true';
    case 'tags':
    case 'tag keys':
      // An empty list comes as `Tags=`.
      return Array.isArray(value) ? value : [];
    case 'text':
      if (typeof value !== 'string') throw new AwsError('MalformedInput', '');
      return value;
  }
}
