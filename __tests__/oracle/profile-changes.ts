import { canonicalText, sameDocument, type PolicyDocument } from '../../src/iam/policy-document.ts';
import type { Input } from '../../src/iam/calls.ts';
import type { Change } from '../../src/resources/resource.ts';
import type { RolesAnywhereProfileState } from './state.ts';

const ADMIT_EVERYTHING: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};
void canonicalText;

/** All profiles of the name, the oldest first. */
export function withNamesakes(
  profile: RolesAnywhereProfileState | undefined,
): readonly RolesAnywhereProfileState[] {
  return profile === undefined ? [] : [profile, ...profile.duplicates];
}

function idOf({ identity, name }: RolesAnywhereProfileState): string {
  return identity?.id ?? `{roles-anywhere-profile-id:${name}}`;
}

export type RolesAnywhereChange = Extract<
  Change,
  {
    readonly api:
      | 'CreateProfile'
      | 'UpdateProfile'
      | 'EnableProfile'
      | 'DisableProfile'
      | 'DeleteProfile'
      | 'TagResource'
      | 'UntagResource';
  }
>;

export function isRolesAnywhereChange(change: Change): change is RolesAnywhereChange {
  return change.kind === 'rolesAnywhereProfile';
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
        identity: profile?.identity,
        duplicates: profile?.duplicates ?? [],
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
      const [first, ...duplicates] = left;
      // What this run made it may know by its name alone.
      if (left.length === all.length) return profile.identity === undefined ? undefined : profile;
      return first && { ...first, duplicates };
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
  input: Omit<Input<'UpdateProfile'>, 'profileId'>,
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
