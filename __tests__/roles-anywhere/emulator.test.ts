/** The emulator's Roles Anywhere, at the wire: as strict as the service's model. */
import { startEmulator, type Emulator } from '../../emulator/server.ts';

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({ pageSize: 2 });
});
afterEach(async () => {
  await emulator.close();
});

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

async function ask(
  method: string,
  path: string,
  body?: unknown,
  { service = 'rolesanywhere', region = 'us-east-1' } = {},
): Promise<Answer> {
  const answer = await fetch(`${emulator.url}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIA/20260101/${region}/${service}/aws4_request, x`,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    type: answer.headers.get('x-amzn-errortype'),
    body: text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : { text },
  };
}

const ROLE = 'arn:aws:iam::123456789012:role/demo';
const minimal = { name: 'demo', roleArns: [ROLE] };
const refused = (type: string, status: number, message: unknown): Answer => ({
  status,
  type,
  body: { message },
});
const containing = (text: string): unknown => expect.stringContaining(text);

async function made(more: object = {}): Promise<{ id: string; arn: string }> {
  const { body } = await ask('POST', '/profiles', { ...minimal, ...more });
  const { profileId, profileArn } = body['profile'] as { profileId: string; profileArn: string };
  return { id: profileId, arn: profileArn };
}

test('a new profile has its defaults', async () => {
  const { status, body } = await ask('POST', '/profiles', minimal);
  expect(status).toBe(201);
  expect(body['profile']).toMatchObject({
    profileId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string,
    name: 'demo',
    roleArns: [ROLE],
    managedPolicyArns: [],
    durationSeconds: 3600,
    enabled: false,
    requireInstanceProperties: false,
    createdBy: '123456789012',
  });
  expect(body['profile']).not.toHaveProperty('sessionPolicy');
  expect(body['profile']).not.toHaveProperty('tags');
});

test.each<[string, object, string]>([
  [
    'no name',
    { name: undefined },
    "Value null at 'name' failed to satisfy constraint: Member must not be null",
  ],
  ['no roles', { roleArns: undefined }, "at 'roleArns'"],
  [
    'a name of other characters',
    { name: 'a/b' },
    'Member must satisfy regular expression pattern: ^[ a-zA-Z0-9-_]*$',
  ],
  ['an empty name', { name: '' }, 'length greater than or equal to 1'],
  ['a long name', { name: 'x'.repeat(256) }, 'length less than or equal to 255'],
  ['no ARN of a role', { roleArns: ['demo'] }, "at 'roleArns.1.member'"],
  ['251 roles', { roleArns: Array(251).fill(ROLE) }, 'length less than or equal to 250'],
  ['51 managed policies', { managedPolicyArns: Array(51).fill('x') }, 'length less than or equal to 50'],
  ['a long policy ARN', { managedPolicyArns: ['x'.repeat(201)] }, "at 'managedPolicyArns.1.member'"],
  ['899 s', { durationSeconds: 899 }, 'value greater than or equal to 900'],
  ['43201 s', { durationSeconds: 43_201 }, 'value less than or equal to 43200'],
  ['a tag without a key', { tags: [{ value: 'x' }] }, "at 'tags.1.member.key'"],
  ['a tag of other characters', { tags: [{ key: 'ort', value: 'Zürich' }] }, "at 'tags.1.member.value'"],
  [
    'a tag twice',
    {
      tags: [
        { key: 'a', value: 'x' },
        { key: 'a', value: 'y' },
      ],
    },
    'Duplicate tag keys',
  ],
  ['a tag of AWS', { tags: [{ key: 'aws:a', value: 'x' }] }, 'aws: prefixed'],
  ['a session policy that is none', { sessionPolicy: '{"Statement":[]}' }, 'Statement is empty'],
  [
    'a session policy with a principal',
    {
      sessionPolicy: JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
      }),
    },
    'principal',
  ],
])('%s is refused', async (_, more, message) => {
  expect(await ask('POST', '/profiles', { ...minimal, ...more })).toEqual(
    refused('ValidationException', 400, containing(message)),
  );
  expect(emulator.rolesAnywhere.all()).toEqual([]);
});

test('every violation is counted', async () => {
  const { body } = await ask('POST', '/profiles', { name: '!', roleArns: ['x'], durationSeconds: 1 });
  expect(body['message']).toMatch(/^3 validation errors detected: .*; .*; /);
});

test.each([
  ['a number for a name', { ...minimal, name: 1 }],
  ['a text for a list', { ...minimal, roleArns: ROLE }],
  ['a text for a truth', { ...minimal, enabled: 'true' }],
  ['a fraction', { ...minimal, durationSeconds: 900.5 }],
  ['no JSON', '{'],
  ['a list', '[]'],
])('%s cannot be read', async (_, body) => {
  expect(await ask('POST', '/profiles', body)).toMatchObject({ status: 400, type: 'SerializationException' });
});

test('refuses 51 tags, at once and one by one', async () => {
  const tags = Array.from({ length: 50 }, (_, index) => ({ key: `k${index}`, value: '' }));
  const more = { key: 'more', value: '' };
  expect((await ask('POST', '/profiles', { ...minimal, tags: [...tags, more] })).type).toBe(
    'TooManyTagsException',
  );
  const { arn } = await made({ tags });
  expect((await ask('POST', '/TagResource', { resourceArn: arn, tags: [more] })).type).toBe(
    'TooManyTagsException',
  );
  expect(
    (await ask('POST', '/TagResource', { resourceArn: arn, tags: [{ key: 'k0', value: 'new' }] })).status,
  ).toBe(201);
});

