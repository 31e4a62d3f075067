import type { Iam, IamAction, IamInput } from '../../emulator/iam.ts';
import { refusal, startWithClient, trust } from './emulator-with-client.ts';

function call<A extends IamAction>(action: A, input: IamInput<A>): (iam: Iam) => unknown {
  return (iam) => iam.call(action, input);
}
const role = (more: Partial<IamInput<'CreateRole'>>) =>
  call('CreateRole', { RoleName: 'new', AssumeRolePolicyDocument: trust, ...more });
const invalid = (constraint: string) => `1 validation error detected: ${constraint}`;
const tooLong = (field: string, max: number) =>
  invalid(
    `Value at '${field}' failed to satisfy constraint: Member must have length less than or equal to ${max}`,
  );
const nameRefusal = (field: string) =>
  `The specified value for ${field} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`;
const pathRefusal =
  'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.';
const descriptionPattern = '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*';

test.each<[string, (iam: Iam) => unknown, string]>([
  ['a name of 65', role({ RoleName: 'a'.repeat(65) }), tooLong('roleName', 64)],
  ['a name with /', role({ RoleName: 'a/b' }), nameRefusal('roleName')],
  [
    'a profile name of 129',
    call('CreateInstanceProfile', { InstanceProfileName: 'a'.repeat(129) }),

    tooLong('instanceProfileName', 128),
  ],
  ['a path without a final slash', role({ Path: '/a' }), pathRefusal],
  ['a path of 513', role({ Path: `/${'a'.repeat(511)}/` }), tooLong('path', 512)],
  ['a description of 1001', role({ Description: 'a'.repeat(1001) }), tooLong('description', 1000)],
  [
    'a description beyond Latin-1',
    role({ Description: '😀' }),

    invalid(
      `Value at 'description' failed to satisfy constraint: Member must satisfy regular expression pattern: ${descriptionPattern}`,
    ),
  ],
  [
    '3599 s',
    role({ MaxSessionDuration: 3599 }),

    invalid(
      "Value at 'maxSessionDuration' failed to satisfy constraint: Member must have value greater than or equal to 3600",
    ),
  ],
  [
    '43201 s',
    role({ MaxSessionDuration: 43201 }),

    invalid(
      "Value at 'maxSessionDuration' failed to satisfy constraint: Member must have value less than or equal to 43200",
    ),
  ],
  [
    'two invalid fields',
    role({ RoleName: 'a'.repeat(65), MaxSessionDuration: 1 }),

    "2 validation errors detected: Value at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64; Value at 'maxSessionDuration' failed to satisfy constraint: Member must have value greater than or equal to 3600",
  ],
  [
    '51 tags',
    role({ Tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' })) }),

    tooLong('tags', 50),
  ],
  [
    'a tag key of 129',
    role({ Tags: [{ Key: 'a'.repeat(129), Value: '' }] }),

    tooLong('tags.1.member.key', 128),
  ],
  [
    'a tag value of 257',
    role({ Tags: [{ Key: 'a', Value: 'a'.repeat(257) }] }),

    tooLong('tags.1.member.value', 256),
  ],
  [
    'a tag key with *',
    role({ Tags: [{ Key: '*', Value: '' }] }),

    invalid(
      "Value at 'tags.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+",
    ),
  ],
  [
    'a page of 0',
    call('ListRoles', { MaxItems: 0 }),

    invalid(
      "Value at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ),
  ],
  ['an invalid marker', call('ListRoles', { Marker: 'AAA' }), 'Invalid Marker.'],
])('%s is refused with the text of a ValidationError', async (_, ask, message) => {
  const { iam } = await startWithClient();
  expect(await refusal(() => ask(iam))).toEqual({ code: 'ValidationError', message });
});

test.each([
  ['name of 64', { RoleName: '_+=,.@-aA0'.padEnd(64, 'x') }],
  ['path of 512', { Path: `/${'!~'.repeat(255)}/` }],
  ['description of 1000', { Description: '\t\n\r\u00A1ÿ~ '.padEnd(1000, 'x') }],
  ['duration of 43200', { MaxSessionDuration: 43200 }],
  ['list of 50 tags', { Tags: Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: '' })) }],
  [
    'tag at its limits',
    { Tags: [{ Key: 'é _.:/=+-@1'.padEnd(128, 'x'), Value: 'é _.:/=+-@1'.padEnd(256, 'x') }] },
  ],
])('a %s is accepted', async (_, more) => {
  const { iam } = await startWithClient();
  iam.call('CreateRole', { RoleName: 'new', AssumeRolePolicyDocument: trust, ...more });
});

test('an invalid key in UntagRole is refused with all constraints of keys', async () => {
  const { iam } = await startWithClient();
  iam.call('CreateRole', { RoleName: 'new', AssumeRolePolicyDocument: trust });
  expect(await refusal(() => call('UntagRole', { RoleName: 'new', TagKeys: ['*'] })(iam))).toEqual({
    code: 'ValidationError',
    message:
      "1 validation error detected: Value at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: " +
      '[Member must have length less than or equal to 128, Member must have length greater than or equal to 1, ' +
      'Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+, Member must not be null]',
  });
});
