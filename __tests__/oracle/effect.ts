/**
 * What a change does to a state, told without IAM. Folded over the state a plan starts from, a plan's effects give its
 * target; folded over what a run has sent, they give what the run knows to stand, whatever a lagging replica says.
 */
import type { PolicyDocument } from '../../src/iam/policy-document.ts';
import type { Change } from '../../src/resources/resource.ts';
import { isRolesAnywhereChange, rolesAnywhereEffect } from './profile-changes.ts';
import type { RoleState, State } from './state.ts';
import { withTags, withoutTags } from './tags.ts';

export function effect(state: State, change: Change): State {
  if (isRolesAnywhereChange(change)) {
    return { ...state, rolesAnywhereProfile: rolesAnywhereEffect(state.rolesAnywhereProfile, change) };
  }
  const { api, input } = change;
  switch (api) {
    case 'CreateRole':
      return {
        ...state,
        role: {
          name: input.RoleName ?? '',
          path: input.Path ?? '/',
          description: input.Description ?? '',
          maxSessionDuration: input.MaxSessionDuration ?? 3600,
          trust: parse(input.AssumeRolePolicyDocument),
          boundary: input.PermissionsBoundary,
          tags: withTags(new Map(), input.Tags ?? []),
          managedPolicies: new Set(),
          inlinePolicies: new Map(),
          instanceProfiles: new Set(),
          identity: undefined,
        },
      };
    case 'DeleteRole':
      return { ...state, role: undefined };
    case 'UpdateRole':
      return onRole(state, (role) => ({
        description: input.Description ?? role.description,
        maxSessionDuration: input.MaxSessionDuration ?? role.maxSessionDuration,
      }));
    case 'UpdateAssumeRolePolicy':
      return onRole(state, () => ({ trust: parse(input.PolicyDocument) }));
    case 'PutRolePermissionsBoundary':
      return onRole(state, () => ({ boundary: input.PermissionsBoundary }));
    case 'DeleteRolePermissionsBoundary':
      return onRole(state, () => ({ boundary: undefined }));
    case 'TagRole':
      return onRole(state, (role) => ({ tags: withTags(role.tags, input.Tags ?? []) }));
    case 'UntagRole':
      return onRole(state, (role) => ({ tags: withoutTags(role.tags, input.TagKeys ?? []) }));
    case 'AttachRolePolicy':
      return onRole(state, (role) => ({
        managedPolicies: new Set([...role.managedPolicies, input.PolicyArn ?? '']),
      }));
    case 'DetachRolePolicy':
      return onRole(state, (role) => ({
        managedPolicies: new Set([...role.managedPolicies].filter((arn) => arn !== input.PolicyArn)),
      }));
    case 'PutRolePolicy':
      return onRole(state, (role) => ({
        inlinePolicies: new Map([
          ...role.inlinePolicies,
          [input.PolicyName ?? '', parse(input.PolicyDocument)],
        ]),
      }));
    case 'DeleteRolePolicy':
      return onRole(state, (role) => ({
        inlinePolicies: new Map([...role.inlinePolicies].filter(([name]) => name !== input.PolicyName)),
      }));
    case 'CreateInstanceProfile':
      return {
        ...state,
        instanceProfile: {
          name: input.InstanceProfileName ?? '',
          path: input.Path ?? '/',
          tags: withTags(new Map(), input.Tags ?? []),
          role: undefined,
          identity: undefined,
        },
      };
    case 'DeleteInstanceProfile':
      return { ...state, instanceProfile: undefined };
    case 'TagInstanceProfile':
      return onProfile(state, ({ tags }) => ({ tags: withTags(tags, input.Tags ?? []) }));
    case 'UntagInstanceProfile':
      return onProfile(state, ({ tags }) => ({ tags: withoutTags(tags, input.TagKeys ?? []) }));
    case 'AddRoleToInstanceProfile':
      return onProfile(state, () => ({
        role: {
          name: input.RoleName ?? '',
          id: input.RoleName === state.role?.name ? state.role?.identity?.id : undefined,
        },
      }));
    case 'RemoveRoleFromInstanceProfile':
      return input.InstanceProfileName === state.instanceProfile?.name
        ? onProfile(state, ({ role }) => (role?.name === input.RoleName ? { role: undefined } : {}))
        : onRole(state, ({ instanceProfiles }) => ({
            instanceProfiles: new Set(
              [...instanceProfiles].filter((name) => name !== input.InstanceProfileName),
            ),
          }));
  }
}

/**
 * What stands after the changes, by a look that may be older than they are. Where it shows what they made, it shows more of
 * it than its making.
 */
export function effects(seen: State, changes: readonly Change[]): State {
  return changes.reduce((state, change) => {
    const made =
      (change.api === 'CreateRole' && state.role !== undefined) ||
      (change.api === 'CreateInstanceProfile' && state.instanceProfile !== undefined) ||
      (change.api === 'CreateProfile' && state.rolesAnywhereProfile !== undefined);
    return made ? state : effect(state, change);
  }, seen);
}

function onRole(state: State, next: (role: RoleState) => Partial<RoleState>): State {
  return state.role === undefined ? state : { ...state, role: { ...state.role, ...next(state.role) } };
}

type Profile = NonNullable<State['instanceProfile']>;

function onProfile(state: State, next: (profile: Profile) => Partial<Profile>): State {
  const profile = state.instanceProfile;
  return profile === undefined ? state : { ...state, instanceProfile: { ...profile, ...next(profile) } };
}

function parse(document: string | undefined): PolicyDocument {
  return JSON.parse(document ?? '{}') as PolicyDocument;
}
