/** One look at all that a declaration is about. */
import type { Declaration } from '../config/declaration.ts';
import type { Iam } from '../iam/calls.ts';
import { observeInstanceProfile } from '../resources/instance-profile.ts';
import { observeRole } from '../resources/role.ts';
import type { observeRolesAnywhereProfile } from '../resources/roles-anywhere-profile.ts';
import type { State } from '../resources/state.ts';
import { Unsettled } from '../resources/unsettled.ts';
import { isOurs } from './ownership.ts';

/**
 * What IAM shows, in one wave of parallel reads. An instance profile that is not ours is out of a destroy's reach: it
 * then counts among those that merely hold the role.
 *
 * @throws CallError when IAM refuses, Unsettled when its answers contradict one another
 */
export async function observe(iam: Iam, declaration: Declaration): Promise<State> {
  const { role: declared, roleName, instanceProfileName, rolesAnywhereName } = declaration;
  const [role, instanceProfile, rolesAnywhereProfile] = await Promise.all([
    observeRole(iam, {
      name: roleName,
      documents: [...(declared?.inlinePolicies.keys() ?? [])],
      otherDocuments: declared?.prune.inlinePolicies ?? false,
      holders: declared === undefined,
    }),
    observeInstanceProfile(iam, instanceProfileName),
    rolesAnywhereName === undefined
      ? undefined
      : observeProfile(iam, rolesAnywhereName, { name: roleName, path: declared?.path }),
  ]);
  if (role === undefined && instanceProfile?.role?.name === roleName) {
    // IAM lets no role go that a profile holds, so one of the two answers is old.
    throw new Unsettled(
      `instance-profile/${instanceProfile.name} holds role/${roleName}, which GetRole does not see`,
    );
  }
  if (declared !== undefined) return { role, instanceProfile, rolesAnywhereProfile };
  const reach = isOurs(instanceProfile, declaration) ? instanceProfile : undefined;
  return {
    role: role && {
      ...role,
      otherInstanceProfiles: new Set([...role.otherInstanceProfiles].filter((name) => name !== reach?.name)),
    },
    instanceProfile: reach,
    rolesAnywhereProfile,
  };
}

async function observeProfile(
  ...found: Parameters<typeof observeRolesAnywhereProfile>
): ReturnType<typeof observeRolesAnywhereProfile> {
  const module = await import('../resources/roles-anywhere-profile.ts');
  return module.observeRolesAnywhereProfile(...found);
}
