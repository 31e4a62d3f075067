/** The JSON Schema of a manifest, from the schemas of the inputs that it holds. */
import { FOR_ALL, ROLE_INPUTS, TRUST } from '../src/config/manifest.ts';
import { INPUTS, type InputName, type JsonSchema } from '../src/config/schema.ts';
import { OWNER_TAG, PULL_REQUEST_TAG } from '../src/resources/tags.ts';

/**
 * The schema of a manifest, for editors: it accepts what `declare` does. What no schema can say is left to that: names
 * that stand twice, keys that differ by case alone, files that are not there, a trust that anyone
 * could use or that keeps Roles Anywhere out.
 */
export function manifestSchema(): object {
  const inputsOf = (names: readonly InputName[], required: readonly InputName[]): object => ({
    type: 'object',
    required,
    additionalProperties: false,
    properties: Object.fromEntries(
      names.map((name) => [name, { description: INPUTS[name].meaning, ...inManifest(name) }]),
    ),
    not: { required: TRUST },
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Manifest of aws-iam-instance-profile',
    type: 'object',
    required: ['roles'],
    additionalProperties: false,
    properties: {
      $schema: { description: 'where the schema is, for editors' },
      defaults: { description: 'inputs of every role that does not say otherwise', ...inputsOf(FOR_ALL, []) },
      roles: { type: 'array', minItems: 1, items: inputsOf(ROLE_INPUTS, ['role-name']) },
    },
  };
}

/** A policy document, or the path of a file. */
const DOCUMENT = {
  anyOf: [
    { type: 'string', minLength: 1 },
    { type: 'object', required: ['Statement'], properties: { Statement: { type: ['object', 'array'] } } },
  ],
};

/** The schema of an input with what is checked of it beyond that, and as it may be written in YAML. */
function inManifest(name: InputName): object {
  const schema: JsonSchema = INPUTS[name].schema;
  switch (name) {
    case 'trust-policy':
      return DOCUMENT;
    case 'inline-policies':
      return { ...schema, additionalProperties: DOCUMENT };
    case 'role-path':
      return { ...schema, not: { pattern: '^/aws-(?:service-role|reserved)/' } };
    case 'prune':
      return { ...schema, anyOf: [{ maxItems: 1 }, { items: { not: { enum: ['all', 'none'] } } }] };
    case 'tags':
      return tagsAsWritten(schema);
    case 'roles-anywhere-profile': {
      const { tags = {}, ...properties } = schema.properties ?? {};
      const { description = '' } = properties['session-policy'] ?? {};
      const session = { description, ...DOCUMENT };
      return {
        ...schema,
        properties: { ...properties, 'session-policy': session, tags: tagsAsWritten(tags) },
      };
    }
    default:
      return schema;
  }
}

function tagsAsWritten(schema: JsonSchema): object {
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
