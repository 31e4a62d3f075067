/**
 * The calls that lead from one profile of IAM Roles Anywhere to another, and what each of them does to it.
 *
 * https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_UpdateProfile.html
 */
import { broadens } from '../iam/broadening.ts';
import { encodeDocument, sameDocument, type PolicyDocument } from '../iam/policy-document.ts';
import type { KeyValue, RolesAnywhereWrites } from '../iam/calls.ts';
import { change, type Change } from './change.ts';
import type { RolesAnywhereProfileState, State, Tags } from './state.ts';
import { tagChanges } from './tags.ts';

/**
 * As a session policy it takes nothing away, so it counts as none. UpdateProfile has no way to remove one (an empty text is
 * refused, one left out stays), and this is written in its place.
 */
export const ADMIT_EVERYTHING: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

/** Stands for an ARN that is known only once the role is made; put in when the call is sent. Also of one that stands. */
export function roleArnOf(roleName: string): string {
  return `{role-arn:${roleName}}`;
}

/** Disabled first and enabled last: while its settings change, nobody is let in with what neither end allows. */
export function planRolesAnywhereProfile(target: State, actual: State): Change[] {
  const after = target.rolesAnywhereProfile;
  const all = withNamesakes(actual.rolesAnywhereProfile);
  const before = all.find((each) => after !== undefined && idOf(each) === idOf(after)) ?? all[0];
  if (before === undefined) return after === undefined ? [] : [create(after)];
  const kept = new Set([...withNamesakes(after), ...(after === undefined ? [] : [before])].map(idOf));
  const summary =
    after === undefined
      ? 'delete the Roles Anywhere profile'
      : 'delete the second profile of that name, made at the same time';
  const removed = all.filter((each) => !kept.has(idOf(each))).map((each) => remove(each, summary));
  if (after === undefined) return removed;
  return [
    ...removed,
    ...tags(after, before),
    ...(before.enabled && !after.enabled ? [enable(before, false)] : []),
    ...update(after, before),
    ...(after.enabled && !before.enabled ? [enable(before, true)] : []),
  ];
}

/** All profiles of the name, the oldest first. */
export function withNamesakes(
  profile: RolesAnywhereProfileState | undefined,
): readonly RolesAnywhereProfileState[] {
  return profile === undefined ? [] : [profile, ...profile.namesakes];
}

function create(target: RolesAnywhereProfileState): Change {
  const { name, enabled, requireInstanceProperties } = target;
  const input = {
    name,
    enabled,
    ...settings(target),
    requireInstanceProperties,
    tags: keyValues(target.tags),
  };
  const summary = `create the Roles Anywhere profile${enabled ? '' : ', disabled'}`;
  const when = { broadens: enabled, after: ['CreateRole'] } as const;
  return change('CreateProfile', resource(target), input, summary, when);
}

/** Always all of them: a duration left out would be reset to 3600. */
function settings(
  profile: RolesAnywhereProfileState,
): Omit<RolesAnywhereWrites['UpdateProfile']['input'], 'profileId'> {
  const { sessionPolicy } = profile;
  return {
    durationSeconds: profile.durationSeconds,
    roleArns: [...profile.roleArns].sort(),
    managedPolicyArns: [...profile.managedPolicies].sort(),
    ...(sessionPolicy === undefined ? {} : { sessionPolicy: encodeDocument(sessionPolicy) }),
  };
}

function update(target: RolesAnywhereProfileState, actual: RolesAnywhereProfileState): Change[] {
  const policies = !sameSession(target.sessionPolicy, actual.sessionPolicy);
  const parts = [
    ...(target.durationSeconds === actual.durationSeconds
      ? []
      : [`sessions of ${actual.durationSeconds} s → ${target.durationSeconds} s`]),
    ...difference('role', target.roleArns, actual.roleArns),
    ...difference('managed session policy', target.managedPolicies, actual.managedPolicies),
    ...(policies ? [`${target.sessionPolicy === undefined ? 'remove' : 'set'} the session policy`] : []),
  ];
  if (parts.length === 0) return [];
  const unset = policies && target.sessionPolicy === undefined;
  const input = {
    profileId: idOf(actual),
    ...settings(target),
    ...(unset ? { sessionPolicy: encodeDocument(ADMIT_EVERYTHING) } : {}),
  };
  const when = { broadens: target.enabled && admitsMore(target, actual), after: ['CreateRole'] } as const;
  return [change('UpdateProfile', resource(target), input, parts.join('; '), when)];
}

/**
 * Another role; or sessions that are held back by less. What a session may do is what the role may and any of its session
 * policies allows, unless one denies it. So the first policy takes away, and without the last nothing is held back; one more
 * beside others may allow, and one fewer no longer denies, which nobody here can read.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
 */
function admitsMore(target: RolesAnywhereProfileState, actual: RolesAnywhereProfileState): boolean {
  const limited = ({ sessionPolicy, managedPolicies }: RolesAnywhereProfileState): boolean =>
    sessionPolicy !== undefined || managedPolicies.size > 0;
  if ([...target.roleArns].some((arn) => !actual.roleArns.has(arn))) return true;
  if (!limited(actual)) return false;
  return (
    !limited(target) ||
    difference('', target.managedPolicies, actual.managedPolicies).length > 0 ||
    broadens(actual.sessionPolicy, target.sessionPolicy)
  );
}

