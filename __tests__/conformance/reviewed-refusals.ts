/** What one of the two refuses, or both in other words. */
import type { Reviewed } from './reviewed.ts';

const REFERENCE = 'https://docs.aws.amazon.com/IAM/latest/APIReference/';
const GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/';

const documentWith = (text: string) => (input: Readonly<Record<string, unknown>>) =>
  (input['PolicyDocument'] as string | undefined)?.includes(text) === true;
const duplicateTags = ({ Tags }: Readonly<Record<string, unknown>>) => {
  const keys = ((Tags ?? []) as { Key?: string }[]).map(({ Key = '' }) => Key.toLowerCase());
  return new Set(keys).size < keys.length;
};
const awsTags = ({ Tags }: Readonly<Record<string, unknown>>) =>
  ((Tags ?? []) as { Key?: string }[]).some(({ Key = '' }) => /^aws:/i.test(Key));

export const reviewedRefusals: readonly Reviewed[] = [
  {
    calls: ['ListInstanceProfileTags'],
    emulator: ['ok', 'NoSuchEntity', 'ValidationError'],
    moto: ['Error'],
    right: 'emulator',
    why: 'moto has no such call and fails as a server.',
    page: `${REFERENCE}API_ListInstanceProfileTags.html`,
  },
  {
    calls: ['RemoveRoleFromInstanceProfile'],
    emulator: ['NoSuchEntity'],
    moto: ['Error'],
    right: 'emulator',
    why: 'A role that is there but not in the profile is not found; moto fails on it as a server.',
    page: `${REFERENCE}API_RemoveRoleFromInstanceProfile.html`,
  },
  {
    calls: ['ListInstanceProfilesForRole'],
    emulator: ['NoSuchEntity'],
    moto: ['ok'],
    right: 'emulator',
    why: 'NoSuchEntity is among its errors; moto lists no profiles for a role that is not there.',
    page: `${REFERENCE}API_ListInstanceProfilesForRole.html`,
  },
  {
    calls: ['CreateRole', 'CreateInstanceProfile'],
    emulator: ['InvalidInput'],
    moto: ['ok', 'EntityAlreadyExists'],
    when: ({ Path }) => String(Path).startsWith('/aws-service-role/'),
    right: 'emulator',
    why: 'Only services make roles under /aws-service-role/; in which words IAM refuses others is not documented.',
    page: `${GUIDE}id_roles_create-service-linked-role.html`,
  },
  {
    calls: ['CreateInstanceProfile', 'TagInstanceProfile', 'CreatePolicy', 'CreateRole', 'TagRole'],
    emulator: ['InvalidInput'],
    moto: ['ok', 'EntityAlreadyExists'],
    when: awsTags,
    right: 'emulator',
    why: 'Keys that begin with aws: are reserved in whatever case; moto takes them.',
    page: `${GUIDE}id_tags.html`,
  },
  {
    calls: ['CreateInstanceProfile', 'TagInstanceProfile', 'CreatePolicy'],
    emulator: ['InvalidInput'],
    moto: ['ok', 'EntityAlreadyExists'],
    when: duplicateTags,
    right: 'emulator',
    why: 'A key cannot be there twice, whatever its case; moto looks at that for roles only.',
    page: `${GUIDE}id_tags.html`,
  },
  {
    calls: ['UntagRole', 'UntagInstanceProfile'],
    emulator: ['InvalidInput'],
    moto: ['ok'],
    when: ({ TagKeys }) => (TagKeys as string[]).some((key) => key.startsWith('aws:')),
    right: 'emulator',
    why: 'Keys that begin with aws: can be neither edited nor deleted; moto does not look.',
    page: `${GUIDE}id_tags.html`,
  },
  {
    calls: ['CreateRole', 'CreateInstanceProfile', 'CreateUser', 'CreatePolicy'],
    emulator: ['EntityAlreadyExists'],
    moto: ['ok'],
    right: 'emulator',
    why: 'Names are unique in an account, are not distinguished by case, nor by path; to moto they are others.',
    page: `${REFERENCE}API_CreatePolicy.html`,
  },
  {
    calls: ['CreateRole'],
    emulator: ['InvalidInput', 'NoSuchEntity', 'MalformedPolicyDocument'],
    moto: ['EntityAlreadyExists'],
    right: 'both',
    why: 'Two mistakes in one call, a name that is taken and another: which is told first is not documented.',
    page: `${REFERENCE}API_CreateRole.html`,
  },
  {
    calls: ['TagRole'],
    emulator: ['NoSuchEntity'],
    moto: ['InvalidInput'],
    when: duplicateTags,
    right: 'both',
    why: 'Two mistakes in one call, a role that is not there and a key twice: which is told first is not documented.',
    page: `${REFERENCE}API_TagRole.html`,
  },
  {
    calls: ['CreateRole'],
    emulator: ['MalformedPolicyDocument'],
    moto: ['ok'],
    right: 'emulator',
    why: 'moto takes trust policies without effect, action or a principal that can be: the grammar requires all three.',
    page: `${GUIDE}reference_policies_grammar.html`,
  },
  {
    calls: ['UpdateAssumeRolePolicy'],
    emulator: ['MalformedPolicyDocument'],
    moto: ['ok'],
    right: 'emulator',
    why: 'As CreateRole: moto takes trust policies without effect, action or a principal that can be.',
    page: `${GUIDE}reference_policies_grammar.html`,
  },
  {
    calls: ['CreatePolicy', 'PutRolePolicy'],
    emulator: ['MalformedPolicyDocument'],
    moto: ['ok'],
    when: documentWith('arn:aws-cn:'),
    right: 'emulator',
    why: "A resource's partition is the account's; moto knows every partition everywhere.",
    page: `${GUIDE}reference_policies_elements_resource.html`,
  },
  {
    calls: ['CreatePolicy', 'PutRolePolicy'],
    emulator: ['MalformedPolicyDocument'],
    moto: ['ok'],
    when: documentWith('"Principal"'),
    right: 'emulator',
    why: '"You cannot use the Principal element in an identity-based policy"; moto lets it pass.',
    page: `${GUIDE}reference_policies_elements_principal.html`,
  },
  {
    calls: ['CreateRole'],
    emulator: ['NoSuchEntity', 'InvalidInput'],
    moto: ['ok'],
    when: ({ PermissionsBoundary }) => PermissionsBoundary !== undefined,
    right: 'emulator',
    why: 'NoSuchEntity is among its errors; moto does not look whether the boundary is there.',
    page: `${REFERENCE}API_CreateRole.html`,
  },
  {
    calls: ['PutRolePermissionsBoundary'],
    emulator: ['NoSuchEntity', 'InvalidInput'],
    moto: ['ok'],
    right: 'emulator',
    why: 'NoSuchEntity and InvalidInput are among its errors; moto does not look whether the boundary is there.',
    page: `${REFERENCE}API_PutRolePermissionsBoundary.html`,
  },
  {
    calls: ['CreateRole', 'PutRolePermissionsBoundary'],
    emulator: ['InvalidInput', 'NoSuchEntity'],
    moto: ['InvalidParameterValue'],
    when: ({ PermissionsBoundary }) =>
      !/^arn:aws[\w-]*:iam::(?:\d{12}|ACCOUNT|aws):policy\//.test(String(PermissionsBoundary)),
    right: 'emulator',
    why: 'IAM has InvalidInput for what is no ARN of a policy; InvalidParameterValue is none of its codes.',
    page: `${REFERENCE}API_PutRolePermissionsBoundary.html`,
  },
  {
    calls: ['GetPolicy', 'DeletePolicy', 'GetPolicyVersion', 'AttachRolePolicy', 'DetachRolePolicy'],
    emulator: ['InvalidInput'],
    moto: ['NoSuchEntity'],
    when: ({ PolicyArn }) => !/^arn:aws:iam::(?:ACCOUNT|aws):policy\//.test(String(PolicyArn)),
    right: 'both',
    why: 'An ARN of another partition or of no policy: InvalidInput and NoSuchEntity are both among the errors.',
    page: `${REFERENCE}API_GetPolicy.html`,
  },
  {
    calls: ['AttachRolePolicy'],
    emulator: ['LimitExceeded'],
    moto: ['ok'],
    right: 'emulator',
    why: 'A role has a quota of attached policies; moto has none.',
    page: `${GUIDE}reference_iam-quotas.html`,
  },
  {
    calls: ['AttachRolePolicy'],
    emulator: ['PolicyNotAttachable'],
    moto: ['ok'],
    right: 'emulator',
    why: 'PolicyNotAttachable: a policy of a service-linked role goes on no other; moto attaches it.',
    page: `${REFERENCE}API_AttachRolePolicy.html`,
  },
  {
    calls: ['PutRolePolicy'],
    emulator: ['LimitExceeded'],
    moto: ['ok'],
    right: 'emulator',
    why: 'The inline policies of a role have 10,240 characters in all; moto does not count.',
    page: `${GUIDE}reference_iam-quotas.html`,
  },
  {
    calls: ['CreatePolicy', 'CreateRole', 'UpdateAssumeRolePolicy'],
    emulator: ['LimitExceeded'],
    moto: ['ok', 'EntityAlreadyExists', 'NoSuchEntity'],
    right: 'emulator',
    why: 'A managed policy has at most 6,144 characters and a trust policy 2,048; moto does not count.',
    page: `${GUIDE}reference_iam-quotas.html`,
  },
];
