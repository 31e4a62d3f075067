/** Every kind of resource, in the order in which plans and reports list them. A new kind adds its line here. */
import { instanceProfile } from './instance-profile.ts';
import type { ResourceKind } from './resource.ts';
import { role } from './role.ts';
import { rolesAnywhereProfile } from './roles-anywhere-profile.ts';

export const RESOURCES: readonly ResourceKind[] = [role, instanceProfile, rolesAnywhereProfile];
