/** The inputs that limit a run: no empty, missing or malformed value lifts the limit. */
import { startEmulator, type Emulator } from '../../emulator/server.ts';
import { runRecorded, type Inputs, type Recorded } from '../../scripts/preview-runs.ts';
import { defaultText } from '../../scripts/reference.ts';
import { INPUT_NAMES, INPUTS, type InputSpec } from '../../src/inputs/table.ts';

const emulators: Emulator[] = [];
afterEach(async () => {
  await Promise.all(emulators.splice(0).map((emulator) => emulator.close()));
});

/** Starts an account that has the role, with an undeclared policy on it. */
async function account(): Promise<Emulator> {
  const emulator = await startEmulator();
  emulators.push(emulator);
  await runRecorded(emulator, DEMO);
  emulator.iam.call('AttachRolePolicy', { RoleName: 'demo', PolicyArn: READ_ONLY });
  emulator.clearCalls();
  return emulator;
}

const DEMO: Inputs = { 'role-name': 'demo', 'policy-arns': 'AmazonSSMManagedInstanceCore' };
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const HEX = 'a'.repeat(64);

/** Malformed values of each guard. */
const MALFORMED: Readonly<Record<string, readonly string[]>> = {
  mode: ['Plan', 'drift', 'apply,plan', 'true'],
  'allow-public-trust': ['yes', '1', 'on'],
  'permissions-boundary': ['a policy', 'arn:aws:iam::123456789012:policy/a b', '/'],
  prune: ['nothing', 'all\nnone', 'tags, policies'],
  owner: ['a\tb', '!'],
  adopt: ['yes', 'no'],
  'rollback-on-failure': ['no', '0'],
  'expected-plan-digest': [
    'sha256:',
    'sha256:sha256:',
    `sha256:${HEX.slice(1)}`,
    `sha256: ${HEX}`,
    `sha512:${HEX}`,
    HEX.toUpperCase(),
    `${HEX}0`,
    'missing',
    'latest',
    '*',
  ],
  'sweep-after': ['1h', '-1', '3600s'],
  'dry-run': ['yes', 'no', '1'],
  'mask-account-id': ['yes', '1'],
};
const EMPTY = ['', ' ', '\n', ' \r\n\t'];

const guards = INPUT_NAMES.filter((name) => (INPUTS[name] as InputSpec).guard === true);

test('every guard has a default, so that the runner only leaves it empty if the step does', () => {
  expect([...guards].sort()).toEqual(Object.keys(MALFORMED).sort());
  expect(guards.filter((name) => defaultText(INPUTS[name]) === undefined)).toEqual([]);
});

const MODES: readonly Inputs[] = [
  { ...DEMO, mode: 'apply' },
  { ...DEMO, mode: 'destroy' },
  { mode: 'sweep', 'role-path': '/pull-requests/' },
];
/** Modes that do not use a guard need not refuse it. */
const UNUSED: Readonly<Record<string, readonly string[]>> = {
  destroy: ['allow-public-trust', 'permissions-boundary', 'prune', 'rollback-on-failure', 'sweep-after'],
  sweep: ['allow-public-trust', 'permissions-boundary', 'prune', 'rollback-on-failure', 'adopt'],
  apply: [],
};

const cases = MODES.flatMap((inputs) =>
  guards
    .filter((name) => UNUSED[inputs['mode'] ?? '']?.includes(name) === false)
    .map((name) => [name, inputs['mode'] ?? '', inputs] as const),
);

test.each(cases)('%s in %s: no empty or malformed value passes', async (name, _, inputs) => {
  const emulator = await account();
  for (const value of [...EMPTY, ...(MALFORMED[name] ?? [])]) {
    const { succeeded, annotations, outputs } = await runRecorded(emulator, { ...inputs, [name]: value });
    expect([value, succeeded, outputs['status']]).toEqual([value, false, 'failed']);
    expect(annotations.at(-1)?.text).toContain(`${name}: `);
  }
  expect(emulator.calls).toEqual([]);
});

