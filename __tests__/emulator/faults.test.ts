import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  GetRoleCommand,
  ListRolesCommand,
  TagRoleCommand,
} from '@aws-sdk/client-iam';
import type { Fault, FaultRule } from '../../emulator/faults.ts';
import { inWaves } from '../harness/waves.ts';
import { clientOf, readOnly, refusal, running, trust } from './running.ts';

const create = (RoleName: string) => new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test.each<[Fault, { effect: boolean; seen: RegExp }]>([
  ['reset', { effect: false, seen: /ECONNRESET|socket hang up/ }],
  ['lost-reply', { effect: true, seen: /ECONNRESET|socket hang up/ }],
  ['reset-mid-reply', { effect: true, seen: /ECONNRESET|aborted/ }],
  [{ code: 'ServiceUnavailable' }, { effect: false, seen: /temporary failure/ }],
  [
    { code: 'Odd', message: 'very', status: 418 },
    { effect: false, seen: /very/ },
  ],
])('the fault %j', async (error, { effect, seen }) => {
  const { client, emulator, iam } = await running({ faults: { rules: [{ error, times: 1 }] } });
  const { message } = await refusal(() => client.send(create('demo')));
  expect(message).toMatch(seen);
  expect(iam.account.roles.has('demo')).toBe(effect);
  expect(emulator.calls).toMatchObject([{ action: 'CreateRole', fault: error, effective: effect }]);
  await client.send(new ListRolesCommand({})); // and it is over
});

test.each<[Fault, boolean]>([
  ['hang', false],
  ['hang-after', true],
  ['hang-mid-reply', true],
])('%s never answers, and close() ends it at once', async (error, effect) => {
  const { client, emulator, iam } = await running({ faults: { rules: [{ error }] } });
  // The last that is seen of the call: that it came in, or that it took effect.
  const seen = new Promise((resolve) => (effect ? emulator.onCall(resolve) : emulator.beforeCall(resolve)));
  let answered = false;
  const asked = refusal(() => client.send(create('demo'))).then((end) => {
    answered = true;
    return end;
  });
  await seen;
  await pause(20);
  expect(answered).toBe(false);
  expect(iam.account.roles.has('demo')).toBe(effect);
  await emulator.close();
  expect((await asked).message).toMatch(/ECONNRESET|socket hang up|aborted/);
});

test.each<[string, Omit<FaultRule, 'error'>, string]>([
  ['one action', { action: 'GetRole' }, '.x.x.x'],
  ['the second call', { nth: 2 }, '.x....'],
  ['the second of an action', { action: 'GetRole', nth: 2 }, '...x..'],
  ['from the third on', { from: 3 }, '..xxxx'],
  ['twice', { times: 2 }, 'xx....'],
  ['the third and fourth', { from: 3, times: 2 }, '..xx..'],
  ['always', { rate: 1 }, 'xxxxxx'],
  ['never', { rate: 0 }, '......'],
])('a rule strikes %s', async (_, rule, expected) => {
  const { client, emulator, iam } = await running();
  iam.call('CreateRole', { RoleName: 'demo', AssumeRolePolicyDocument: trust });
  emulator.setFaults({ rules: [{ ...rule, error: { code: 'ServiceFailure' } }] });
  for (let round = 0; round < 3; round += 1) {
    await refusal(() => client.send(new ListRolesCommand({})));
    await refusal(() => client.send(new GetRoleCommand({ RoleName: 'demo' })));
  }
  expect(emulator.calls.map(({ code }) => (code === 'ServiceFailure' ? 'x' : '.')).join('')).toBe(expected);
});

