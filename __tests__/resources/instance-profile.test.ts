import type { RunSettings } from '../../src/inputs/declare.ts';
import { unknownOutcome } from '../../src/reconcile/run.ts';
import { accessLines, changeTable } from '../../src/report/change-report.ts';
import { differencesOf } from '../../src/report/differences.ts';
import { planLines } from '../../src/report/status.ts';
import { outputsOf } from '../../src/report/outputs.ts';
import {
  ABSENT,
  DEFAULT_LIMITS,
  type Declaration,
  type Change,
  type State,
} from '../../src/resources/resource.ts';
import {
  instanceProfile,
  observeInstanceProfile,
  type InstanceProfile,
} from '../../src/resources/instance-profile.ts';
import { OWNER_TAG } from '../../src/resources/tags.ts';
import { aDeclaration, aProfile, aRole } from '../harness/examples.ts';
import { callError, fakeIam } from '../harness/fake-iam.ts';
import { OWNER, OWNER_TAGS } from '../harness/workshop.ts';

const both: State = { role: aRole, instanceProfile: aProfile };
const planInstanceProfile = (target: State, actual: State): Change[] =>
  instanceProfile.plan(target, actual, DEFAULT_LIMITS);
const apis = (target: State, actual: State): string[] =>
  planInstanceProfile(target, actual).map(({ api, resource }) => `${api} ${resource}`);

describe('a profile is read', () => {
  test('as absent if it does not exist', async () => {
    await expect(observeInstanceProfile(fakeIam({}), 'demo')).resolves.toBeUndefined();
    await expect(
      observeInstanceProfile(fakeIam({ GetInstanceProfile: () => ({}) }), 'demo'),
    ).resolves.toBeUndefined();
  });

  test('with its role, by name and id', async () => {
    const iam = fakeIam({
      GetInstanceProfile: () => ({
        InstanceProfile: {
          InstanceProfileName: 'Demo',
          InstanceProfileId: 'AIPA',
          Arn: 'arn:i',
          Path: '/x/',
          Tags: [{ Key: 'k', Value: 'v' }],
          Roles: [{ RoleName: 'demo', RoleId: 'AROA' }],
        },
      }),
    });
    await expect(observeInstanceProfile(iam, 'demo')).resolves.toEqual({
      name: 'Demo',
      path: '/x/',
      tags: new Map([['k', 'v']]),
      role: { name: 'demo', id: 'AROA' },
      identity: { arn: 'arn:i', id: 'AIPA', created: undefined },
    });
    expect(iam.calls).toEqual(['GetInstanceProfile demo']);
  });

  test('not at all if the destroy keeps it, in any case of its name', async () => {
    const declaration = {
      ...aDeclaration,
      instanceProfileName: 'Demo',
      role: undefined,
      keptProfiles: new Set(['demo']),
    };
    const iam = fakeIam({ GetInstanceProfile: () => ({ InstanceProfile: { Tags: OWNER_TAGS } }) });
    await expect(instanceProfile.observe(iam, declaration)).resolves.toBeUndefined();
    expect(iam.calls).toEqual([]);
    const other = { ...declaration, keptProfiles: new Set(['other']) };
    await expect(instanceProfile.observe(iam, other)).resolves.toMatchObject({ name: 'Demo' });
  });

  test('with IAM’s defaults for missing fields', async () => {
    for (const [Roles, role] of [
      [undefined, undefined],
      [[], undefined],
      [[{}], { name: '', id: undefined }],
    ]) {
      const iam = fakeIam({ GetInstanceProfile: () => ({ InstanceProfile: { Roles } }) });
      await expect(observeInstanceProfile(iam, 'demo')).resolves.toEqual({
        name: 'demo',
        path: '/',
        tags: new Map(),
        role,
        identity: { arn: '', id: '', created: undefined },
      });
    }
  });

  test('not as absent if IAM refuses', async () => {
    const iam = fakeIam({
      GetInstanceProfile: () => {
        throw callError('AccessDenied');
      },
    });
    await expect(observeInstanceProfile(iam, 'demo')).rejects.toMatchObject({ code: 'AccessDenied' });
  });
});

