import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  GetRoleCommand,
  ListRolesCommand,
  TagRoleCommand,
} from '@aws-sdk/client-iam';
import { Account } from '../../emulator/account.ts';
import { AwsError } from '../../emulator/errors.ts';
import { type Fault, type FaultRule, FaultState } from '../../emulator/faults.ts';
import { Iam } from '../../emulator/iam.ts';
import { clientOf, readOnly, refusal, startWithClient, trust } from './emulator-with-client.ts';

const create = (RoleName: string) => new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test.each<[Fault, { effect: boolean; message: RegExp }]>([
  ['reset', { effect: false, message: /ECONNRESET|socket hang up/ }],
  ['lost-reply', { effect: true, message: /ECONNRESET|socket hang up/ }],
  ['reset-mid-reply', { effect: true, message: /ECONNRESET|aborted/ }],
  [{ code: 'ServiceUnavailable' }, { effect: false, message: /temporary failure/ }],
  [
    { code: 'Odd', message: 'very', status: 418 },
    { effect: false, message: /very/ },
  ],
])('the fault %j strikes one call', async (error, { effect, message: expected }) => {
  const { client, emulator, iam } = await startWithClient({ faults: { rules: [{ error, times: 1 }] } });
  const { message } = await refusal(() => client.send(create('demo')));
  expect(message).toMatch(expected);
  expect(iam.account.roles.has('demo')).toBe(effect);
  expect(emulator.calls).toMatchObject([{ action: 'CreateRole', fault: error, effective: effect }]);
  await client.send(new ListRolesCommand({})); // The fault has ended.
});

test.each<[Fault, boolean]>([
  ['hang', false],
  ['hang-after', true],
  ['hang-mid-reply', true],
])('%s never responds, and close() ends the call', async (error, effect) => {
  const { client, emulator, iam } = await startWithClient({ faults: { rules: [{ error }] } });
  let finished = false;
  const pending = refusal(() => client.send(create('demo'))).then((result) => {
    finished = true;
    return result;
  });
  while (emulator.calls[0]?.endedAt === undefined) await pause(5);
  await pause(50);
  expect(finished).toBe(false);
  expect(iam.account.roles.has('demo')).toBe(effect);
  await emulator.close();
  expect((await pending).message).toMatch(/ECONNRESET|socket hang up|aborted/);
});

test.each<[string, Omit<FaultRule, 'error'>, string]>([
  ['one action', { action: 'GetRole' }, '.x.x.x'],
  ['the second call', { nth: 2 }, '.x....'],
  ['the second of an action', { action: 'GetRole', nth: 2 }, '...x..'],
  ['from the third on', { from: 3 }, '..xxxx'],
  ['the first two', { times: 2 }, 'xx....'],
  ['the third and fourth', { from: 3, times: 2 }, '..xx..'],
  ['every call', { rate: 1 }, 'xxxxxx'],
  ['no call', { rate: 0 }, '......'],
])('a rule applies to %s', async (_, rule, expected) => {
  const { client, emulator, iam } = await startWithClient();
  iam.call('CreateRole', { RoleName: 'demo', AssumeRolePolicyDocument: trust });
  emulator.setFaults({ rules: [{ ...rule, error: { code: 'ServiceFailure' } }] });
  for (let round = 0; round < 3; round += 1) {
    await refusal(() => client.send(new ListRolesCommand({})));
    await refusal(() => client.send(new GetRoleCommand({ RoleName: 'demo' })));
  }
  expect(emulator.calls.map(({ code }) => (code === 'ServiceFailure' ? 'x' : '.')).join('')).toBe(expected);
});

test('the same seed yields the same faults and ids, and another seed different ones', async () => {
  const run = async (seed: number) => {
    const { client, emulator } = await startWithClient({
      seed,
      faults: { rules: [{ rate: 0.5, error: { code: 'Throttling' } }] },
    });
    for (let n = 0; n < 20; n += 1) await refusal(() => client.send(create(`r${n}`)));
    return JSON.stringify([
      emulator.calls.map((call) => call.code ?? 'ok'),
      Object.values(emulator.snapshot({ ids: true }).roles).map((role) => 'id' in role && role.id),
    ]);
  };
  expect(await run(7)).toBe(await run(7));
  expect(await run(7)).not.toBe(await run(8));
});

test('the token bucket allows a burst, then the rate', () => {
  const clock = { now: 0 };
  const faults = new FaultState({ throttle: { ratePerSecond: 20, burst: 3 } }, 1, () => clock.now);
  const burst = () => [1, 2, 3, 4].map(() => faults.throttled());
  expect(burst()).toEqual([false, false, false, true]);
  clock.now = 25;
  expect(faults.throttled()).toBe(true);
  clock.now = 50;
  expect([faults.throttled(), faults.throttled()]).toEqual([false, true]);
  clock.now = 10_000;
  expect(burst()).toEqual([false, false, false, true]);
});

test('a throttled call is refused', async () => {
  const { client } = await startWithClient({ faults: { throttle: { ratePerSecond: 0, burst: 1 } } });
  const list = () => refusal(() => client.send(new ListRolesCommand({})));
  expect(await list()).toMatchObject({ code: 'none' });
  expect(await list()).toEqual({ code: 'Throttling', message: 'Rate exceeded' });
});

test("the SDK's own retries overcome throttling and lost replies", async () => {
  const rules = [
    { error: { code: 'Throttling' }, times: 1 },
    { error: 'lost-reply' as const, nth: 2 },
  ];
  const { emulator } = await startWithClient({ faults: { rules } });
  // The call took effect before its reply was lost, so the retry finds the role.
  expect(await refusal(() => clientOf(emulator, 3).send(create('demo')))).toMatchObject({
    code: 'EntityAlreadyExists',
  });
  expect(emulator.calls.map(({ status }) => status)).toEqual([400, 200, 409]);
});

