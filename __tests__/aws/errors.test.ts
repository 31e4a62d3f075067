import { IAMServiceException, NoSuchEntityException, LimitExceededException } from '@aws-sdk/client-iam';
import { Cancelled } from '../../src/runtime/time.ts';
import type { Call } from '../../src/aws/calls.ts';
import {
  absentAsUndefined,
  asError,
  CallError,
  factsOf,
  isUnknownPrincipal,
  mayHaveTakenEffect,
  type Verdict,
} from '../../src/aws/errors.ts';

interface Shape {
  readonly status?: number;
  readonly message?: string;
}

/** Creates an error as the SDK throws for a known code: a name with a suffix, the wire's code below `Error`. */
function modelled(code: string, { status = 400, message = 'said IAM' }: Shape = {}): Error {
  const $metadata = { httpStatusCode: status };
  const error = new IAMServiceException({ name: `${code}Exception`, $fault: 'client', $metadata, message });
  return Object.assign(error, { Error: { Type: 'Sender', Code: code, Message: message } });
}

/** Creates an error as the SDK throws for an unknown code: the wire's code is the name. */
function unmodelled(name: string, { status = 400, message = 'said IAM' }: Shape = {}): Error {
  const $metadata = { httpStatusCode: status };
  return new IAMServiceException({ name, $fault: 'client', $metadata, message });
}

function network(code: string | undefined, name = 'Error', message = 'no route'): Error {
  return Object.assign(new Error(message), { name, ...(code === undefined ? {} : { code }) });
}

function called(error: unknown, call: Call = 'GetRole'): CallError {
  const result = CallError.from(error, call, { RoleName: 'demo', InstanceProfileName: 'demo' });
  if (!(result instanceof CallError)) throw result;
  return result;
}

describe('the verdict on', () => {
  const codes: [string, Verdict][] = [
    ['NoSuchEntity', 'absent'],
    ['EntityAlreadyExists', 'conflict'],
    ['ConcurrentModification', 'conflict'],
    ['DeleteConflict', 'conflict'],
    ['EntityTemporarilyUnmodifiable', 'conflict'],
    ['Conflict', 'conflict'],
    ['ConflictException', 'conflict'],
    ['MalformedPolicyDocument', 'permanent'],
    ['LimitExceeded', 'permanent'],
    ['UnmodifiableEntity', 'permanent'],
    ['Throttling', 'transient'],
    ['ThrottlingException', 'transient'],
    ['TooManyRequestsException', 'transient'],
    ['RequestLimitExceeded', 'transient'],
    ['SlowDown', 'transient'],
    ['PriorRequestNotComplete', 'transient'],
    ['ServiceFailure', 'transient'],
    ['ServiceUnavailable', 'transient'],
    ['InternalFailure', 'transient'],
    ['InternalError', 'transient'],
    ['RequestTimeout', 'transient'],
    ['AccessDenied', 'permanent'],
    ['AccessDeniedException', 'permanent'],
    ['ValidationError', 'permanent'],
    ['InvalidInput', 'permanent'],
    ['InvalidClientTokenId', 'permanent'],
    ['ExpiredToken', 'permanent'],
    ['SignatureDoesNotMatch', 'permanent'],
    ['SomethingNew', 'permanent'],
  ];
  test.each(codes)('%s, as a modelled error, is %s', (code, verdict) => {
    expect(called(modelled(code)).verdict).toBe(verdict);
  });
  test.each(codes)('%s, as an unmodelled error, is %s', (code, verdict) => {
    expect(called(unmodelled(code)).verdict).toBe(verdict);
  });

  test('ResourceNotFoundException of Roles Anywhere is absent', () => {
    const facts = {
      code: 'ResourceNotFoundException',
      detail: '',
      call: 'UpdateProfile',
      input: {},
    } as const;
    expect(new CallError({ ...facts, status: 404 }).verdict).toBe('absent');
  });

  test.each([
    [500, 'transient'],
    [503, 'transient'],
    [429, 'transient'],
    [404, 'permanent'],
    [403, 'permanent'],
    [400, 'permanent'],
    [399, 'transient'],
    [200, 'transient'],
  ] as [number, Verdict][])('an unknown error of HTTP status %d is %s', (status, verdict) => {
    expect(called(unmodelled('Unknown', { status })).verdict).toBe(verdict);
  });

  test.each([
    ['ECONNRESET', 'transient'],
    ['ECONNREFUSED', 'transient'],
    ['ENOTFOUND', 'transient'],
    ['EAI_AGAIN', 'transient'],
    ['ETIMEDOUT', 'transient'],
    ['EPIPE', 'transient'],
    ['ERR_STREAM_PREMATURE_CLOSE', 'transient'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'permanent'],
    ['ERR_INVALID_URL', 'permanent'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'permanent'],
    ['CERT_HAS_EXPIRED', 'permanent'],
    ['EPROTO: bad record', 'permanent'],
  ] as [string, Verdict][])('a connection that ends with %s is %s', (code, verdict) => {
    const error = called(network(code));
    expect(error).toMatchObject({ code, verdict, status: undefined });
  });

  test('no answer in time is transient', () => {
    expect(called(network(undefined, 'TimeoutError')).verdict).toBe('transient');
  });

  test('an answer that breaks off is transient', () => {
    expect(called(network(undefined, 'SyntaxError', 'Unexpected end of XML')).verdict).toBe('transient');
  });

  test('an answer of status 200 without XML is transient', () => {
    const broken = Object.assign(new SyntaxError('not XML'), { $metadata: { httpStatusCode: 200 } });
    expect(called(broken)).toMatchObject({ verdict: 'transient', status: 200 });
  });

  test('missing credentials is final', () => {
    const missing = network(undefined, 'CredentialsProviderError', 'Could not load credentials');
    expect(called(missing)).toMatchObject({ code: 'CredentialsProviderError', verdict: 'permanent' });
  });

  test('a principal that IAM does not know (yet) is a conflict', () => {
    const error = called(
      modelled('MalformedPolicyDocument', { message: 'Invalid principal in policy: "AWS":"x"' }),
    );
    expect([error.verdict, isUnknownPrincipal(error)]).toEqual(['conflict', true]);
  });

  test('an invalid principal of another error has the verdict of that error', () => {
    expect(called(modelled('InvalidInput', { message: 'Invalid principal' })).verdict).toBe('permanent');
  });

  test('the quota of roles in a profile is a conflict: it may contain the declared role', () => {
    expect(called(modelled('LimitExceeded', { status: 409 }), 'AddRoleToInstanceProfile').verdict).toBe(
      'conflict',
    );
  });

  test('any other error of adding a role to a profile has its own verdict', () => {
    expect(called(modelled('AccessDenied', { status: 403 }), 'AddRoleToInstanceProfile').verdict).toBe(
      'permanent',
    );
  });
});