describe('a removal', () => {
  const held: Readonly<Record<string, readonly [owner: string, role?: string]>> = {
    demo: [OWNER, 'demo'],
    second: [OWNER, 'demo'],
    empty: [OWNER],
    foreign: ['else', 'demo'],
    taken: [OWNER, 'other'],
  };
  const iam = fakeIam({
    GetInstanceProfile: ({ InstanceProfileName = '' }) => {
      const [owner, RoleName] = held[InstanceProfileName] ?? [];
      if (owner === undefined) return {};
      const Tags = [{ Key: OWNER_TAG, Value: owner }];
      return { InstanceProfile: { Tags, Roles: RoleName === undefined ? [] : [{ RoleName }] } };
    },
  });
  const observed = (instanceProfileName: string, furtherProfiles?: readonly string[]): Promise<unknown> => {
    const further = furtherProfiles && { furtherProfiles };
    return instanceProfile.observe(iam, {
      ...aDeclaration,
      role: undefined,
      instanceProfileName,
      ...further,
    });
  };

  test('takes further profiles along, except absent ones, those of another owner and those with another role', async () => {
    await expect(observed('demo', ['absent', 'taken', 'second', 'foreign', 'empty'])).resolves.toMatchObject({
      name: 'demo',
      duplicates: [
        { name: 'second', duplicates: [] },
        { name: 'empty', duplicates: [] },
      ],
    });
    await expect(observed('taken', [])).resolves.toBeUndefined();
  });

  test('of one profile reads it with another role too', async () => {
    const taken = await observed('taken');
    expect(taken).toMatchObject({ name: 'taken', role: { name: 'other' } });
    expect(taken).not.toHaveProperty('duplicates');
  });

  test('has a notice if its profile contains another role, and so remains', () => {
    const removal = { ...aDeclaration, role: undefined };
    const notices = (declaration: Declaration, actual: InstanceProfile | undefined): unknown =>
      instanceProfile.notices?.(declaration, { instanceProfile: actual });
    const taken = { ...aProfile, role: { name: 'other', id: 'AROAOTHER' } };
    expect(notices(removal, taken)).toEqual(['instance-profile/demo contains role/other, and remains']);
    for (const [declaration, actual] of [
      [aDeclaration, taken],
      [removal, aProfile],
      [removal, { ...aProfile, role: undefined }],
      [removal, undefined],
    ] as const) {
      expect(notices(declaration, actual)).toEqual([]);
    }
  });
});

