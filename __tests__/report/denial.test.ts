/** The statements in the message of a denied call. */
import type { Call } from '../../src/aws/calls.ts';
import { CallError } from '../../src/aws/errors.ts';
import { describeFailure } from '../../src/report/failures.ts';
import type { AllowStatement } from '../../src/report/least-policy.ts';
import type { Declaration, RoleDeclaration } from '../../src/resources/resource.ts';

const PREFIX = 'arn:aws-cn:iam::111111111111:';
const BOTH_ROLES = [`${PREFIX}role/r`, `${PREFIX}role/team/r`];
const BOTH_PROFILES = [`${PREFIX}instance-profile/i`, `${PREFIX}instance-profile/web/i`];
const declaration: Declaration = {
  ...{ roleName: 'r', instanceProfileName: 'i', owner: 'o', adopt: false },
  role: { path: '/team/', instanceProfile: { path: '/web/' } } as RoleDeclaration,
};
const PASSED = {
  StringEquals: { 'iam:PassedToService': ['ec2.amazonaws.com', 'ec2.amazonaws.com.cn'] },
};

/** Returns IAM's words for a denial. @param resource as IAM names it: an ARN, or the kind and the name alone */
function denial(action: string, resource: string): string {
  const user = 'User: arn:aws-cn:sts::111111111111:assumed-role/ci/run';
  return `${user} is not authorized to perform: ${action} on resource: ${resource} because no policy allows it`;
}

/** Returns the statements that the message advises. */
function advised(
  call: Call,
  input: object,
  detail: string,
  context: { readonly declaration?: Declaration } = { declaration },
): AllowStatement[] {
  const error = new CallError({ code: 'AccessDenied', detail, call, input, status: 403 });
  const message = describeFailure(error, { partition: 'aws-cn', ...context });
  const json = /^Allow the caller: (.*)$/m.exec(message)?.[1] ?? '[]';
  return [JSON.parse(json) as AllowStatement | AllowStatement[]].flat();
}

const allow = (Action: string[], Resource: string[]): object => ({ Effect: 'Allow', Action, Resource });
const names = { RoleName: 'r', InstanceProfileName: 'i', PolicyArn: 'arn:aws-cn:iam::aws:policy/p' };

// IAM checks a call on an entity that does not exist by the bare name, and its message often names only that.
test.each<[Call, string, string[]]>([
  ['GetRole', 'role r', BOTH_ROLES],
  ['DeleteRole', `${PREFIX}role/pr/r`, [`${PREFIX}role/pr/r`]],
  ['GetRole', `${PREFIX}role/r`, [`${PREFIX}role/r`]],
  ['AttachRolePolicy', `policy ${names.PolicyArn}`, BOTH_ROLES],
  ['GetInstanceProfile', 'instance profile i', BOTH_PROFILES],
  ['DeleteInstanceProfile', `${PREFIX}instance-profile/pr/i`, [`${PREFIX}instance-profile/pr/i`]],
  ['GetPolicy', `policy ${names.PolicyArn}`, [names.PolicyArn]],
  ['GetPolicy', 'policy p', ['arn:aws-cn:iam::aws:policy/*', `${PREFIX}policy/*`]],
  ['GetAccountSummary', '*', ['*']],
  ['ListRoles', `${PREFIX}role/`, ['*']],
])('%s, denied on %s, needs %j', (call, resource, resources) => {
  const action = `iam:${call}`;
  expect(advised(call, names, denial(action, resource))).toEqual([allow([action], resources)]);
});

test('a call on a role and a profile that are not the declared ones needs their names', () => {
  const input = { RoleName: 'r2', InstanceProfileName: 'i2' };
  expect(
    advised('RemoveRoleFromInstanceProfile', input, denial('iam:RemoveRoleFromInstanceProfile', 'x')),
  ).toEqual([
    allow(
      ['iam:RemoveRoleFromInstanceProfile'],
      [`${PREFIX}instance-profile/i2`, `${PREFIX}instance-profile/web/i2`],
    ),
  ]);
});

test.each<[Call, object, string]>([
  ['GetRole', { RoleName: 'r' }, 'role/r'],
  ['GetRole', {}, 'role/*'],
  ['GetInstanceProfile', {}, 'instance-profile/*'],
])('%s of %j before any declaration, in an unknown account, needs %s', (call, input, resource) => {
  expect(advised(call, input, 'no', {})).toEqual([allow([`iam:${call}`], [`arn:aws-cn:iam::*:${resource}`])]);
});

test('the statements include the actions that IAM checks next, merged by resource', () => {
  expect(advised('CreateRole', names, denial('iam:CreateRole', `${PREFIX}role/team/r`))).toEqual([
    allow(['iam:CreateRole', 'iam:TagRole'], [`${PREFIX}role/team/r`]),
  ]);
  const call = 'AddRoleToInstanceProfile';
  expect(advised(call, names, denial(`iam:${call}`, `${PREFIX}instance-profile/web/i`))).toEqual([
    allow([`iam:${call}`], [`${PREFIX}instance-profile/web/i`]),
    { ...allow(['iam:PassRole'], BOTH_ROLES), Condition: PASSED },
  ]);
});

test.each<[Call, string, object]>([
  // IAM has allowed the call's own action before.
  ['CreateRole', 'iam:TagRole', {}],
  ['AddRoleToInstanceProfile', 'iam:PassRole', { Condition: PASSED }],
  ['CreateRole', 'iam:CreateServiceLinkedRole', {}],
])('%s, denied for %s alone, needs that alone', (call, action, condition) => {
  expect(advised(call, names, denial(action, `${PREFIX}role/pr/r`))).toEqual([
    { ...allow([action], [`${PREFIX}role/pr/r`]), ...condition },
  ]);
});
