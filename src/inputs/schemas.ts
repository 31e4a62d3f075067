/**
 * The schemas that several inputs share, in IAM's terms.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
import type { JsonSchema } from './input-spec.ts';

/** IAM allows 50 tags; the Action sets three, and a fourth one with `prune: roles`. */
export const MAX_TAGS = 47;

export const NAME = '[A-Za-z0-9_+=,.@-]';
export const path: JsonSchema = { type: 'string', pattern: '^(?:/|/[!-~]{1,510}/)$' };
export const pathConstraint =
  'a path that starts and ends with "/", of at most 512 printable ASCII characters';
export const policyReferenceConstraint =
  'the ARN of a managed policy, or the name of an AWS managed policy, with or without its path';
export const policyText: JsonSchema = {
  type: 'string',
  pattern:
    '^(?:arn:aws[a-z-]*:iam::(?:\\d{12}|aws):policy/[!-~]{1,512}|/?(?:[!-.0-~]+/)*[A-Za-z0-9_+=,.@-]{1,128})$',
};
export const policyReference: JsonSchema = { ...policyText, description: policyReferenceConstraint };
export const gitHubConstraint =
  'one of OWNER/REPO@BRANCH, OWNER/REPO@refs/tags/TAG, OWNER/REPO:pull_request, OWNER/REPO:environment:NAME or OWNER/REPO:*, maybe as OWNER@ID/REPO@ID';
const ID = '@[1-9]\\d{0,18}';
const REF = '[!-9;->@-Z\\]_`a-}\\u00A1-\\u00FF]+';
export const GITHUB_WORKFLOWS =
  `^[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:/[A-Za-z0-9_.-]{1,100}|${ID}/[A-Za-z0-9_.-]{1,100}${ID})` +
  `(?:@${REF}|:ref:refs/${REF}|:pull_request|:environment:[ !-~\\u00A1-\\u00FF]{1,255}|:\\*)$`;
export const document: JsonSchema = {
  type: ['object', 'string'],
  description: 'a policy document, or the path of a file in the workspace that holds one',
};
/** One pattern for all, with separate lengths: three patterns would take longer to compile than all the rest. */
export const tagText: JsonSchema = { type: 'string', pattern: '^[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*$' };
export const tags: JsonSchema = {
  type: 'object',
  maxProperties: MAX_TAGS,
  propertyNames: {
    ...tagText,
    minLength: 1,
    maxLength: 128,
    not: { pattern: '^[aA][wW][sS]:' },
    description: '1 to 128 letters, digits, spaces and _ . : / = + - @, and must not start with "aws:"',
  },
  additionalProperties: {
    ...tagText,
    maxLength: 256,
    description: 'text of 0 to 256 letters, digits, spaces and _ . : / = + - @; write "" for an empty value',
  },
};

export const tagsConstraint = `a map of at most ${MAX_TAGS} tags; keys of 1 to 128 and values of 0 to 256 letters, digits, spaces and _ . : / = + - @, no key starting with "aws:"`;
