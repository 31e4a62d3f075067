/**
 * Every call the Action can make, by the service's own name for it, and the narrow port that makes them.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html
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
  GetPolicyCommand,
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

const READS = {
  GetAccountSummary: GetAccountSummaryCommand,
  GetInstanceProfile: GetInstanceProfileCommand,
  GetPolicy: GetPolicyCommand,
  GetRole: GetRoleCommand,
  GetRolePolicy: GetRolePolicyCommand,
  ListAttachedRolePolicies: ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRole: ListInstanceProfilesForRoleCommand,
  ListRolePolicies: ListRolePoliciesCommand,
  ListRoles: ListRolesCommand,
} as const;

const WRITES = {
  AddRoleToInstanceProfile: AddRoleToInstanceProfileCommand,
  AttachRolePolicy: AttachRolePolicyCommand,
  CreateInstanceProfile: CreateInstanceProfileCommand,
  CreateRole: CreateRoleCommand,
  DeleteInstanceProfile: DeleteInstanceProfileCommand,
  DeleteRole: DeleteRoleCommand,
  DeleteRolePermissionsBoundary: DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicy: DeleteRolePolicyCommand,
  DetachRolePolicy: DetachRolePolicyCommand,
  PutRolePermissionsBoundary: PutRolePermissionsBoundaryCommand,
  PutRolePolicy: PutRolePolicyCommand,
  RemoveRoleFromInstanceProfile: RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfile: TagInstanceProfileCommand,
  TagRole: TagRoleCommand,
  UntagInstanceProfile: UntagInstanceProfileCommand,
  UntagRole: UntagRoleCommand,
  UpdateAssumeRolePolicy: UpdateAssumeRolePolicyCommand,
  UpdateRole: UpdateRoleCommand,
} as const;

export const COMMANDS = { ...READS, ...WRITES } as const;

type Commands = typeof COMMANDS;
export type IamCall = keyof Commands | RolesAnywhereCall;
export type IamWrite = keyof typeof WRITES | keyof RolesAnywhereWrites;
export type Input<Call extends IamCall> = Call extends keyof Commands
  ? ConstructorParameters<Commands[Call]>[0]
  : Call extends RolesAnywhereCall
    ? RolesAnywhereApi[Call]['input']
    : never;
export type Output<Call extends IamCall> = Call extends keyof Commands
  ? Awaited<ReturnType<ReturnType<InstanceType<Commands[Call]>['resolveMiddleware']>>>['output']
  : Call extends RolesAnywhereCall
    ? RolesAnywhereApi[Call]['output']
    : never;

export interface Iam {
  /** @throws CallError naming the call and the resource, with IAM's code and message */
  call<Call extends IamCall>(call: Call, input: Input<Call>): Promise<Output<Call>>;
}

/** https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_Operations.html */
export interface ProfileDetail {
  readonly profileId: string;
  readonly profileArn: string;
  readonly name: string;
  readonly enabled?: boolean;
  readonly durationSeconds?: number;
  readonly roleArns?: readonly string[];
  readonly managedPolicyArns?: readonly string[];
  readonly sessionPolicy?: string;
  readonly requireInstanceProperties?: boolean;
  /** ISO 8601. */
  readonly createdAt?: string;
}

export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

interface Settings {
  readonly durationSeconds: number;
  readonly roleArns: readonly string[];
  readonly managedPolicyArns: readonly string[];
  readonly sessionPolicy?: string;
}

interface Scalar {
  readonly input: { readonly profileId: string };
  readonly output: { readonly profile?: ProfileDetail };
}

export interface RolesAnywhereReads {
  ListProfiles: {
    readonly input: { readonly nextToken?: string };
    readonly output: { readonly profiles?: readonly ProfileDetail[]; readonly nextToken?: string };
  };
  ListTagsForResource: {
    readonly input: { readonly resourceArn: string };
    readonly output: { readonly tags?: readonly KeyValue[] };
  };
}

export interface RolesAnywhereWrites {
  CreateProfile: {
    readonly input: Settings & {
      readonly name: string;
      readonly enabled: boolean;
      readonly requireInstanceProperties: boolean;
      readonly tags: readonly KeyValue[];
    };
    readonly output: Scalar['output'];
  };
  UpdateProfile: {
    readonly input: Settings & { readonly profileId: string };
    readonly output: Scalar['output'];
  };
  EnableProfile: Scalar;
  DisableProfile: Scalar;
  DeleteProfile: Scalar;
  TagResource: {
    readonly input: { readonly resourceArn: string; readonly tags: readonly KeyValue[] };
    readonly output: object;
  };
  UntagResource: {
    readonly input: { readonly resourceArn: string; readonly tagKeys: readonly string[] };
    readonly output: object;
  };
}

export type RolesAnywhereApi = RolesAnywhereReads & RolesAnywhereWrites;
export type RolesAnywhereCall = keyof RolesAnywhereApi;
