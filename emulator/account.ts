import { type Lag, type Reader, type Replica, Table } from './replicas.ts';
import { type Random, randomStream, uniqueId } from './random.ts';
import type { ProfileTag } from './roles-anywhere-shapes.ts';
import type { Tag } from './iam-shapes.ts';

/** Entities are immutable: a change puts a new value into the table, so replicas can still show the old one. */
export interface Role {
  readonly RoleName: string;
  readonly RoleId: string;
  readonly Arn: string;
  readonly Path: string;
  readonly CreateDate: Date;
  readonly createdAtMs: number;
  readonly AssumeRolePolicyDocument: string;
  /** The ARN in the trust policy → the unique id by which IAM keeps that principal. */
  readonly principals: ReadonlyMap<string, string>;
  readonly Description: string | undefined;
  readonly MaxSessionDuration: number;
  readonly PermissionsBoundary: string | undefined;
  readonly Tags: readonly Tag[];
  /** Only tests set it. */
  readonly LastUsed?: { readonly LastUsedDate: Date; readonly Region: string };
  readonly attachedPolicies: readonly string[];
  readonly inlinePolicies: ReadonlyMap<string, string>;
}

export interface InstanceProfile {
  readonly InstanceProfileName: string;
  readonly InstanceProfileId: string;
  readonly Arn: string;
  readonly Path: string;
  readonly CreateDate: Date;
  readonly Tags: readonly Tag[];
  /** The role as it was when it was added; see `roleIn`. */
  readonly role: Role | undefined;
}

export interface Policy {
  readonly PolicyName: string;
  readonly PolicyId: string;
  readonly Arn: string;
  readonly Path: string;
  readonly CreateDate: Date;
  readonly Description: string | undefined;
  readonly Tags: readonly Tag[];
  /** Undefined for AWS managed policies. */
  readonly document: string | undefined;
}

/** A user, which exists only as a principal of trust policies. */
export interface User {
  readonly UserName: string;
  readonly UserId: string;
  readonly Arn: string;
  readonly Path: string;
  readonly CreateDate: Date;
  readonly createdAtMs: number;
}

/** A profile of IAM Roles Anywhere; names need not be unique. */
export interface RolesAnywhereProfile {
  readonly profileId: string;
  readonly profileArn: string;
  readonly region: string;
  readonly name: string;
  readonly roleArns: readonly string[];
  readonly managedPolicyArns: readonly string[];
  readonly durationSeconds: number;
  readonly sessionPolicy: string | undefined;
  readonly enabled: boolean;
  readonly requireInstanceProperties: boolean;
  readonly acceptRoleSessionName: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly tags: readonly ProfileTag[];
}

/** The account's trust in an issuer of OIDC tokens. */
export interface OidcProvider {
  readonly arn: string;
  /** Without its scheme, as IAM returns it. */
  readonly Url: string;
  readonly CreateDate: Date;
  readonly ClientIDList: readonly string[];
  readonly ThumbprintList: readonly string[];
  readonly Tags: readonly Tag[];
}

/** All entities, as the primary or a replica shows them. */
export interface View {
  readonly roles: Reader<Role>;
  readonly instanceProfiles: Reader<InstanceProfile>;
  readonly policies: Reader<Policy>;
  readonly users: Reader<User>;
  readonly rolesAnywhereProfiles: Reader<RolesAnywhereProfile>;
  readonly oidcProviders: Reader<OidcProvider>;
}

interface AccountSettings {
  readonly accountId: string;
  readonly partition: string;
  readonly attachedPoliciesPerRole: number;
  /** The account's quota of a trust policy's characters. */
  readonly trustPolicySize: number;
  readonly pageSize: number;
  /** Rewrites the description of a role in responses. */
  readonly asRead: (description: string) => string;
  /** Makes UpdateRole without MaxSessionDuration set 3600, as the reference documents; else it keeps it, as observed. */
  readonly updateRoleResetsDuration: boolean;
}

export class Account implements View {
  readonly settings: AccountSettings;
  readonly roles: Table<Role>;
  readonly instanceProfiles: Table<InstanceProfile>;
  readonly policies: Table<Policy>;
  readonly users: Table<User>;
  readonly rolesAnywhereProfiles: Table<RolesAnywhereProfile>;
  readonly oidcProviders: Table<OidcProvider>;
  /** Returns milliseconds of a monotonic clock. */
  readonly now: () => number;
  readonly #ids: Random;

  constructor(settings: AccountSettings, seed: number, lag: () => Lag, now = () => performance.now()) {
    this.settings = settings;
    this.now = now;
    this.#ids = randomStream(seed, 'ids');
    const table = <T>(kind: string, nameOf: (value: T) => string) =>
      new Table(nameOf, lag, randomStream(seed, kind), now);
    this.roles = table('roles', (role) => role.RoleName);
    this.instanceProfiles = table('instance profiles', (profile) => profile.InstanceProfileName);
    this.policies = table('policies', (policy) => policy.PolicyName);
    this.users = table('users', (user) => user.UserName);
    this.rolesAnywhereProfiles = table('roles anywhere profiles', (profile) => profile.profileId);
    this.oidcProviders = table('oidc providers', (provider) => provider.arn);
  }

  seenBy(replica: Replica): View {
    return {
      roles: this.roles.seenBy(replica),
      instanceProfiles: this.instanceProfiles.seenBy(replica),
      policies: this.policies.seenBy(replica),
      users: this.users.seenBy(replica),
      rolesAnywhereProfiles: this.rolesAnywhereProfiles.seenBy(replica),
      oidcProviders: this.oidcProviders.seenBy(replica),
    };
  }

  get #tables() {
    return [
      this.roles,
      this.instanceProfiles,
      this.policies,
      this.users,
      this.rolesAnywhereProfiles,
      this.oidcProviders,
    ];
  }

  clear(): void {
    for (const table of this.#tables) table.clear();
  }

  settle(): void {
    for (const table of this.#tables) table.settle();
  }

  id(prefix: 'AROA' | 'AIPA' | 'ANPA' | 'AIDA'): string {
    return uniqueId(prefix, this.#ids);
  }

  /** Returns the ARN of the user that every signature belongs to. */
  get callerArn(): string {
    return this.arn('user', '/', 'emulator');
  }

  arn(
    kind: 'role' | 'instance-profile' | 'policy' | 'user' | 'oidc-provider',
    path: string,
    name: string,
  ): string {
    return `arn:${this.settings.partition}:iam::${this.settings.accountId}:${kind}${path}${name}`;
  }
}

/** Finds the role in a profile as the view shows it now; a new role of the same name has another id. */
export function roleIn(profile: InstanceProfile, view: View): Role | undefined {
  if (profile.role === undefined) return undefined;
  const current = view.roles.find(profile.role.RoleName);
  return current?.RoleId === profile.role.RoleId ? current : profile.role;
}
