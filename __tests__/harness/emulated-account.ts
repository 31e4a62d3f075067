/** Random states as an account of the emulator: their policies and principals exist there. */
import type { Emulator } from '../../emulator/server.ts';
import type { State } from '../../src/resources/resource.ts';
import type { Role } from '../../src/resources/role-state.ts';
import { tagsToIam } from '../../src/resources/tags.ts';
import { managed } from '../faults/scenarios.ts';
import { EC2_TRUST } from './workshop.ts';

const MANAGED = [
  'AdministratorAccess',
  'AmazonEC2FullAccess',
  'AmazonEC2ReadOnlyAccess',
  'AmazonS3FullAccess',
  'AmazonS3ReadOnlyAccess',
  'AmazonSSMManagedInstanceCore',
  'AmazonVPCFullAccess',
  'CloudWatchAgentServerPolicy',
  'IAMReadOnlyAccess',
  'PowerUserAccess',
  'ReadOnlyAccess',
  'SecurityAudit',
  'AWSLambda_FullAccess',
  'AmazonSQSFullAccess',
].map(managed);

/** Replaces managed policies that do not exist, and account numbers, which IAM returns as ARNs. */
export function real(role: Role): Role {
  const policy = (arn: string): string => MANAGED[Number(/P(\d+)$/.exec(arn)?.[1] ?? 0)] ?? arn;
  return {
    ...role,
    boundary: role.boundary?.replace('BoundA', 'PowerUserAccess').replace('BoundB', 'ReadOnlyAccess'),
    managedPolicies: new Set([...role.managedPolicies].map(policy)),
    trust: JSON.parse(
      JSON.stringify(role.trust).replace(/"(\d{12})"/g, '"arn:aws:iam::$1:root"'),
    ) as Role['trust'],
  };
}

/** Creates the role and its instance profile, and the other role that the profile may contain. */
export function arrange({ iam }: Emulator, { role, instanceProfile }: State): void {
  const RoleName = 'demo';
  if (role !== undefined) {
    iam.call('CreateRole', {
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify(role.trust),
      Description: role.description,
      MaxSessionDuration: role.maxSessionDuration,
      ...(role.boundary === undefined ? {} : { PermissionsBoundary: role.boundary }),
      Tags: tagsToIam(role.tags),
    });
    for (const PolicyArn of role.managedPolicies) iam.call('AttachRolePolicy', { RoleName, PolicyArn });
    for (const [PolicyName, document] of role.inlinePolicies) {
      iam.call('PutRolePolicy', { RoleName, PolicyName, PolicyDocument: JSON.stringify(document) });
    }
  }
  if (instanceProfile === undefined) return;
  const InstanceProfileName = 'demo';
  iam.call('CreateInstanceProfile', { InstanceProfileName, Tags: tagsToIam(instanceProfile.tags) });
  const contained = instanceProfile.role?.name;
  if (contained === undefined) return;
  if (contained !== RoleName) {
    iam.call('CreateRole', {
      RoleName: contained,
      AssumeRolePolicyDocument: JSON.stringify(EC2_TRUST),
    });
  }
  iam.call('AddRoleToInstanceProfile', { InstanceProfileName, RoleName: contained });
}
