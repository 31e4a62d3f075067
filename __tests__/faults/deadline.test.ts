/** Deadlines and failed rollbacks: the message reports the exact state. */
import { failureOf, on, Tally, TIMEOUT } from './harness.ts';
import { create, DECLARED, update } from './scenarios.ts';

const denied = { code: 'AccessDenied' };

/** Returns the lines of a list in the message, after the line that begins with the heading. */
function listAfter(message: string, heading: string): string[] {
  expect(`\n${message}`).toContain(`\n${heading}`);
  const lines = message.split('\n');
  const from = lines.findIndex((line) => line.startsWith(heading)) + 1;
  const end = lines.findIndex((line, index) => index >= from && !line.startsWith('- '));
  return lines.slice(from, end < 0 ? undefined : end);
}

const late = new Tally('IAM does not show the declared state in time', 2);

test(
  'the deadline error lists what has not converged, and IAM’s last answer',
  async () => {
    const rules = [{ action: 'AttachRolePolicy', error: { code: 'ConcurrentModification' } }];
    await on(create, { rules }, async (emulator) => {
      const before = emulator.snapshot();
      const result = await late.step(emulator, { ...DECLARED, 'timeout-seconds': '6' });
      const message = failureOf(result);
      expect(listAfter(message, 'IAM did not reach the declared state within 6 s')).toContain(
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
  'the deadline error identifies acknowledged writes that IAM does not show',
  async () => {
    await on(create, { lagMs: 1_000_000 }, async (emulator) => {
      const inputs = { ...DECLARED, 'timeout-seconds': '2', 'rollback-on-failure': 'false' };
      const result = await late.step(emulator, inputs);
      expect(result).toMatchObject({ exitCode: 1, outputs: { status: 'failed', changed: 'true' } });
      const message = failureOf(result);
      expect(message).toContain("The write was accepted but isn't visible yet");
      expect(listAfter(message, 'Nothing was rolled back').sort()).toEqual([
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

const stuck = new Tally('A rollback that fails', 2);

test(
  'a failed rollback lists the manual clean-up, and the other entity is rolled back anyway',
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
      expect(message).toMatch(/Rollback incomplete: DetachRolePolicy of role\/demo .*AccessDenied/);
      expect(message).toMatch(/Allow the caller: .*"iam:DetachRolePolicy"/);
      expect(listAfter(message, 'Clean up manually')).toEqual([
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
  'a rollback survives conflicts, throttling and lost replies',
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
