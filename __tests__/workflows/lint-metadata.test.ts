/** Checks the files that GitHub reads besides workflows: `action.yml`, issue forms, Dependabot's settings. */
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { lintAction } from './lint.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const text = { type: 'string', minLength: 1 } as const;
const object = (properties: Readonly<Record<string, object>>, ...required: readonly string[]) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});
const list = (items: object) => ({ type: 'array', minItems: 1, uniqueItems: true, items });

/**
 * Describes a field.
 * https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema
 */
const field = (type: string, attributes: object) =>
  object(
    {
      type: { const: type },
      id: { type: 'string', pattern: '^[\\w-]+$' },
      attributes,
      validations: object({ required: { type: 'boolean' } }),
    },
    'type',
    'attributes',
  );
const shown = { label: text, description: text, placeholder: text, value: text };
const form = object(
  {
    name: text,
    description: text,
    title: text,
    labels: list(text),
    assignees: list(text),
    body: {
      ...list({
        oneOf: [
          field('markdown', object({ value: text }, 'value')),
          field('textarea', object({ ...shown, render: text }, 'label')),
          field('input', object(shown, 'label')),
        ],
      }),
      // A form of Markdown alone asks for nothing.
      contains: { type: 'object', properties: { type: { enum: ['textarea', 'input'] } } },
    },
  },
  'name',
  'description',
  'body',
);
const chooser = object({
  blank_issues_enabled: { type: 'boolean' },
  contact_links: list(object({ name: text, url: text, about: text }, 'name', 'url', 'about')),
});

/** https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference */
const days = { type: 'integer', minimum: 1, maximum: 90 };
const dependabot = object(
  {
    version: { const: 2 },
    updates: list(
      object(
        {
          'package-ecosystem': { enum: ['npm', 'github-actions'] },
          directory: { type: 'string', pattern: '^/' },
          schedule: object({ interval: { enum: ['daily', 'weekly', 'monthly'] } }, 'interval'),
          cooldown: object({ 'default-days': days }),
          groups: {
            type: 'object',
            additionalProperties: {
              ...object({
                patterns: list(text),
                'exclude-patterns': list(text),
                'dependency-type': { enum: ['development', 'production'] },
              }),
              minProperties: 1,
            },
          },
        },
        'package-ecosystem',
        'directory',
        'schedule',
      ),
    ),
  },
  'version',
  'updates',
);

function violations(schema: object, path: string): unknown {
  const validate = new Ajv2020({ allErrors: true }).compile(schema);
  return validate(parse(read(path))) ? [] : validate.errors;
}

const TEMPLATES = '.github/ISSUE_TEMPLATE';
const forms = readdirSync(new URL(`../../${TEMPLATES}`, import.meta.url)).filter(
  (name) => name !== 'config.yml',
);

test('action.yml passes the schema of Actions, and a wrong one fails', () => {
  expect(lintAction(read('action.yml'), 'action.yml')).toEqual([]);
  expect(lintAction(read('action.yml').replace('  main:', '  mian:'), 'x.yml')).not.toEqual([]);
  expect(lintAction(read('action.yml').replace('description:', 'descriptoin:'), 'x.yml')).not.toEqual([]);
});

test.each(forms)('the issue form %s is valid, with unique ids', (name) => {
  expect(violations(form, `${TEMPLATES}/${name}`)).toEqual([]);
  const { body } = parse(read(`${TEMPLATES}/${name}`)) as { body: { id?: string }[] };
  const ids = body.flatMap(({ id }) => id ?? []);
  expect(new Set(ids).size).toBe(ids.length);
});

test('the settings of the template chooser and Dependabot are valid', () => {
  expect(violations(chooser, `${TEMPLATES}/config.yml`)).toEqual([]);
  expect(violations(dependabot, '.github/dependabot.yml')).toEqual([]);
  expect(violations(dependabot, `${TEMPLATES}/config.yml`)).not.toEqual([]);
});
