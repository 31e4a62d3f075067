/** The statements that docs/permissions.md adds for a profile are enough, and no more than enough. */
import { readFileSync } from 'node:fs';
import { PLACEHOLDERS } from '../../scripts/permissions-page.ts';
import { leastPolicy } from '../../scripts/policy-variants.ts';
import { world, type World } from '../harness/world.ts';
import type { StepInProcess } from '../harness/in-process.ts';
import { allow, ARN, nodes, plantProfile, profileOf, READ_ONLY, ROLE } from './nodes.ts';

type Statement = Readonly<Record<string, unknown>> & { readonly Action: string | readonly string[] };
type Mode = 'plan' | 'apply' | 'destroy';

const PAGE = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');
const NAMES = { partition: 'aws', account: '123456789012', role: ROLE, instanceProfile: ROLE };

/** The statements of the page's section, in the order of the page. */
const [plan, apply, destroy] = [
  ...(PAGE.split(/^## /m).find((part) => part.startsWith('With `roles-anywhere-profile`')) ?? '').matchAll(
    /```json\n(.*?)\n```/gs,
  ),
].map(([, text = '']) => {
  const own = text.replaceAll(PLACEHOLDERS.account, NAMES.account).replaceAll(PLACEHOLDERS.role, ROLE);
  return JSON.parse(own) as Statement[];
});
const ADDED: Readonly<Record<Mode, readonly Statement[]>> = {
  plan: plan ?? [],
  apply: apply ?? [],
  destroy: destroy ?? [],
};

const existing = (w: World, roleArns = [`${ARN}-2`]): void => {
  w.iam.call('CreateRole', {
    RoleName: ROLE,
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'rolesanywhere.amazonaws.com' },
        Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
      },
    }),
    Tags: [{ Key: 'aws-iam-instance-profile:owner', Value: 'octo-org/octo-repo' }],
  });
  plantProfile(w, { roleArns });
  const resourceArn = profileOf(w).arn;
  w.emulator.rolesAnywhere.call('TagResource', { resourceArn, tags: [{ key: 'left', value: 'over' }] });
};

interface Case {
  readonly before?: (w: World) => void;
  readonly inputs: Readonly<Record<string, string>>;
  readonly fails?: boolean;
}

const CASES: Readonly<Record<Mode, readonly Case[]>> = {
  plan: [
    { inputs: { ...nodes(), mode: 'plan' } },
    { before: existing, inputs: { ...nodes({ 'managed-policy-arns': [READ_ONLY] }), mode: 'plan' } },
  ],
  apply: [
    { inputs: nodes({ 'session-policy': allow('s3:*') }) },
    { before: existing, inputs: nodes({ enabled: false, tags: { site: 'attic' } }) },
    {
      before: (w) => {
        existing(w);
        w.emulator.rolesAnywhere.call('DisableProfile', { profileId: profileOf(w).id });
      },
      inputs: nodes(),
    },
    { inputs: nodes({}, { 'wait-for': 'iam' }), fails: true },
  ],
  // A destroy leaves a profile that lists only other roles.
  destroy: [
    {
      before: (w) => {
        existing(w, [ARN, `${ARN}-2`]);
      },
      inputs: { ...nodes(), mode: 'destroy' },
    },
  ],
};

async function runCase(
  mode: Mode,
  { before, inputs, fails }: Case,
  added: readonly Statement[],
): Promise<[World, StepInProcess]> {
  const { Statement: own } = leastPolicy(mode, NAMES);
  const w = await world({ policy: { Version: '2012-10-17', Statement: [...own, ...added] as never } });
  before?.(w);
  if (fails === true) {
    const error = { code: 'UnmodifiableEntity', message: 'no', status: 400 };
    w.emulator.setFaults({ latencyMs: 20, rules: [{ action: 'AddRoleToInstanceProfile', error }] });
  }
  return [w, await w.step(inputs)];
}

const actionsOf = ({ Action }: Statement): readonly string[] => [Action].flat();

describe.each(Object.keys(CASES) as Mode[])('%s', (mode) => {
  const allowed = [...new Set(ADDED[mode].flatMap(actionsOf))];

  test('has statements', () => {
    expect(allowed.length).toBeGreaterThan(0);
  });

  test('every case passes under the documented statements', async () => {
    for (const each of CASES[mode]) {
      const [w, step] = await runCase(mode, each, ADDED[mode]);
      expect(w.emulator.calls.filter(({ code }) => code === 'AccessDenied')).toEqual([]);
      expect(step.ok).toBe(each.fails !== true);
      if (each.fails === true) expect(step.outputs['status']).toBe('rolled-back');
      for (const { service, action } of w.emulator.calls)
        if (service === 'rolesanywhere') expect(allowed).toContain(`rolesanywhere:${action}`);
    }
  });

  test.each(allowed)('without %s a case fails and names it', async (action) => {
    const less = ADDED[mode]
      .map((statement) => ({ ...statement, Action: actionsOf(statement).filter((each) => each !== action) }))
      .filter(({ Action }) => Action.length > 0);
    for (const each of CASES[mode]) {
      const [w, step] = await runCase(mode, each, less);
      if (!w.emulator.calls.some(({ code }) => (code ?? '').startsWith('AccessDenied'))) continue;
      expect(step.ok).toBe(false);
      expect(step.errors.join()).toContain(action);
      if (each.fails !== true) expect(step.errors.join()).toContain(`"Action":["${action}"]`);
      return;
    }
    throw new Error(`no case needs ${action}`);
  });
});

test('a refused iam:PassRole: the message names the service and the role', async () => {
  const less = ADDED.apply.filter((statement) => !actionsOf(statement).includes('iam:PassRole'));
  const [, step] = await runCase('apply', { inputs: nodes() }, less);
  const message = step.errors.join();
  expect(message).toContain(
    'passes the role to rolesanywhere.amazonaws.com, so IAM also asks for iam:PassRole',
  );
  expect(message).toContain(`"Resource":["${ARN}"]`);
});