test('an empty guard names its remedy', async () => {
  const { annotations } = await runRecorded(await account(), { ...DEMO, 'expected-plan-digest': '' });
  expect(annotations[0]?.text).toBe(
    'One input is wrong:\n- expected-plan-digest: is empty, as an expression without a value is; correct the expression, or leave the input out, or write its default, none',
  );
});

describe('a digest', () => {
  const digestOf = ({ outputs }: Recorded): string => outputs['plan-digest'] ?? '';

  test.each([
    ['as the output has it', (digest: string) => digest],
    ['without its prefix', (digest: string) => digest.replace('sha256:', '')],
    ['with a second prefix', (digest: string) => `sha256:${digest}`],
  ])('%s lets the reviewed plan pass', async (_, form) => {
    const emulator = await account();
    const digest = digestOf(await runRecorded(emulator, { ...DEMO, mode: 'plan' }));
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    const { outputs } = await runRecorded(emulator, { ...DEMO, 'expected-plan-digest': form(digest) });
    expect(outputs['status']).toBe('updated');
  });

  test('of another plan deletes nothing in destroy, and that of the dry run deletes', async () => {
    const emulator = await account();
    const destroy = { 'role-name': 'demo', mode: 'destroy' };
    const preview = await runRecorded(emulator, { ...destroy, 'dry-run': 'true' });
    expect([preview.succeeded, preview.outputs['status'], emulator.writes]).toEqual([true, 'planned', []]);
    const refused = await runRecorded(emulator, { ...destroy, 'expected-plan-digest': HEX });
    expect([refused.succeeded, refused.outputs['status'], emulator.writes]).toEqual([false, 'failed', []]);
    expect(refused.annotations.at(-1)?.text).toMatch(/^The plan has changed since it was reviewed\./);
    emulator.iam.call('DetachRolePolicy', { RoleName: 'demo', PolicyArn: READ_ONLY });
    emulator.clearCalls();
    const old = { ...destroy, 'expected-plan-digest': digestOf(preview) };
    expect((await runRecorded(emulator, old)).outputs['status']).toBe('failed');
    expect(emulator.writes).toEqual([]);
    const again = digestOf(await runRecorded(emulator, { ...destroy, 'dry-run': 'true' }));
    const destroyed = await runRecorded(emulator, { ...destroy, 'expected-plan-digest': again });
    expect(destroyed.outputs['status']).toBe('destroyed');
    // The role is absent, so no change is left to review.
    expect((await runRecorded(emulator, old)).outputs['status']).toBe('absent');
  });

  test('is refused in a sweep, whose roles no review can know', async () => {
    const { annotations } = await runRecorded(await account(), {
      mode: 'sweep',
      'role-path': '/pull-requests/',
      'expected-plan-digest': HEX,
    });
    expect(annotations.at(-1)?.text).toContain('expected-plan-digest: cannot be used with sweep');
  });
});

test('dry-run is refused in apply, which has a mode for it', async () => {
  const emulator = await account();
  const { succeeded, annotations } = await runRecorded(emulator, { ...DEMO, 'dry-run': 'true' });
  expect([succeeded, emulator.calls]).toEqual([false, []]);
  expect(annotations.at(-1)?.text).toContain('dry-run: is for destroy and sweep');
});

test('adopt in destroy deletes no role of another owner, and the refusal names two steps', async () => {
  const emulator = await account();
  const foreign = { 'role-name': 'demo', mode: 'destroy', owner: 'octo-org/another' };
  const adopted = await runRecorded(emulator, { ...foreign, adopt: 'true' });
  expect(adopted.annotations.at(-1)?.text).toMatch(
    /adopt: cannot be used with destroy.*mode: apply and adopt: true; then run mode: destroy/,
  );
  const refused = await runRecorded(emulator, foreign);
  expect(refused.annotations.at(-1)?.text).toMatch(
    /belongs to "octo-org\/octo-repo".*first take it over \(mode: apply, adopt: true\), then run mode: destroy/,
  );
  expect(emulator.writes).toEqual([]);
});
