/**
 * The profile of IAM Roles Anywhere that lets nodes outside AWS assume the role: what the service says of it. Names are not
 * unique there, so a second profile of the name is a state of its own. Loaded only when a profile is declared.
 *
 * https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_ProfileDetail.html
 */
import type { Iam } from '../iam/calls.ts';
import { sameDocument, type PolicyDocument } from '../iam/policy-document.ts';
import type { ProfileDetail } from '../iam/calls.ts';
import { orAbsent } from './role.ts';
import { ADMIT_EVERYTHING, roleArnOf } from './roles-anywhere-profile-changes.ts';
import type { RolesAnywhereProfileState } from './state.ts';
import { tagsFromIam } from './tags.ts';
import { Unsettled } from './unsettled.ts';

/**
 * Reads all pages of ListProfiles: there is no other way from a name to a profile.
 *
 * @param role name and path of the role that the profile is for
 * @throws CallError when the service refuses, Unsettled when its answers contradict one another
 */
export async function observeRolesAnywhereProfile(
  iam: Iam,
  name: string,
  role: { readonly name: string; readonly path: string | undefined },
): Promise<RolesAnywhereProfileState | undefined> {
  const found: ProfileDetail[] = [];
  let nextToken: string | undefined;
  do {
    const page = await iam.call('ListProfiles', nextToken === undefined ? {} : { nextToken });
    found.push(...(page.profiles ?? []).filter((profile) => profile.name === name));
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  const states = await Promise.all(found.map((profile) => observed(iam, profile, role)));
  const [first, ...rest] = states.sort((a, b) => (age(a) < age(b) ? -1 : 1));
  return first && { ...first, namesakes: rest };
}

function age({ born }: RolesAnywhereProfileState): string {
  return `${born?.created?.toISOString() ?? ''} ${born?.id ?? ''}`;
}

async function observed(
  iam: Iam,
  found: ProfileDetail,
  role: { readonly name: string; readonly path: string | undefined },
): Promise<RolesAnywhereProfileState> {
  const { profileId: id, profileArn: arn, sessionPolicy = '', createdAt } = found;
  const answer = await orAbsent(iam.call('ListTagsForResource', { resourceArn: arn }));
  if (answer === undefined)
    throw new Unsettled(`Roles Anywhere lists the profile ${id}, and has no tags of it`);
  const [, partition = '', , , account = ''] = arn.split(':');
  const roleArn = `arn:${partition}:iam::${account}:role${role.path ?? '/'}${role.name}`;
  const policy = sessionPolicy === '' ? undefined : (JSON.parse(sessionPolicy) as PolicyDocument);
  return {
    name: found.name,
    enabled: found.enabled ?? false,
    durationSeconds: found.durationSeconds ?? 3600,
    roleArns: new Set((found.roleArns ?? []).map((each) => (each === roleArn ? roleArnOf(role.name) : each))),
    managedPolicies: new Set(found.managedPolicyArns),
    sessionPolicy: policy !== undefined && sameDocument(policy, ADMIT_EVERYTHING) ? undefined : policy,
    requireInstanceProperties: found.requireInstanceProperties ?? false,
    tags: tagsFromIam((answer.tags ?? []).map(({ key, value }) => ({ Key: key, Value: value }))),
    namesakes: [],
    born: { arn, id, created: createdAt === undefined ? undefined : new Date(createdAt) },
  };
}
