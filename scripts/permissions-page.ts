/** Generates `docs/permissions.md`. */
import { actionOf, furtherActions } from '../src/aws/calls.ts';
import {
  leastPolicy,
  neededCalls,
  PERMISSION_MODES,
  rolesAnywhereCalls,
  rolesAnywhereStatements,
  type NeededCall,
  type PermissionMode,
} from '../src/report/least-policy.ts';
import { labelOf } from '../src/resources/resource.ts';
import { ecsPermissions } from './ecs-policy.ts';
import { GENERATED, pretty, table } from './generated-text.ts';
import { variantsSection } from './policy-variants.ts';

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
