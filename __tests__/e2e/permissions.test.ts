/**
 * `docs/permissions.md` is enough, and no more than enough: the main cases pass under exactly its policies, and with any one
 * action taken out a case fails and names it.
 */
import { optionalActions } from '../harness/optional-actions.ts';
import { readFileSync } from 'node:fs';
import type { EmulatorOptions } from '../../emulator/server.ts';
import { PLACEHOLDERS } from '../../scripts/permissions-page.ts';
import type { StepInProcess } from '../harness/in-process.ts';
import {
  allowS3,
  plantRole,
  TEN_POLICIES,
  WORKSHOP,
  WORKSHOP_ROLE,
  world,
  type World,
} from '../harness/world.ts';

type Statement = Readonly<Record<string, unknown>> & { readonly Action: string | readonly string[] };

const PAGE = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');

/**
 * Returns the statements below a heading of the page, with this account's names and these paths in place of the
 * page's.
 */
function documented(heading: string, paths = { role: '', instanceProfile: '' }): Statement[] {
  const section = PAGE.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  const json = /```json\n(.*?)\n```/s.exec(section ?? '')?.[1];
  if (json === undefined) throw new Error(`the page has no policy for ${heading}`);
  const text = json
    .replaceAll(PLACEHOLDERS.account, '123456789012')
    .replaceAll(PLACEHOLDERS.role, `${paths.role}${WORKSHOP_ROLE}`)
    .replaceAll(PLACEHOLDERS.instanceProfile, `${paths.instanceProfile}${WORKSHOP_ROLE}`);
  return (JSON.parse(text) as { Statement: Statement[] }).Statement;
}

const POLICIES = {
  plan: documented('`plan` and `check`'),
  apply: documented('`apply`'),
  read: documented('`read`'),
  destroy: documented('`destroy`'),
};

const actionsOf = (statement: Statement): readonly string[] => [statement.Action].flat();

function without(statements: readonly Statement[], action: string): Statement[] {
  return statements
    .map((statement) => ({ ...statement, Action: actionsOf(statement).filter((each) => each !== action) }))
    .filter(({ Action }) => Action.length > 0);
}

interface Case {
  /** Prepares the state before, by hand, so that no policy prevents it. */
  readonly before?: (w: World) => void;
  readonly inputs: Readonly<Record<string, string>>;
  readonly options?: EmulatorOptions;
  /** The run must fail and roll back. */
  readonly undone?: boolean;
}

const full = {
  ...WORKSHOP,
  'inline-policies': JSON.stringify({ a: allowS3('GetObject') }),
  'permissions-boundary': 'PowerUserAccess',
  'role-description': 'one',
};

