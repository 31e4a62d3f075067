/** One call to Roles Anywhere fails: the run still converges, with one profile and not two. */
import type { Fault, Faults } from '../../emulator/faults.ts';
import { selection } from '../harness/full.ts';
import { world, type World } from '../harness/world.ts';
import {
  allow,
  anywhereWrites,
  ARN,
  nodes,
  OWNER,
  OWNER_KEY,
  plantProfile,
  profileOf,
  READ_ONLY,
  ROLE,
} from './nodes.ts';

interface Scenario {
  readonly before: (w: World) => Promise<void>;
  readonly inputs: Readonly<Record<string, string>>;
  readonly status: string;
  readonly calls: readonly string[];
}

const declared = { 'session-policy': allow('s3:GetObject'), 'managed-policy-arns': [READ_ONLY] };

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  create: {
    before: () => Promise.resolve(),
    inputs: nodes(declared),
    status: 'created',
    calls: ['ListProfiles', 'CreateProfile', 'ListTagsForResource'],
  },
  update: {
    before: async (w) => {
      await w.step(nodes(declared));
      const { profileId, profileArn } = w.emulator.rolesAnywhere.all()[0] ?? {
        profileId: '',
        profileArn: '',
      };
      w.emulator.rolesAnywhere.call('UpdateProfile', {
        profileId,
        roleArns: [],
        sessionPolicy: JSON.stringify(allow('s3:*')),
      });
      w.emulator.rolesAnywhere.call('DisableProfile', { profileId });
      w.emulator.rolesAnywhere.call('TagResource', {
        resourceArn: profileArn,
        tags: [{ key: 'left', value: 'over' }],
      });
      w.emulator.rolesAnywhere.call('UntagResource', { resourceArn: profileArn, tagKeys: [] });
    },
    inputs: nodes({ ...declared, tags: { site: 'attic' } }),
    status: 'updated',
    calls: [
      'ListProfiles',
      'ListTagsForResource',
      'UpdateProfile',
      'EnableProfile',
      'TagResource',
      'UntagResource',
    ],
  },
  disable: {
    before: async (w) => {
      await w.step(nodes(declared));
    },
    inputs: nodes({ ...declared, enabled: false }),
    status: 'updated',
    calls: ['DisableProfile'],
  },
  destroy: {
    before: async (w) => {
      await w.step(nodes(declared));
    },
    inputs: { ...nodes(), mode: 'destroy' },
    status: 'destroyed',
    calls: ['ListProfiles', 'ListTagsForResource', 'DeleteProfile'],
  },
};

const FAULTS: readonly (readonly [string, Fault])[] = [
  ['throttled', { code: 'Throttling' }],
  ['answered with a 500', { code: 'ServiceFailure' }],
  ['answered with a 503', { code: 'ServiceUnavailable' }],
  ['reset', 'reset'],
  ['reset in the middle of its reply', 'reset-mid-reply'],
  ['done, and its reply lost', 'lost-reply'],
  ['in conflict', { code: 'ConcurrentModification' }],
];

const CASES = Object.entries(SCENARIOS).flatMap(([name, { calls }]) =>
  calls.flatMap((call) =>
    FAULTS.filter(([fault]) => fault !== 'in conflict' || !call.startsWith('List')).map(
      ([fault, error]) => [name, call, fault, error] as const,
    ),
  ),
);

const ends = new Map<string, object>();

/** Returns the account at the end of an undisturbed run. */
async function undisturbed(name: string, { before, inputs, calls }: Scenario): Promise<object> {
  const known = ends.get(name);
  if (known !== undefined) return known;
  const w = await world();
  await before(w);
  await w.step(inputs);
  expect(w.emulator.calls.map(({ action }) => action)).toEqual(expect.arrayContaining([...calls]));
  ends.set(name, w.emulator.snapshot());
  return w.emulator.snapshot();
}

