/** Four ways for an account to change, which between them need every call that writes. */
import type { Emulator } from '../../emulator/server.ts';

export type Iam = Emulator['iam'];

export interface Scenario {
  readonly name: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** Makes the account as it is at the start. */
  readonly prepare: (iam: Iam) => void;
  /** The whole account at the end. */
  readonly expected: object;
  /** The status of an undisturbed run. */
  readonly status: string;
}

export const OWNER = 'octo-org/octo-repo';
export const OWNER_KEY = 'aws-iam-instance-profile:owner';
export const OWNER_TAG = { [OWNER_KEY]: OWNER };
export const managed = (name: string): string => `arn:aws:iam::aws:policy/${name}`;
const SSM = managed('AmazonSSMManagedInstanceCore');
const ECS = managed('service-role/AmazonEC2ContainerServiceforEC2Role');
const AUDIT = managed('SecurityAudit');
export const BOUNDARY = managed('PowerUserAccess');

export function trust(service: string): object {
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' },
    ],
  };
}

export function allow(...actions: string[]): object {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}

export const DECLARED: Readonly<Record<string, string>> = {
  'role-name': 'demo',
  'role-description': 'As declared',
  'max-session-duration': '7200',
  'permissions-boundary': BOUNDARY,
  'policy-arns': `${SSM}\n${AUDIT}`,
  'inline-policies': JSON.stringify({ queue: allow('sqs:SendMessage') }),
  tags: 'project=demo',
};

const declaredRole = {
  Path: '/',
  Description: 'As declared',
  MaxSessionDuration: 7200,
  AssumeRolePolicyDocument: trust('ec2'),
  PermissionsBoundary: BOUNDARY,
  Tags: { ...OWNER_TAG, project: 'demo' },
  AttachedPolicies: [SSM, AUDIT],
  InlinePolicies: { queue: allow('sqs:SendMessage') },
};

export const plainRole = {
  Path: '/',
  Description: '',
  MaxSessionDuration: 3600,
  AssumeRolePolicyDocument: trust('ec2'),
  PermissionsBoundary: null,
  Tags: {},
  AttachedPolicies: [],
  InlinePolicies: {},
};

export const declaredAccount = {
  roles: { demo: declaredRole },
  instanceProfiles: { demo: { Path: '/', Tags: { ...OWNER_TAG, project: 'demo' }, Roles: ['demo'] } },
  policies: {},
};

const tagList = (tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

function makeRole(iam: Iam, RoleName: string, role: typeof declaredRole | typeof plainRole): void {
  iam.call('CreateRole', {
    RoleName,
    AssumeRolePolicyDocument: JSON.stringify(role.AssumeRolePolicyDocument),
    Description: role.Description,
    MaxSessionDuration: role.MaxSessionDuration,
    ...(role.PermissionsBoundary === null ? {} : { PermissionsBoundary: role.PermissionsBoundary }),
    Tags: tagList(role.Tags),
  });
  for (const PolicyArn of role.AttachedPolicies) iam.call('AttachRolePolicy', { RoleName, PolicyArn });
  for (const [PolicyName, document] of Object.entries(role.InlinePolicies)) {
    iam.call('PutRolePolicy', { RoleName, PolicyName, PolicyDocument: JSON.stringify(document) });
  }
}

function makeProfile(
  iam: Iam,
  InstanceProfileName: string,
  tags: Readonly<Record<string, string>>,
  ...roles: string[]
): void {
  iam.call('CreateInstanceProfile', { InstanceProfileName, Path: '/', Tags: tagList(tags) });
  for (const RoleName of roles) iam.call('AddRoleToInstanceProfile', { InstanceProfileName, RoleName });
}

export const create: Scenario = {
  name: 'create',
  inputs: DECLARED,
  prepare: () => undefined,
  expected: declaredAccount,
  status: 'created',
};

/** Everything differs that can; SecurityAudit and the policy `queue` exist at both ends and must never be missing. */
export const update: Scenario = {
  name: 'update',
  inputs: DECLARED,
  prepare: (iam) => {
    makeRole(iam, 'demo', {
      ...declaredRole,
      Description: 'Before',
      MaxSessionDuration: 3600,
      AssumeRolePolicyDocument: trust('ecs-tasks'),
      PermissionsBoundary: managed('ReadOnlyAccess'),
      Tags: { ...OWNER_TAG, project: 'before', left: 'over' } as typeof declaredRole.Tags,
      AttachedPolicies: [ECS, AUDIT],
      InlinePolicies: {
        queue: allow('sqs:*'),
        left: allow('s3:GetObject'),
      } as typeof declaredRole.InlinePolicies,
    });
    makeProfile(iam, 'demo', { ...OWNER_TAG, project: 'before', left: 'over' });
  },
  expected: declaredAccount,
  status: 'updated',
};

/** Another role is in the profile, and all policies differ. */
export const swap: Scenario = {
  name: 'swap',
  inputs: DECLARED,
  prepare: (iam) => {
    makeRole(iam, 'other', plainRole);
    makeRole(iam, 'demo', {
      ...declaredRole,
      AttachedPolicies: [ECS, managed('job-function/ViewOnlyAccess')],
    });
    makeProfile(iam, 'demo', { ...OWNER_TAG, project: 'demo' }, 'other');
  },
  expected: { ...declaredAccount, roles: { ...declaredAccount.roles, other: plainRole } },
  status: 'updated',
};

/** The role is in its own profile and in one of another owner. */
export const destroy: Scenario = {
  name: 'destroy',
  inputs: { mode: 'destroy', 'role-name': 'demo' },
  prepare: (iam) => {
    makeRole(iam, 'demo', declaredRole);
    makeProfile(iam, 'demo', OWNER_TAG, 'demo');
    makeProfile(iam, 'theirs', {}, 'demo');
  },
  expected: { roles: {}, instanceProfiles: { theirs: { Path: '/', Tags: {}, Roles: [] } }, policies: {} },
  status: 'destroyed',
};

export const SCENARIOS: readonly Scenario[] = [create, update, swap, destroy];
