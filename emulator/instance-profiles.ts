import { type InstanceProfile, type View, roleIn } from './account.ts';
import { AwsError } from './errors.ts';
import { operation } from './operation.ts';
import { page } from './paging.ts';
import { refuseReservedPath } from './reserved-paths.ts';
import { commonFields, findRole, roleToChange } from './roles.ts';
import * as shapes from './iam-shapes.ts';
import { required } from './shapes.ts';
import { checkNewTags } from './tags.ts';

const InstanceProfileName = required(shapes.instanceProfileName);
const RoleName = required(shapes.roleName);

export const instanceProfileOperations = {
  CreateInstanceProfile: operation({
    write: true,
    input: { InstanceProfileName, Path: shapes.path, Tags: shapes.tags },
    run({ account, asAws }, input) {
      const path = input.Path ?? '/';
      refuseReservedPath(path, asAws);
      checkNewTags(input.Tags ?? [], asAws);
      if (account.instanceProfiles.has(input.InstanceProfileName)) {
        throw new AwsError(
          'EntityAlreadyExists',
          `Instance Profile ${input.InstanceProfileName} already exists.`,
        );
      }
      if (account.instanceProfiles.all().length >= 1000) {
        throw new AwsError('LimitExceeded', 'Cannot exceed quota for InstanceProfilesPerAccount: 1000');
      }
      const profile: InstanceProfile = {
        InstanceProfileName: input.InstanceProfileName,
        InstanceProfileId: account.id('AIPA'),
        Arn: account.arn('instance-profile', path, input.InstanceProfileName),
        Path: path,
        CreateDate: new Date(),
        Tags: input.Tags ?? [],
        role: undefined,
      };
      account.instanceProfiles.put(profile);
      return { InstanceProfile: { ...describe(profile, account), Tags: input.Tags } };
    },
  }),

  GetInstanceProfile: operation({
    write: false,
    input: { InstanceProfileName },
    run({ view }, input) {
      const profile = findInstanceProfile(view, input.InstanceProfileName);
      return { InstanceProfile: { ...describe(profile, view), Tags: profile.Tags } };
    },
  }),

  ListInstanceProfiles: operation({
    write: false,
    input: { PathPrefix: shapes.pathPrefix, ...shapes.paging },
    run({ account, view }, input) {
      const profiles = view.instanceProfiles
        .all()
        .filter((profile) => profile.Path.startsWith(input.PathPrefix ?? '/'));
      return listResult(profiles, view, input, account.settings.pageSize);
    },
  }),

  ListInstanceProfilesForRole: operation({
    write: false,
    input: { RoleName, ...shapes.paging },
    run({ account, view }, input) {
      const { RoleId } = findRole(view, input.RoleName);
      const profiles = view.instanceProfiles.all().filter((profile) => profile.role?.RoleId === RoleId);
      return listResult(profiles, view, input, account.settings.pageSize);
    },
  }),

  DeleteInstanceProfile: operation({
    write: true,
    input: { InstanceProfileName },
    run({ account }, input) {
      const profile = findInstanceProfile(account, input.InstanceProfileName);
      if (profile.role !== undefined) {
        throw new AwsError(
          'DeleteConflict',
          'Cannot delete entity, must remove roles from instance profile first.',
        );
      }
      account.instanceProfiles.delete(profile);
    },
  }),

  AddRoleToInstanceProfile: operation({
    write: true,
    input: { InstanceProfileName, RoleName },
    run(context, input) {
      const { account } = context;
      const profile = findInstanceProfile(account, input.InstanceProfileName);
      const role = roleToChange(context, input.RoleName);
      // IAM refuses this even if it is the same role.
      if (profile.role !== undefined) {
        throw new AwsError('LimitExceeded', 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1');
      }
      account.instanceProfiles.put({ ...profile, role });
    },
  }),

  RemoveRoleFromInstanceProfile: operation({
    write: true,
    input: { InstanceProfileName, RoleName },
    run(context, input) {
      const { account } = context;
      const profile = findInstanceProfile(account, input.InstanceProfileName);
      const role = roleToChange(context, input.RoleName);
      // The name decides: a role that was deleted and created again leaves the profile of the old role.
      if (profile.role?.RoleName !== role.RoleName) {
        throw new AwsError(
          'NoSuchEntity',
          `Role ${input.RoleName} in Instance Profile ${input.InstanceProfileName} cannot be found.`,
        );
      }
      account.instanceProfiles.put({ ...profile, role: undefined });
    },
  }),
};

export function findInstanceProfile(view: View, name: string): InstanceProfile {
  const profile = view.instanceProfiles.find(name);
  if (profile === undefined) throw new AwsError('NoSuchEntity', `Instance Profile ${name} cannot be found.`);
  return profile;
}

function describe(profile: InstanceProfile, view: View) {
  const { Path, InstanceProfileName: name, InstanceProfileId, Arn, CreateDate } = profile;
  const role = roleIn(profile, view);
  const Roles = role === undefined ? [] : [commonFields(role, view)];
  return { Path, InstanceProfileName: name, InstanceProfileId, Arn, CreateDate, Roles };
}

function listResult(
  profiles: readonly InstanceProfile[],
  view: View,
  input: Parameters<typeof page>[2],
  pageSize: number,
) {
  const { items, rest } = page(profiles, (profile) => profile.InstanceProfileName, input, pageSize);
  return { InstanceProfiles: items.map((profile) => describe(profile, view)), ...rest };
}
