import { AwsError } from './errors.ts';
import { type Dialect, type Shape, integer, list, required, structure, text } from './shapes.ts';

/** The fields of the inputs of IAM Roles Anywhere, with the constraints of its service model. */
export interface ProfileTag {
  readonly key: string;
  readonly value: string;
}

export const restDialect: Dialect = {
  code: 'ValidationException',
  subject: (at, value) =>
    value === undefined || value === null
      ? `Value null at '${at}'`
      : `Value '${typeof value === 'string' ? value : JSON.stringify(value)}' at '${at}'`,
  pattern: (pattern) => `^${pattern}$`,
  listsConstraints: false,
  wrongType: (at, value) =>
    new AwsError('SerializationException', `${typeof value} can not be converted at '${at}'`),
};

export const name = text({ min: 1, max: 255, pattern: '[ a-zA-Z0-9-_]*' });
export const profileId = required(
  text({ min: 36, max: 36, pattern: '[a-f0-9]{8}-([a-z0-9]{4}-){3}[a-z0-9]{12}' }),
);
export const roleArns = list(
  text({ min: 1, max: 1011, pattern: 'arn:aws(-[^:]+)?:iam(:.*){2}(:role.*)' }),
  250,
);
export const managedPolicyArns = list(text({ min: 1, max: 200 }), 50);
export const durationSeconds = integer({ min: 900, max: 43_200 });
export const resourceArn = required(text({ min: 1, max: 1011 }));

const tagText = '[ a-zA-Z0-9_.:/=+@-]*';
const tag: Shape<ProfileTag> = structure({
  key: required(text({ min: 1, max: 128, pattern: tagText })),
  value: required(text({ max: 256, pattern: tagText })),
});
export const tags = list(tag, 200);
export const tagKeys = list(text({ min: 1, max: 128 }), 200);
