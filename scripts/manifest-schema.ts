/** The JSON Schema of a manifest, composed of the schemas of its inputs. */
import { DEFAULTABLE_INPUTS, ROLE_INPUTS, TRUST_INPUTS } from '../src/inputs/manifest.ts';
import { INPUTS, MAX_TAGS, type InputName, type InputSpec, type JsonSchema } from '../src/inputs/table.ts';
import { ACTION_TAGS } from '../src/resources/tags.ts';

/** The keywords that only the schema of a manifest has. */
interface ManifestSchema extends JsonSchema {
  readonly anyOf?: readonly JsonSchema[];
  readonly required?: readonly string[];
}

/**
 * Returns the schema of a manifest, for editors. It accepts every manifest that `declare` accepts, but a schema cannot express
 * all of its checks. Only `declare` refuses:
 *
 * - duplicate names, keys that differ only by case, and missing files
 * - errors within the text of a list, map or document, and the text of a number out of range
 * - a trust policy that is public or excludes Roles Anywhere
 */
export function manifestSchema(): object {
  const inputsOf = (names: readonly InputName[], required: readonly InputName[]): object => ({
    type: 'object',
    required,
    additionalProperties: false,
    properties: Object.fromEntries(
      names.map((name) => [name, { description: INPUTS[name].description, ...inManifest(name) }]),
    ),
    not: {
      type: 'object',
      required: ['trust-policy'],
      properties: { 'trust-policy': { not: LEFT_EMPTY } },
      anyOf: TRUST_INPUTS.filter((name) => name !== 'trust-policy').map((name) => ({
        required: [name],
        properties: { [name]: { not: LEFT_EMPTY } },
      })),
    },
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Manifest of aws-iam-instance-profile',
    type: 'object',
    required: ['roles'],
    additionalProperties: false,
    properties: {
      $schema: { description: 'location of the schema, for editors' },
      defaults: {
        description: 'inputs of every role, unless the role sets its own',
        ...inputsOf(DEFAULTABLE_INPUTS, []),
        type: ['object', 'null'],
      },
      roles: { type: 'array', minItems: 1, items: inputsOf(ROLE_INPUTS, ['role-name']) },
    },
  };
}

/** Equivalent to an absent value. */
const LEFT_EMPTY = { anyOf: [{ type: 'null' }, { type: 'string', pattern: '^\\s*$' }] };

/** A policy document, the text of one, or the path of a file. */
const DOCUMENT = {
  type: ['object', 'string'],
  required: ['Statement'],
  properties: { Statement: { type: ['object', 'array'], minItems: 1 } },
};

const BOOLEAN_TEXT = 'true|True|TRUE|false|False|FALSE';
const INTEGER_TEXT = '[-+]?\\d{1,15}';

/** Returns the schema of an input in a manifest: its value, the text of it as in a step, or empty unless it is a guard. */
function inManifest(name: InputName): object {
  const { kind, guard }: InputSpec = INPUTS[name];
  const empty = guard === true ? [] : ['null'];
  const schema = valueInManifest(name);
  const type = [schema.type ?? []].flat();
  switch (kind) {
    case 'string':
      return name === 'role-name' ? schema : { ...schema, type: [...type, ...empty] };
    case 'boolean':
    case 'integer': {
      const text = kind === 'boolean' ? BOOLEAN_TEXT : INTEGER_TEXT;
      const optional = guard === true ? '' : '?';
      return { ...schema, type: [...type, 'string', ...empty], pattern: `^\\s*(?:${text})${optional}\\s*$` };
    }
    case 'list':
    case 'map':
    case 'document':
      return {
        ...schema,
        type: [...new Set([...type, 'string', ...empty])],
        ...(guard === true ? { pattern: '\\S' } : {}),
      };
  }
}

/** Returns the schema of an input's value, with further checks and the forms that YAML allows. */
function valueInManifest(name: InputName): ManifestSchema {
  const schema: JsonSchema = INPUTS[name].schema;
  switch (name) {
    case 'trust-policy':
      return DOCUMENT;
    case 'inline-policies':
      return { ...schema, additionalProperties: { ...DOCUMENT, minLength: 1 } };
    case 'role-path':
      return { ...schema, not: { type: 'string', pattern: '^/aws-(?:service-role|reserved)/' } };
    case 'prune':
      return { ...schema, anyOf: [{ maxItems: 1 }, { items: { not: { enum: ['all', 'none'] } } }] };
    case 'tags':
    case 'instance-profile-tags':
      return tagsAsWritten(schema);
    case 'roles-anywhere-profile': {
      const { tags = {}, ...properties } = schema.properties ?? {};
      const { description = '' } = properties['session-policy'] ?? {};
      return {
        ...schema,
        properties: {
          ...Object.fromEntries(Object.entries(properties).map(([key, of]) => [key, withText(of)])),
          'session-policy': { description, ...DOCUMENT, minLength: 1 },
          tags: tagsAsWritten(tags),
        },
      };
    }
    default:
      return schema;
  }
}

/** Extends the schema of a map's entry: a boolean or integer may be text, and a list of one may be its text. */
function withText(schema: JsonSchema): JsonSchema {
  switch (schema.type) {
    case 'boolean':
      return { ...schema, type: ['boolean', 'string'], pattern: `^(?:${BOOLEAN_TEXT})$` };
    case 'integer':
      return { ...schema, type: ['integer', 'string'], pattern: `^${INTEGER_TEXT}$` };
    case 'array':
      return { ...schema, type: ['array', 'string'], pattern: schema.items?.pattern ?? '' };
    default:
      return schema;
  }
}

function tagsAsWritten(schema: JsonSchema): JsonSchema {
  const { additionalProperties: values, propertyNames: { not: reserved = {}, ...keys } = {} } = schema;
  const ownTags = ACTION_TAGS.map((key) => ({ pattern: inAnyCase(key) }));
  // A pattern alone would match every number.
  const key = { ...keys, not: { type: 'string', anyOf: [reserved, ...ownTags] } };
  // The text of a number or boolean is its value.
  const type = ['string', 'number', 'boolean'];
  const value: JsonSchema = { ...(values === false ? {} : values), type };
  const item: ManifestSchema = {
    type: 'object',
    properties: { Key: { ...key, type }, Value: value },
    additionalProperties: false,
    required: ['Key', 'Value'],
  };
  return {
    ...schema,
    type: ['object', 'array'],
    propertyNames: key,
    additionalProperties: value,
    items: item,
    maxItems: schema.maxProperties ?? MAX_TAGS,
  };
}

function inAnyCase(text: string): string {
  const letters = text.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
  return `^${letters}$`;
}
