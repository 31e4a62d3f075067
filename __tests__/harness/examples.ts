/** One plain role, its profile and their declaration, for tests that vary one thing. */
import type { Declaration, RoleDeclaration } from '../../src/resources/resource.ts';
import { trustOfServices } from '../../src/inputs/trust.ts';
import type { InstanceProfile } from '../../src/resources/instance-profile.ts';
import type { Role } from '../../src/resources/role-state.ts';
import type { RolesAnywhereProfile } from '../../src/resources/roles-anywhere-state.ts';
import { OWNER_TAG } from '../../src/resources/tags.ts';

export const aRoleDeclaration: RoleDeclaration = {
  path: '/',
  description: '',
  trust: trustOfServices(['ec2']),
  maxSessionDuration: 3600,
  boundary: undefined,
  policies: [],
  inlinePolicies: new Map(),
  tags: new Map(),
  instanceProfile: { path: '/' },
  prune: new Set(['policies', 'inline-policies', 'tags']),
  pullRequest: undefined,
};

export const aDeclaration: Declaration = {
  roleName: 'demo',
  instanceProfileName: 'demo',
  owner: 'octo-org/octo-repo',
  adopt: false,
  role: aRoleDeclaration,
};

export const aRole: Role = {
  name: 'demo',
  path: '/',
  description: '',
  maxSessionDuration: 3600,
  trust: trustOfServices(['ec2']),
  boundary: undefined,
  tags: new Map([[OWNER_TAG, 'octo-org/octo-repo']]),
  managedPolicies: new Set(),
  inlinePolicies: new Map(),
  instanceProfiles: new Set(),
  identity: { arn: 'arn:aws:iam::999999999999:role/demo', id: 'AROADEMO', created: new Date(0) },
};

export const aProfile: InstanceProfile = {
  name: 'demo',
  path: '/',
  tags: new Map([[OWNER_TAG, 'octo-org/octo-repo']]),
  role: { name: 'demo', id: 'AROADEMO' },
  identity: { arn: 'arn:aws:iam::999999999999:instance-profile/demo', id: 'AIPADEMO', created: new Date(0) },
};

export const aRolesAnywhereProfile: RolesAnywhereProfile = {
  name: 'nodes',
  enabled: true,
  durationSeconds: 3600,
  roleArns: new Set(),
  managedPolicies: new Set(),
  sessionPolicy: undefined,
  requireInstanceProperties: false,
  acceptRoleSessionName: false,
  tags: new Map([[OWNER_TAG, 'octo-org/octo-repo']]),
  duplicates: [],
  identity: undefined,
};
