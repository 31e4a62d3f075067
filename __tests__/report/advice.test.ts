import { CallError } from '../../src/aws/errors.ts';
import { describeFailure } from '../../src/report/failures.ts';

test.each([
  [
    'of a call',
    new CallError({
      ...{ code: 'CredentialsProviderError', detail: 'Could not load credentials from any providers' },
      ...{ call: 'GetRole', input: { RoleName: 'demo' }, status: undefined },
    }),
  ],
  ['before any', Object.assign(new Error('Could not load'), { name: 'CredentialsProviderError' })],
])('the failure %s reports missing credentials, and the remedy', (_, error) => {
  const message = describeFailure(error, { partition: 'aws' });
  expect(message).toContain('There are no AWS credentials');
  expect(message).toContain('Could not load');
  expect(message).toContain('the permission id-token: write');
});
