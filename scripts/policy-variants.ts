/** Variants of the least policy for `apply`, for `docs/permissions.md`: with a boundary, per path, per owner tag. */
import type { AllowStatement, CallerPolicy } from '../src/report/least-policy.ts';
import { modeStatements, type PermissionMode } from './modes.ts';

interface Names {
  readonly partition: string;
  readonly account: string;
  readonly role: string;
  readonly instanceProfile: string;
}

/** The actions that IAM authorizes by the role's boundary. */
const BOUNDED =
  /:(?:AttachRolePolicy|CreateRole|DeleteRolePolicy|DetachRolePolicy|PutRolePermissionsBoundary|PutRolePolicy)$/;
const READING = /:(?:Get|List)/;
const TAGGING = /:(?:Tag|Untag)/;
const OWNER = 'aws-iam-instance-profile:owner';

/** Allows to grant policies only on roles with this boundary, and never to remove it. */
export function withBoundary(names: Names, boundary: string): CallerPolicy {
  const [role, ...others] = applyStatements(names);
  const rest = pick(
    role,
    (action) => !BOUNDED.test(action) && !action.endsWith(':DeleteRolePermissionsBoundary'),
  );
  const bounded = pick(role, (action) => BOUNDED.test(action));
  const Condition = { StringEquals: { 'iam:PermissionsBoundary': boundary } };
  return policy([{ ...bounded, Condition }, rest, ...others]);
}

/** Allows every role and profile under a path, and to read their bare names, by which IAM authorizes reads of missing ones. */
export function perPath(names: Names, path: string, prefix: string): CallerPolicy {
  const under = { ...names, role: `${path}/*`, instanceProfile: `${path}/*` };
  const bare = applyStatements({ ...names, role: `${prefix}*`, instanceProfile: `${prefix}*` }).slice(0, 2);
  return policy([
    ...applyStatements(under),
    ...bare.map((each) => pick(each, (action) => READING.test(action))),
  ]);
}

/** Allows every role and profile with an owner tag. IAM cannot limit PassRole by tags, so that keeps a name or path. */
export function perOwner(names: Names, owner: string): CallerPolicy {
  const [, , ...others] = applyStatements(names);
  const all = applyStatements({ ...names, role: '*', instanceProfile: '*' }).slice(0, 2);
  const isOwners = { [`aws:ResourceTag/${OWNER}`]: owner };
  const creates = { [`aws:RequestTag/${OWNER}`]: owner };
  const isCreation = (action: string): boolean => action.includes(':Create');
  return policy([
    ...all.map((each) => pick(each, (action) => READING.test(action))),
    ...all.map((each) => ({ ...pick(each, isCreation), Condition: { StringEquals: creates } })),
    ...all.map((each) => ({
      ...pick(each, (action) => action.includes(':Tag')),
      Condition: { StringEquals: creates, Null: { [`aws:ResourceTag/${OWNER}`]: 'true' } },
    })),
    ...all.map((each) => ({
      ...pick(each, (action) => TAGGING.test(action)),
      Condition: {
        StringEquals: isOwners,
        'ForAllValues:StringNotEqualsIgnoreCase': { 'aws:TagKeys': [OWNER] },
      },
    })),
    ...all.map((each) => ({
      ...pick(each, (action) => !READING.test(action) && !TAGGING.test(action) && !isCreation(action)),
      Condition: { StringEquals: isOwners },
    })),
    ...others,
  ]);
}

/** Returns the section of the page. */
export function variantsSection(names: Names): string {
  const boundary = `arn:${names.partition}:iam::${names.account}:policy/BOUNDARY`;
  const json = (each: CallerPolicy): string => `\`\`\`json\n${JSON.stringify(each, null, 2)}\n\`\`\``;
  return `## Variants of \`apply\`

[Pull-request environments](pull-requests.md#security) combine all three variants. For \`read\`, \`destroy\`, \`sweep\` and
\`prune: roles\` also allow \`iam:ListInstanceProfilesForRole\` on the same roles as \`iam:GetRole\`. \`sweep\` and \`prune: roles\` need
\`iam:ListRoles\` on \`*\`, too.

### With a boundary that every role must have

A caller that may write policies to roles may write any policy. This policy allows that only on roles with the boundary, and doesn't
allow to remove it. Every declaration needs \`permissions-boundary\`. Give the caller no action that edits managed policies.

${json(withBoundary(names, boundary))}

### Per path

This policy allows all roles and profiles under a path. Declare \`role-path\`, which profiles have by default, too. The last two
statements allow reads of the names' prefix without the path, for roles and profiles that don't exist yet.

${json(perPath(names, 'PATH', 'NAME_PREFIX'))}

### Per owner tag

This policy allows all roles and profiles with one owner's tag (attribute-based access control, ABAC). The caller can't take over other
roles or change the owner tag. IAM can't reliably limit \`iam:PassRole\` by tags, so that statement names roles.

${json(perOwner(names, 'OWNER/REPOSITORY'))}
`;
}

/** Returns the minimal identity policy of one mode or several, for one role and its instance profile. */
export function leastPolicy(
  modes: PermissionMode | readonly PermissionMode[],
  names: Parameters<typeof modeStatements>[2],
): CallerPolicy {
  return { Version: '2012-10-17', Statement: modeStatements('iam', [modes].flat(), names) };
}

function applyStatements(names: Names): readonly [AllowStatement, ...AllowStatement[]] {
  return leastPolicy('apply', names).Statement as readonly [AllowStatement, ...AllowStatement[]];
}

function pick(statement: AllowStatement, wanted: (action: string) => boolean): AllowStatement {
  return { ...statement, Action: [statement.Action].flat().filter(wanted) };
}

function policy(Statement: CallerPolicy['Statement']): CallerPolicy {
  return { Version: '2012-10-17', Statement };
}
