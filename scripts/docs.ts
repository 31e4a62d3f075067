/**
 * Writes what the code already says: `action.yml`, the tables of inputs and outputs in the README, `docs/permissions.md`,
 * the names that templates stand for, and the JSON Schema of a manifest. `npm run docs` writes them, a test holds them to the code.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { parse, stringify } from 'yaml';
import { expandRoleName, type PlaceholderValues } from '../src/config/role-name.ts';
import { INPUT_NAMES, INPUTS, type InputSpec } from '../src/config/schema.ts';
import { actionOf, furtherActions } from '../src/iam/permissions.ts';
import { OUTPUTS } from '../src/report/outputs.ts';
import { ecsPermissions } from './ecs-policy.ts';
import {
  leastPolicy,
  neededCalls,
  PERMISSION_MODES,
  rolesAnywhereCalls,
  rolesAnywhereStatements,
  type NeededCall,
  type PermissionMode,
} from './least-policy.ts';
import { manifestSchema } from './manifest-schema.ts';

const ROOT = new URL('../', import.meta.url);
const GENERATED = 'Written by `npm run docs` from the code; do not edit.';

export async function actionYml(): Promise<string> {
  const action = {
    name: 'AWS IAM instance profile',
    description: 'Declares an IAM role and its EC2 instance profile, and makes IAM so. No state file.',
    author: 'The aws-iam-instance-profile authors',
    branding: { icon: 'shield', color: 'orange' },
    inputs: Object.fromEntries(
      INPUT_NAMES.map((name) => {
        const { meaning, default: standard }: InputSpec = INPUTS[name];
        return [
          name,
          { description: sentence(meaning), ...(standard === undefined ? {} : { default: standard }) },
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

/** The README with its two tables as the code has them. @throws Error when a pair of markers is missing */
export async function readmeWithTables(readme: string): Promise<string> {
  const inputs = INPUT_NAMES.map((name) => {
    const { kind, default: standard, meaning }: InputSpec = INPUTS[name];
    return [`\`${name}\``, kind, standard === undefined ? '' : `\`${standard}\``, meaning];
  });
  const outputs = Object.entries(OUTPUTS).map(([name, meaning]) => [`\`${name}\``, meaning]);
  const withInputs = between(
    readme,
    'inputs',
    await pretty(table(['input', 'type', 'default', 'meaning'], inputs), 'markdown'),
  );
  return between(withInputs, 'outputs', await pretty(table(['output', 'value'], outputs), 'markdown'));
}

export async function permissionsPage(): Promise<string> {
  const policy = (mode: PermissionMode, names: Partial<Parameters<typeof leastPolicy>[1]> = {}): string =>
    `\`\`\`json\n${JSON.stringify(leastPolicy(mode, { ...PLACEHOLDERS, ...names }), null, 2)}\n\`\`\``;
  const statements = (mode: PermissionMode): string =>
    `\`\`\`json\n${JSON.stringify(rolesAnywhereStatements(mode, PLACEHOLDERS), null, 2)}\n\`\`\``;
  const row = ({ call, kind, modes, when }: NeededCall): string[] => [
    [actionOf(call), ...furtherActions(call)].map((action) => `\`${action}\``).join('<br>'),
    kind,
    PERMISSION_MODES.filter((mode) => modes.includes(mode))
      .map((mode) => `\`${mode}\``)
      .join(', '),
    when,
  ];
  const rows = neededCalls().map(row);
  const page = `<!-- ${GENERATED} -->

# Permissions

The least IAM policy for each mode. A test enforces these very policies while the Action's main cases run, and takes out one
action after the other to see that each is needed.

Put in your own \`ACCOUNT_ID\`, \`ROLE_NAME\` and \`PROFILE_NAME\` (the role's name unless \`instance-profile-name\` says
otherwise). A path belongs before the name: \`role-path: /team/\` makes it \`role/team/ROLE_NAME\`. A \`*\` at the end of a name
serves a family of them. In another partition write \`arn:aws-cn:\` or \`arn:aws-us-gov:\`.

## \`plan\` and \`check\`

Reads only.

${policy('plan')}

## \`apply\`

What it makes it may have to undo, so it deletes too.

${policy('apply')}

## \`destroy\`

${policy('destroy')}

An instance profile that is not ours but holds the role loses it; allow \`iam:RemoveRoleFromInstanceProfile\` on that profile
too where this may happen.

## \`sweep\`

It finds its roles by their path, so the policy names paths; give \`instance-profile-path\` too where roles are made. What
does not exist, or not any more, has no path for IAM, so what the names begin with is allowed besides. The \`github-token\`
needs \`pull-requests: read\`.

${policy('sweep', PLACEHOLDERS_OF_A_FAMILY)}

## Each action and when it is needed

${table(['action', 'on', 'modes', 'when'], rows)}

What a workflow never declares may be left out: no \`inline-policies\`, no \`iam:PutRolePolicy\`. When an action is missing, the
run fails before or undoes what it wrote, and its message holds the statement to add.

## With \`roles-anywhere-profile\`

A step that declares an IAM Roles Anywhere profile needs these statements besides; \`plan\` and \`check\`:

${statements('plan')}

\`apply\`:

${statements('apply')}

\`destroy\`:

${statements('destroy')}

A profile's id is not known before it is made, so its ARN ends in \`*\`. To keep the caller to its own, add the condition
\`"StringEquals": { "aws:ResourceTag/aws-iam-instance-profile:owner": "OWNER/REPOSITORY" }\` to the statement about profiles, and
allow \`rolesanywhere:TagResource\` without it, which asks about a profile that has no tags yet.

${table(['action', 'on', 'modes', 'when'], rolesAnywhereCalls().map(row))}

${ecsPermissions(table)}
## Notes

- **Tags at creation.** Roles and profiles are created with their owner tag, so creating asks for \`iam:TagRole\` and
  \`iam:TagInstanceProfile\` too.
- **\`iam:PassRole\`.** A role in an instance profile is a role handed to EC2, so IAM asks for \`iam:PassRole\` on the role.
  \`iam:PassedToService\` keeps it to EC2. In China's regions add \`ec2.amazonaws.com.cn\`.
- **Paths.** IAM checks a call that reads what does not exist against its bare name. Under a \`role-path\` allow the reading
  actions on \`role/ROLE_NAME\` too, and under an \`instance-profile-path\` \`iam:GetInstanceProfile\` on
  \`instance-profile/PROFILE_NAME\`; for \`destroy\`, which asks again for what has gone, as well.
- **Boundaries.** Whoever may write policies to roles may write any. To keep the workflow below a ceiling, allow \`CreateRole\`,
  \`AttachRolePolicy\`, \`DetachRolePolicy\`, \`PutRolePolicy\`, \`DeleteRolePolicy\` and \`PutRolePermissionsBoundary\` only under
  the condition \`"StringEquals": { "iam:PermissionsBoundary": "arn:aws:iam::ACCOUNT_ID:policy/BOUNDARY" }\`, leave
  \`DeleteRolePermissionsBoundary\` out, and declare \`permissions-boundary\`.
- **Which policies.** \`"ArnLike": { "iam:PolicyARN": […] }\` on \`AttachRolePolicy\` and \`DetachRolePolicy\` says which managed
  policies may be attached.
- **\`iam:GetPolicy\`.** Every policy to attach is known to exist before the first write. AWS's own policies are under the
  account \`aws\`; a bare name is looked up under \`/\`, \`service-role/\` and \`job-function/\`.
- **\`iam:GetAccountSummary\`** has no resource. It is asked only when a policy is to be attached and more than 10 are on the
  way; leave it out where roles have fewer.
- **\`wait-for: ec2\`** asks EC2 by a \`RunInstances\` dry run, which launches nothing: allow \`ec2:RunInstances\` on \`*\`, and
  \`ssm:GetParameters\` on the image's public parameter where \`ec2-image-id\` is one. \`iam:PassRole\` as above covers the rest.
`;
  return pretty(page, 'markdown');
}