describe('an error of a call', () => {
  test('names the call, the resource, the code and the message of IAM', () => {
    const cause = modelled('DeleteConflict', { status: 409, message: 'must detach first' });
    const error = called(cause, 'DeleteRole');
    expect(error.message).toBe('DeleteRole of role/demo: DeleteConflict: must detach first');
    expect(error).toMatchObject({
      cause,
      status: 409,
      name: 'CallError',
      detail: 'must detach first',
    });
  });

  test('has its code and message from the SDK’s own classes too', () => {
    const $metadata = { httpStatusCode: 404 };
    const error = called(new NoSuchEntityException({ $metadata, message: 'not found' }));
    expect(error).toMatchObject({ code: 'NoSuchEntity', detail: 'not found' });
  });

  test('has the code of the wire, with any name from the SDK', () => {
    const error = Object.assign(modelled('NoSuchEntity'), { name: 'IAMServiceException' });
    expect(called(error)).toMatchObject({ code: 'NoSuchEntity', verdict: 'absent' });
  });

  test.each([
    ['a modelled', modelled],
    ['an unmodelled', unmodelled],
  ])('of %s answer follows the answer, with any code from the socket', (_, answer) => {
    const error = Object.assign(answer('NoSuchEntity', { status: 404 }), { code: 'ECONNRESET' });
    expect(called(error).code).toBe('NoSuchEntity');
  });

  test.each([
    ['a string', 'thrown', 'Error', 'thrown'],
    ['null', null, 'Error', 'null'],
    ['an object with nothing in it', {}, 'Error', 'no message'],
    [
      'several addresses that gave no answer',
      network('ECONNREFUSED', 'AggregateError', ''),
      'ECONNREFUSED',
      'no message',
    ],
  ])('made from %s reports the known facts', (_, thrown, code, detail) => {
    expect(called(thrown)).toMatchObject({ code, detail, status: undefined });
  });

  test('of a cancelled run stays a cancellation', () => {
    const cancelled = new Cancelled();
    expect(CallError.from(cancelled, 'GetRole', {})).toBe(cancelled);
    expect(CallError.from(cancelled, 'GetRole', {}, { mayHaveTakenEffect: false })).toBe(cancelled);
  });

  test.each([
    ['the cancelled call had been sent before', new Cancelled(), { mayHaveTakenEffect: true }],
    ['the request under way was given up', network(undefined, 'AbortError'), {}],
  ])('of a cancelled run may have taken effect if %s', (_, thrown, seen) => {
    const error = CallError.from(thrown, 'GetRole', {}, seen);
    expect(error).toBeInstanceOf(Cancelled);
    expect(error).toMatchObject({ mayHaveTakenEffect: true });
  });

  test.each([
    ['the answer is of 4xx', unmodelled('X', { status: 499 }), false],
    ['the answer is of 5xx', unmodelled('X', { status: 500 }), true],
    ['there is no answer', network('ECONNRESET'), true],
  ])('may have taken effect or not: %s', (_, thrown, doubt) => {
    expect(called(thrown).mayHaveTakenEffect).toBe(doubt);
  });

  test.each([
    ['an answer', unmodelled('X'), true],
    ['no answer', network('ECONNRESET'), false],
  ])('derives from %s whether the endpoint responded', (_, thrown, reached) => {
    expect(called(thrown).endpointResponded).toBe(reached);
  });

  test('takes from its caller what earlier attempts and calls have shown', () => {
    const from = (thrown: unknown, seen: object): Error => CallError.from(thrown, 'GetRole', {}, seen);
    expect(from(network('X'), { mayHaveTakenEffect: false })).toMatchObject({ mayHaveTakenEffect: false });
    expect(from(unmodelled('X'), { mayHaveTakenEffect: true })).toMatchObject({ mayHaveTakenEffect: true });
    expect(from(network('ECONNRESET'), { endpointResponded: true })).toMatchObject({
      endpointResponded: true,
    });
    expect(from(unmodelled('X'), { endpointResponded: false })).toMatchObject({ endpointResponded: false });
  });

  test('of an answer that broke off in its body has no status: the effect of the call is unknown', () => {
    const brokeOff = Object.assign(network('ECONNRESET'), { $metadata: { httpStatusCode: 200 } });
    expect(called(brokeOff)).toMatchObject({
      code: 'ECONNRESET',
      status: undefined,
      mayHaveTakenEffect: true,
    });
  });

  test('of a complete answer has its status, with any code from the socket', () => {
    const whole = Object.assign(modelled('DeleteConflict', { status: 409 }), { code: 'ECONNRESET' });
    expect(called(whole).status).toBe(409);
  });

  test('loses only the SDK’s suffix of its name', () => {
    expect(called(unmodelled('ExceptionOfOthers')).code).toBe('ExceptionOfOthers');
  });
});

