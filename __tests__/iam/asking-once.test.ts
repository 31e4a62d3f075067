import { askingOnce } from '../../src/iam/asking-once.ts';
import { callError, fakeIam } from '../harness/fake-iam.ts';

const ask = (arn: string) => ({ PolicyArn: arn });

test('a policy is asked for once, however many ask', async () => {
  const iam = fakeIam({ GetPolicy: ({ PolicyArn }) => ({ Policy: { Arn: PolicyArn } }) });
  const once = askingOnce(iam);
  const [first] = await Promise.all([once.call('GetPolicy', ask('a')), once.call('GetPolicy', ask('a'))]);
  const later = await once.call('GetPolicy', ask('a'));
  await once.call('GetPolicy', ask('b'));
  expect([first.Policy?.Arn, later.Policy?.Arn, iam.calls]).toEqual([
    'a',
    'a',
    ['GetPolicy a', 'GetPolicy b'],
  ]);
});

test('a policy that is not there is not asked for again', async () => {
  const iam = fakeIam({});
  const once = askingOnce(iam);
  for (let n = 0; n < 2; n += 1) {
    await expect(once.call('GetPolicy', ask('a'))).rejects.toMatchObject({ code: 'NoSuchEntity' });
  }
  expect(iam.calls).toEqual(['GetPolicy a']);
});

test('a policy that could not be read is asked for again', async () => {
  let failing = true;
  const iam = fakeIam({
    GetPolicy: () => {
      if (failing) throw callError('ServiceFailure');
      return { Policy: { Arn: 'a' } };
    },
  });
  const once = askingOnce(iam);
  await expect(once.call('GetPolicy', ask('a'))).rejects.toMatchObject({ code: 'ServiceFailure' });
  failing = false;
  await expect(once.call('GetPolicy', ask('a'))).resolves.toMatchObject({ Policy: { Arn: 'a' } });
});

test('everything else is asked as often as it is called', async () => {
  const iam = fakeIam({ GetRole: () => ({}) });
  const once = askingOnce(iam);
  await once.call('GetRole', { RoleName: 'r' });
  await once.call('GetRole', { RoleName: 'r' });
  expect(iam.calls).toHaveLength(2);
});