test('an update without a duration resets it, and ignores requireInstanceProperties and enabled', async () => {
  const { id } = await made({ durationSeconds: 900, requireInstanceProperties: true });
  const { body } = await ask('PATCH', `/profile/${id}`, {
    name: 'other',
    requireInstanceProperties: false,
    enabled: true,
  });
  expect(body['profile']).toMatchObject({
    name: 'other',
    durationSeconds: 3600,
    requireInstanceProperties: true,
    enabled: false,
  });
});

test('an update that omits the session policy keeps it, and none can empty it', async () => {
  const sessionPolicy =
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}';
  const { id } = await made({ sessionPolicy });
  expect((await ask('PATCH', `/profile/${id}`, {})).body['profile']).toMatchObject({ sessionPolicy });
  expect((await ask('PATCH', `/profile/${id}`, { sessionPolicy: '' })).type).toBe('ValidationException');
});

test.each([
  ['GET', (id: string) => `/profile/${id}`],
  ['PATCH', (id: string) => `/profile/${id}`],
  ['DELETE', (id: string) => `/profile/${id}`],
  ['POST', (id: string) => `/profile/${id}/enable`],
  ['POST', (id: string) => `/profile/${id}/disable`],
])('%s of a missing profile, or of another region', async (method, path) => {
  const { id } = await made();
  const missing = '00000000-0000-4000-a000-000000000000';
  expect(await ask(method, path(missing))).toMatchObject({ status: 404, type: 'ResourceNotFoundException' });
  expect(await ask(method, path(id), undefined, { region: 'eu-west-1' })).toMatchObject({ status: 404 });
  expect(await ask(method, path('demo'))).toMatchObject({ status: 400, type: 'ValidationException' });
  expect((await ask(method, path(id))).status).toBe(200);
});

test('tags of an unknown ARN', async () => {
  await made();
  const resourceArn = 'arn:aws:rolesanywhere:us-east-1:123456789012:profile/x';
  const query = `/ListTagsForResource?resourceArn=${encodeURIComponent(resourceArn)}`;
  expect((await ask('GET', query)).type).toBe('ResourceNotFoundException');
  expect((await ask('POST', '/TagResource', { resourceArn, tags: [] })).type).toBe(
    'ResourceNotFoundException',
  );
  expect((await ask('POST', '/UntagResource', { resourceArn, tagKeys: [] })).type).toBe(
    'ResourceNotFoundException',
  );
  expect((await ask('GET', '/ListTagsForResource')).type).toBe('ValidationException');
});

test('pages contain each profile once, and duplicate names twice', async () => {
  for (let index = 0; index < 5; index += 1) await made();
  const ids: string[] = [];
  let token = '';
  do {
    const { body } = await ask('GET', `/profiles${token === '' ? '' : `?nextToken=${token}`}`);
    ids.push(...(body['profiles'] as { profileId: string }[]).map(({ profileId }) => profileId));
    token = (body['nextToken'] ?? '') as string;
  } while (token !== '');
  expect([ids.length, new Set(ids).size]).toEqual([5, 5]);
  expect((await ask('GET', '/profiles?nextToken=nonsense')).type).toBe('ValidationException');
});

test('the emulator refuses requests signed for another service, or not at all', async () => {
  expect((await ask('GET', '/profiles', undefined, { service: 'iam' })).status).toBe(400);
  expect((await fetch(`${emulator.url}/profiles`)).status).toBe(403);
  expect(await ask('GET', '/nothing')).toMatchObject({ status: 404, type: 'UnknownOperationException' });
  expect(await ask('PUT', '/profiles')).toMatchObject({ status: 404 });
});

test.each([
  ['AccessDenied', 'AccessDeniedException', 403],
  ['Throttling', 'ThrottlingException', 429],
  ['ServiceFailure', 'InternalServerException', 500],
  ['ConcurrentModification', 'ConflictException', 409],
])('a fault called %s is a %s here', async (code, type, status) => {
  emulator.setFaults({ rules: [{ error: { code } }] });
  expect(await ask('GET', '/profiles')).toMatchObject({
    status,
    type,
    body: { message: expect.any(String) as string },
  });
});

test('calls are recorded, and reset forgets profiles', async () => {
  const { id } = await made();
  await ask('POST', `/profile/${id}/enable`);
  expect(emulator.calls).toMatchObject([
    {
      service: 'rolesanywhere',
      action: 'CreateProfile',
      entity: 'roles-anywhere-profile/demo',
      write: true,
      region: 'us-east-1',
    },
    { service: 'rolesanywhere', action: 'EnableProfile', entity: 'roles-anywhere-profile/demo', write: true },
  ]);
  expect(emulator.snapshot().rolesAnywhereProfiles).toMatchObject({
    demo: [{ enabled: true, roleArns: [ROLE] }],
  });
  emulator.reset();
  expect(emulator.rolesAnywhere.all()).toEqual([]);
});
