/**
 * The instance profile: reading it, and the calls that lead from one state to another.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html
 */
import type { Iam, Write } from '../aws/calls.ts';
import { absentAsUndefined } from '../aws/errors.ts';
import {
  beforeWidening,
  change,
  InconsistentReadError,
  ROLE_UPDATES,
  type Declaration,
  type Change,
  type Resource,
  type ResourceKind,
  type State,
} from './resource.ts';
import { merged, withDuplicates } from './properties.ts';
import { desiredTags, hasOwner, isOurs, tagChanges, tagsFromIam, tagsToIam } from './tags.ts';

export interface InstanceProfile extends Resource {
  readonly path: string;
  /** The role in it, if any. The id distinguishes it from a later role with the same name. */
  readonly role: { readonly name: string; readonly id: string | undefined } | undefined;
}

declare module './resource.ts' {
  interface Kinds {
    instanceProfile: InstanceProfile;
  }
  interface RoleDeclaration {
    /** undefined: the role has none. */
    readonly instanceProfile: { readonly path: string; readonly tags?: Tags } | undefined;
  }
}

export const instanceProfile: ResourceKind<'instanceProfile'> = {
  kind: 'instanceProfile',
  noun: 'instance profile',
  nameInput: 'instance-profile-name',
  outputs: ['arn', 'name', 'id'],
  maxTags: 50,
  properties: {
    role: { label: 'role in it', phrase: 'contains', gives: 'EC2 instances with it get' },
    path: { label: 'path', phrase: 'path', default: '/' },
    tags: { label: 'tag', inert: true },
  },
  declaredName: ({ instanceProfileName }) => instanceProfileName,
  async observe(iam, declaration) {
    const { instanceProfileName, keptProfiles, furtherProfiles } = declaration;
    const names = [instanceProfileName, ...(furtherProfiles ?? [])];
    const known = names.filter((name) => keptProfiles?.has(name.toLowerCase()) !== true);
    const observed = await Promise.all(known.map((name) => observeInstanceProfile(iam, name)));
    if (declaration.role !== undefined) return observed[0];
    // A destroy does not touch the profile of another owner, except to remove the role from it.
    const own = observed.flatMap((each) => (each !== undefined && isOurs(each, declaration) ? each : []));
    if (furtherProfiles === undefined) return own[0];
    const deletable = own.filter((each) => otherRole(declaration, each) === undefined);
    return merged(deletable.map((each) => ({ ...each, duplicates: [] })));
  },
  desired(declaration, { role, instanceProfile: actual }) {
    const declared = declaration.role;
    if (declared === undefined)
      return otherRole(declaration, actual) === undefined && isOurs(actual, declaration) ? undefined : actual;
    if (declared.instanceProfile === undefined) {
      // A profile with our owner tag will be deleted; the profile of another owner remains unchanged.
      return actual === undefined || hasOwner(actual, declaration) ? undefined : actual;
    }
    return {
      name: declaration.instanceProfileName,
      path: declared.instanceProfile.path,
      tags: desiredTags(declared.instanceProfile.tags ?? declared.tags, declaration, declared, actual?.tags),
      role: { name: declaration.roleName, id: role?.identity?.id },
      identity: actual?.identity,
    };
  },
  plan: planInstanceProfile,
  notices: ({ role, roleName }, { instanceProfile: actual }) => {
    if (role !== undefined || actual?.role === undefined || actual.role.name === roleName) return [];
    return [`instance-profile/${actual.name} contains role/${actual.role.name}, and remains`];
  },
  assertConsistent({ roleName }, { role, instanceProfile: actual }) {
    const profile = withDuplicates(actual).find((each) => each.role?.name === roleName);
    // IAM refuses to delete a role that is in a profile, so one of the two answers is stale.
    if (role !== undefined || profile === undefined) return;
    throw new InconsistentReadError(
      `instance-profile/${profile.name}: inconsistent reads: it contains role/${roleName}, for which GetRole returns NoSuchEntity`,
    );
  },
};

/** Returns the name of the role in the profile, if it is another one than the step's. A destroy leaves its profile to it. */
function otherRole({ roleName }: Declaration, actual: InstanceProfile | undefined): string | undefined {
  return actual?.role?.name === roleName ? undefined : actual?.role?.name;
}

