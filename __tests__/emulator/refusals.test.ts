import type { Iam, IamAction, IamInput } from '../../emulator/iam.ts';
import { identity, readOnly, refusal, startWithClient, trust } from './emulator-with-client.ts';

function call<A extends IamAction>(action: A, input: IamInput<A>): (iam: Iam) => unknown {
  return (iam) => iam.call(action, input);
}
const role = (more: Partial<IamInput<'CreateRole'>>) =>
  call('CreateRole', { RoleName: 'new', AssumeRolePolicyDocument: trust, ...more });
/** Creates the role `old` with an attached and an inline policy, in the profile `full`; also the profile `empty`. */
async function startWithEntities() {
  const { iam } = await startWithClient();
  iam.call('CreateRole', { RoleName: 'old', AssumeRolePolicyDocument: trust });
  iam.call('AttachRolePolicy', { RoleName: 'old', PolicyArn: readOnly });
  iam.call('PutRolePolicy', { RoleName: 'old', PolicyName: 'inline', PolicyDocument: identity });
  iam.call('CreateRole', { RoleName: 'other', AssumeRolePolicyDocument: trust });
  iam.call('CreateInstanceProfile', { InstanceProfileName: 'full' });
  iam.call('CreateInstanceProfile', { InstanceProfileName: 'empty' });
  iam.call('AddRoleToInstanceProfile', { InstanceProfileName: 'full', RoleName: 'old' });
  iam.call('CreatePolicy', { PolicyName: 'mine', PolicyDocument: identity });
  return iam;
}
const mine = 'arn:aws:iam::123456789012:policy/mine';
const noPolicy = 'arn:aws:iam::123456789012:policy/missing';

