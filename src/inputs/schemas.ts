/**
 * The shape of a row in the table of inputs, and the values that several inputs have, in IAM's terms.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
import { isObject } from '../aws/policy-document.ts';

/** The syntax of an input's text. */
export type InputKind = 'string' | 'integer' | 'boolean' | 'list' | 'map' | 'document';

/** The groups of inputs that declare a property of one role, also in a manifest. The other inputs apply to the whole step. */
export const ROLE_GROUPS = ['Role', 'Trust', 'Policies', 'Profiles', 'Ownership'] as const;

/** Modes that do not declare a role. They read only the inputs whose rows name them. */
export const OTHER_MODES = ['read', 'destroy', 'sweep'] as const;

export interface InputSpec {
  readonly kind: InputKind;
  /** The value in `action.yml`; an input left empty is the same as one left out, unless it is a guard. */
  readonly default?: string | number | boolean | readonly string[];
  /** The default in `action.yml`, if only the runner can evaluate it. */
  readonly expression?: string;
  /**
   * The input limits the run, so an empty value is refused: an expression without a value must not lift the limit. The
   * runner only leaves an input empty if the step sets it so, because a guard has a default.
   */
  readonly guard?: true;
  /** The constraint on the value as JSON Schema (2020-12). Its parts (items, keys, values) have descriptions of their own. */
  readonly schema: JsonSchema;
  /** The schema in words that can follow "it must be". */
  readonly constraint: string;
  /** Words that the input takes, each with other words for it, which it refuses. */
  readonly synonyms?: Readonly<Record<string, readonly string[]>>;
  /** A message never quotes the value. */
  readonly secret?: true;
  readonly description: string;
  /** The modes that read the input although they declare no role. */
  readonly modes?: readonly (typeof OTHER_MODES)[number][];
  /** The property that the input declares: `role.path`. */
  readonly declares?: string;
  /** The map holds tags, which may also be AWS's list of keys and values. */
  readonly tags?: true;
  /** The properties that the entries of the map declare: `duration-seconds` to `rolesAnywhereProfile.durationSeconds`. */
  readonly declaresEntries?: Readonly<Record<string, string>>;
  /** The subject under which the docs list it. */
  readonly group: (typeof ROLE_GROUPS)[number] | 'Run' | 'Credentials' | 'Safety' | 'Reporting';
}

export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | number | boolean)[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | false;
  /** The words that can follow "it must be", for a part of a value. */
  readonly description?: string;
  readonly maxProperties?: number;
  readonly not?: JsonSchema;
}

/** Reports whether a value fits a schema. Agrees with any validator, which would take longer to load than all inputs to read. */
export function fits(schema: JsonSchema, value: unknown): boolean {
  const { type, enum: words, pattern = '', not, items = {}, properties = {}, propertyNames = {} } = schema;
  if (words !== undefined) return words.some((word) => word === value);
  const least = schema.minLength ?? schema.minimum ?? schema.minItems ?? -Infinity;
  const most = schema.maxLength ?? schema.maximum ?? schema.maxItems ?? schema.maxProperties ?? Infinity;
  const is = (name: string, size = least): boolean =>
    (type === undefined || [type].flat().includes(name)) && !(size < least || size > most);
  if (typeof value === 'string') {
    // The length counts a character beyond U+FFFF as one.
    if (!is('string', Array.from(value).length) || !new RegExp(pattern, 'u').test(value)) return false;
    return not === undefined || !fits(not, value);
  }
  if (typeof value === 'number') return is(Number.isInteger(value) ? 'integer' : 'number', value);
  if (Array.isArray(value)) return is('array', value.length) && value.every((item) => fits(items, item));
  if (!isObject(value)) return is(value === null ? 'null' : typeof value);
  const entries = Object.entries(value);
  if (!is('object', entries.length)) return false;
  return entries.every(([key, entry]) => {
    const entrySchema = Object.hasOwn(properties, key) ? properties[key] : schema.additionalProperties;
    return entrySchema !== false && fits(propertyNames, key) && fits(entrySchema ?? {}, entry);
  });
}

/** The part of a row that only depends on the type of the value. */
type Value = Pick<InputSpec, 'kind' | 'schema' | 'constraint'>;

/** Returns the schema of a part of a value, which messages describe. */
export function part({ schema, constraint }: Omit<Value, 'kind'>): JsonSchema {
  return { ...schema, description: constraint };
}