function difference(noun: string, target: ReadonlySet<string>, actual: ReadonlySet<string>): string[] {
  const named = (verb: string, from: ReadonlySet<string>, than: ReadonlySet<string>): string[] => {
    const names = [...from].filter((arn) => !than.has(arn)).sort();
    return names.length === 0 ? [] : [`${verb} the ${noun} ${names.map(shortName).join(', ')}`];
  };
  return [...named('add', target, actual), ...named('drop', actual, target)];
}

function shortName(arn: string): string {
  return /^\{role-arn:(.+)\}$/.exec(arn)?.[1] ?? arn.slice(arn.lastIndexOf('/') + 1);
}

function enable(profile: RolesAnywhereProfileState, on: boolean): Change {
  const [api, verb] = on ? (['EnableProfile', 'enable'] as const) : (['DisableProfile', 'disable'] as const);
  const input = { profileId: idOf(profile) };
  return change(api, resource(profile), input, `${verb} the Roles Anywhere profile`, { broadens: on });
}

function remove(profile: RolesAnywhereProfileState, summary: string): Change {
  return change('DeleteProfile', resource(profile), { profileId: idOf(profile) }, summary);
}

function tags(target: RolesAnywhereProfileState, actual: RolesAnywhereProfileState): Change[] {
  const resourceArn = actual.born?.arn ?? `{profile-arn:${actual.name}}`;
  return tagChanges(
    target.tags,
    actual.tags,
    (tagKeys, summary) => change('UntagResource', resource(target), { resourceArn, tagKeys }, summary),
    (set, summary) => change('TagResource', resource(target), { resourceArn, tags: keyValues(set) }, summary),
  );
}

function resource({ name }: RolesAnywhereProfileState): `roles-anywhere-profile/${string}` {
  return `roles-anywhere-profile/${name}`;
}

function idOf({ born, name }: RolesAnywhereProfileState): string {
  return born?.id ?? `{profile-id:${name}}`;
}

function keyValues(tags: Tags): KeyValue[] {
  return [...tags].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => ({ key, value }));
}

function sameSession(a: PolicyDocument | undefined, b: PolicyDocument | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && sameDocument(a, b));
}

export type RolesAnywhereChange = Extract<Change, { readonly api: keyof RolesAnywhereWrites }>;

export function isRolesAnywhereChange(change: Change): change is RolesAnywhereChange {
  return change.lane === 'roles-anywhere-profile';
}

/** What a change does to a profile; the part of `effect` that is about it. */
export function rolesAnywhereEffect(
  profile: RolesAnywhereProfileState | undefined,
  { api, input }: RolesAnywhereChange,
): RolesAnywhereProfileState | undefined {
  const set = (next: Partial<RolesAnywhereProfileState>): RolesAnywhereProfileState | undefined =>
    profile && { ...profile, ...next };
  switch (api) {
    case 'CreateProfile':
      return {
        // One that is seen already is the one that was made: its name is all that tells.
        born: profile?.born,
        namesakes: profile?.namesakes ?? [],
        name: input.name,
        enabled: input.enabled,
        ...effectOfSettings(input, undefined),
        requireInstanceProperties: input.requireInstanceProperties,
        tags: new Map(input.tags.map(({ key, value }) => [key, value])),
      };
    case 'UpdateProfile':
      return profile && set(effectOfSettings(input, profile.sessionPolicy));
    case 'EnableProfile':
    case 'DisableProfile':
      return set({ enabled: api === 'EnableProfile' });
    case 'DeleteProfile': {
      if (profile === undefined) return undefined;
      const all = withNamesakes(profile);
      const left = all.filter((each) => idOf(each) !== input.profileId);
      const [first, ...namesakes] = left;
      // What this run made it may know by its name alone.
      if (left.length === all.length) return profile.born === undefined ? undefined : profile;
      return first && { ...first, namesakes };
    }
    case 'TagResource':
      return (
        profile &&
        set({
          tags: new Map([...profile.tags, ...input.tags.map(({ key, value }) => [key, value] as const)]),
        })
      );
    case 'UntagResource':
      return (
        profile && set({ tags: new Map([...profile.tags].filter(([key]) => !input.tagKeys.includes(key))) })
      );
  }
}

function effectOfSettings(
  input: Omit<RolesAnywhereWrites['UpdateProfile']['input'], 'profileId'>,
  before: PolicyDocument | undefined,
): Pick<RolesAnywhereProfileState, 'durationSeconds' | 'roleArns' | 'managedPolicies' | 'sessionPolicy'> {
  const { sessionPolicy } = input;
  const written = sessionPolicy === undefined ? before : (JSON.parse(sessionPolicy) as PolicyDocument);
  return {
    durationSeconds: input.durationSeconds,
    roleArns: new Set(input.roleArns),
    managedPolicies: new Set(input.managedPolicyArns),
    sessionPolicy: written !== undefined && sameDocument(written, ADMIT_EVERYTHING) ? undefined : written,
  };
}
