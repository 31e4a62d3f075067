/** What IAM says of a role. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
import type { Iam } from '../iam/calls.ts';
import { isAbsent } from '../iam/errors.ts';
import { decodeDocument, type PolicyDocument } from '../iam/policy-document.ts';
import { Unsettled } from './unsettled.ts';
import type { RoleState } from './state.ts';
import { tagsFromIam } from './tags.ts';

export interface RoleView {
  readonly name: string;
  /** Inline policies whose documents are needed in any case; read in the same wave as the role itself. */
  readonly documents: readonly string[];
  /** Also read the documents of all other inline policies: they may be deleted, and an undo needs them. */
  readonly otherDocuments: boolean;
  /** Also read which instance profiles hold the role: it is to go. */
  readonly holders: boolean;
}

/**
 * Reads the role in one wave of parallel calls: GetRole, ListAttachedRolePolicies, ListRolePolicies, GetRolePolicy of
 * each document asked for; a second wave only for further pages and for documents of names not known before.
 *
 * @throws CallError when IAM refuses, Unsettled when the answers contradict one another
 */
export async function observeRole(iam: Iam, view: RoleView): Promise<RoleState | undefined> {
  const RoleName = view.name;
  const [role, attached, names, holders, ...documents] = await Promise.all([
    orAbsent(iam.call('GetRole', { RoleName })),
    orAbsent(attachedPolicies(iam, RoleName)),
    orAbsent(inlinePolicyNames(iam, RoleName)),
    view.holders ? orAbsent(instanceProfilesOf(iam, RoleName)) : [],
    ...view.documents.map((name) => inlinePolicy(iam, RoleName, name)),
  ]);
  const found = role?.Role;
  if (found === undefined) {
    // An empty list of profiles is no sign of a role.
    if (attached === undefined && names === undefined && (holders ?? []).length === 0) return undefined;
    throw new Unsettled(`role/${RoleName}: GetRole does not see it, a list of its policies does`);
  }
  if (attached === undefined || names === undefined || holders === undefined) {
    throw new Unsettled(`role/${RoleName}: GetRole sees it, a list of its policies does not`);
  }

  const inline = new Map<string, PolicyDocument | undefined>(names.map((name) => [name, undefined]));
  view.documents.forEach((name, index) => {
    const document = documents[index];
    if (document === undefined) inline.delete(name);
    else inline.set(name, document);
  });
  if (view.otherDocuments) {
    const missing = [...inline].filter(([, document]) => document === undefined).map(([name]) => name);
    const read = await Promise.all(missing.map((name) => inlinePolicy(iam, RoleName, name)));
    missing.forEach((name, index) => {
      const document = read[index];
      if (document === undefined) inline.delete(name);
      else inline.set(name, document);
    });
  }

  return {
    name: found.RoleName ?? RoleName,
    path: found.Path ?? '/',
    description: found.Description ?? '',
    maxSessionDuration: found.MaxSessionDuration ?? 3600,
    trust: decodeDocument(found.AssumeRolePolicyDocument ?? '{}'),
    boundary: found.PermissionsBoundary?.PermissionsBoundaryArn,
    tags: tagsFromIam(found.Tags),
    managedPolicies: new Set(attached),
    inlinePolicies: inline,
    otherInstanceProfiles: new Set(holders),
    born: { arn: found.Arn ?? '', id: found.RoleId ?? '', created: found.CreateDate },
  };
}

async function attachedPolicies(iam: Iam, RoleName: string): Promise<string[]> {
  return pages(async (Marker) => {
    const page = await iam.call('ListAttachedRolePolicies', { RoleName, ...Marker });
    return [(page.AttachedPolicies ?? []).map((policy) => policy.PolicyArn ?? ''), page];
  });
}

async function inlinePolicyNames(iam: Iam, RoleName: string): Promise<string[]> {
  return pages(async (Marker) => {
    const page = await iam.call('ListRolePolicies', { RoleName, ...Marker });
    return [page.PolicyNames ?? [], page];
  });
}

export async function instanceProfilesOf(iam: Iam, RoleName: string): Promise<string[]> {
  return pages(async (Marker) => {
    const page = await iam.call('ListInstanceProfilesForRole', { RoleName, ...Marker });
    return [(page.InstanceProfiles ?? []).map((profile) => profile.InstanceProfileName ?? ''), page];
  });
}

/** All pages of a list: IAM may answer fewer than it has, whatever was asked for. */
export async function pages(
  read: (marker: {
    Marker?: string;
  }) => Promise<
    [string[], { readonly IsTruncated?: boolean | undefined; readonly Marker?: string | undefined }]
  >,
): Promise<string[]> {
  const all: string[] = [];
  let marker: { Marker?: string } = {};
  for (;;) {
    const [items, page] = await read(marker);
    all.push(...items);
    if (page.IsTruncated !== true || page.Marker === undefined) return all;
    marker = { Marker: page.Marker };
  }
}

async function inlinePolicy(
  iam: Iam,
  RoleName: string,
  PolicyName: string,
): Promise<PolicyDocument | undefined> {
  const answer = await orAbsent(iam.call('GetRolePolicy', { RoleName, PolicyName }));
  return answer?.PolicyDocument === undefined ? undefined : decodeDocument(answer.PolicyDocument);
}

/** NoSuchEntity, and nothing else, is absence. */
export async function orAbsent<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