/** Plants the entities that `full` creates, and some undeclared ones, bypassing the policy under test. */
function standing(w: World, rolePath = '/', profilePath = '/'): void {
  plantRole(w, WORKSHOP_ROLE, { Description: 'one', Path: rolePath });
  const RoleName = WORKSHOP_ROLE;
  w.iam.call('TagRole', { RoleName, Tags: [{ Key: 'gone', Value: '1' }] });
  w.iam.call('AttachRolePolicy', { RoleName, PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' });
  w.iam.call('PutRolePolicy', {
    RoleName,
    PolicyName: 'old',
    PolicyDocument: JSON.stringify(allowS3('PutObject')),
  });
  w.iam.call('CreateInstanceProfile', {
    InstanceProfileName: WORKSHOP_ROLE,
    Path: profilePath,
    Tags: [
      { Key: 'aws-iam-instance-profile:owner', Value: 'octo-org/octo-repo' },
      { Key: 'gone', Value: '1' },
    ],
  });
  w.iam.call('AddRoleToInstanceProfile', { InstanceProfileName: WORKSHOP_ROLE, RoleName });
}

const policies = { ...WORKSHOP, 'policy-arns': [...TEN_POLICIES, 'ReadOnlyAccess'].join('\n') };
const quota = { attachedPoliciesPerRole: 12 };

const CASES: Readonly<Record<keyof typeof POLICIES, Readonly<Record<string, Case>>>> = {
  plan: {
    'plan of nothing yet': { inputs: { ...full, mode: 'plan' } },
    'plan of a change': { before: standing, inputs: { ...full, mode: 'plan' } },
    'plan with many policies': { inputs: { ...policies, mode: 'plan' }, options: quota },
  },
  read: {
    'read of a role with everything': {
      before: standing,
      inputs: { mode: 'read', 'role-name': WORKSHOP_ROLE },
    },
  },
  apply: {
    create: { inputs: full },
    'change what stands': {
      before: standing,
      inputs: { ...full, 'trust-services': 'ec2\nssm', 'role-description': 'two' },
    },
    'remove the boundary': {
      before: (w) => {
        standing(w);
        w.iam.call('PutRolePermissionsBoundary', {
          RoleName: WORKSHOP_ROLE,
          PermissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
        });
      },
      inputs: { ...full, 'permissions-boundary': 'none' },
    },
    'put the role in place of another': {
      before: (w) => {
        standing(w);
        plantRole(w, 'other');
        const InstanceProfileName = WORKSHOP_ROLE;
        w.iam.call('RemoveRoleFromInstanceProfile', { InstanceProfileName, RoleName: WORKSHOP_ROLE });
        w.iam.call('AddRoleToInstanceProfile', { InstanceProfileName, RoleName: 'other' });
      },
      inputs: full,
    },
    'remove the profile': { before: standing, inputs: { ...full, 'instance-profile': 'false' } },
    'many policies': { inputs: policies, options: quota },
    'undo a creation': {
      inputs: full,
      options: {
        faults: {
          rules: [
            {
              action: 'AddRoleToInstanceProfile',
              error: { code: 'UnmodifiableEntity', message: 'no', status: 400 },
            },
          ],
        },
      },
      undone: true,
    },
  },
  destroy: {
    destroy: { before: standing, inputs: { mode: 'destroy', 'role-name': WORKSHOP_ROLE } },
    'destroy of nothing': { inputs: { mode: 'destroy', 'role-name': WORKSHOP_ROLE } },
  },
};

async function runCase(
  { before, inputs, options }: Case,
  statements: readonly Statement[],
): Promise<{ w: World; step: StepInProcess }> {
  const w = await world({ ...options, policy: { Version: '2012-10-17', Statement: statements as never } });
  before?.(w);
  return { w, step: await w.step(inputs) };
}

describe.each(Object.keys(CASES) as (keyof typeof CASES)[])('%s', (mode) => {
  const cases = Object.entries(CASES[mode]);
  const allowed = [...new Set(POLICIES[mode].flatMap(actionsOf))];

  test.each(cases)('%s passes under the documented policy', async (_, each) => {
    const { w, step } = await runCase(each, POLICIES[mode]);
    expect(w.emulator.calls.filter(({ code }) => code === 'AccessDenied')).toEqual([]);
    expect(step.outputs['status']).toBe(each.undone === true ? 'rolled-back' : step.outputs['status']);
    expect(step.ok).toBe(each.undone !== true);
    for (const { action } of w.emulator.calls) expect(allowed).toContain(`iam:${action}`);
  });

  const optional = optionalActions(mode);

  test.each(optional)('without %s every case ends as before', async (action) => {
    for (const [, each] of cases) {
      const { step } = await runCase(each, without(POLICIES[mode], action));
      expect(step.ok).toBe(each.undone !== true);
    }
  });

  test.each(allowed.filter((action) => !optional.includes(action)))(
    'without %s the case that needs it fails and names it',
    async (action) => {
      const less = without(POLICIES[mode], action);
      for (const [, each] of cases) {
        const { w, step } = await runCase(each, less);
        if (!w.emulator.calls.some(({ code }) => code === 'AccessDenied')) continue;
        expect(step.ok).toBe(false);
        const message = step.errors.join('\n');
        expect(message).toContain(action);
        // The message contains the statement to add, ready to paste. A failed rollback follows another error.
        if (each.undone !== true) expect(message).toContain(`"Action":["${action}"`);
        return;
      }
      throw new Error(`no case needs ${action}`);
    },
  );
});

describe('the policies are enough under paths with the additions of the note on paths', () => {
  const prefix = 'arn:aws:iam::123456789012:';
  const ROLE = `${prefix}role/${WORKSHOP_ROLE}`;
  const PROFILE = `${prefix}instance-profile/${WORKSHOP_ROLE}`;
  const declared = { ...full, 'role-path': '/team/', 'instance-profile-path': '/web/' };
  const gone = { mode: 'destroy', 'role-name': WORKSHOP_ROLE };

  /** Adds the reading actions on the bare names, as the note describes. */
  function noted(statements: readonly Statement[], resource: string): Statement {
    const kind = resource.split('/')[0] ?? '';
    const actions = statements
      .filter(({ Resource }) => String(Resource).startsWith(`${kind}/`))
      .flatMap(actionsOf)
      .filter((action) => /^iam:(?:Get|List)/.test(action));
    return { Effect: 'Allow', Action: actions, Resource: resource };
  }

  test.each<[string, string, Case]>([
    ['plan', '`plan` and `check`', { inputs: { ...declared, mode: 'plan' } }],
    ['apply', '`apply`', { inputs: declared }],
    [
      'an apply that is undone',
      '`apply`',
      {
        inputs: declared,
        options: {
          faults: { rules: [{ action: 'PutRolePolicy', error: { code: 'LimitExceeded', status: 409 } }] },
        },
        undone: true,
      },
    ],
    [
      'destroy',
      '`destroy`',
      {
        before: (w) => {
          standing(w, '/team/', '/web/');
        },
        inputs: gone,
      },
    ],
  ])('%s', async (_, heading, each) => {
    const statements = documented(heading, { role: 'team/', instanceProfile: 'web/' });
    const [onRole, onProfile] = [noted(statements, ROLE), noted(statements, PROFILE)];
    expect(onProfile.Action).toEqual(['iam:GetInstanceProfile']);
    const { w, step } = await runCase(each, [...statements, onRole, onProfile]);
    expect(w.emulator.calls.filter(({ code }) => code === 'AccessDenied')).toEqual([]);
    expect(step.ok).toBe(each.undone !== true);
    // And both are needed.
    for (const one of [onRole, onProfile]) {
      const less = await runCase(each, [...statements, one]);
      expect(less.step.ok).toBe(false);
      expect(less.step.errors.join()).toContain('AccessDenied');
    }
  });

  test('the note explains it', () => {
    const note = /- \*\*Paths\.\*\*(.*?)\n- /s.exec(PAGE)?.[1]?.replace(/\s+/g, ' ');
    expect(note).toContain('only the actions that read: those on `role/ROLE_NAME`');
    expect(note).toContain('`iam:GetInstanceProfile` on `instance-profile/PROFILE_NAME`');
    expect(note).toContain('`destroy`');
  });
});

test('check needs the permissions of plan', async () => {
  const { step } = await runCase({ before: standing, inputs: { ...full, mode: 'check' } }, POLICIES.plan);
  expect(step.outputs['status']).toBe('drifted');
});

test('no policy of the page allows anything except the role, its profile, and policy lookups', () => {
  for (const statement of Object.values(POLICIES).flat()) {
    for (const resource of [statement['Resource']].flat() as string[]) {
      expect([
        `arn:aws:iam::123456789012:role/${WORKSHOP_ROLE}`,
        `arn:aws:iam::123456789012:instance-profile/${WORKSHOP_ROLE}`,
        'arn:aws:iam::aws:policy/*',
        'arn:aws:iam::123456789012:policy/*',
        'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com',
        '*',
      ]).toContain(resource);
      if (resource === '*') expect(actionsOf(statement)).toEqual(['iam:GetAccountSummary']);
      if (resource.includes(':oidc-provider/'))
        expect(actionsOf(statement)).toEqual(['iam:GetOpenIDConnectProvider']);
      if (resource.includes(':policy/'))
        expect(actionsOf(statement)).toEqual(['iam:GetPolicy', 'iam:GetPolicyVersion']);
    }
  }
});
