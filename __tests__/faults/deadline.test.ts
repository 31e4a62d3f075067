/** What does not come in time, and what cannot be undone: the message says exactly what is so. */
import { failureOf, on, Tally, TIMEOUT } from './harness.ts';
import { create, DECLARED, update } from './scenarios.ts';

const denied = { code: 'AccessDenied' };

/** The lines of a list in the message, after the line that begins so. */
function listAfter(message: string, heading: string): string[] {
  const lines = message.split('\n');
  const from = lines.findIndex((line) => line.startsWith(heading)) + 1;
  expect(from).toBeGreaterThan(0);
  const end = lines.findIndex((line, index) => index >= from && !line.startsWith('- '));
  return lines.slice(from, end < 0 ? undefined : end);
}

const late = new Tally('IAM does not come to show it in time', 2);

test(
  'the deadline says what has not converged, and what IAM last said',
  async () => {
    const rules = [{ action: 'AttachRolePolicy', error: { code: 'ConcurrentModification' } }];
    await on(update, { rules }, async (emulator) => {
      const before = emulator.snapshot();
      const result = await late.step(emulator, { ...DECLARED, 'timeout-seconds': '3' });
      const message = failureOf(result);
      expect(listAfter(message, 'IAM did not come to show the declared state within 3 s')).toContain(
        '- role/demo: attach AmazonSSMManagedInstanceCore',
      );
      expect(message).toMatch(/last error: AttachRolePolicy of role\/demo .*ConcurrentModification/);
      expect(result).toMatchObject({ exitCode: 1, outputs: { status: 'rolled-back', changed: 'false' } });
      expect(emulator.snapshot()).toEqual(before);
    });
    late.passed();
  },
  TIMEOUT,
);

test(
  'what IAM has acknowledged and does not show is said to be so',
  async () => {
    await on(create, { lagMs: 1_000_000 }, async (emulator) => {
      const inputs = { ...DECLARED, 'timeout-seconds': '2', 'rollback-on-failure': 'false' };
      const result = await late.step(emulator, inputs);
      expect(result).toMatchObject({ exitCode: 1, outputs: { status: 'failed', changed: 'true' } });
      const message = failureOf(result);
      expect(message).toContain('It was sent, and is not seen');
      expect(listAfter(message, 'Nothing was undone').sort()).toEqual([
        '- instance-profile/demo: create the instance profile',
        '- instance-profile/demo: put role/demo into the profile',
        '- role/demo: add the inline policy queue',
        '- role/demo: attach AmazonSSMManagedInstanceCore',
        '- role/demo: attach SecurityAudit',
        '- role/demo: create the role',
      ]);
      expect(emulator.snapshot()).toEqual(create.expected);
    });
    late.passed();
  },
  TIMEOUT,
);

const stuck = new Tally('An undo that fails', 2);

test(
  'an undo that fails names what remains to do by hand, and the other entity is undone all the same',
  async () => {
    const rules = [
      { action: 'PutRolePolicy', error: denied },
      { action: 'DetachRolePolicy', error: denied },
    ];
    await on(create, { rules }, async (emulator) => {
      const result = await stuck.step(emulator, DECLARED);
      const message = failureOf(result);
      expect(result).toMatchObject({ exitCode: 1, outputs: { status: 'failed', changed: 'true' } });
      expect(message).toMatch(/^PutRolePolicy of role\/demo \(queue\): AccessDenied/);
      expect(message).toMatch(/could not all be undone: DetachRolePolicy of role\/demo .*AccessDenied/);
      expect(message).toMatch(/Allow the caller: .*"iam:DetachRolePolicy"/);
      expect(listAfter(message, 'By hand remains')).toEqual([
        '- role/demo: detach AmazonSSMManagedInstanceCore (DetachRolePolicy)',
        '- role/demo: detach SecurityAudit (DetachRolePolicy)',
        '- role/demo: delete the role (DeleteRole)',
      ]);
      expect(emulator.snapshot()).toMatchObject({
        roles: { demo: { AttachedPolicies: expect.arrayContaining([]) as unknown } },
        instanceProfiles: {},
      });
    });
    stuck.passed();
  },
  TIMEOUT,
);

test(
  'an undo outlives conflicts, throttling and lost replies',
  async () => {
    const rules = [
      { action: 'PutRolePolicy', error: denied, times: 1 },
      { action: 'DetachRolePolicy', error: { code: 'ConcurrentModification' }, times: 2 },
      { action: 'UntagRole', from: 2, error: 'lost-reply' as const, times: 3 },
      { action: 'UpdateRole', from: 2, error: { code: 'Throttling' }, times: 4 },
      { action: 'GetRole', from: 2, error: { code: 'ServiceUnavailable' }, times: 4 },
    ];
    await on(update, { rules }, async (emulator) => {
      const before = emulator.snapshot();
      const result = await stuck.step(emulator, DECLARED);
      expect(result).toMatchObject({ exitCode: 1, outputs: { status: 'rolled-back', changed: 'false' } });
      expect(emulator.snapshot()).toEqual(before);
    });
    stuck.passed();
  },
  TIMEOUT,
);
