/** Inputs that break a constraint of the API reference. The emulator refuses all with ValidationError, moto only a few. */
import type { IamAction } from '../../emulator/iam.ts';
import { callsWith } from './constraints.ts';
import type { Reviewed } from './reviewed-differences.ts';

const REFERENCE = 'https://docs.aws.amazon.com/IAM/latest/APIReference/';

/** The outcomes of moto's later checks, if it ignores the invalid field. */
const LATER_OUTCOMES = [
  'ok',
  'NoSuchEntity',
  'EntityAlreadyExists',
  'DeleteConflict',
  'InvalidInput',
  'InvalidParameterValue',
  'LimitExceeded',
  'MalformedPolicyDocument',
];

function unchecked(broken: string, page: string, why: string, moto = LATER_OUTCOMES): Reviewed {
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
    'A role name is required and has 1 to 64 characters of [\\w+=,.@-]; moto looks up any name.',
  ),
  unchecked(
    'InstanceProfileName',
    'API_GetInstanceProfile.html',
    'A profile name is required and has 1 to 128 characters of [\\w+=,.@-]; moto looks up any name.',
  ),
  unchecked(
    'UserName',
    'API_CreateUser.html',
    'A user name is required and has 1 to 64 characters of [\\w+=,.@-]; moto accepts any name.',
  ),
  unchecked(
    'PolicyName',
    'API_PutRolePolicy.html',
    'A policy name is required and has 1 to 128 characters of [\\w+=,.@-]; moto accepts any name.',
  ),
  unchecked(
    'Path',
    'API_CreateRole.html',
    'A path begins and ends with a slash and has at most 512 characters; moto checks only some calls.',
  ),
  unchecked(
    'PathPrefix',
    'API_ListRoles.html',
    'A path prefix has 1 to 512 characters and begins with a slash; moto accepts any text.',
  ),
  unchecked(
    'Description',
    'API_UpdateRoleDescription.html',
    'A description has at most 1,000 characters, in Latin-1 for roles. UpdateRoleDescription requires it.',
  ),
  unchecked(
    'MaxSessionDuration',
    'API_CreateRole.html',
    'A session lasts 3,600 to 43,200 seconds; moto stores any number.',
  ),
  unchecked(
    'AssumeRolePolicyDocument',
    'API_CreateRole.html',
    'A trust policy is required, is not empty, and has no character beyond U+00FF; moto does not check this.',
  ),
  unchecked(
    'PolicyDocument',
    'API_PutRolePolicy.html',
    'A document is required, is not empty, and has no character beyond U+00FF. IAM checks this before the grammar.',
  ),
  unchecked(
    'PolicyArn',
    'API_AttachRolePolicy.html',
    'An ARN is required and has 20 to 2,048 characters; moto looks up any text.',
  ),
  unchecked(
    'PermissionsBoundary',
    'API_PutRolePermissionsBoundary.html',
    'An ARN is required and has 20 to 2,048 characters; moto returns a code that IAM does not have.',
    ['NoSuchEntity', 'InvalidParameterValue', 'ok', 'EntityAlreadyExists'],
  ),
  unchecked(
    'VersionId',
    'API_GetPolicyVersion.html',
    'A version is required and matches v[1-9][0-9]*; moto looks up any text.',
  ),
  unchecked('Scope', 'API_ListPolicies.html', 'The scope is All, AWS or Local; moto accepts any text.'),
  unchecked(
    'MaxItems',
    'API_ListRoles.html',
    'A page has 1 to 1,000 items; moto slices the list as Python does.',
  ),
  unchecked(
    'Marker',
    'API_ListRoles.html',
    'A marker has 1 to 320 characters up to U+00FF; moto accepts any text as a position in the list.',
  ),
  unchecked(
    'Tags',
    'API_TagRole.html',
    'At most 50 tags, each with a key of 1 to 128 and a value of up to 256 characters; moto checks only the tags of roles.',
  ),
  unchecked(
    'TagKeys',
    'API_UntagRole.html',
    'A tag key has 1 to 128 letters, digits, spaces or _.:/=+-@; moto checks them after the role.',
  ),
  unchecked(
    'Tags',
    'API_TagRole.html',
    'A tag without key or value is an error of the caller; moto returns a server error.',
    ['Error'],
  ),
  unchecked(
    'Marker',
    'API_ListPolicies.html',
    'A malformed marker is an error of the caller; moto returns a server error.',
    ['Error'],
  ),
];
