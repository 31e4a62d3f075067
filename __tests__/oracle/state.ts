import type { Role } from '../../src/resources/role-state.ts';
import type { InstanceProfile } from '../../src/resources/instance-profile.ts';
import type { RolesAnywhereProfile } from '../../src/resources/roles-anywhere-profile.ts';

export type { Identity, Tags } from '../../src/resources/resource.ts';
export type RoleState = Role;
export type InstanceProfileState = InstanceProfile;
export type RolesAnywhereProfileState = RolesAnywhereProfile;
export interface State {
  readonly role: RoleState | undefined;
  readonly instanceProfile: InstanceProfileState | undefined;
  readonly rolesAnywhereProfile?: RolesAnywhereProfileState | undefined;
}
export type Birth = import('../../src/resources/resource.ts').Identity;
