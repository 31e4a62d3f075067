/**
 * Generates `action.yml`, the tables of inputs and outputs, `docs/permissions.md`, the policy of the set-up page, the expanded
 * names in the recipes, and the JSON Schema of a manifest. `npm run docs` writes them, and a test compares them with the code.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { expandRoleName, type PlaceholderValues } from '../src/inputs/role.ts';
import { INPUT_NAMES, INPUTS } from '../src/inputs/table.ts';
import { OUTPUTS } from '../src/report/outputs.ts';
import { GENERATED, pretty, repositoryFile, table } from './generated-text.ts';
import { manifestSchema } from './manifest-schema.ts';
import { permissionsPage } from './permissions-page.ts';
import {
  compactPolicy,
  defaultText,
  deployPolicy,
  inputGroups,
  inputOverview,
  inputTable,
  outputTable,
} from './reference.ts';

export async function actionYml(): Promise<string> {
  const action = {
    name: 'AWS IAM instance profile',
    description: 'Declares an IAM role and its EC2 instance profile, and makes IAM match. No state file.',
    author: 'The aws-iam-instance-profile authors',
    branding: { icon: 'shield', color: 'orange' },
    inputs: Object.fromEntries(
      INPUT_NAMES.map((name) => {
        const standard = defaultText(INPUTS[name]);
        return [
          name,
          {
            description: sentence(INPUTS[name].description),
            ...(standard === undefined ? {} : { default: standard }),
          },
        ];
      }),
    ),
    outputs: Object.fromEntries(
      Object.entries(OUTPUTS).map(([name, meaning]) => [name, { description: sentence(meaning) }]),
    ),
    runs: { using: 'node24', main: 'dist/index.js' },
  };
  return pretty(`# ${GENERATED}\n${stringify(action, { lineWidth: 0, version: '1.1' })}`, 'yaml');
}

/**
 * Returns the README with its two tables generated from the code.
 *
 * @throws Error if a pair of markers is missing
 */
async function readmeWithTables(readme: string): Promise<string> {
  const withInputs = between(readme, 'inputs', inputOverview());
  return between(withInputs, 'outputs', await pretty(outputTable(), 'markdown'));
}

/** Returns `docs/inputs.md` with the table of each group of inputs. */
async function inputsPage(page: string): Promise<string> {
  let filled = page;
  for (const [group, names] of inputGroups())
    filled = between(filled, group.toLowerCase(), await pretty(inputTable(names), 'markdown'));
  return filled;
}

/** Returns `docs/setup.md` with the policy of the deploy role. */
function setupPage(page: string): string {
  const policy = compactPolicy(deployPolicy('123456789012', 'demo-'));
  return between(page, 'policy', `<!-- prettier-ignore -->\n\`\`\`json\n${policy}\n\`\`\``);
}

export async function manifestSchemaFile(): Promise<string> {
  return pretty(JSON.stringify({ $comment: GENERATED, ...manifestSchema() }), 'json');
}

const NAMES: readonly (readonly [template: string, values: Partial<PlaceholderValues>])[] = [
  ['preview-{pr}', { pr: '12' }],
  ['preview-{branch}', { branch: 'login' }],
  ['{pr}-{branch}', { pr: '12', branch: 'login' }],
  ['preview-{branch}', { branch: 'feature/login' }],
  ['preview-{branch}', { branch: 'Login' }],
  ['preview-{branch}', { branch: 'a-branch-whose-name-goes-on-for-longer-than-any-name-in-iam' }],
  ['{repo}', { repo: 'octo-repo' }],
];

/** Returns the recipes with the names to which templates expand. */
export async function recipesWithNames(recipes: string): Promise<string> {
  const rows = NAMES.map(([template, values]) => [
    `\`${template}\``,
    Object.entries(values)
      .map(([placeholder, value]) => `\`{${placeholder}}\` is \`${value}\``)
      .join(', '),
    `\`${expandRoleName(template, { pr: undefined, repo: undefined, branch: undefined, ...values })}\``,
  ]);
  return between(recipes, 'names', await pretty(table(['`role-name`', 'values', 'name'], rows), 'markdown'));
}

interface CallableWorkflow {
  readonly on: {
    readonly workflow_call: {
      readonly inputs: Readonly<
        Record<string, { description: string; type: string; default?: unknown; required?: boolean }>
      >;
      readonly outputs: Readonly<Record<string, { description: string }>>;
    };
  };
}

/** Returns a page with the tables of inputs and outputs of a reusable workflow, between markers that begin with its name. */
export async function pageWithTables(page: string, name: 'ecs' | 'pr', path: string): Promise<string> {
  const file = repositoryFile(`.github/workflows/${path}`);
  const { inputs, outputs } = (parse(await readFile(file, 'utf8')) as CallableWorkflow).on.workflow_call;
  const inputRows = Object.entries(inputs).map(([input, { description, type, required, ...given }]) => [
    `\`${input}\``,
    type,
    required === true ? 'required' : code(String(given.default).trim()),
    description,
  ]);
  const outputRows = Object.entries(outputs).map(([output, { description }]) => [
    `\`${output}\``,
    description,
  ]);
  const inputTable = await pretty(table(['input', 'type', 'default', 'meaning'], inputRows), 'markdown');
  const outputTable = await pretty(table(['output', 'value'], outputRows), 'markdown');
  return between(between(page, `${name}-inputs`, inputTable), `${name}-outputs`, outputTable);
}

/** The pages with such tables. */
export const WORKFLOW_PAGES = [
  ['docs/workflows.md', 'ecs', 'ecs-cluster-bootstrap.yml'],
  ['docs/pull-requests.md', 'pr', 'pr-environment.yml'],
] as const;

function code(text: string): string {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `\`${line}\``)
    .join('<br>');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function between(text: string, name: string, content: string): string {
  const begin = `<!-- ${name}:begin -->`;
  const end = `<!-- ${name}:end -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${begin} … ${end} is missing. Add the markers.`);
  return `${text.slice(0, from + begin.length)}\n\n${content.trim()}\n\n${text.slice(to)}`;
}

/** The pages with parts between markers, each with the function that fills them. */
export const FILLED_PAGES = [
  ['README.md', readmeWithTables],
  ['docs/inputs.md', inputsPage],
  ['docs/setup.md', setupPage],
  ['docs/recipes.md', recipesWithNames],
] as const;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(repositoryFile('action.yml'), await actionYml());
  await writeFile(repositoryFile('docs/permissions.md'), await permissionsPage());
  await mkdir(repositoryFile('schema/'), { recursive: true });
  await writeFile(repositoryFile('schema/manifest.schema.json'), await manifestSchemaFile());
  for (const [page, name, path] of WORKFLOW_PAGES) {
    const file = repositoryFile(page);
    await writeFile(file, await pageWithTables(await readFile(file, 'utf8'), name, path));
  }
  for (const [page, filled] of FILLED_PAGES) {
    const file = repositoryFile(page);
    await writeFile(file, await filled(await readFile(file, 'utf8')));
  }
}
