/**
 * The calls that the Action can make, by the service's own names: one row for each, and the narrow port that sends them.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html
 * https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_Operations.html
 */
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetAccountSummaryCommand,
  GetInstanceProfileCommand,
  GetOpenIDConnectProviderCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfileCommand,
  TagRoleCommand,
  UntagInstanceProfileCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';

/** The kind of resource that the service checks a call's action against. */
export type CallKind =
  'role' | 'instanceProfile' | 'rolesAnywhereProfile' | 'policy' | 'oidcProvider' | 'account';

type Does =
  | 'read'
  | 'create'
  | 'delete'
  /** Adds or replaces an entry or a value. */
  | 'set'
  /** Removes an entry of a resource that remains. */
  | 'unset'
  /** Removes a value. "NoSuchEntity" may also mean that the resource is not visible yet. */
  | 'clear';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

interface Row {
  readonly kind: CallKind;
  readonly does: Does;
  /** The service checks the action against no resource. */
  readonly unscoped?: true;
  /** Actions that IAM checks besides the call's own: creating with tags, passing a role to a service. */
  readonly alsoNeeds: readonly string[];
}

function iam<Command>(
  command: Command,
  kind: CallKind,
  does: Does,
  ...alsoNeeds: string[]
): Row & { readonly command: Command } {
  return { command, kind, does, alsoNeeds };
}

function rest(
  method: Method,
  path: string,
  kind: CallKind,
  does: Does,
  ...alsoNeeds: string[]
): Row & { readonly route: readonly [Method, string] } {
  return { route: [method, path], kind, does, alsoNeeds };
}

function unscoped<R extends Row>(row: R): R & { readonly unscoped: true } {
  return { ...row, unscoped: true };
}

export const CALLS = {
  GetAccountSummary: iam(GetAccountSummaryCommand, 'account', 'read'),
  GetInstanceProfile: iam(GetInstanceProfileCommand, 'instanceProfile', 'read'),
  GetOpenIDConnectProvider: iam(GetOpenIDConnectProviderCommand, 'oidcProvider', 'read'),
  GetPolicy: iam(GetPolicyCommand, 'policy', 'read'),
  GetPolicyVersion: iam(GetPolicyVersionCommand, 'policy', 'read'),
  GetRole: iam(GetRoleCommand, 'role', 'read'),
  GetRolePolicy: iam(GetRolePolicyCommand, 'role', 'read'),
  ListAttachedRolePolicies: iam(ListAttachedRolePoliciesCommand, 'role', 'read'),
  ListInstanceProfilesForRole: iam(ListInstanceProfilesForRoleCommand, 'role', 'read'),
  ListRolePolicies: iam(ListRolePoliciesCommand, 'role', 'read'),
  ListRoles: iam(ListRolesCommand, 'account', 'read'),

  AddRoleToInstanceProfile: iam(AddRoleToInstanceProfileCommand, 'instanceProfile', 'set', 'iam:PassRole'),
  AttachRolePolicy: iam(AttachRolePolicyCommand, 'role', 'set'),
  CreateInstanceProfile: iam(
    CreateInstanceProfileCommand,
    'instanceProfile',
    'create',
    'iam:TagInstanceProfile',
  ),
  CreateRole: iam(CreateRoleCommand, 'role', 'create', 'iam:TagRole'),
  DeleteInstanceProfile: iam(DeleteInstanceProfileCommand, 'instanceProfile', 'delete'),
  DeleteRole: iam(DeleteRoleCommand, 'role', 'delete'),
  DeleteRolePermissionsBoundary: iam(DeleteRolePermissionsBoundaryCommand, 'role', 'clear'),
  DeleteRolePolicy: iam(DeleteRolePolicyCommand, 'role', 'unset'),
  DetachRolePolicy: iam(DetachRolePolicyCommand, 'role', 'unset'),
  PutRolePermissionsBoundary: iam(PutRolePermissionsBoundaryCommand, 'role', 'set'),
  PutRolePolicy: iam(PutRolePolicyCommand, 'role', 'set'),
  RemoveRoleFromInstanceProfile: iam(RemoveRoleFromInstanceProfileCommand, 'instanceProfile', 'unset'),
  TagInstanceProfile: iam(TagInstanceProfileCommand, 'instanceProfile', 'set'),
  TagRole: iam(TagRoleCommand, 'role', 'set'),
  UntagInstanceProfile: iam(UntagInstanceProfileCommand, 'instanceProfile', 'set'),
  UntagRole: iam(UntagRoleCommand, 'role', 'set'),
  UpdateAssumeRolePolicy: iam(UpdateAssumeRolePolicyCommand, 'role', 'set'),
  UpdateRole: iam(UpdateRoleCommand, 'role', 'set'),

  /** STS allows it to every caller. */
  GetCallerIdentity: { ...rest('POST', '/', 'account', 'read'), service: 'sts' as const },
  ListProfiles: rest('GET', '/profiles', 'account', 'read'),
  ListTagsForResource: unscoped(rest('GET', '/ListTagsForResource', 'rolesAnywhereProfile', 'read')),
  CreateProfile: unscoped(
    rest('POST', '/profiles', 'rolesAnywhereProfile', 'create', 'rolesanywhere:TagResource', 'iam:PassRole'),
  ),
  UpdateProfile: rest('PATCH', '/profile/{profileId}', 'rolesAnywhereProfile', 'set', 'iam:PassRole'),
  EnableProfile: rest('POST', '/profile/{profileId}/enable', 'rolesAnywhereProfile', 'set'),
  DisableProfile: rest('POST', '/profile/{profileId}/disable', 'rolesAnywhereProfile', 'set'),
  DeleteProfile: rest('DELETE', '/profile/{profileId}', 'rolesAnywhereProfile', 'delete'),
  TagResource: rest('POST', '/TagResource', 'rolesAnywhereProfile', 'set'),
  UntagResource: rest('POST', '/UntagResource', 'rolesAnywhereProfile', 'set'),
} as const;