test.each(selection(CASES, 12))(
  '%s: %s %s',
  async (name, action, _, error) => {
    const scenario = SCENARIOS[name];
    if (scenario === undefined) throw new Error(name);
    const expected = await undisturbed(name, scenario);

    const w = await world();
    await scenario.before(w);
    w.emulator.setFaults({ rules: [{ action, nth: 1, error }] });
    const step = await w.step(scenario.inputs);
    expect(w.emulator.calls.filter(({ fault }) => fault !== undefined)).toHaveLength(1);
    expect(step.errors).toEqual([]);
    expect(step.outputs).toMatchObject({ status: scenario.status, changed: 'true' });
    expect(w.emulator.snapshot()).toEqual(expected);
  },
  180_000,
);

test('a lost reply leaves no second profile, even if replicas lag', async () => {
  const w = await world();
  w.emulator.setFaults({ lagMs: 3_000, rules: [{ action: 'CreateProfile', nth: 1, error: 'lost-reply' }] });
  const step = await w.step(nodes());
  expect(step.errors).toEqual([]);
  expect(anywhereWrites(w)).toEqual(['CreateProfile']);
  expect(profileOf(w).roleArns).toEqual([ARN]);
});

test('the run does not recreate a profile that replicas do not show yet', async () => {
  const w = await world();
  w.emulator.setFaults({ lagMs: 4_000 });
  const step = await w.step(nodes());
  expect(step.errors).toEqual([]);
  expect(anywhereWrites(w)).toEqual(['CreateProfile']);
});

test('the run converges with one call a second', async () => {
  const w = await world();
  w.emulator.setFaults({ throttle: { ratePerSecond: 4, burst: 4 } });
  const step = await w.step(nodes(declared), { env: { AWS_MAX_ATTEMPTS: '6' } });
  expect(step.errors).toEqual([]);
  expect(
    w.emulator.calls.some(({ service, code }) => service === 'rolesanywhere' && code === 'Throttling'),
  ).toBe(true);
  expect(profileOf(w).managedPolicyArns).toEqual([READ_ONLY]);
});

describe('AWS_MAX_ATTEMPTS counts', () => {
  test.each([
    ['1', 1],
    ['2', 2],
  ])('%s', async (attempts, times) => {
    const w = await world();
    plantProfile(w, { enabled: false });
    await w.step(nodes({ enabled: false }));
    w.emulator.setFaults({
      rules: [{ action: 'EnableProfile', times, error: { code: 'ServiceUnavailable' } }],
    });
    await w.step(nodes(), { env: { AWS_MAX_ATTEMPTS: attempts } });
    // So many in a row; then a look before the next.
    const actions = w.emulator.calls
      .filter(({ service }) => service === 'rolesanywhere')
      .map(({ action }) => action);
    const first = actions.indexOf('EnableProfile');
    expect(actions.slice(first, first + times + 1)).toEqual([
      ...Array<string>(times).fill('EnableProfile'),
      'ListProfiles',
    ]);
    expect(profileOf(w).enabled).toBe(true);
  });
});

test.each<[string, string, string]>([
  ['AccessDenied', '"Action":["rolesanywhere:UpdateProfile"]', ''],
  ['ValidationException', 'ValidationException: no', 'no'],
  ['ServiceQuotaExceededException', 'ServiceQuotaExceededException: no', 'no'],
])('%s ends the run at once, with a rollback', async (code, words, message) => {
  const w = await world();
  await w.step(nodes());
  const before = w.emulator.snapshot();
  const detail =
    'User: arn:aws:iam::123456789012:user/x is not authorized to perform: rolesanywhere:UpdateProfile on resource: y';
  w.emulator.setFaults({
    rules: [{ action: 'UpdateProfile', error: { code, message: message === '' ? detail : message } }],
  });
  const step = await w.step(nodes({ enabled: false, 'duration-seconds': 900, tags: { a: 'b' } }));
  expect(step.outputs['status']).toBe('rolled-back');
  expect(step.errors.join()).toContain(words);
  expect(anywhereWrites(w).filter((action) => action === 'UpdateProfile')).toHaveLength(1);
  expect(anywhereWrites(w)).toEqual([
    'TagResource',
    'DisableProfile',
    'UpdateProfile',
    'UntagResource',
    'EnableProfile',
  ]);
  expect(w.emulator.snapshot()).toEqual(before);
});