/** @throws CallError if IAM refuses */
export async function observeInstanceProfile(
  iam: Iam,
  InstanceProfileName: string,
): Promise<InstanceProfile | undefined> {
  const response = await absentAsUndefined(iam.call('GetInstanceProfile', { InstanceProfileName }));
  const profile = response?.InstanceProfile;
  if (profile === undefined) return undefined;
  const role = profile.Roles?.[0];
  return {
    name: profile.InstanceProfileName ?? InstanceProfileName,
    path: profile.Path ?? '/',
    tags: tagsFromIam(profile.Tags),
    role: role === undefined ? undefined : { name: role.RoleName ?? '', id: role.RoleId },
    identity: { arn: profile.Arn ?? '', id: profile.InstanceProfileId ?? '', created: profile.CreateDate },
  };
}

/** Plans the profile. It holds at most one role: removes any other role, then adds the declared one. */
function planInstanceProfile(target: State, actual: State): Change[] {
  const [after, before] = [target.instanceProfile, actual.instanceProfile];
  const holdsTarget = after?.role !== undefined && after.role.name === target.role?.name;
  const replaces = before?.role !== undefined && before.role.name !== after?.role?.name;
  // The role enters with its final grants. Another role leaves just before, so that the profile is empty only for a moment.
  const entry = !holdsTarget ? [] : replaces ? ROLE_UPDATES : beforeWidening(target, actual);
  // Compares ids too: a role that was created again with the same name is another role. After our own call the id is unknown.
  const keepsRole =
    before?.role?.name === after?.role?.name && [undefined, after?.role?.id].includes(before?.role?.id);
  const all = withDuplicates(before);
  const removed = all.flatMap(({ name, role }) =>
    role === undefined || (after !== undefined && keepsRole)
      ? []
      : removeRole(name, role.name, { after: entry, sets: { role: undefined } }),
  );
  if (after === undefined) {
    // A rollback cannot restore a deleted profile with its id, so this is the last call.
    const last = target.role === undefined ? {} : { after: ROLE_UPDATES };
    const deletions = all.map(({ name, identity }) => {
      const effect = { deletes: identity?.id ?? true, ...last } as const;
      const input = { InstanceProfileName: name };
      return change('DeleteInstanceProfile', name, input, 'delete the instance profile', effect);
    });
    return [...removed, ...deletions];
  }
  return [
    ...removed,
    ...(before === undefined ? [create(after)] : tags(after, before)),
    ...(after.role === undefined || keepsRole ? [] : [addRole(after.name, after.role, entry)]),
  ];
}

function create(target: InstanceProfile): Change {
  const Tags = tagsToIam(target.tags);
  const { name, path: Path } = target;
  const input = { InstanceProfileName: name, Path, ...(Tags.length === 0 ? {} : { Tags }) };
  const creates: InstanceProfile = { ...target, role: undefined, identity: undefined };
  return change('CreateInstanceProfile', name, input, 'create the instance profile', { creates });
}

function tags({ name, tags: target }: InstanceProfile, actual: InstanceProfile): Change[] {
  const named = { InstanceProfileName: name };
  return tagChanges(
    target,
    actual.tags,
    (TagKeys, ...rest) => change('UntagInstanceProfile', name, { ...named, TagKeys }, ...rest),
    (set, ...rest) => change('TagInstanceProfile', name, { ...named, Tags: tagsToIam(set) }, ...rest),
  );
}

function addRole(
  InstanceProfileName: string,
  role: NonNullable<InstanceProfile['role']>,
  after: readonly Write[],
): Change {
  // The bare name: IAM refuses the role's ARN here.
  const input = { InstanceProfileName, RoleName: role.name };
  const summary = `put role/${role.name} into the profile`;
  const effect = { broadens: true, adds: true, after, sets: { role } };
  return change('AddRoleToInstanceProfile', InstanceProfileName, input, summary, effect);
}

export function removeRole(
  InstanceProfileName: string,
  RoleName: string,
  effect: Parameters<typeof change>[4],
): Change {
  const summary = `remove role/${RoleName} from the profile`;
  const input = { InstanceProfileName, RoleName };
  return change('RemoveRoleFromInstanceProfile', InstanceProfileName, input, summary, effect);
}
