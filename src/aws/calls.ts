/**
 * The calls that the Action can make, by the service's own names: one row for each, and the narrow port that sends them.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html
 * https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_Operations.html
 */
import * as sdk from '@aws-sdk/client-iam';
import { parsePlaceholder, resourceOfArn } from './arn.ts';

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

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** @param alsoNeeds actions that IAM checks besides the call's own: creating with tags, passing a role to a service */
function iam<Command>(command: Command, kind: CallKind, does: Does, ...alsoNeeds: readonly string[]) {
  return { command, kind, does, alsoNeeds };
}

function rest(method: Method, path: string, kind: CallKind, does: Does, ...alsoNeeds: readonly string[]) {
  return { route: [method, path] as const, kind, does, alsoNeeds };
}

/** Marks a call whose action the service checks against no resource. */
function unscoped<Row extends object>(row: Row) {
  return { ...row, unscoped: true } as const;
}

export const CALLS = {
  GetAccountSummary: iam(sdk.GetAccountSummaryCommand, 'account', 'read'),
  GetInstanceProfile: iam(sdk.GetInstanceProfileCommand, 'instanceProfile', 'read'),
  GetOpenIDConnectProvider: iam(sdk.GetOpenIDConnectProviderCommand, 'oidcProvider', 'read'),
  GetPolicy: iam(sdk.GetPolicyCommand, 'policy', 'read'),
  GetPolicyVersion: iam(sdk.GetPolicyVersionCommand, 'policy', 'read'),
  GetRole: iam(sdk.GetRoleCommand, 'role', 'read'),
  GetRolePolicy: iam(sdk.GetRolePolicyCommand, 'role', 'read'),
  ListAttachedRolePolicies: iam(sdk.ListAttachedRolePoliciesCommand, 'role', 'read'),
  ListInstanceProfilesForRole: iam(sdk.ListInstanceProfilesForRoleCommand, 'role', 'read'),
  ListRolePolicies: iam(sdk.ListRolePoliciesCommand, 'role', 'read'),
  ListRoles: iam(sdk.ListRolesCommand, 'account', 'read'),

  AddRoleToInstanceProfile: iam(
    sdk.AddRoleToInstanceProfileCommand,
    'instanceProfile',
    'set',
    'iam:PassRole',
  ),
  AttachRolePolicy: iam(sdk.AttachRolePolicyCommand, 'role', 'set'),
  CreateInstanceProfile: iam(
    sdk.CreateInstanceProfileCommand,
    'instanceProfile',
    'create',
    'iam:TagInstanceProfile',
  ),
  CreateRole: iam(sdk.CreateRoleCommand, 'role', 'create', 'iam:TagRole'),
  DeleteInstanceProfile: iam(sdk.DeleteInstanceProfileCommand, 'instanceProfile', 'delete'),
  DeleteRole: iam(sdk.DeleteRoleCommand, 'role', 'delete'),
  DeleteRolePermissionsBoundary: iam(sdk.DeleteRolePermissionsBoundaryCommand, 'role', 'clear'),
  DeleteRolePolicy: iam(sdk.DeleteRolePolicyCommand, 'role', 'unset'),
  DetachRolePolicy: iam(sdk.DetachRolePolicyCommand, 'role', 'unset'),
  PutRolePermissionsBoundary: iam(sdk.PutRolePermissionsBoundaryCommand, 'role', 'set'),
  PutRolePolicy: iam(sdk.PutRolePolicyCommand, 'role', 'set'),
  RemoveRoleFromInstanceProfile: iam(sdk.RemoveRoleFromInstanceProfileCommand, 'instanceProfile', 'unset'),
  TagInstanceProfile: iam(sdk.TagInstanceProfileCommand, 'instanceProfile', 'set'),
  TagRole: iam(sdk.TagRoleCommand, 'role', 'set'),
  UntagInstanceProfile: iam(sdk.UntagInstanceProfileCommand, 'instanceProfile', 'set'),
  UntagRole: iam(sdk.UntagRoleCommand, 'role', 'set'),
  UpdateAssumeRolePolicy: iam(sdk.UpdateAssumeRolePolicyCommand, 'role', 'set'),
  UpdateRole: iam(sdk.UpdateRoleCommand, 'role', 'set'),

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

export type Call = keyof typeof CALLS;
export type Write = { [Name in Call]: Name extends `Get${string}` | `List${string}` ? never : Name }[Call];

/** The shapes of each call's input and output. */
type Api = {
  [Name in Call]: (typeof CALLS)[Name] extends { command: new (...args: infer Args) => infer Command }
    ? { input: Args[0]; output: OutputOf<Command> }
    : Name extends keyof RestApi
      ? RestApi[Name]
      : never;
};
type OutputOf<Command> = Command extends {
  resolveMiddleware: (...rest: never[]) => (...rest: never[]) => Promise<{ output: infer O }>;
}
  ? O
  : never;
export type Input<Name extends Call> = Api[Name]['input'];
export type Output<Name extends Call> = Api[Name]['output'];

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
  return 'unscoped' in CALLS[call] ? 'account' : CALLS[call].kind;
}