test.each([
  ['NoSuchEntity of a call', called(modelled('NoSuchEntity')), true],
  ['AccessDenied of a call', called(unmodelled('AccessDenied')), false],
  ['no answer', called(network('ECONNRESET')), false],
  ['an unconverted error of the SDK', modelled('NoSuchEntity'), false],
])('absentAsUndefined distinguishes %s', async (_, error, absent) => {
  const result = absentAsUndefined(Promise.reject(error));
  await (absent ? expect(result).resolves.toBeUndefined() : expect(result).rejects.toBe(error));
});

test('a call is undefined if the resource is absent, and fails with any other error', async () => {
  const [absent, denied] = [called(modelled('NoSuchEntity')), called(unmodelled('AccessDenied'))];
  await expect(absentAsUndefined(Promise.resolve('found'))).resolves.toBe('found');
  await expect(absentAsUndefined(Promise.reject(absent))).resolves.toBeUndefined();
  await expect(absentAsUndefined(Promise.reject(denied))).rejects.toBe(denied);
});

test.each([
  ['AccessDenied', true],
  ['AccessDeniedException', true],
  ['UnauthorizedOperation', true],
  ['NotAccessDenied', false],
  ['AccessDeniedElsewhere', false],
])('the code %s shows that the caller lacks a permission: %j', (code, denial) => {
  expect(called(network(code)).isDenial).toBe(denial);
});

test('a thrown error remains, and any other thrown value becomes one', () => {
  const error = new TypeError('thrown');
  expect(asError(error)).toBe(error);
  expect(asError('text')).toEqual(new Error('text'));
});

test('a quota is known in the SDK’s own error', () => {
  const $metadata = {};
  expect(factsOf(new LimitExceededException({ $metadata, message: 'x' })).code).toBe('LimitExceeded');
  expect(factsOf(unmodelled('Throttling')).code).toBe('Throttling');
});

test.each([
  ['no answer', network('ECONNRESET'), true],
  ['an answer of 5xx', unmodelled('ServiceFailure', { status: 500 }), true],
  ['a refusal', unmodelled('AccessDenied', { status: 403 }), false],
])('whether a request took effect, by the SDK’s own error: %s', (_, error, may) => {
  expect(mayHaveTakenEffect(factsOf(error).status)).toBe(may);
});