/** Returns the words of such a schema, that can follow "it must be". */
export function ruleOf(schema: JsonSchema): string {
  return schema.description ?? 'another value';
}

export const BOOLEAN = {
  kind: 'boolean',
  schema: { type: 'boolean' },
  constraint: 'true or false',
} as const satisfies Value;

/** A boolean that is false unless it is set, and that an empty value does not set. */
export const SWITCH = { ...BOOLEAN, default: false, guard: true } as const;

/** Returns the part of a row whose value is one of some words; the first is the default. */
export function oneOf<const Word extends string>(...words: readonly [Word, ...Word[]]) {
  const constraint = `one of ${words.join(', ')}`;
  return { kind: 'string', default: words[0], schema: { enum: words }, constraint } as const;
}

export function seconds(minimum: number, maximum: number) {
  const constraint = `a whole number of seconds from ${minimum} to ${maximum}`;
  return { kind: 'integer', schema: { type: 'integer', minimum, maximum }, constraint } as const;
}

/** Returns the part of a row whose value is text. */
export function text(pattern: string, constraint: string) {
  return { kind: 'string', schema: { type: 'string', pattern }, constraint } as const;
}

export const NAME = '[A-Za-z0-9_+=,.@-]';
/** The name of an instance profile or of a policy. */
export const LONG_NAME = text(`^${NAME}{1,128}$`, '1 to 128 characters of A-Z a-z 0-9 _ + = , . @ -');

export const PATH = text(
  '^(?:/|/[!-~]{1,510}/)$',
  'a path that starts and ends with "/", of at most 512 printable ASCII characters',
);

export const POLICY_REFERENCE = text(
  '^(?:arn:aws[a-z-]*:iam::(?:\\d{12}|aws):policy/[!-~]{1,512}|/?(?:[!-.0-~]+/)*[A-Za-z0-9_+=,.@-]{1,128})$',
  'the ARN of a managed policy, or the name of an AWS managed policy, with or without its path',
);

export const document: JsonSchema = {
  type: ['object', 'string'],
  description: 'a policy document, or the path of a file in the workspace that holds one',
};

/** IAM allows 50 tags; the Action sets three, and a fourth one with `prune: roles`. */
export const MAX_TAGS = 47;
const TAG_CHARACTERS = 'letters, digits, spaces and _ . : / = + - @';
/** One pattern for all, with separate lengths: three patterns would take longer to compile than all the rest. */
const tagText: JsonSchema = { type: 'string', pattern: '^[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*$' };

export const TAG_VALUE = {
  kind: 'string',
  schema: { ...tagText, minLength: 1, maxLength: 256 },
  constraint: `1 to 256 ${TAG_CHARACTERS}`,
} as const satisfies Value;

export const TAGS = {
  kind: 'map',
  schema: {
    type: 'object',
    maxProperties: MAX_TAGS,
    propertyNames: {
      ...tagText,
      minLength: 1,
      maxLength: 128,
      not: { pattern: '^[aA][wW][sS]:' },
      description: `1 to 128 ${TAG_CHARACTERS}, and must not start with "aws:"`,
    },
    additionalProperties: {
      ...tagText,
      maxLength: 256,
      description: `text of 0 to 256 ${TAG_CHARACTERS}; write "" for an empty value`,
    },
  },
  constraint: `a map of at most ${MAX_TAGS} tags; keys of 1 to 128 and values of 0 to 256 ${TAG_CHARACTERS}, no key starting with "aws:"`,
  tags: true,
} as const satisfies Value & Pick<InputSpec, 'tags'>;

const ID = '@[1-9]\\d{0,18}';
const REF = '[!-9;->@-Z\\]_`a-}\\u00A1-\\u00FF]+';
/** The repository and the workflows in it that may assume a role. */
export const GITHUB_WORKFLOWS = {
  schema: {
    type: 'string',
    pattern:
      `^[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:/[A-Za-z0-9_.-]{1,100}|${ID}/[A-Za-z0-9_.-]{1,100}${ID})` +
      `(?:@${REF}|:ref:refs/${REF}|:pull_request|:environment:[ !-~\\u00A1-\\u00FF]{1,255}|:\\*)$`,
    not: { pattern: '\\$\\{' },
  },
  constraint:
    'one of OWNER/REPO@BRANCH, OWNER/REPO@refs/tags/TAG, OWNER/REPO:pull_request, OWNER/REPO:environment:NAME or OWNER/REPO:*, maybe as OWNER@ID/REPO@ID',
} as const satisfies Omit<Value, 'kind'>;
