/**
 * The profile of IAM Roles Anywhere that lets nodes outside AWS assume the role. Names are not unique there, so other
 * profiles with the same name are its duplicates.
 *
 * https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_ProfileDetail.html
 * https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_UpdateProfile.html
 */
import { broadens } from '../aws/broadening.ts';
import { nameInArn, parsePlaceholder, placeholder, resourceOfArn, type Part } from '../aws/arn.ts';
import { callsOf, type Input, type ProfileSettings, type ProfileTag, type Write } from '../aws/calls.ts';
import { encodeDocument, sameDocument } from '../aws/policy-document.ts';
import { beforeWidening, change, type Change, type ResourceKind, type State, type Tags } from './resource.ts';
import { differences, propertiesOf, withDuplicates } from './properties.ts';
import { LABEL, noSessionPolicy, observe, type RolesAnywhereProfile } from './roles-anywhere-state.ts';
import { desiredTags, hasOwner, isOurs, tagChanges, tagsToIam } from './tags.ts';

export const rolesAnywhereProfile: ResourceKind<'rolesAnywhereProfile'> = {
  kind: 'rolesAnywhereProfile',
  noun: 'Roles Anywhere profile',
  nameInput: LABEL,
  caseSensitive: true,
  outputs: ['arn', 'id'],
  properties: {
    enabled: { label: 'enabled', phrase: 'enabled:', default: true },
    durationSeconds: { label: 'session duration', unit: 's', phrase: 'sessions of' },
    roleArns: { label: 'role', phrase: 'for' },
    managedPolicies: { label: 'managed session policy', phrase: 'limited by', edge: 'limited by' },
    sessionPolicy: { label: 'session policy', phrase: 'session policy:', edge: 'limited by' },
    requireInstanceProperties: { label: 'requires instance properties', default: false },
    acceptRoleSessionName: { label: 'accepts session names', default: false },
    tags: { label: 'tag', inert: true },
  },
  declaredName: ({ rolesAnywhereName }) => rolesAnywhereName,
  observe,
  desired(declaration, { rolesAnywhereProfile: actual }, resolved) {
    const { rolesAnywhereName: name, roleName, role } = declaration;
    // IAM deletes a role even if the profile of another owner lists it.
    if (role === undefined)
      return actual !== undefined && (!isOurs(actual, declaration) || isOfOthers(actual))
        ? actual
        : undefined;
    if (name === undefined || role.rolesAnywhere === undefined) return undefined;
    const { policies, roleArns = [], acceptRoleSessionName = false, ...declared } = role.rolesAnywhere;
    return {
      ...declared,
      name,
      roleArns: new Set([
        ...(role.prune.has('policies') ? [] : (actual?.roleArns ?? [])),
        ...roleArns.filter((arn) => resourceOfArn(arn) !== `role${role.path}${roleName}`),
        placeholder('role', 'arn', roleName),
      ]),
      acceptRoleSessionName,
      managedPolicies: new Set(policies.map((reference) => resolved.get(reference) ?? reference)),
      tags: desiredTags(declared.tags, declaration, role, actual?.tags),
      duplicates: [],
      identity: actual?.identity,
    };
  },
  plan: planProfile,
  policies: ({ role }) =>
    (role?.rolesAnywhere?.policies ?? []).map((reference) => ({ input: LABEL, reference })),
  passedRoles: ({ role }, start) => [
    ...(role?.rolesAnywhere?.roleArns ?? []),
    ...(start?.rolesAnywhereProfile === undefined ? [] : otherRoles(start.rolesAnywhereProfile)),
  ],
  neverSent: (declarations) =>
    declarations.some(({ rolesAnywhereName }) => rolesAnywhereName !== undefined)
      ? []
      : callsOf('rolesanywhere'),
  refusals(declaration, profile, created, common) {
    const all = withDuplicates(profile);
    const allOwned = all.every((each) => hasOwner(each, declaration));
    // Two runs may create it at the same moment; then the younger one is deleted.
    if (all.length > 1 && !(created && allOwned)) {
      const ids = all.map(({ identity }) => identity?.id ?? '').join(', ');
      return [
        `there are ${all.length} Roles Anywhere profiles called ${profile.name}: ${ids}; ` +
          'delete all but one (aws rolesanywhere delete-profile --profile-id …), or choose another name',
      ];
    }
    const declared = declaration.role?.rolesAnywhere;
    if (declared === undefined || declared.requireInstanceProperties === profile.requireInstanceProperties)
      return common;
    return [
      ...common,
      `${LABEL}/${profile.name} has require-instance-properties: ${profile.requireInstanceProperties}, and Roles Anywhere cannot change it: declare it so, ` +
        `choose another name, or delete the profile (aws rolesanywhere delete-profile --profile-id ${profile.identity?.id ?? ''}) and apply again`,
    ];
  },
  notices: (declaration, { rolesAnywhereProfile: profile }) => {
    if (declaration.role !== undefined || profile === undefined) return [];
    const label = `${LABEL}/${profile.name}`;
    if (!isOurs(profile, declaration))
      return [`${label} has another owner: it remains, with all the roles that it lists`];
    const others = otherRoles(profile).map(resourceOfArn).sort().join(', ');
    if (others === '') return [];
    return isOfOthers(profile)
      ? [`${label} lists ${others}, not role/${declaration.roleName}, and remains`]
      : [`${label} also lists ${others}: servers with this profile lose those roles, too`];
  },
};

