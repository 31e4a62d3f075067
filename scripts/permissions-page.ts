/** Generates `docs/permissions.md`. */
import { actionOf, authorizedKind, CALLS, serviceOf, type Call } from '../src/aws/calls.ts';
import { labelOf } from '../src/resources/resource.ts';
import { ecsPermissions } from './ecs-policy.ts';
import { GENERATED, pretty, table } from './generated-text.ts';
import { modesOf, modeStatements, type PermissionMode } from './modes.ts';
import { leastPolicy, variantsSection } from './policy-variants.ts';

/** When a run makes each call, in the order of the page. */
const WHEN: Readonly<Record<Exclude<Call, 'GetCallerIdentity'>, string>> = {
  GetRole: 'always',
  ListAttachedRolePolicies: 'always',
  ListRolePolicies: 'always',
  GetInstanceProfile: 'always',
  GetRolePolicy:
    '`inline-policies`; undeclared ones on the role, unless `prune` leaves them out; reading; destroying: the order of calls',
  GetPolicy: '`policy-arns` and `permissions-boundary` that are not on the role yet',
  GetPolicyVersion:
    'customer managed policies that are attached or detached, or remain while tags change; boundaries that replace each other',
  GetAccountSummary:
    'more than 10 managed policies while updating, or a trust policy of more than 2,048 characters: reads the quota',
  GetOpenIDConnectProvider:
    '`trust-github`, if the role has to be created or its trust policy changes: a warning if denied, an error if the provider is missing',
  ListInstanceProfilesForRole:
    'always; with `prune: roles` also in `plan`, `check` and `apply`, if a role left the manifest',
  ListRoles: 'always; with `prune: roles` also in `plan`, `check` and `apply`',
  CreateRole: 'the role does not exist',
  UpdateRole: '`role-description`, `max-session-duration`',
  UpdateAssumeRolePolicy: '`trust-services`, `trust-github`, `trust-policy`',
  PutRolePermissionsBoundary: '`permissions-boundary`',
  DeleteRolePermissionsBoundary: '`permissions-boundary: none`',
  TagRole: 'creation, `tags`, `adopt`',
  UntagRole: '`tags`, unless `prune` leaves them out; tags of the Action that no longer hold',
  AttachRolePolicy: '`policy-arns`',
  PutRolePolicy: '`inline-policies`',
  CreateInstanceProfile: 'the profile does not exist',
  TagInstanceProfile: 'creation, `tags`, `adopt`',
  UntagInstanceProfile: '`tags`, unless `prune` leaves them out',
  AddRoleToInstanceProfile: 'the role is not in the profile',
  RemoveRoleFromInstanceProfile: 'another role is in the profile; rollback; destroying',
  DetachRolePolicy: '`policy-arns`, unless `prune` leaves them out; rollback; destroying',
  DeleteRolePolicy: '`inline-policies`, unless `prune` leaves them out; rollback; destroying',
  DeleteInstanceProfile: '`instance-profile: false`; rollback; destroying',
  DeleteRole: 'rollback of a creation; destroying',

  // Of a step that declares a `roles-anywhere-profile`.
  ListProfiles: 'always',
  ListTagsForResource: 'the profile exists',
  CreateProfile: 'the profile does not exist',
  UpdateProfile:
    '`duration-seconds`, `managed-policy-arns`, `session-policy`, `accept-role-session-name`, `role-arns`',
  EnableProfile: '`enabled`',
  DisableProfile: '`enabled`',
  TagResource: 'creation, `tags`, `adopt`',
  UntagResource: '`tags`, unless `prune` leaves them out',
  DeleteProfile: 'rollback of a creation; destroying',
};
const PAGE = Object.keys(WHEN) as (keyof typeof WHEN)[];

