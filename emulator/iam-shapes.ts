import { type Dialect, type Shape, integer, list, required, structure, text } from './shapes.ts';

/** The fields of IAM's inputs, with the constraints of its service model. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** IAM's messages do not quote the value: recorded from AWS in 2026 (older recordings have `Value 'x' at`). */
export const iamDialect: Dialect = {
  code: 'ValidationError',
  subject: (at) => `Value at '${at}'`,
  pattern: (pattern) => pattern,
  listsConstraints: true,
};

function name(field: string, max: number): Shape<string> {
  return text({
    min: 1,
    max,
    pattern: '[\\w+=,.@-]+',
    refusal: `The specified value for ${field} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
  });
}

export const roleName = name('roleName', 64);
export const userName = name('userName', 64);
export const instanceProfileName = name('instanceProfileName', 128);
export const policyName = name('policyName', 128);
export const path = text({
  min: 1,
  max: 512,
  pattern: '(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)',
  refusal:
    'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
});
export const policyPath = { ...path, pattern: '((/[A-Za-z0-9\\.,\\+@=_-]+)*)/' };
export const pathPrefix = text({ min: 1, max: 512, pattern: '\\u002F[\\u0021-\\u007F]*' });
export const roleDescription = text({
  max: 1000,
  pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*',
});
export const policyDescription = text({ max: 1000 });
export const policyDocument = text({
  min: 1,
  max: 131072,
  pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
});
export const arn = text({ min: 20, max: 2048 });
export const versionId = text({ pattern: 'v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?' });
export const policyScope = text({ pattern: 'All|AWS|Local' });
export const maxSessionDuration = integer({ min: 3600, max: 43200 });
export const paging = {
  Marker: text({ min: 1, max: 320, pattern: '[\\u0020-\\u00FF]+' }),
  MaxItems: integer({ min: 1, max: 1000 }),
};

const tagCharacters = '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]';
const tagKey = text({ min: 1, max: 128, pattern: `${tagCharacters}+` });
const tagValue = text({ max: 256, pattern: `${tagCharacters}*` });
const tag: Shape<Tag> = structure({ Key: required(tagKey), Value: required(tagValue) });
export const tags = list(tag, 50);
export const tagKeys = list(tagKey, 50);