describe('undone', () => {
  const fails: Faults = {
    rules: [
      { action: 'PutRolePolicy', error: { code: 'MalformedPolicyDocument', message: 'no', status: 400 } },
    ],
  };
  const inputs = (profile: object): Record<string, string> =>
    nodes({ ...profile }, { 'inline-policies': JSON.stringify({ a: allow('s3:*') }) });

  test('a created profile', async () => {
    const w = await world();
    w.emulator.setFaults({ ...fails, latencyMs: 20 });
    const step = await w.step(inputs({}));
    expect(step.outputs['status']).toBe('rolled-back');
    expect(anywhereWrites(w)).toEqual(['CreateProfile', 'DeleteProfile']);
    expect(w.emulator.snapshot()).toEqual({ roles: {}, instanceProfiles: {}, policies: {} });
    expect(step.outputs).not.toHaveProperty('roles-anywhere-profile-arn');
  });

  test('a created profile that replicas do not show yet', async () => {
    const w = await world();
    w.emulator.setFaults({ ...fails, latencyMs: 20, lagMs: 3_000 });
    const step = await w.step(inputs({}));
    expect(step.outputs['status']).toBe('rolled-back');
    expect(w.emulator.snapshot()).toEqual({ roles: {}, instanceProfiles: {}, policies: {} });
  });

  test('every field of an existing profile', async () => {
    const w = await world();
    await w.step(nodes({ ...declared, tags: { site: 'attic' } }));
    const profileId = profileOf(w).id;
    w.emulator.rolesAnywhere.call('UpdateProfile', {
      profileId,
      roleArns: [ARN, `${ARN}-2`],
      durationSeconds: 7200,
    });
    const before = w.emulator.snapshot({ ids: true });
    w.emulator.setFaults(fails);
    // Not before everything has been changed.
    w.emulator.beforeCall(async ({ action }) => {
      if (action !== 'PutRolePolicy') return;
      while (!anywhereWrites(w).includes('UpdateProfile'))
        await new Promise((resolve) => setTimeout(resolve, 5));
    });
    const step = await w.step(
      inputs({ enabled: false, 'session-policy': allow('sqs:*'), tags: { site: 'cellar' } }),
    );
    expect(step.outputs['status']).toBe('rolled-back');
    expect(anywhereWrites(w)).toContain('UpdateProfile');
    expect(w.emulator.snapshot({ ids: true })).toEqual(before);
  });
});

test('two runs that both create a profile leave the older one', async () => {
  const w = await world();
  let planted = '';
  // A profile of another run, created while this run's call is on its way.
  const stop = w.emulator.beforeCall(async ({ action }) => {
    if (action !== 'CreateProfile') return;
    stop();
    planted = plantProfile(w);
    await new Promise((resolve) => setTimeout(resolve, 10));
  });
  const step = await w.step(nodes());
  expect(step.errors).toEqual([]);
  expect(anywhereWrites(w)).toEqual(['CreateProfile', 'DeleteProfile']);
  expect(profileOf(w).id).toBe(planted);
});

test.each([0, 10])(
  'the run refuses a second profile of another owner, and deletes its own (%i ms)',
  async (age) => {
    const w = await world();
    const stop = w.emulator.beforeCall(async ({ action }) => {
      if (action !== 'CreateProfile') return;
      stop();
      plantProfile(w, { tags: [{ key: OWNER_KEY, value: 'them/theirs' }] });
      await new Promise((resolve) => setTimeout(resolve, age));
    });
    // The other owner's run would take its own back, so there is some waiting.
    const step = await w.step(nodes({}, { 'timeout-seconds': '2' }));
    expect(step.ok).toBe(false);
    expect(step.errors.join()).toContain('there are 2 Roles Anywhere profiles called nodes');
    expect(profileOf(w).tags).toEqual({ [OWNER_KEY]: 'them/theirs' });
    expect(OWNER).not.toBe('them/theirs');
    expect(w.emulator.snapshot().roles).not.toHaveProperty(ROLE);
  },
);