/** What stands for a user's own names on the page. */
export const PLACEHOLDERS = {
  partition: 'aws',
  account: 'ACCOUNT_ID',
  role: 'ROLE_NAME',
  instanceProfile: 'PROFILE_NAME',
} as const;

/** What does not exist, or not any more, has no path for IAM: so it is named twice. */
const PLACEHOLDERS_OF_A_FAMILY = {
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
  ['{repo}', { repo: 'octo-org/octo-repo' }],
];

/** The recipes with the names that templates stand for. */
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

/** Returns the page on workflows with the tables of inputs and outputs of a reusable workflow. */
export async function workflowsWithTables(page: string): Promise<string> {
  const file = repositoryFile('.github/workflows/ecs-cluster-bootstrap.yml');
  const { inputs, outputs } = (parse(await readFile(file, 'utf8')) as CallableWorkflow).on.workflow_call;
  const inputRows = Object.entries(inputs).map(([name, { description, type, required, ...input }]) => [
    `\`${name}\``,
    type,
    required === true ? 'required' : code(String(input.default).trim()),
    description,
  ]);
  const outputRows = Object.entries(outputs).map(([name, { description }]) => [`\`${name}\``, description]);
  const withInputs = between(
    page,
    'ecs-inputs',
    await pretty(table(['input', 'type', 'default', 'meaning'], inputRows), 'markdown'),
  );
  return between(withInputs, 'ecs-outputs', await pretty(table(['output', 'value'], outputRows), 'markdown'));
}

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
  if (from < 0 || to < from) throw new Error(`${begin} … ${end} is missing`);
  return `${text.slice(0, from + begin.length)}\n\n${content.trim()}\n\n${text.slice(to)}`;
}

async function pretty(text: string, parser: 'yaml' | 'markdown' | 'json'): Promise<string> {
  return format(text, { ...(await resolveConfig(fileURLToPath(new URL('action.yml', ROOT)))), parser });
}

export function repositoryFile(path: string): URL {
  return new URL(path, ROOT);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(repositoryFile('action.yml'), await actionYml());
  await writeFile(repositoryFile('docs/permissions.md'), await permissionsPage());
  await mkdir(repositoryFile('schema/'), { recursive: true });
  await writeFile(repositoryFile('schema/manifest.schema.json'), await manifestSchemaFile());
  const recipes = repositoryFile('docs/recipes.md');
  await writeFile(recipes, await recipesWithNames(await readFile(recipes, 'utf8')));
  const workflows = repositoryFile('docs/workflows.md');
  await writeFile(workflows, await workflowsWithTables(await readFile(workflows, 'utf8')));
  const readme = repositoryFile('README.md');
  if (existsSync(readme)) await writeFile(readme, await readmeWithTables(await readFile(readme, 'utf8')));
}
