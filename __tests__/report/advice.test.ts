import { IAMServiceException } from '@aws-sdk/client-iam';
import { CallError } from '../../src/aws/errors.ts';
import { describeFailure } from '../../src/report/failures.ts';
import { PlanChanged } from '../../src/reconcile/run.ts';

test.each([
  ['CredentialsProviderError', /^There are no AWS credentials. Give the job the permission id-token: write/m],
  ['ExpiredToken', /set role-to-assume or run aws-actions\/configure-aws-credentials right before this step/],
  ['ExpiredTokenException', /set role-to-assume or run/],
  ['IncompleteSignature', /^Give the job the permission id-token: write/m],
  ['AuthFailure', /^Give the job the permission id-token: write/m],
  ['ERR_INVALID_URL', /AWS_REGION and AWS_ENDPOINT_URL/],
  ['EndpointError', /AWS_REGION and AWS_ENDPOINT_URL/],
])('the failure of a call with %s has the remedy', (code, remedy) => {
  const input = { RoleName: 'demo' };
  const error = new CallError({ code, detail: 'refused', call: 'GetRole', input, status: undefined });
  const message = describeFailure(error, { partition: 'aws' });
  expect(message).toContain(`GetRole of role/demo: ${code}: refused\n`);
  expect(message).toMatch(remedy);
});

test("a code of the operating system is not repeated from Node's message", () => {
  const error = Object.assign(new Error("ENOENT: no such file, open '/none'"), { code: 'ENOENT' });
  const { message } = CallError.from(error, 'GetRole', { RoleName: 'demo' });
  expect(message).toBe("GetRole of role/demo: ENOENT: no such file, open '/none'");
});

/** Creates an error as the SDK throws for a response that is not of IAM. */
function foreign(httpStatusCode: number, body?: string): Error {
  const text =
    '@aws-sdk XML parse error: unexpected content.\n  Deserialization error: to see the raw response, …';
  return Object.assign(new Error(text), { $metadata: { httpStatusCode }, $responseBodyText: body });
}

/** Creates an error of Node's agent for a proxy. */
function tunnel(response: string): Error {
  const text = `Failed to establish tunnel to iam.amazonaws.com:443 via http://proxy.test/: ${response}`;
  return Object.assign(new Error(text), { code: 'ERR_PROXY_TUNNEL' });
}

const empty = new IAMServiceException({
  ...{ name: 'Unknown', message: 'Unknown', $fault: 'client', $metadata: { httpStatusCode: 302 } },
});
const garbage = Object.assign(new Error('Parse Error: Expected HTTP/'), { code: 'HPE_INVALID_CONSTANT' });

test.each([
  ['HTTP 403: <html> Blocked', foreign(403, ' <html>\n Blocked\n'), /its proxy \(HTTPS_PROXY, NO_PROXY\)/],
  ['HTTP 502: no response of AWS', foreign(502), /its proxy/],
  ['HTTP 302: no response of AWS', empty, /its proxy/],
  ['HTTP 407: denied', foreign(407, 'denied'), /^Correct the user and password in HTTPS_PROXY/m],
  ['ERR_PROXY_TUNNEL: Failed', tunnel('HTTP/1.1 407 Denied'), /^Correct the user and password/m],
  ['ERR_PROXY_TUNNEL: Failed', tunnel('HTTP/1.1 403 Forbidden'), /its proxy/],
  ['HPE_INVALID_CONSTANT: Parse Error', garbage, /its proxy/],
])('a response that is not of IAM is shown as it is, with the remedy: %s', (start, error, remedy) => {
  const message = describeFailure(CallError.from(error, 'GetRole', { RoleName: 'demo' }), {
    partition: 'aws',
  });
  expect(message).toContain(`GetRole of role/demo: ${start}`);
  expect(message).toMatch(remedy);
  expect(message).not.toMatch(/Deserialization|Unknown/);
});

test('a success that cannot be parsed is not shown: it may be a part of one with credentials', () => {
  const { message } = CallError.from(foreign(200, '<SecretAccessKey>wJalr'), 'GetRole', {});
  expect(message).toContain('HTTP 200: no response of AWS');
  expect(message).not.toContain('wJalr');
});

test.each([
  ['a proxy that breaks off', 'Connection to establish proxy tunnel ended unexpectedly', 'transient'],
  ['a proxy without a route', tunnel('HTTP/1.1 502 Bad Gateway').message, 'transient'],
  ['a proxy that refuses the user', tunnel('HTTP/1.1 407 Denied').message, 'permanent'],
  ['a proxy that refuses the host', tunnel('HTTP/1.1 403 Forbidden').message, 'permanent'],
])('%s', (_, text, verdict) => {
  const error = Object.assign(new Error(text), { code: 'ERR_PROXY_TUNNEL' });
  expect(CallError.from(error, 'GetRole', {})).toMatchObject({ verdict });
});

test.each([
  ['apply', /run mode: plan, and give/],
  // The plan of the same inputs would be that of an apply.
  ['destroy', /run this step with dry-run: true, and give/],
] as const)('a changed plan of %s is reviewed by its own preview', (mode, remedy) => {
  expect(describeFailure(new PlanChanged('why', []), { partition: 'aws', mode })).toMatch(remedy);
});
