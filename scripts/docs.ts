/**
 * Generates `action.yml`, the tables of inputs and outputs, `docs/permissions.md`, the policy of the set-up page, the expanded
 * names in the recipes, and the JSON Schema of a manifest. `npm run docs` writes them, and a test compares them with the code.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { parse, stringify } from 'yaml';
import { expandRoleName, type PlaceholderValues } from '../src/inputs/role-name.ts';
import { INPUT_NAMES, INPUTS, type InputSpec } from '../src/inputs/table.ts';
import { actionOf, furtherActions } from '../src/aws/calls.ts';
import { OUTPUTS } from '../src/report/outputs.ts';
import { labelOf } from '../src/resources/resource.ts';
import { ecsPermissions } from './ecs-policy.ts';
import {
  leastPolicy,
  neededCalls,
  PERMISSION_MODES,
  rolesAnywhereCalls,
  rolesAnywhereStatements,
  type NeededCall,
  type PermissionMode,
} from '../src/report/least-policy.ts';
import { variantsSection } from './policy-variants.ts';
import { manifestSchema } from './manifest-schema.ts';
import {
  compactPolicy,
  deployPolicy,
  inputGroups,
  inputOverview,
  inputTable,
  outputTable,
} from './reference.ts';

const ROOT = new URL('../', import.meta.url);
const GENERATED = 'Written by `npm run docs` from the code; do not edit.';

export async function actionYml(): Promise<string> {
  const action = {
    name: 'AWS IAM instance profile',
    description: 'Declares an IAM role and its EC2 instance profile, and makes IAM match. No state file.',
    author: 'The aws-iam-instance-profile authors',
    branding: { icon: 'shield', color: 'orange' },
    inputs: Object.fromEntries(
      INPUT_NAMES.map((name) => {
        const { description, default: standard }: InputSpec = INPUTS[name];
        return [
          name,
          { description: sentence(description), ...(standard === undefined ? {} : { default: standard }) },
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
export async function readmeWithTables(readme: string): Promise<string> {
  const withInputs = between(readme, 'inputs', inputOverview(table));
  return between(withInputs, 'outputs', await pretty(outputTable(table), 'markdown'));
}

/** Returns `docs/inputs.md` with the table of each group of inputs. */
export async function inputsPage(page: string): Promise<string> {
  let filled = page;
  for (const [group, names] of inputGroups())
    filled = between(filled, group.toLowerCase(), await pretty(inputTable(names, table), 'markdown'));
  return filled;
}

/** Returns `docs/setup.md` with the policy of the deploy role. */
export function setupPage(page: string): string {
  const policy = compactPolicy(deployPolicy('123456789012', 'demo-'));
  return between(page, 'policy', `<!-- prettier-ignore -->\n\`\`\`json\n${policy}\n\`\`\``);
}