test('the same seed has the same faults and the same ids; another seed has others', async () => {
  const run = async (seed: number) => {
    const { client, emulator } = await running({
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

test('the token bucket lets a burst through and then the rate', async () => {
  const { client, emulator } = await running({ faults: { throttle: { ratePerSecond: 1e-6, burst: 3 } } });
  const ask = async () => (await refusal(() => client.send(new ListRolesCommand({})))).message || 'ok';
  const first = [await ask(), await ask(), await ask(), await ask()];
  expect(first).toEqual(['ok', 'ok', 'ok', 'Rate exceeded']);
  // A full bucket, and a rate that refills it while the test asks.
  emulator.setFaults({ throttle: { ratePerSecond: 20, burst: 1 } });
  while ((await ask()) === 'ok');
  while ((await ask()) !== 'ok') await pause(10);
});

test("the SDK's own retries get through throttling and lost replies", async () => {
  const rules = [
    { error: { code: 'Throttling' }, times: 1 },
    { error: 'lost-reply' as const, nth: 2 },
  ];
  const { emulator } = await running({ faults: { rules } });
  // The call took effect before its reply was lost: the retry finds the role there.
  expect(await refusal(() => clientOf(emulator, 3).send(create('demo')))).toMatchObject({
    code: 'EntityAlreadyExists',
  });
  expect(emulator.calls.map(({ status }) => status)).toEqual([400, 200, 409]);
});

test('with lag, writes are checked against the primary, reads are behind, and setFaults ends it', async () => {
  const { client, emulator, iam } = await running({ faults: { lagMs: 1e9 } });
  const get = () => refusal(() => client.send(new GetRoleCommand({ RoleName: 'demo' })));
  await client.send(create('demo'));
  await client.send(new AttachRolePolicyCommand({ RoleName: 'demo', PolicyArn: readOnly }));
  expect(iam.call('GetRole', { RoleName: 'demo' }).Role.RoleName).toBe('demo');
  expect(await get()).toMatchObject({ code: 'NoSuchEntity' });
  expect(await client.send(new ListRolesCommand({}))).toMatchObject({ Roles: [] });
  emulator.setFaults({});
  expect(await get()).toMatchObject({ code: 'none' });
});

test('with lag, the principal of a trust policy may read as its id at first', async () => {
  const { client, iam } = await running({ faults: { lagMs: 1e9 } });
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
  expect(await read()).toContain(Role.Arn); // the deletion has not got round
  iam.account.roles.settle();
  expect(await read()).toContain(Role.RoleId);
});

test('a principal just made is invalid for a while', async () => {
  const { emulator, iam } = await running({ faults: { invalidPrincipalMs: 1e9 } });
  const { Role } = iam.call('CreateRole', { RoleName: 'them', AssumeRolePolicyDocument: trust });
  const AssumeRolePolicyDocument = trust.replace('"Service":"ec2.amazonaws.com"', `"AWS":"${Role.Arn}"`);
  const trustThem = () => refusal(() => iam.call('CreateRole', { RoleName: 'us', AssumeRolePolicyDocument }));
  expect(await trustThem()).toEqual({
    code: 'MalformedPolicyDocument',
    message: `Invalid principal in policy: "AWS":"${Role.Arn}"`,
  });
  emulator.setFaults({ invalidPrincipalMs: 20 });
  await pause(30);
  expect(await trustThem()).toMatchObject({ code: 'none' });
});

test('of two writes to one role at once the later is refused; to two roles, or one by one, none is', async () => {
  const { client, emulator, iam } = await running({ faults: { concurrentModification: true } });
  const waves = inWaves(emulator, [2, 2, 1]);
  for (const RoleName of ['a', 'b']) iam.call('CreateRole', { RoleName, AssumeRolePolicyDocument: trust });
  const tag = (RoleName: string) =>
    refusal(() => client.send(new TagRoleCommand({ RoleName, Tags: [{ Key: 'k', Value: '' }] })));
  const codes = async (...asked: Promise<{ code: string }>[]) =>
    (await Promise.all(asked)).map(({ code }) => code).sort();
  expect(await codes(tag('a'), tag('a'))).toEqual(['ConcurrentModification', 'none']);
  expect(await codes(tag('a'), tag('b'))).toEqual(['none', 'none']);
  expect(await codes(tag('a'))).toEqual(['none']);
  expect(waves.map(({ length }) => length)).toEqual([2, 2, 1, 0]);
});

test('listeners see a call before its effect and before its reply, and may drop it', async () => {
  const { client, emulator, iam } = await running();
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
  emulator.beforeCall(() => 'drop');
  await refusal(() => client.send(create('other')));
  expect(iam.account.roles.has('other')).toBe(false);
  expect(emulator.calls.at(-1)).toMatchObject({ status: 0, effective: false });
});
