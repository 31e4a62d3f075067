/** Credentials and tokens: in nothing that a run puts out, also not at debug, also not when it fails. */
import { WORKSHOP, world } from '../harness/world.ts';
import { runStep } from '../../scripts/run-action.ts';

const SECRETS = {
  AWS_ACCESS_KEY_ID: 'AKIASECRETSECRET1234',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYSECRETKEY',
  AWS_SESSION_TOKEN: 'FwoGZXIvYXdzEBYaSECRETSESSIONTOKEN',
  ACTIONS_RUNTIME_TOKEN: 'runtime-SECRET-token',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'oidc-SECRET-token',
  GITHUB_TOKEN: 'ghs_SECRETGITHUBTOKEN',
};
const INPUT_TOKEN = 'ghs_SECRETINPUTTOKEN';

function expectNoSecret(...texts: string[]): void {
  for (const text of texts) {
    for (const secret of [...Object.values(SECRETS), INPUT_TOKEN]) expect(text).not.toContain(secret);
    // Nor a signature made with them.
    expect(text).not.toMatch(/AWS4-HMAC-SHA256|Signature=|X-Amz-Security-Token/i);
  }
}

test.each([
  ['create', {}, []],
  ['refused', {}, [{ action: 'GetRole', error: { code: 'AccessDenied', message: 'no', status: 403 } }]],
  [
    'undone',
    {},
    [{ action: 'AttachRolePolicy', error: { code: 'AccessDenied', message: 'no', status: 403 } }],
  ],
  [
    'credentials that IAM does not know',
    {},
    [{ error: { code: 'InvalidClientTokenId', message: 'no', status: 403 } }],
  ],
  ['a reply that breaks', {}, [{ action: 'CreateRole', error: 'lost-reply' as const, times: 1 }]],
  ['an answer that is no XML', {}, [{ action: 'GetRole', error: 'reset-mid-reply' as const }]],
  ['a mistake in the inputs', { 'max-session-duration': 'x' }, []],
])('%s', async (_, inputs, rules) => {
  const w = await world();
  w.emulator.setFaults({ rules });
  const step = await w.step(
    { ...WORKSHOP, 'timeout-seconds': '2', 'github-token': INPUT_TOKEN, ...inputs },
    { env: { ...SECRETS, RUNNER_DEBUG: '1', ACTIONS_STEP_DEBUG: 'true', AWS_MAX_ATTEMPTS: '2' } },
  );
  expectNoSecret(step.log, step.outputFile, step.summary);
  expect(step.outputs['status']).toBeDefined();
});

test('of the real process, standard error included', async () => {
  const w = await world();
  w.emulator.setFaults({
    rules: [{ action: 'AttachRolePolicy', error: { code: 'AccessDenied', status: 403 } }],
  });
  const step = await runStep(
    { ...WORKSHOP, 'github-token': INPUT_TOKEN },
    { env: { ...w.emulator.environment, ...SECRETS, RUNNER_DEBUG: '1', NODE_DEBUG: '' } },
  );
  expect(step.exitCode).toBe(1);
  expect(step.log).toContain('AttachRolePolicy');
  expectNoSecret(step.log, step.summary, JSON.stringify(step.outputs));
});
