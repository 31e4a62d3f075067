/** The JSON Schema of a manifest, from the schemas of the inputs that it holds. */
import { FOR_ALL, ROLE_INPUTS, TRUST } from '../src/config/manifest.ts';
import { INPUTS, type InputName, type InputSpec, type JsonSchema } from '../src/config/schema.ts';
import { OWNER_TAG, PULL_REQUEST_TAG } from '../src/resources/tags.ts';

/**
 * The schema of a manifest, for editors: it accepts what `declare` does. What no schema can say is left to that: names
 * that stand twice, keys that differ by case alone, files that are not there, what stands in the text of a list, map or
 * document and whether that of a number is in its range, a trust that anyone could use or that keeps Roles Anywhere out.
 */
export function manifestSchema(): object {
  const inputsOf = (names: readonly InputName[], required: readonly InputName[]): object => ({
    type: 'object',
    required,
    additionalProperties: false,
    properties: Object.fromEntries(
      names.map((name) => [name, { description: INPUTS[name].meaning, ...inManifest(name) }]),
    ),
    not: {
      type: 'object',
      required: TRUST,
      properties: Object.fromEntries(TRUST.map((name) => [name, { not: LEFT_EMPTY }])),
    },
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Manifest of aws-iam-instance-profile',
    type: 'object',
    required: ['roles'],
    additionalProperties: false,
    properties: {
      $schema: { description: 'where the schema is, for editors' },
      defaults: {
        description: 'inputs of every role that does not say otherwise',
        ...inputsOf(FOR_ALL, []),
        type: ['object', 'null'],
      },
      roles: { type: 'array', minItems: 1, items: inputsOf(ROLE_INPUTS, ['role-name']) },
    },
  };
}

/** The same as not there. */
const LEFT_EMPTY = { anyOf: [{ type: 'null' }, { type: 'string', pattern: '^\\s*$' }] };

/** A policy document, the text of one, or the path of a file. */
const DOCUMENT = {
  type: ['object', 'string'],
  required: ['Statement'],
  properties: { Statement: { type: ['object', 'array'] } },
};

const BOOLEAN_TEXT = 'true|True|TRUE|false|False|FALSE';
const INTEGER_TEXT = '[-+]?\\d{1,15}';

/** What an input may be in a manifest: its value, the text of it as in a step, or left empty. */
function inManifest(name: InputName): object {
  const { kind }: InputSpec = INPUTS[name];
  const schema = valueInManifest(name);
  const type = [schema.type ?? []].flat();
  switch (kind) {
    case 'string':
      return name === 'role-name' ? schema : { ...schema, type: [...type, 'null'] };
    case 'boolean':
    case 'integer': {
      const text = kind === 'boolean' ? BOOLEAN_TEXT : INTEGER_TEXT;
      return { ...schema, type: [...type, 'string', 'null'], pattern: `^\\s*(?:${text})?\\s*$` };
    }
    case 'list':
    case 'map':
    case 'document':
      return { ...schema, type: [...new Set([...type, 'string', 'null'])] };
  }
}

/** The schema of an input's value with what is checked of it beyond that, and as it may be written in YAML. */
function valueInManifest(name: InputName): JsonSchema {
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

/** Of a map's entry: a boolean or an integer may be text, and text may be a list of one. */
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
  const kept = [OWNER_TAG, PULL_REQUEST_TAG].map((key) => ({ pattern: inAnyCase(key) }));
  return {
    ...schema,
    propertyNames: { ...keys, not: { anyOf: [reserved, ...kept] } },
    // A number or a boolean is read as the text it is written as.
    additionalProperties: { ...(values === false ? {} : values), type: ['string', 'number', 'boolean'] },
  };
}

function inAnyCase(text: string): string {
  const letters = text.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
  return `^${letters}$`;
}