type Calls = typeof CALLS;
type Commands = {
  [Name in keyof Calls as Calls[Name] extends { command: unknown } ? Name : never]: Calls[Name] extends {
    command: infer C extends abstract new (input: never) => unknown;
  }
    ? C
    : never;
};
export type Call = keyof Calls;
export type Write = { [Name in Call]: Name extends `Get${string}` | `List${string}` ? never : Name }[Call];
export type Input<Name extends Call> = Name extends keyof Commands
  ? ConstructorParameters<Commands[Name]>[0]
  : Name extends keyof RestApi
    ? RestApi[Name]['input']
    : never;
export type Output<Name extends Call> = Name extends keyof Commands
  ? InstanceType<Commands[Name]> extends {
      resolveMiddleware: (...rest: never[]) => (...rest: never[]) => Promise<{ output: infer O }>;
    }
    ? O
    : never
  : Name extends keyof RestApi
    ? RestApi[Name]['output']
    : never;

export interface Iam {
  /** @throws CallError naming the call and the resource, with IAM's code and message */
  call<Name extends Call>(call: Name, input: Input<Name>): Promise<Output<Name>>;
}

/** The services that the Action calls, by the names in their actions and endpoints. */
export const SERVICES = ['iam', 'rolesanywhere', 'sts'] as const;
export type Service = (typeof SERVICES)[number];

/** Returns the service that a call is sent to. */
export function serviceOf(call: Call): Service {
  const row = CALLS[call];
  if ('service' in row) return row.service;
  return 'route' in row ? 'rolesanywhere' : 'iam';
}

export function callsOf(service: Service): Call[] {
  return (Object.keys(CALLS) as Call[]).filter((call) => serviceOf(call) === service);
}

/** `instanceProfile` → `instance-profile`. */
export function labelOf(kind: string): string {
  return kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Returns the action that allows a call. */
export function actionOf(call: Call): string {
  return `${serviceOf(call)}:${call}`;
}

/** Returns the kind of resource that IAM checks the call's action against. */
export function authorizedKind(call: Call): CallKind {
  const { kind, unscoped }: Row = CALLS[call];
  return unscoped === true ? 'account' : kind;
}

/** Shapes of IAM Roles Anywhere. https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_ProfileDetail.html */
export interface ProfileTag {
  readonly key: string;
  readonly value: string;
}

export interface ProfileSettings {
  readonly durationSeconds: number;
  readonly roleArns: readonly string[];
  readonly managedPolicyArns: readonly string[];
  readonly sessionPolicy?: string;
  readonly acceptRoleSessionName?: boolean;
}

export interface ProfileDetail extends Partial<ProfileSettings> {
  readonly profileId: string;
  readonly profileArn: string;
  readonly name: string;
  readonly enabled?: boolean;
  readonly requireInstanceProperties?: boolean;
  /** ISO 8601. */
  readonly createdAt?: string;
  readonly updatedAt?: string;
  readonly createdBy?: string;
  readonly attributeMappings?: readonly object[];
}

interface OneProfile {
  readonly input: { readonly profileId: string };
  readonly output: { readonly profile?: ProfileDetail };
}

/** The calls without a command of the SDK. */
interface RestApi {
  GetCallerIdentity: { readonly input: object; readonly output: { readonly account?: string } };
  ListProfiles: {
    readonly input: { readonly nextToken?: string };
    readonly output: { readonly profiles?: readonly ProfileDetail[]; readonly nextToken?: string };
  };
  ListTagsForResource: {
    readonly input: { readonly resourceArn: string };
    readonly output: { readonly tags?: readonly ProfileTag[] };
  };
  CreateProfile: {
    readonly input: ProfileSettings & {
      readonly name: string;
      readonly enabled: boolean;
      readonly requireInstanceProperties: boolean;
      readonly tags: readonly ProfileTag[];
    };
    readonly output: OneProfile['output'];
  };
  UpdateProfile: {
    readonly input: ProfileSettings & OneProfile['input'];
    readonly output: OneProfile['output'];
  };
  EnableProfile: OneProfile;
  DisableProfile: OneProfile;
  DeleteProfile: OneProfile;
  TagResource: {
    readonly input: { readonly resourceArn: string; readonly tags: readonly ProfileTag[] };
    readonly output: object;
  };
  UntagResource: {
    readonly input: { readonly resourceArn: string; readonly tagKeys: readonly string[] };
    readonly output: object;
  };
}