/** Lists the ARNs in a profile that are not the step's own role. */
function otherRoles({ roleArns }: RolesAnywhereProfile): string[] {
  return [...roleArns].filter((arn) => parsePlaceholder(arn) === undefined);
}

/** Reports whether other roles use the profile, and the step's own does not. A destroy leaves it to them. */
function isOfOthers(profile: RolesAnywhereProfile): boolean {
  const others = otherRoles(profile).length;
  return others > 0 && others === profile.roleArns.size;
}

/** Plans the profile: disabled first and enabled last, so that no session gets a mixture of both settings. */
function planProfile(target: State, actual: State): Change[] {
  const after = target.rolesAnywhereProfile;
  const all = withDuplicates(actual.rolesAnywhereProfile);
  if (after === undefined) return all.map((each) => remove(each, 'delete the Roles Anywhere profile'));
  const roleChanges = differences(propertiesOf(target.role), propertiesOf(actual.role)).length > 0;
  const widening = roleChanges ? beforeWidening(target, actual) : [];
  const before = all.find((each) => idOf(each) === idOf(after)) ?? all[0];
  if (before === undefined) return [create(after, widening)];
  const kept = new Set([...withDuplicates(after), before].map(idOf));
  const second = 'delete the second profile of that name, created at the same time';
  return [
    ...all.filter((each) => !kept.has(idOf(each))).map((each) => remove(each, second)),
    ...tags(after, before),
    ...(before.enabled && !after.enabled ? [enable(before, false)] : []),
    ...update(after, before, widening),
    ...(after.enabled && !before.enabled ? [enable(before, true, widening)] : []),
  ];
}

function create(target: RolesAnywhereProfile, after: readonly Write[]): Change {
  const { name, enabled, requireInstanceProperties } = target;
  const input = {
    name,
    enabled,
    ...settings(target),
    requireInstanceProperties,
    tags: keyValues(target.tags),
  };
  const summary = `create the Roles Anywhere profile${enabled ? '' : ', disabled'}`;
  const creates: RolesAnywhereProfile = { ...target, duplicates: [], identity: undefined };
  return change('CreateProfile', name, input, summary, { broadens: enabled, after, creates });
}

/**
 * Returns all settings: UpdateProfile would reset an omitted duration to 3600 s. A profile refuses session names unless
 * the request accepts them, so `false` is left out.
 */
function settings(profile: RolesAnywhereProfile): ProfileSettings {
  const { sessionPolicy } = profile;
  return {
    durationSeconds: profile.durationSeconds,
    roleArns: [...profile.roleArns].sort(),
    managedPolicyArns: [...profile.managedPolicies].sort(),
    ...(sessionPolicy === undefined ? {} : { sessionPolicy: encodeDocument(sessionPolicy) }),
    ...(profile.acceptRoleSessionName ? { acceptRoleSessionName: true } : {}),
  };
}