export async function permissionsPage(): Promise<string> {
  const policy = (mode: PermissionMode, names: Partial<Parameters<typeof leastPolicy>[1]> = {}): string =>
    `\`\`\`json\n${JSON.stringify(leastPolicy(mode, { ...PLACEHOLDERS, ...names }), null, 2)}\n\`\`\``;
  const statements = (mode: PermissionMode): string =>
    `\`\`\`json\n${JSON.stringify(modeStatements('rolesanywhere', [mode], PLACEHOLDERS), null, 2)}\n\`\`\``;
  const rows = (service: string): string[][] => PAGE.filter((call) => serviceOf(call) === service).map(row);
  const row = (call: keyof typeof WHEN): string[] => [
    [actionOf(call), ...CALLS[call].alsoNeeds].map((action) => `\`${action}\``).join('<br>'),
    // The policies name the role for it.
    `${labelOf(authorizedKind(call))}${CALLS[call].alsoNeeds.includes('iam:PassRole') ? ', role' : ''}`,
    modesOf(call)
      .map((mode) => `\`${mode}\``)
      .join(', '),
    WHEN[call],
  ];
  const page = `<!-- ${GENERATED} -->

# Permissions

This page has the smallest IAM policy for each mode. Replace \`ACCOUNT_ID\`, \`ROLE_NAME\` and \`PROFILE_NAME\`, which is the role's
name unless you set \`instance-profile-name\`. End a name with \`*\` to cover several roles. In another partition write \`arn:aws-cn:\`
or \`arn:aws-us-gov:\`.

**With \`role-path: /team/\` list two ARNs for the role**, one with the path and one by the bare name: \`…:role/team/ROLE_NAME\` and
\`…:role/ROLE_NAME\`. Do the same for the instance profile. IAM checks calls on a role or profile that is missing by its bare name.

You don't have to write the policy of a step yourself. The output \`caller-policy\` of \`mode: plan\`, which is also in its summary,
is the policy for the step in all modes, with the ARNs of its own resources. A step that was denied sets it, too. It includes writes:
don't give it to a role that only reads.

A test enforces these policies on the Action's main cases, and removes one action at a time to prove that each is needed.

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

The run removes the role from every instance profile, also from profiles of other owners. If such profiles may exist, allow
\`iam:RemoveRoleFromInstanceProfile\` on them, too. \`dry-run: true\` needs only the actions that read.

## \`sweep\`

A sweep finds its roles by path. IAM checks a call on a missing role without its path, so the policy lists both the path and the
prefix of the names. The \`github-token\` needs \`pull-requests: read\`.

${policy('sweep', SWEEP_PLACEHOLDERS)}

## Each action and when it is needed

${table(['action', 'on', 'modes', 'when'], rows('iam'))}

You can omit the actions for inputs that you never declare, for example \`iam:PutRolePolicy\` without \`inline-policies\`. If an
action is missing, the run fails before its first write, or rolls back. Its message contains a statement for every denied call. IAM may deny
later calls, too.

## With \`roles-anywhere-profile\`

A step that declares an IAM Roles Anywhere profile also needs these statements. \`plan\` and \`check\`:

${statements('plan')}

\`apply\`:

${statements('apply')}

\`destroy\`:

${statements('destroy')}

\`iam:PassRole\` must also cover \`role-arns\` and every role that the profile already lists.

A profile's id is unknown before its creation, so its ARN ends in \`*\`. To limit the caller to its own profiles, add the
condition \`"StringEquals": { "aws:ResourceTag/aws-iam-instance-profile:owner": "OWNER/REPOSITORY" }\` to the statement about
profiles. Allow \`rolesanywhere:TagResource\` without the condition, because a new profile has no tags yet.

${table(['action', 'on', 'modes', 'when'], rows('rolesanywhere'))}

${variantsSection(PLACEHOLDERS)}
${ecsPermissions(table)}
## Notes

- **Tags at creation.** Roles and profiles are created with their owner tag, so a creation also requires \`iam:TagRole\` and
  \`iam:TagInstanceProfile\`.
- **\`iam:PassRole\`.** Adding a role to an instance profile passes the role to EC2, so IAM requires \`iam:PassRole\` on the
  role. \`iam:PassedToService\` limits it to EC2. In China's regions add \`ec2.amazonaws.com.cn\`.
- **Paths.** The ARNs by the bare names need only the actions that read: those on \`role/ROLE_NAME\`, and \`iam:GetInstanceProfile\` on
  \`instance-profile/PROFILE_NAME\`. \`destroy\` needs them, too, because it reads again after the deletion.
- **Managed policies.** \`"ArnLike": { "iam:PolicyARN": […] }\` on \`AttachRolePolicy\` and \`DetachRolePolicy\` limits the
  managed policies that may be attached.
- **\`iam:GetPolicy\`.** The run verifies before the first write that every policy to attach exists. AWS's own policies are under
  the account \`aws\`; a bare name is looked up under \`/\`, \`service-role/\` and \`job-function/\`.
- **\`trust-github\`** reads the account's OIDC provider before it creates the role or changes its trust policy. With GitHub
  Enterprise Server replace the provider's ARN. The step may also call \`sts:GetCallerIdentity\`, which needs no permission.
- **\`role-to-assume\`.** The policies belong to the assumed role. Its trust policy must allow \`sts:AssumeRoleWithWebIdentity\` for the
  job's OIDC token, or \`sts:AssumeRole\` for the credentials of the environment. With the latter the step tags its session with the repository,
  the workflow and the run. If \`sts:TagSession\` is not allowed, it assumes the role without tags.
- **\`iam:GetAccountSummary\`** has no resource. The run calls it only to attach more than 10 policies, or to put a trust policy of more
  than 2,048 characters.
- **\`prune: roles\`** needs the policies of \`apply\` and \`destroy\` for all roles under the manifest's \`role-path\`, and
  \`iam:ListRoles\` on \`*\`. \`plan\` and \`check\` need their own policy for all these roles and profiles, with and without the path. They
  also need \`iam:ListInstanceProfilesForRole\` on the roles, and \`iam:ListRoles\` on \`*\`.
- **\`wait-for: ec2\`** calls \`RunInstances\` as a dry run, which launches nothing. Allow \`ec2:RunInstances\` on \`*\`, and
  \`ssm:GetParameters\` if \`ec2-image-id\` is a public parameter, as by default. It also needs \`iam:PassRole\` as above.
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
