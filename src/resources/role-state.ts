/** The role as IAM shows it. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
import type { RoleLastUsed } from '@aws-sdk/client-iam';
import type { Iam, Output } from '../aws/calls.ts';
import { absentAsUndefined, CallError } from '../aws/errors.ts';
import { decodeDocument, type PolicyDocument } from '../aws/policy-document.ts';
import { InconsistentReadError, type Declaration, type LastUse, type Resource } from './resource.ts';
import { tagsFromIam } from './tags.ts';

/** The properties that a step declares in the form that IAM has them. */
interface Settings {
  readonly path: string;
  readonly description: string;
  /** Seconds. */
  readonly maxSessionDuration: number;
  readonly trust: PolicyDocument;
}

export interface Role extends Resource, Settings {
  readonly path: string;
  /** ARN of the managed policy that bounds the role. */
  readonly boundary: string | undefined;
  /** ARNs. */
  readonly managedPolicies: ReadonlySet<string>;
  /** Name to document; undefined if only the name was read. */
  readonly inlinePolicies: ReadonlyMap<string, PolicyDocument | undefined>;
  /** Names of the instance profiles that contain the role; read only before it is deleted. */
  readonly instanceProfiles: ReadonlySet<string>;
}

declare module './resource.ts' {
  interface Kinds {
    role: Role;
  }
  interface RoleDeclaration extends Settings {
    /** ARN or AWS managed policy name, `none` to remove it, undefined to leave it unchanged. */
    readonly boundary: string | undefined;
    /** ARNs and AWS managed policy names. */
    readonly policies: readonly string[];
    readonly inlinePolicies: ReadonlyMap<string, PolicyDocument>;
  }
}

/** Lists the managed policies that only the first of two roles has. */
export function added(next: Role | undefined, role: Role | undefined): string[] {
  return [...(next?.managedPolicies ?? [])].filter((arn) => role?.managedPolicies.has(arn) !== true).sort();
}

/**
 * Reads the role in one wave of parallel calls: GetRole, ListAttachedRolePolicies, ListRolePolicies, and GetRolePolicy for
 * each declared document. Only further pages and the documents of other names need a second wave: their deletion has an
 * order, and a rollback needs them. Before a deletion it also lists the instance profiles that contain the role, and does not
 * need the right to read documents.
 *
 * @throws CallError if IAM refuses, InconsistentReadError if its answers contradict each other
 */
export async function observeRole(iam: Iam, declaration: Declaration): Promise<Role | undefined> {
  const { roleName: RoleName, role: declared, keptProfiles } = declaration;
  const declaredNames = [...(declared?.inlinePolicies.keys() ?? [])];
  const [response, attached, listed, profiles, ...documents] = await Promise.all([
    absentAsUndefined(iam.call('GetRole', { RoleName })),
    absentAsUndefined(pages((marker) => iam.call('ListAttachedRolePolicies', { RoleName, ...marker }))),
    absentAsUndefined(pages((marker) => iam.call('ListRolePolicies', { RoleName, ...marker }))),
    declared === undefined ? absentAsUndefined(instanceProfilesOf(iam, RoleName)) : [],
    ...declaredNames.map((name) => inlinePolicy(iam, RoleName, name)),
  ]);
  const role = response?.Role;
  const inconsistent = (answers: string): Error =>
    new InconsistentReadError(`role/${RoleName}: inconsistent reads: GetRole returns ${answers}`);
  if (role === undefined) {
    // An empty list of profiles is no sign of a role.
    if (attached === undefined && listed === undefined && (profiles ?? []).length === 0) return undefined;
    throw inconsistent('NoSuchEntity, but its policies can be listed');
  }
  if (attached === undefined || listed === undefined || profiles === undefined)
    throw inconsistent('it, but its policies cannot be listed');

  const policies = attached.flatMap(({ AttachedPolicies = [] }) => AttachedPolicies);
  const names = listed.flatMap(({ PolicyNames = [] }) => PolicyNames);
  const inline = new Map<string, PolicyDocument | undefined>(names.map((name) => [name, undefined]));
  const add = (name: string, document: PolicyDocument | undefined): void => {
    if (document === undefined) inline.delete(name);
    else inline.set(name, document);
  };
  declaredNames.forEach((name, index) => {
    add(name, documents[index]);
  });
  const missing = [...inline].filter(([, document]) => document === undefined).map(([name]) => name);
  const readMissing = async (name: string): Promise<void> => {
    try {
      add(name, await inlinePolicy(iam, RoleName, name));
    } catch (error) {
      const isRefusal = error instanceof CallError && error.verdict === 'permanent';
      if (declared !== undefined || !isRefusal) throw error;
    }
  };
  if (declared?.prune.has('inline-policies') !== false) await Promise.all(missing.map(readMissing));

  const lastUsed = lastUse(role.RoleLastUsed);
  return {
    name: role.RoleName ?? RoleName,
    path: role.Path ?? '/',
    description: role.Description ?? '',
    maxSessionDuration: role.MaxSessionDuration ?? 3600,
    trust: decodeDocument(role.AssumeRolePolicyDocument ?? '{}'),
    boundary: role.PermissionsBoundary?.PermissionsBoundaryArn,
    tags: tagsFromIam(role.Tags),
    managedPolicies: new Set(policies.map(({ PolicyArn = '' }) => PolicyArn)),
    inlinePolicies: inline,
    instanceProfiles: new Set(profiles.filter((name) => !keptProfiles?.has(name.toLowerCase()))),
    identity: {
      arn: role.Arn ?? '',
      id: role.RoleId ?? '',
      created: role.CreateDate,
      ...(lastUsed === undefined ? {} : { facts: { lastUsed } }),
    },
  };
}

/** Reads the last use from GetRole's response: lists of roles leave it out. */
export function lastUse({ LastUsedDate: date, Region: region }: RoleLastUsed = {}): LastUse | undefined {
  return date === undefined ? undefined : { date, region };
}

/** Returns when and where a role was last used, in words. */
export function lastUseText(use: LastUse | undefined): string {
  if (use === undefined) return 'IAM shows no use in the last 400 days';
  return `last used on ${use.date.toISOString()}${use.region === undefined ? '' : ` in ${use.region}`}`;
}

export async function instanceProfilesOf(iam: Iam, RoleName: string): Promise<string[]> {
  const all = await pages((marker) => iam.call('ListInstanceProfilesForRole', { RoleName, ...marker }));
  const profiles = all.flatMap(({ InstanceProfiles = [] }) => InstanceProfiles);
  return profiles.map(({ InstanceProfileName = '' }) => InstanceProfileName);
}

type Paging = Pick<Output<'ListRoles'>, 'IsTruncated' | 'Marker'>;

/** Reads all pages of a list: IAM may return fewer items than were requested. */
export async function pages<Page extends Paging>(
  read: (marker: { Marker?: string }) => Promise<Page>,
  marker = {},
): Promise<Page[]> {
  const page = await read(marker);
  const { IsTruncated, Marker } = page;
  return IsTruncated === true && Marker !== undefined ? [page, ...(await pages(read, { Marker }))] : [page];
}

export async function inlinePolicy(
  iam: Iam,
  RoleName: string,
  PolicyName: string,
): Promise<PolicyDocument | undefined> {
  const response = await absentAsUndefined(iam.call('GetRolePolicy', { RoleName, PolicyName }));
  return response?.PolicyDocument === undefined ? undefined : decodeDocument(response.PolicyDocument);
}