function update(
  target: RolesAnywhereProfile,
  actual: RolesAnywhereProfile,
  widening: readonly Write[],
): Change[] {
  const { durationSeconds, roleArns, managedPolicies, sessionPolicy, acceptRoleSessionName } = target;
  const policies = !sameDocument(sessionPolicy, actual.sessionPolicy);
  const parts = [
    durationSeconds !== actual.durationSeconds &&
      `sessions of ${actual.durationSeconds} s → ${durationSeconds} s`,
    ...difference('role', roleArns, actual.roleArns),
    ...difference('managed session policy', managedPolicies, actual.managedPolicies),
    policies && `${sessionPolicy === undefined ? 'remove' : 'set'} the session policy`,
    acceptRoleSessionName !== actual.acceptRoleSessionName &&
      `${acceptRoleSessionName ? 'accept' : 'refuse'} session names`,
  ].filter((part) => part !== false);
  if (parts.length === 0) return [];
  // The service may still have the policy that means none. With managed ones it is another one than without.
  const otherNone = (managedPolicies.size === 0) !== (actual.managedPolicies.size === 0);
  const input: Input<'UpdateProfile'> = {
    profileId: idOf(actual),
    ...settings(target),
    ...(actual.acceptRoleSessionName ? { acceptRoleSessionName } : {}),
    ...(sessionPolicy === undefined && (policies || otherNone)
      ? { sessionPolicy: encodeDocument(noSessionPolicy(managedPolicies)) }
      : {}),
  };
  const wider = target.enabled && admitsMore(target, actual);
  const sets = { durationSeconds, roleArns, managedPolicies, sessionPolicy, acceptRoleSessionName };
  const after: readonly Write[] = wider ? widening : ['CreateRole'];
  // One call cannot both precede the role's grants and follow its revocations.
  const isMixed = wider && actual.enabled && after.length > 1 && admitsMore(actual, target);
  const summary = `${parts.join('; ')}${isMixed ? ' (last: it limits and extends)' : ''}`;
  return [change('UpdateProfile', target.name, input, summary, { broadens: wider, after, sets })];
}

/**
 * Reports whether sessions may do more than before: with another role, or with fewer limits. The first session policy
 * limits and removing the last one lifts every limit. Any other managed one may allow or deny, which we cannot read.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
 */
function admitsMore(target: RolesAnywhereProfile, actual: RolesAnywhereProfile): boolean {
  const isLimited = ({ sessionPolicy, managedPolicies }: RolesAnywhereProfile): boolean =>
    sessionPolicy !== undefined || managedPolicies.size > 0;
  if ([...target.roleArns].some((arn) => !actual.roleArns.has(arn))) return true;
  // Conditions may test a session's name.
  if (target.acceptRoleSessionName && !actual.acceptRoleSessionName) return true;
  if (!isLimited(actual)) return false;
  return (
    !isLimited(target) ||
    difference('', target.managedPolicies, actual.managedPolicies).length > 0 ||
    broadens(actual.sessionPolicy, target.sessionPolicy)
  );
}

function difference(noun: string, target: ReadonlySet<string>, actual: ReadonlySet<string>): string[] {
  const named = (verb: string, from: ReadonlySet<string>, except: ReadonlySet<string>): string[] => {
    const arns = [...from].filter((arn) => !except.has(arn)).sort();
    const names = arns.map((arn) => parsePlaceholder(arn)?.name ?? nameInArn(arn));
    return names.length === 0 ? [] : [`${verb} the ${noun} ${names.join(', ')}`];
  };
  return [...named('add', target, actual), ...named('drop', actual, target)];
}

function enable(profile: RolesAnywhereProfile, enabled: boolean, after: readonly Write[] = []): Change {
  const api = enabled ? 'EnableProfile' : 'DisableProfile';
  const summary = `${enabled ? 'enable' : 'disable'} the Roles Anywhere profile`;
  const effect = { broadens: enabled, after, sets: { enabled } };
  return change(api, profile.name, { profileId: idOf(profile) }, summary, effect);
}

function remove(profile: RolesAnywhereProfile, summary: string): Change {
  const profileId = idOf(profile);
  return change('DeleteProfile', profile.name, { profileId }, summary, { deletes: profileId });
}

function tags({ name, tags: target }: RolesAnywhereProfile, actual: RolesAnywhereProfile): Change[] {
  const resourceArn = reference(actual, 'arn');
  return tagChanges(
    target,
    actual.tags,
    (tagKeys, ...rest) => change('UntagResource', name, { resourceArn, tagKeys }, ...rest),
    (set, ...rest) => change('TagResource', name, { resourceArn, tags: keyValues(set) }, ...rest),
  );
}

function idOf(profile: RolesAnywhereProfile): string {
  return reference(profile, 'id');
}

function reference({ identity, name }: RolesAnywhereProfile, part: Part): string {
  return identity?.[part] ?? placeholder(LABEL, part, name);
}

function keyValues(tags: Tags): ProfileTag[] {
  return tagsToIam(tags).map(({ Key: key, Value: value }) => ({ key, value }));
}