test.each<[string, (iam: Iam) => unknown, string, string]>([
  // Tags
  [
    'two tags by case',
    role({
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'A', Value: '2' },
      ],
    }),
    'InvalidInput',
    'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
  ],
  [
    'an aws: tag',
    role({ Tags: [{ Key: 'AWS:x', Value: '1' }] }),
    'InvalidInput',
    'aws: prefixed tag key names are not allowed for external use.',
  ],
  // Missing entities
  [
    'no role',
    call('GetRole', { RoleName: 'absent' }),
    'NoSuchEntity',
    'The role with name absent cannot be found.',
  ],
  [
    'a role in another case',
    call('GetRole', { RoleName: 'OLD' }),
    'NoSuchEntity',
    'The role with name OLD cannot be found.',
  ],
  [
    'no profile',
    call('GetInstanceProfile', { InstanceProfileName: 'none' }),
    'NoSuchEntity',
    'Instance Profile none cannot be found.',
  ],
  [
    'no inline policy',
    call('GetRolePolicy', { RoleName: 'old', PolicyName: 'none' }),
    'NoSuchEntity',
    'The role policy with name none cannot be found.',
  ],
  [
    'a missing policy to attach',
    call('AttachRolePolicy', { RoleName: 'old', PolicyArn: noPolicy }),
    'NoSuchEntity',
    `Policy ${noPolicy} does not exist or is not attachable.`,
  ],
  [
    'a detached policy',
    call('DetachRolePolicy', { RoleName: 'old', PolicyArn: mine }),
    'NoSuchEntity',
    `Policy ${mine} was not found.`,
  ],
  [
    'a missing boundary policy',
    role({ PermissionsBoundary: noPolicy }),
    'NoSuchEntity',
    `Policy ${noPolicy} does not exist or is not attachable.`,
  ],
  [
    'no policy',
    call('GetPolicy', { PolicyArn: noPolicy }),
    'NoSuchEntity',
    `Policy ${noPolicy} was not found.`,
  ],
  [
    'an AWS policy under another path',
    call('GetPolicy', { PolicyArn: 'arn:aws:iam::aws:policy/service-role/ReadOnlyAccess' }),
    'NoSuchEntity',
    'Policy arn:aws:iam::aws:policy/service-role/ReadOnlyAccess was not found.',
  ],
  [
    'a role that is not in the profile',
    call('RemoveRoleFromInstanceProfile', { InstanceProfileName: 'empty', RoleName: 'old' }),
    'NoSuchEntity',
    'Role old in Instance Profile empty cannot be found.',
  ],
  [
    'a malformed ARN',
    call('AttachRolePolicy', { RoleName: 'old', PolicyArn: 'longpolicynamebutnoarn' }),
    'InvalidInput',
    'ARN longpolicynamebutnoarn is not valid.',
  ],
  [
    'an ARN of another partition',
    call('AttachRolePolicy', { RoleName: 'old', PolicyArn: 'arn:aws-cn:iam::aws:policy/ReadOnlyAccess' }),
    'InvalidInput',
    'ARN arn:aws-cn:iam::aws:policy/ReadOnlyAccess is not valid.',
  ],
  [
    'a service-linked policy',
    call('AttachRolePolicy', {
      RoleName: 'old',
      PolicyArn: 'arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy',
    }),
    'PolicyNotAttachable',
    'Cannot attach a Service Role Policy to a Customer Role.',
  ],
  [
    'a service-linked policy as a boundary',
    call('PutRolePermissionsBoundary', {
      RoleName: 'old',
      PermissionsBoundary: 'arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy',
    }),
    'PolicyNotAttachable',
    'Cannot attach a Service Role Policy to a Customer Role.',
  ],
  // Existing entities
  ['a role by case', role({ RoleName: 'OLD' }), 'EntityAlreadyExists', 'Role with name OLD already exists.'],
  [
    'a role under another path',
    role({ RoleName: 'old', Path: '/x/' }),
    'EntityAlreadyExists',
    'Role with name old already exists.',
  ],
  [
    'a profile by case',
    call('CreateInstanceProfile', { InstanceProfileName: 'Full' }),
    'EntityAlreadyExists',
    'Instance Profile Full already exists.',
  ],
  [
    'a policy',
    call('CreatePolicy', { PolicyName: 'Mine', PolicyDocument: identity }),
    'EntityAlreadyExists',
    'A policy called Mine already exists. Duplicate names are not allowed.',
  ],
  // Conflicts
  [
    'a role in a profile',
    call('DeleteRole', { RoleName: 'old' }),
    'DeleteConflict',
    'Cannot delete entity, must remove roles from instance profile first.',
  ],
  [
    'a profile with a role',
    call('DeleteInstanceProfile', { InstanceProfileName: 'full' }),
    'DeleteConflict',
    'Cannot delete entity, must remove roles from instance profile first.',
  ],
  [
    'a second role',
    call('AddRoleToInstanceProfile', { InstanceProfileName: 'full', RoleName: 'other' }),
    'LimitExceeded',
    'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
  ],
  [
    'the same role again',
    call('AddRoleToInstanceProfile', { InstanceProfileName: 'full', RoleName: 'old' }),
    'LimitExceeded',
    'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
  ],
  [
    'a reserved path',
    role({ Path: '/aws-service-role/x.amazonaws.com/' }),
    'InvalidInput',
    'Path /aws-service-role/x.amazonaws.com/ is reserved for AWS.',
  ],
  // Quotas
  [
    'a trust of 2049',
    role({ AssumeRolePolicyDocument: trust.replace('"Allow"', `"Allow","Sid":"${'a'.repeat(2049)}"`) }),
    'LimitExceeded',
    'Cannot exceed quota for ACLSizePerRole: 2048',
  ],
  [
    'a managed policy of 6145',
    call('CreatePolicy', {
      PolicyName: 'big',
      PolicyDocument: identity.replace('"Allow"', `"Allow","Sid":"${'a'.repeat(6145)}"`),
    }),
    'LimitExceeded',
    'Cannot exceed quota for PolicySize: 6144',
  ],
])('%s is refused as IAM refuses it', async (_, ask, code, message) => {
  const iam = await startWithEntities();
  expect(await refusal(() => ask(iam))).toEqual({ code, message });
});