describe('the calls', () => {
  const profile = (change: Partial<typeof aProfile>): State => ({
    ...both,
    instanceProfile: { ...aProfile, ...change },
  });
  const demo = 'instance-profile/demo';

  test.each<[string, State, State, string[]]>([
    ['from nothing', both, ABSENT, [`CreateInstanceProfile ${demo}`, `AddRoleToInstanceProfile ${demo}`]],
    ['from an empty profile', both, profile({ role: undefined }), [`AddRoleToInstanceProfile ${demo}`]],
    [
      'from one with another role',
      both,
      profile({ role: { name: 'other', id: 'x' } }),
      [`RemoveRoleFromInstanceProfile ${demo}`, `AddRoleToInstanceProfile ${demo}`],
    ],
    [
      'from one with a former role of that name',
      both,
      profile({ role: { name: 'demo', id: 'AROAFORMER' } }),
      [`RemoveRoleFromInstanceProfile ${demo}`, `AddRoleToInstanceProfile ${demo}`],
    ],
    [
      'of tags',
      profile({ tags: new Map([['b', '1']]) }),
      profile({ tags: new Map([['a', '1']]) }),
      [`UntagInstanceProfile ${demo}`, `TagInstanceProfile ${demo}`],
    ],
    [
      'to no profile',
      { ...both, instanceProfile: undefined },
      both,
      [`RemoveRoleFromInstanceProfile ${demo}`, `DeleteInstanceProfile ${demo}`],
    ],
    [
      'to nothing at all, from other profiles too',
      ABSENT,
      { ...both, role: { ...aRole, instanceProfiles: new Set(['b', 'a']) } },
      [`RemoveRoleFromInstanceProfile ${demo}`, `DeleteInstanceProfile ${demo}`],
    ],
    [
      'to nothing at all, if only the second profile contains the role',
      ABSENT,
      profile({ role: undefined, duplicates: [{ ...aProfile, name: 'second' }] }),
      [
        'RemoveRoleFromInstanceProfile instance-profile/second',
        `DeleteInstanceProfile ${demo}`,
        'DeleteInstanceProfile instance-profile/second',
      ],
    ],
    [
      'of a role that remains, in a foreign profile too',
      both,
      { ...both, role: { ...aRole, instanceProfiles: new Set(['a']) } },
      [],
    ],
    ['of a role whose id is not known yet', both, profile({ role: { name: 'demo', id: undefined } }), []],
    [
      'from a role to an empty profile',
      profile({ role: undefined }),
      both,
      [`RemoveRoleFromInstanceProfile ${demo}`],
    ],
    [
      'from no profile to none',
      { ...both, instanceProfile: undefined },
      { ...both, instanceProfile: undefined },
      [],
    ],
    ['for nothing', both, both, []],
  ])('%s', (_, target, actual, expected) => {
    expect(apis(target, actual)).toEqual(expected);
  });

  test('create a profile without tags if it has none', () => {
    const target: State = {
      role: undefined,
      instanceProfile: { ...aProfile, tags: new Map(), role: undefined },
    };
    expect(planInstanceProfile(target, ABSENT)[0]?.input).toEqual({ InstanceProfileName: 'demo', Path: '/' });
  });

  test.each<[string, State, State, object[]]>([
    [
      'to create it',
      both,
      ABSENT,
      [
        { Path: '/', Tags: [{ Key: 'aws-iam-instance-profile:owner', Value: 'octo-org/octo-repo' }] },
        { RoleName: 'demo' },
      ],
    ],
    [
      'to tag it',
      profile({ tags: new Map([['b', '1']]) }),
      profile({ tags: new Map([['a', '1']]) }),
      [{ TagKeys: ['a'] }, { Tags: [{ Key: 'b', Value: '1' }] }],
    ],
    ['to delete it', ABSENT, both, [{ RoleName: 'demo' }, {}]],
  ])('name the profile, and contain their new values: %s', (_, target, actual, inputs) => {
    expect(planInstanceProfile(target, actual).map(({ input }) => input)).toEqual(
      inputs.map((input) => ({ InstanceProfileName: 'demo', ...input })),
    );
  });

  test('describe their effect', () => {
    const changes = [...planInstanceProfile(both, ABSENT), ...planInstanceProfile(ABSENT, both)];
    expect(changes.map(({ summary }) => summary)).toEqual([
      'create the instance profile',
      'put role/demo into the profile',
      'remove role/demo from the profile',
      'delete the instance profile',
    ]);
  });

  test('wait for the creation of the role, and mark its addition as broadening', () => {
    const add = planInstanceProfile(both, ABSENT)[1];
    expect(add).toMatchObject({ broadens: true, after: ['CreateRole'], input: { RoleName: 'demo' } });
  });

  test('wait for no change of the role that only leaves, or makes room for another role', () => {
    const after = (target: State): unknown =>
      planInstanceProfile(target, both).map((each) => [each.api, each.after]);
    expect(after(profile({ role: undefined }))).toEqual([['RemoveRoleFromInstanceProfile', []]]);
    expect(after(profile({ role: { name: 'other', id: 'AROAOTHER' } }))).toEqual([
      ['RemoveRoleFromInstanceProfile', []],
      ['AddRoleToInstanceProfile', []],
    ]);
  });

  test('delete a profile after all changes of a remaining role', () => {
    const gone = planInstanceProfile({ ...both, instanceProfile: undefined }, both).at(-1);
    expect([...(gone?.after ?? [])].sort()).toEqual([
      'AttachRolePolicy',
      'CreateRole',
      'DeleteRolePermissionsBoundary',
      'DeleteRolePolicy',
      'DetachRolePolicy',
      'PutRolePermissionsBoundary',
      'PutRolePolicy',
      'TagRole',
      'UntagRole',
      'UpdateAssumeRolePolicy',
      'UpdateRole',
    ]);
    expect(planInstanceProfile(ABSENT, both).at(-1)?.after).toBeUndefined();
  });
});

describe('a report', () => {
  const empty = { ...aProfile, role: undefined };
  const table = (target: State, actual: State): string =>
    changeTable({ changes: planInstanceProfile(target, actual) }, actual, target);

  test('names a new profile with its role, and its path unless it is IAM’s default', () => {
    const start: State = { role: aRole };
    const placed: State = { role: aRole, instanceProfile: { ...aProfile, path: '/x/' } };
    const create = '| + | instance profile `demo` | create<br>contains `role/demo`';
    expect(table(both, start)).toContain(`${create} |`);
    expect(table(placed, start)).toContain(`${create}<br>path \`/x/\` |`);
  });

  test('names the role that a profile gets, and what that gives', () => {
    const start: State = { role: aRole, instanceProfile: empty };
    expect(table(both, start)).toContain('instance profile: role in it | `role/demo`');
    const differences = differencesOf(planInstanceProfile(both, start), start, both);
    expect(accessLines(differences)).toEqual([
      '`instance-profile/demo`: EC2 instances with it get `role/demo`',
    ]);
  });

  test('logs the role that a profile gets as an addition', () => {
    const start: State = { role: aRole, instanceProfile: empty };
    expect(planLines({ changes: planInstanceProfile(both, start) }, start)).toEqual([
      '+ instance-profile/demo: put role/demo into the profile  [broadens access]',
    ]);
  });

  test('has the ARN, the name and the id of the profile as outputs', () => {
    const outcome = unknownOutcome({ mode: 'read' } as RunSettings, aDeclaration);
    expect(outputsOf({ ...outcome, finalState: both })).toMatchObject({
      'instance-profile-arn': aProfile.identity?.arn,
      'instance-profile-name': 'demo',
      'instance-profile-id': 'AIPADEMO',
    });
  });
});