test('with lag, writes use the primary and reads are stale, until setFaults ends it', async () => {
  const { client, emulator, iam } = await startWithClient({ faults: { lagMs: 1e9 } });
  const get = () => refusal(() => client.send(new GetRoleCommand({ RoleName: 'demo' })));
  await client.send(create('demo'));
  await client.send(new AttachRolePolicyCommand({ RoleName: 'demo', PolicyArn: readOnly }));
  expect(iam.call('GetRole', { RoleName: 'demo' }).Role.RoleName).toBe('demo');
  expect(await get()).toMatchObject({ code: 'NoSuchEntity' });
  expect(await client.send(new ListRolesCommand({}))).toMatchObject({ Roles: [] });
  emulator.setFaults({});
  expect(await get()).toMatchObject({ code: 'none' });
});

test('with lag, the principal of a trust policy may first read as its id', async () => {
  const { client, iam } = await startWithClient({ faults: { lagMs: 1e9 } });
  const { Role } = iam.call('CreateRole', { RoleName: 'them', AssumeRolePolicyDocument: trust });
  const AssumeRolePolicyDocument = trust.replace('"Service":"ec2.amazonaws.com"', `"AWS":"${Role.Arn}"`);
  iam.call('CreateRole', { RoleName: 'us', AssumeRolePolicyDocument });
  iam.account.roles.settle();
  iam.call('DeleteRole', { RoleName: 'them' });
  iam.call('CreateRole', { RoleName: 'them', AssumeRolePolicyDocument: trust });
  const read = async () => {
    const { Role: us } = await client.send(new GetRoleCommand({ RoleName: 'us' }));
    return decodeURIComponent(us?.AssumeRolePolicyDocument ?? '');
  };
  expect(await read()).toContain(Role.Arn); // The deletion has not reached the replica.
  iam.account.roles.settle();
  expect(await read()).toContain(Role.RoleId);
});

test('a new principal is invalid for a while', async () => {
  const clock = { now: 0 };
  const { settings } = (await startWithClient()).iam.account;
  const account = new Account(
    settings,
    1,
    () => ({ lagMs: 0, ec2LagMs: 0 }),
    () => clock.now,
  );
  const iam = new Iam(account, () => 100);
  const { Role } = iam.call('CreateRole', { RoleName: 'them', AssumeRolePolicyDocument: trust });
  const AssumeRolePolicyDocument = trust.replace('"Service":"ec2.amazonaws.com"', `"AWS":"${Role.Arn}"`);
  const trustThem = () => refusal(() => iam.call('CreateRole', { RoleName: 'us', AssumeRolePolicyDocument }));
  clock.now = 99;
  expect(await trustThem()).toEqual({
    code: 'MalformedPolicyDocument',
    message: `Invalid principal in policy: "AWS":"${Role.Arn}"`,
  });
  clock.now = 100;
  expect(await trustThem()).toMatchObject({ code: 'none' });
});

test('the later of two concurrent writes to one role is refused, but no other write', async () => {
  const { client, emulator, iam } = await startWithClient({ faults: { concurrentModification: true } });
  for (const RoleName of ['a', 'b']) iam.call('CreateRole', { RoleName, AssumeRolePolicyDocument: trust });
  /** Makes the calls overlap: each waits until all have arrived. */
  const codes = async (...roles: string[]) => {
    const { promise: allArrived, resolve } = Promise.withResolvers<undefined>();
    let arrived = 0;
    const stop = emulator.beforeCall(() => {
      arrived += 1;
      if (arrived === roles.length) resolve(undefined);
      return allArrived;
    });
    const tag = (RoleName: string) =>
      refusal(() => client.send(new TagRoleCommand({ RoleName, Tags: [{ Key: 'k', Value: '' }] })));
    const results = await Promise.all(roles.map(tag));
    stop();
    return results.map(({ code }) => code).sort();
  };
  expect(await codes('a', 'a')).toEqual(['ConcurrentModification', 'none']);
  expect(await codes('a', 'b')).toEqual(['none', 'none']);
  expect(await codes('a')).toEqual(['none']);
});

test('listeners receive a call before its effect and before its reply, and may drop or refuse it', async () => {
  const { client, emulator, iam } = await startWithClient();
  const seen: unknown[] = [];
  const stop = emulator.beforeCall(({ action, status }) =>
    seen.push(['before', action, status, iam.account.roles.all().length]),
  );
  emulator.onCall(async ({ action, status }) => {
    await pause(20);
    seen.push(['after', action, status, iam.account.roles.all().length]);
  });
  await client.send(create('demo'));
  seen.push('replied');
  expect(seen).toEqual([['before', 'CreateRole', 0, 0], ['after', 'CreateRole', 200, 1], 'replied']);
  stop();
  const deliver = emulator.beforeCall(() => 'drop');
  await refusal(() => client.send(create('other')));
  expect(iam.account.roles.has('other')).toBe(false);
  expect(emulator.calls.at(-1)).toMatchObject({ status: 0, effective: false });
  deliver();
  emulator.beforeCall(() => new AwsError('AccessDenied', 'not this one'));
  expect(await refusal(() => client.send(create('other')))).toMatchObject({ message: 'not this one' });
  expect(iam.account.roles.has('other')).toBe(false);
  expect(emulator.calls.at(-1)).toMatchObject({ status: 403, code: 'AccessDenied', effective: false });
});