test('DeleteRole names one attachment after another, until the role has none', async () => {
  const iam = await startWithEntities();
  const remove = () =>
    refusal(() => {
      iam.call('DeleteRole', { RoleName: 'old' });
    });
  iam.call('RemoveRoleFromInstanceProfile', { InstanceProfileName: 'full', RoleName: 'old' });
  expect(await remove()).toMatchObject({ message: 'Cannot delete entity, must detach all policies first.' });
  iam.call('DetachRolePolicy', { RoleName: 'old', PolicyArn: readOnly });
  expect(await remove()).toMatchObject({ message: 'Cannot delete entity, must delete policies first.' });
  iam.call('DeleteRolePolicy', { RoleName: 'old', PolicyName: 'inline' });
  expect(await remove()).toMatchObject({ code: 'none' });
  expect(await remove()).toMatchObject({ code: 'NoSuchEntity' });
});

test('the quotas of attached and inline policies are exact, and exclude white space', async () => {
  const { iam } = await startWithClient({ attachedPoliciesPerRole: 2 });
  iam.call('CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: trust });
  const attach = (name: string) =>
    refusal(() => {
      iam.call('AttachRolePolicy', { RoleName: 'r', PolicyArn: `arn:aws:iam::aws:policy/${name}` });
    });
  expect(await attach('ReadOnlyAccess')).toMatchObject({ code: 'none' });
  expect(await attach('PowerUserAccess')).toMatchObject({ code: 'none' });
  expect(await attach('PowerUserAccess')).toMatchObject({ code: 'none' }); // It is already attached.
  expect(await attach('AdministratorAccess')).toEqual({
    code: 'LimitExceeded',
    message: 'Cannot exceed quota for PoliciesPerRole: 2',
  });
  const put = (PolicyName: string, PolicyDocument: string) =>
    refusal(() => {
      iam.call('PutRolePolicy', { RoleName: 'r', PolicyName, PolicyDocument });
    });
  const half = identity.replace('"Allow"', `"Allow","Sid":"${'a'.repeat(5120 - identity.length - 9)}"`);
  expect(half).toHaveLength(5120);
  expect(await put('a', half)).toMatchObject({ code: 'none' });
  expect(await put('b', half + ' '.repeat(5000))).toMatchObject({ code: 'none' });
  expect(await put('b', half.replace('aaa', 'aaaa'))).toEqual({
    code: 'LimitExceeded',
    message: 'Maximum policy size of 10240 bytes exceeded for role r',
  });
});

test.each(['/aws-service-role/autoscaling.amazonaws.com/', '/aws-reserved/sso.amazonaws.com/'])(
  'only AWS creates and changes roles under %s',
  async (Path) => {
    const { iam } = await startWithClient();
    iam.call('CreateRole', { RoleName: 'theirs', Path, AssumeRolePolicyDocument: trust }, 'aws');
    const message =
      "Cannot perform the operation on the protected role 'theirs' - this role is only modifiable by AWS";
    for (const change of [
      call('UpdateRole', { RoleName: 'theirs' }),
      call('DeleteRole', { RoleName: 'theirs' }),
      call('TagRole', { RoleName: 'theirs', Tags: [] }),
      call('AttachRolePolicy', { RoleName: 'theirs', PolicyArn: readOnly }),
      call('PutRolePolicy', { RoleName: 'theirs', PolicyName: 'p', PolicyDocument: identity }),
      call('UpdateAssumeRolePolicy', { RoleName: 'theirs', PolicyDocument: trust }),
    ]) {
      expect(await refusal(() => change(iam))).toEqual({ code: 'UnmodifiableEntity', message });
    }
    expect(iam.call('GetRole', { RoleName: 'theirs' }).Role.Path).toBe(Path);
  },
);