export async function permissionsPage(): Promise<string> {
  const policy = (mode: PermissionMode, names: Partial<Parameters<typeof leastPolicy>[1]> = {}): string =>
    `\`\`\`json\n${JSON.stringify(leastPolicy(mode, { ...PLACEHOLDERS, ...names }), null, 2)}\n\`\`\``;
  const statements = (mode: PermissionMode): string =>
    `\`\`\`json\n${JSON.stringify(rolesAnywhereStatements([mode], PLACEHOLDERS), null, 2)}\n\`\`\``;
  const row = ({ call, kind, modes, when }: NeededCall): string[] => [
    [actionOf(call), ...furtherActions(call)].map((action) => `\`${action}\``).join('<br>'),
    labelOf(kind),
    PERMISSION_MODES.filter((mode) => modes.includes(mode))
      .map((mode) => `\`${mode}\``)
      .join(', '),
    when,
  ];
  const rows = neededCalls().map(row);
  const page = `<!-- ${GENERATED} -->

# Permissions

The minimal IAM policy for each mode. A test enforces these policies while the Action's main cases run, and removes one action
at a time to prove that each is needed.

Replace \`ACCOUNT_ID\`, \`ROLE_NAME\` and \`PROFILE_NAME\` (the role's name unless you set \`instance-profile-name\`). With a path
allow both forms: with \`role-path: /team/\` list \`role/team/ROLE_NAME\` and \`role/ROLE_NAME\`, because IAM checks a read of a
missing role against its bare name. The same holds for profiles. End a name with \`*\` to cover several roles. In another partition write \`arn:aws-cn:\` or \`arn:aws-us-gov:\`.

## \`plan\` and \`check\`

These modes only read.

${policy('plan')}

## \`apply\`

A rollback deletes the resources that the run created, so this policy includes deletions.

${policy('apply')}

## \`read\`

Without \`iam:GetRolePolicy\` the step warns, and the documents of inline policies are missing.

${policy('read')}

## \`destroy\`

${policy('destroy')}

The run removes the role from every instance profile, including profiles of another owner. If such profiles may exist, allow
\`iam:RemoveRoleFromInstanceProfile\` on them, too.

## \`sweep\`

A sweep finds its roles by path, so the policy names paths. Instance profiles have the role's path by default. IAM
checks a call on a missing role or profile against its bare name, so the policy also allows the prefix of the names. The
\`github-token\` needs \`pull-requests: read\`.

${policy('sweep', SWEEP_PLACEHOLDERS)}

## Each action and when it is needed

${table(['action', 'on', 'modes', 'when'], rows)}

You can omit the actions for inputs that you never declare: without \`inline-policies\`, for example, \`iam:PutRolePolicy\`. If
an action is missing, the run fails before its first write or rolls back. Its message contains statements for every call of the run that
was denied.

## With \`roles-anywhere-profile\`

A step that declares an IAM Roles Anywhere profile also needs these statements. \`plan\` and \`check\`:

${statements('plan')}

\`apply\`:

${statements('apply')}

\`destroy\`:

${statements('destroy')}

A profile's id is unknown before its creation, so its ARN ends in \`*\`. To limit the caller to its own profiles, add the
condition \`"StringEquals": { "aws:ResourceTag/aws-iam-instance-profile:owner": "OWNER/REPOSITORY" }\` to the statement about
profiles. Allow \`rolesanywhere:TagResource\` without the condition, because a new profile has no tags yet.

${table(['action', 'on', 'modes', 'when'], rolesAnywhereCalls().map(row))}

${variantsSection(PLACEHOLDERS)}
${ecsPermissions(table)}
## Notes

- **Tags at creation.** Roles and profiles are created with their owner tag, so a creation also requires \`iam:TagRole\` and
  \`iam:TagInstanceProfile\`.
- **\`iam:PassRole\`.** Adding a role to an instance profile passes the role to EC2, so IAM requires \`iam:PassRole\` on the
  role. \`iam:PassedToService\` limits it to EC2. In China's regions add \`ec2.amazonaws.com.cn\`.
- **Paths.** IAM checks a read of a missing role or profile against its bare name. With a \`role-path\` also allow the reading
  actions on \`role/ROLE_NAME\`. With a \`role-path\` or an \`instance-profile-path\` also allow \`iam:GetInstanceProfile\` on
  \`instance-profile/PROFILE_NAME\`. \`read\` and \`destroy\` need both as well; \`destroy\` reads again after deleting.
- **Managed policies.** \`"ArnLike": { "iam:PolicyARN": […] }\` on \`AttachRolePolicy\` and \`DetachRolePolicy\` limits the
  managed policies that may be attached.
- **\`iam:GetPolicy\`.** The run verifies before the first write that every policy to attach exists. AWS's own policies are under
  the account \`aws\`; a bare name is looked up under \`/\`, \`service-role/\` and \`job-function/\`.
- **\`trust-github\`** asks STS for the account if no resource shows it (\`sts:GetCallerIdentity\` needs no permission), and IAM for
  the OIDC provider before the role is created or its trust policy changes. On another issuer than github.com's replace the
  provider's ARN.
- **\`iam:GetAccountSummary\`** has no resource. The run calls it only to attach policies beyond a total of 10,
  or to put a trust policy of more than 2,048 characters. Omit it if your
  roles have fewer.
- **\`prune: roles\`** lists the roles under the manifest's \`role-path\`: also allow \`iam:ListRoles\` on \`*\`.
- **\`wait-for: ec2\`** calls \`RunInstances\` as a dry run, which launches nothing. Allow \`ec2:RunInstances\` on \`*\`, and
  \`ssm:GetParameters\` on the image's public parameter if \`ec2-image-id\` is one. \`iam:PassRole\` as above covers the rest.
`;
  return pretty(page, 'markdown');
}

/** The placeholders for a user's own names on the page. */
export const PLACEHOLDERS = {
  partition: 'aws',
  account: 'ACCOUNT_ID',
  role: 'ROLE_NAME',
  instanceProfile: 'PROFILE_NAME',
} as const;

/** Each with and without its path, because IAM knows no path of a missing role or profile. */
const SWEEP_PLACEHOLDERS = {
  role: ['ROLE_PATH/*', 'NAME_PREFIX*'],
  instanceProfile: ['PROFILE_PATH/*', 'NAME_PREFIX*'],
} as const;

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
  return between(recipes, 'names', await pretty(table(['`role-name`', 'where', 'name'], rows), 'markdown'));
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

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}

function between(text: string, name: string, content: string): string {
  const begin = `<!-- ${name}:begin -->`;
  const end = `<!-- ${name}:end -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${begin} … ${end} is missing. Add the markers.`);
  return `${text.slice(0, from + begin.length)}\n\n${content.trim()}\n\n${text.slice(to)}`;
}

async function pretty(text: string, parser: 'yaml' | 'markdown' | 'json'): Promise<string> {
  return format(text, { ...(await resolveConfig(fileURLToPath(new URL('action.yml', ROOT)))), parser });
}

export function repositoryFile(path: string): URL {
  return new URL(path, ROOT);
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
