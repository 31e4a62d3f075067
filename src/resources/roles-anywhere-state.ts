/**
 * The Roles Anywhere profile as the service shows it.
 *
 * https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_ProfileDetail.html
 */
import type { Iam, ProfileDetail } from '../aws/calls.ts';
import { absentAsUndefined } from '../aws/errors.ts';
import { accountOfArn, partitionOfArn, placeholder } from '../aws/arn.ts';
import { sameDocument, type PolicyDocument } from '../aws/policy-document.ts';
import { InconsistentReadError, labelOf, type Declaration, type Resource } from './resource.ts';
import { merged } from './properties.ts';
import { tagsFromIam } from './tags.ts';

export interface RolesAnywhereProfile extends Resource {
  readonly enabled: boolean;
  /** Seconds that a session lasts. */
  readonly durationSeconds: number;
  /** ARNs of the roles that its sessions may assume; the declared role is a placeholder, even if its ARN is known. */
  readonly roleArns: ReadonlySet<string>;
  /** ARNs of the managed policies that limit its sessions. */
  readonly managedPolicies: ReadonlySet<string>;
  /** undefined: none, or the one that means none. */
  readonly sessionPolicy: PolicyDocument | undefined;
  readonly requireInstanceProperties: boolean;
  /** Whether a caller may choose the session's name. */
  readonly acceptRoleSessionName: boolean;
  readonly duplicates: readonly RolesAnywhereProfile[];
}

export interface RolesAnywhereDeclaration extends Pick<
  RolesAnywhereProfile,
  'enabled' | 'durationSeconds' | 'sessionPolicy' | 'requireInstanceProperties' | 'tags'
> {
  /** ARNs and AWS managed policy names. */
  readonly policies: readonly string[];
  readonly acceptRoleSessionName?: boolean;
  /** ARNs of further roles. */
  readonly roleArns?: readonly string[];
}

declare module './resource.ts' {
  interface Kinds {
    rolesAnywhereProfile: RolesAnywhereProfile;
  }
  interface Declaration {
    /** undefined: the run does not read Roles Anywhere. */
    readonly rolesAnywhereName?: string | undefined;
  }
  interface RoleDeclaration {
    readonly rolesAnywhere?: RolesAnywhereDeclaration | undefined;
  }
}

/**
 * Returns the session policy that means none. UpdateProfile cannot remove one (it refuses an empty text and keeps an omitted
 * one), so the Action writes this one instead. Alone it must allow everything. A session may do what any of its policies
 * allows, so with managed ones it allows a call that needs no permission.
 */
export function noSessionPolicy(managedPolicies: { readonly size: number }): PolicyDocument {
  const Action = managedPolicies.size === 0 ? '*' : 'sts:GetCallerIdentity';
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] };
}

export const LABEL = labelOf('rolesAnywhereProfile');

/** Reads all pages of ListProfiles: there is no other way from a name to a profile. */
export async function observe(iam: Iam, declaration: Declaration): Promise<RolesAnywhereProfile | undefined> {
  const name = declaration.rolesAnywhereName;
  if (name === undefined) return undefined;
  const details: ProfileDetail[] = [];
  let nextToken: string | undefined;
  do {
    const page = await iam.call('ListProfiles', nextToken === undefined ? {} : { nextToken });
    details.push(...(page.profiles ?? []).filter((profile) => profile.name === name));
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  const all = await Promise.all(details.map((detail) => observeProfile(iam, detail, declaration)));
  return merged(all.sort((a, b) => (age(a) < age(b) ? -1 : 1)));
}

function age({ identity }: RolesAnywhereProfile): string {
  return `${identity?.created?.toISOString() ?? ''} ${identity?.id ?? ''}`;
}

async function observeProfile(
  iam: Iam,
  detail: ProfileDetail,
  { roleName, role, rolePath = role?.path }: Declaration,
): Promise<RolesAnywhereProfile> {
  const { name, profileId: id, profileArn: arn, sessionPolicy = '', createdAt } = detail;
  const response = await absentAsUndefined(iam.call('ListTagsForResource', { resourceArn: arn }));
  if (response === undefined)
    throw new InconsistentReadError(`${LABEL}/${name}: inconsistent reads: ${id} is listed, but has no tags`);
  const roles = `arn:${partitionOfArn(arn)}:iam::${accountOfArn(arn)}:role`;
  // Without a declaration the role's path is not known, but its name is unique in the account.
  const isDeclared = (each: string): boolean =>
    rolePath === undefined
      ? each.startsWith(`${roles}/`) && each.endsWith(`/${roleName}`)
      : each === `${roles}${rolePath}${roleName}`;
  const managedPolicies = new Set(detail.managedPolicyArns);
  const policy = sessionPolicy === '' ? undefined : (JSON.parse(sessionPolicy) as PolicyDocument);
  return {
    name,
    enabled: detail.enabled ?? false,
    durationSeconds: detail.durationSeconds ?? 3600,
    roleArns: new Set(
      (detail.roleArns ?? []).map((each) => (isDeclared(each) ? placeholder('role', 'arn', roleName) : each)),
    ),
    managedPolicies,
    sessionPolicy: limiting(policy, managedPolicies),
    requireInstanceProperties: detail.requireInstanceProperties ?? false,
    acceptRoleSessionName: detail.acceptRoleSessionName ?? false,
    tags: tagsFromIam((response.tags ?? []).map(({ key, value }) => ({ Key: key, Value: value }))),
    duplicates: [],
    identity: {
      arn,
      id,
      created: createdAt === undefined ? undefined : new Date(createdAt),
      facts: {
        createdBy: detail.createdBy,
        updated: detail.updatedAt,
        attributeMappings: detail.attributeMappings,
      },
    },
  };
}

/** Returns the session policy, undefined for the one that means none with these managed policies. */
export function limiting(
  policy: PolicyDocument | undefined,
  managedPolicies: { readonly size: number },
): PolicyDocument | undefined {
  return sameDocument(policy, noSessionPolicy(managedPolicies)) ? undefined : policy;
}
