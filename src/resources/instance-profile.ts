/**
 * The instance profile: what IAM says of it, and the calls that lead from one to another.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html
 */
import type { Iam, IamWrite } from '../iam/calls.ts';
import { change, type Change } from './change.ts';
import { orAbsent } from './role.ts';
import type { InstanceProfileState, State, Tags } from './state.ts';
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
    before?.role?.name === after?.role?.name && [undefined, after?.role?.id].includes(before?.role?.id);
  if (before?.role !== undefined && !staysIn) changes.push(removeRole(before.name, before.role.name));

  if (after === undefined) {
    if (before !== undefined) {
      const InstanceProfileName = before.name;
      const resource = `instance-profile/${InstanceProfileName}` as const;
      // The one step that no undo can take back whole (a profile made again has another id) comes last of all.
      const last = target.role === undefined ? {} : { after: ROLE_UPDATES };
      changes.push(
        change(
          'DeleteInstanceProfile',
          resource,
          { InstanceProfileName },
          'delete the instance profile',
          last,
        ),
      );
    }
    return changes;
  }

  if (before === undefined) changes.push(create(after));
  else changes.push(...tags(after, before.tags));
  if (after.role !== undefined && !staysIn) {
    // The bare name: IAM refuses the role's ARN here.
    const input = { InstanceProfileName: after.name, RoleName: after.role.name };
    const summary = `put role/${after.role.name} into the profile`;
    const when = { broadens: true, after: ['CreateRole'] } as const;
    changes.push(change('AddRoleToInstanceProfile', `instance-profile/${after.name}`, input, summary, when));
  }
  return changes;
}

function create({ name, path: Path, tags }: InstanceProfileState): Change {
  const Tags = tagsToIam(tags);
  const input = { InstanceProfileName: name, Path, ...(Tags.length === 0 ? {} : { Tags }) };
  return change('CreateInstanceProfile', `instance-profile/${name}`, input, 'create the instance profile');
}

function tags({ name: InstanceProfileName, tags: target }: InstanceProfileState, actual: Tags): Change[] {
  const resource = `instance-profile/${InstanceProfileName}` as const;
  return tagChanges(
    target,
    actual,
    (TagKeys, summary) => change('UntagInstanceProfile', resource, { InstanceProfileName, TagKeys }, summary),
    (set, summary) =>
      change('TagInstanceProfile', resource, { InstanceProfileName, Tags: tagsToIam(set) }, summary),
  );
}

function removeRole(InstanceProfileName: string, RoleName: string): Change {
  const summary = `take role/${RoleName} out of the profile`;
  const input = { InstanceProfileName, RoleName };
  return change('RemoveRoleFromInstanceProfile', `instance-profile/${InstanceProfileName}`, input, summary);
}