/** The names in the input of any call. */
export type CallNames = Readonly<Partial<Record<IamName | 'name' | 'profileId' | 'resourceArn', string>>>;
type IamName = 'RoleName' | 'InstanceProfileName' | 'PolicyArn' | 'PolicyName' | 'OpenIDConnectProviderArn';

/** Returns the resource of a call, for people: `role/demo`, `instance-profile/demo`, `policy AmazonS3FullAccess`. */
export function resourceOf(call: Call, input: unknown): string {
  const names = input as CallNames;
  switch (CALLS[call].kind) {
    case 'role': {
      const policy = names.PolicyArn ?? names.PolicyName;
      return `role/${names.RoleName ?? '?'}${policy === undefined ? '' : ` (${policy})`}`;
    }
    case 'instanceProfile': {
      const role = names.RoleName === undefined ? '' : ` (role/${names.RoleName})`;
      return `instance-profile/${names.InstanceProfileName ?? '?'}${role}`;
    }
    case 'policy':
      return `policy ${names.PolicyArn ?? '?'}`;
    case 'oidcProvider':
      return resourceOfArn(names.OpenIDConnectProviderArn ?? 'oidc-provider/?');
    case 'account':
      return 'the account';
    default:
      return `${labelOf(CALLS[call].kind)}/${names.name ?? profileIdOf(names) ?? '?'}`;
  }
}

/** Returns the id in a call's input, undefined for a placeholder, because a reader cannot look it up. */
function profileIdOf({ profileId, resourceArn }: CallNames): string | undefined {
  const id = profileId ?? resourceArn?.replace(/^.*\//, '');
  return id === undefined || parsePlaceholder(id) !== undefined ? undefined : id;
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

/** The Action reads nothing of an output that is `object`. */
interface Shape<Input, Output = object> {
  readonly input: Input;
  readonly output: Output;
}

/** The calls without a command of the SDK. */
interface RestApi {
  GetCallerIdentity: Shape<object, { readonly account?: string }>;
  ListProfiles: Shape<
    { readonly nextToken?: string },
    { readonly profiles?: readonly ProfileDetail[]; readonly nextToken?: string }
  >;
  ListTagsForResource: Shape<{ readonly resourceArn: string }, { readonly tags?: readonly ProfileTag[] }>;
  CreateProfile: Shape<
    ProfileSettings & {
      readonly name: string;
      readonly enabled: boolean;
      readonly requireInstanceProperties: boolean;
      readonly tags: readonly ProfileTag[];
    },
    { readonly profile?: ProfileDetail }
  >;
  UpdateProfile: Shape<ProfileSettings & { readonly profileId: string }>;
  EnableProfile: Shape<{ readonly profileId: string }>;
  DisableProfile: Shape<{ readonly profileId: string }>;
  DeleteProfile: Shape<{ readonly profileId: string }>;
  TagResource: Shape<{ readonly resourceArn: string; readonly tags: readonly ProfileTag[] }>;
  UntagResource: Shape<{ readonly resourceArn: string; readonly tagKeys: readonly string[] }>;
}
