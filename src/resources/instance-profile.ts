/**
 * The instance profile: what IAM says of it, and the calls that lead from one to another.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html
 */
import type { Iam, IamWrite } from '../iam/client.ts';
import type { Action, Change, Request } from './change.ts';
import { orAbsent } from './role.ts';
import { count } from './role-changes.ts';
import type { InstanceProfileState, State } from './state.ts';
import { tagChanges, tagsFromIam, tagsToIam } from './tags.ts';

/** @throws CallError when IAM refuses */
export async function observeInstanceProfile(
  iam: Iam,
  name: string,
): Promise<InstanceProfileState | undefined> {
  const answer = await orAbsent(iam.call('GetInstanceProfile', { InstanceProfileName: name }));
  const found = answer?.InstanceProfile;
  if (found === undefined) return undefined;
  const role = found.Roles?.[0];
  return {
    name: found.InstanceProfileName ?? name,
    path: found.Path ?? '/',
    tags: tagsFromIam(found.Tags),
    role: role === undefined ? undefined : { name: role.RoleName ?? '', id: role.RoleId },
    born: { arn: found.Arn ?? '', id: found.InstanceProfileId ?? '', created: found.CreateDate },
  };
}

const ROLE_UPDATES: readonly IamWrite[] = [
  'CreateRole',
  'UpdateRole',
  'UpdateAssumeRolePolicy',
  'TagRole',
  'UntagRole',
  'PutRolePermissionsBoundary',
  'DeleteRolePermissionsBoundary',
  'AttachRolePolicy',
  'DetachRolePolicy',
  'PutRolePolicy',
  'DeleteRolePolicy',
];

/** A profile holds one role at most: the other one out, then ours in. A role that goes leaves every profile first. */
export function planInstanceProfile(target: State, actual: State): Change[] {
  const changes: Change[] = [];
  const before = actual.instanceProfile;
  const after = target.instanceProfile;

  if (target.role === undefined && actual.role !== undefined) {
    for (const holder of [...actual.role.otherInstanceProfiles].sort()) {
      changes.push(removeRole(holder, actual.role.name));
    }
  }
  // By its id too: a role made again under its name is another role.
  // What a run knows only from a call of its own has no id.
  const staysIn =
    before?.role?.name === after?.role?.name &&
    (before?.role?.id === undefined || before.role.id === after?.role?.id);
  if (before?.role !== undefined && !staysIn) changes.push(removeRole(before.name, before.role.name));

  if (after === undefined) {
    if (before !== undefined) {
      changes.push({
        ...change(before.name, {
          api: 'DeleteInstanceProfile',
          input: { InstanceProfileName: before.name },
          action: 'delete',
          summary: 'delete the instance profile',
          broadens: false,
        }),
        // The one step that no undo can take back whole (a profile made again has another id) comes last of all.
        ...(target.role === undefined ? {} : { after: ROLE_UPDATES }),
      });
    }
    return changes;
  }

  if (before === undefined) changes.push(create(after));
  else changes.push(...tags(after, before));
  if (after.role !== undefined && !staysIn) {
    changes.push({
      ...change(after.name, {
        api: 'AddRoleToInstanceProfile',
        // The bare name: IAM refuses the role's ARN here.
        input: { InstanceProfileName: after.name, RoleName: after.role.name },
        action: 'add',
        summary: `put role/${after.role.name} into the profile`,
        broadens: true,
      }),
      after: ['CreateRole'],
    });
  }
  return changes;
}

function create(target: InstanceProfileState): Change {
  const Tags = tagsToIam(target.tags);
  return change(target.name, {
    api: 'CreateInstanceProfile',
    input: { InstanceProfileName: target.name, Path: target.path, ...(Tags.length === 0 ? {} : { Tags }) },
    action: 'create',
    summary: 'create the instance profile',
    broadens: false,
  });
}

function tags(target: InstanceProfileState, actual: InstanceProfileState): Change[] {
  const { untag, tag } = tagChanges(target.tags, actual.tags);
  const InstanceProfileName = target.name;
  const changes: Change[] = [];
  if (untag.length > 0) {
    changes.push(
      change(target.name, {
        api: 'UntagInstanceProfile',
        input: { InstanceProfileName, TagKeys: [...untag] },
        action: 'untag',
        summary: `remove ${count(untag.length, 'tag')}: ${untag.join(', ')}`,
        broadens: false,
      }),
    );
  }
  if (tag.size > 0) {
    changes.push(
      change(target.name, {
        api: 'TagInstanceProfile',
        input: { InstanceProfileName, Tags: tagsToIam(tag) },
        action: 'tag',
        summary: `set ${count(tag.size, 'tag')}: ${[...tag].map(([key, value]) => `${key}=${value}`).join(', ')}`,
        broadens: false,
      }),
    );
  }
  return changes;
}

function removeRole(profile: string, role: string): Change {
  return change(profile, {
    api: 'RemoveRoleFromInstanceProfile',
    input: { InstanceProfileName: profile, RoleName: role },
    action: 'remove',
    summary: `take role/${role} out of the profile`,
    broadens: false,
  });
}

function change(
  profile: string,
  rest: Request & { action: Action; summary: string; broadens: boolean },
): Change {
  return { lane: 'instance-profile', resource: `instance-profile/${profile}`, ...rest };
}
