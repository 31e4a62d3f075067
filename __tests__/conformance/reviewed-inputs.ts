/** Inputs that break a constraint of the API reference: the emulator refuses each with ValidationError, moto hardly one. */
import type { IamAction } from '../../emulator/iam.ts';
import { callsWith } from './constraints.ts';
import type { Reviewed } from './reviewed.ts';

const REFERENCE = 'https://docs.aws.amazon.com/IAM/latest/APIReference/';

/** What moto goes on to, having looked past what is wrong: the outcome that the rest of the call has. */
const WENT_ON = [
  'ok',
  'NoSuchEntity',
  'EntityAlreadyExists',
  'DeleteConflict',
  'InvalidInput',
  'InvalidParameterValue',
  'LimitExceeded',
  'MalformedPolicyDocument',
];

function unchecked(broken: string, page: string, why: string, moto = WENT_ON): Reviewed {
  const calls: readonly IamAction[] = callsWith(broken);
  return {
    calls,
    broken,
    emulator: ['ValidationError'],
    moto,
    right: 'emulator',
    why,
    page: REFERENCE + page,
  };
}

export const reviewedInputs: readonly Reviewed[] = [
  unchecked(
    'RoleName',
    'API_GetRole.html',
    'A role name is required, has 1 to 64 characters, and they match [\\w+=,.@-]+; moto looks any name up.',
  ),
  unchecked(
    'InstanceProfileName',
    'API_GetInstanceProfile.html',
    'A profile name is required, has 1 to 128 characters, and they match [\\w+=,.@-]+; moto looks any name up.',
  ),
  unchecked(
    'UserName',
    'API_CreateUser.html',
    'A user name is required, has 1 to 64 characters, and they match [\\w+=,.@-]+; moto takes any.',
  ),
  unchecked(
    'PolicyName',
    'API_PutRolePolicy.html',
    'A policy name is required, has 1 to 128 characters, and they match [\\w+=,.@-]+; moto takes any.',
  ),
  unchecked(
    'Path',
    'API_CreateRole.html',
    'A path begins and ends with a slash and has at most 512 characters; moto checks that of some calls only.',
  ),
  unchecked(
    'PathPrefix',
    'API_ListRoles.html',
    'A path prefix has 1 to 512 characters and begins with a slash; moto compares whatever it gets.',
  ),
  unchecked(
    'Description',
    'API_UpdateRoleDescription.html',
    'A description has at most 1,000 characters, of a role none beyond Latin-1, and UpdateRoleDescription requires it.',
  ),
  unchecked(
    'MaxSessionDuration',
    'API_CreateRole.html',
    'A session lasts 3,600 to 43,200 seconds; moto keeps any number.',
  ),
  unchecked(
    'AssumeRolePolicyDocument',
    'API_CreateRole.html',
    'A trust policy is required, is not empty, and has no character beyond U+00FF; moto does not look.',
  ),
  unchecked(
    'PolicyDocument',
    'API_PutRolePolicy.html',
    'A document is required, is not empty, and has no character beyond U+00FF: that is checked before its grammar.',
  ),
  unchecked(
    'PolicyArn',
    'API_AttachRolePolicy.html',
    'An ARN is required and has 20 to 2,048 characters; moto looks any up.',
  ),
  unchecked(
    'PermissionsBoundary',
    'API_PutRolePermissionsBoundary.html',
    'An ARN is required and has 20 to 2,048 characters; moto knows another code for it, which IAM has not.',
    ['NoSuchEntity', 'InvalidParameterValue', 'ok', 'EntityAlreadyExists'],
  ),
  unchecked(
    'VersionId',
    'API_GetPolicyVersion.html',
    'A version is required and matches v[1-9][0-9]*; moto looks any up.',
  ),
  unchecked(
    'Scope',
    'API_ListPolicies.html',
    'The scope is All, AWS or Local; moto lists for any other too.',
  ),
  unchecked(
    'MaxItems',
    'API_ListRoles.html',
    'A page has 1 to 1,000 items; moto cuts the list where Python would.',
  ),
  unchecked(
    'Marker',
    'API_ListRoles.html',
    'A marker has 1 to 320 characters up to U+00FF; moto takes any for a place in the list.',
  ),
  unchecked(
    'Tags',
    'API_TagRole.html',
    'At most 50 tags, each with a key of 1 to 128 and a value of up to 256 characters; moto checks those of roles.',
  ),
  unchecked(
    'TagKeys',
    'API_UntagRole.html',
    'A tag key has 1 to 128 letters, digits, spaces or _.:/=+-@; moto checks them after the role.',
  ),
  unchecked(
    'Tags',
    'API_TagRole.html',
    'A tag without key or value is a mistake of the caller; moto fails on it as a server.',
    ['Error'],
  ),
  unchecked(
    'Marker',
    'API_ListPolicies.html',
    'A marker of the wrong form is a mistake of the caller; moto fails on it as a server.',
    ['Error'],
  ),
];
