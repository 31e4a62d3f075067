/** Checks what a Roles Anywhere profile makes of declarations: exact calls, words and flags, without a service. */
import { callsOf } from '../../src/aws/calls.ts';
import type { PolicyDocument } from '../../src/aws/policy-document.ts';
import {
  DEFAULT_LIMITS,
  ROLE_UPDATES,
  type Change,
  type Declaration,
  type State,
} from '../../src/resources/resource.ts';
import { rolesAnywhereProfile as kind } from '../../src/resources/roles-anywhere-profile.ts';
import {
  limiting,
  noSessionPolicy,
  type RolesAnywhereDeclaration,
  type RolesAnywhereProfile,
} from '../../src/resources/roles-anywhere-state.ts';
import { OWNER_TAG } from '../../src/resources/tags.ts';
import { aDeclaration, aRole, aRoleDeclaration, aRolesAnywhereProfile } from '../harness/examples.ts';
import { allow } from './nodes.ts';

const OWN = '{role-arn:demo}';
const OTHER = 'arn:aws:iam::123456789012:role/team/other';
const THIRD = 'arn:aws:iam::123456789012:role/third';
const READ = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const MINE = [OWNER_TAG, aDeclaration.owner] as const;

const aNode: RolesAnywhereProfile = {
  ...aRolesAnywhereProfile,
  roleArns: new Set([OWN]),
  identity: { arn: 'arn:one', id: 'one', created: undefined },
};
const second: RolesAnywhereProfile = {
  ...aNode,
  identity: { arn: 'arn:two', id: 'two', created: undefined },
};
const declared: RolesAnywhereDeclaration = {
  enabled: true,
  durationSeconds: 900,
  sessionPolicy: undefined,
  requireInstanceProperties: false,
  tags: new Map(),
  policies: [],
};
const declaration: Declaration = {
  ...aDeclaration,
  rolesAnywhereName: 'nodes',
  role: { ...aRoleDeclaration, rolesAnywhere: declared },
};
const destroy: Declaration = { ...declaration, role: undefined };

const of = (profile: RolesAnywhereProfile | undefined, more: State = {}): State => ({
  ...more,
  rolesAnywhereProfile: profile,
});
const planned = (target: State, actual: State): Change[] => kind.plan(target, actual, DEFAULT_LIMITS);
type Part = Partial<RolesAnywhereProfile>;
/** Plans from one profile to another, given what they have besides the example. */
const between = (actual: Part, target: Part): Change[] =>
  planned(of({ ...aNode, ...target }), of({ ...aNode, ...actual }));

test('the kind has its names, its outputs, and the words for each property', () => {
  expect(kind).toMatchObject({
    kind: 'rolesAnywhereProfile',
    noun: 'Roles Anywhere profile',
    nameInput: 'roles-anywhere-profile',
    caseSensitive: true,
    outputs: ['arn', 'id'],
  });
  expect(kind.declaredName(declaration)).toBe('nodes');
  expect(kind.properties).toEqual({
    enabled: { label: 'enabled', phrase: 'enabled:', default: true },
    durationSeconds: { label: 'session duration', unit: 's', phrase: 'sessions of' },
    roleArns: { label: 'role', phrase: 'for' },
    managedPolicies: { label: 'managed session policy', phrase: 'limited by', edge: 'limited by' },
    sessionPolicy: { label: 'session policy', phrase: 'session policy:', edge: 'limited by' },
    requireInstanceProperties: { label: 'requires instance properties', default: false },
    acceptRoleSessionName: { label: 'accepts session names', default: false },
    tags: { label: 'tag', inert: true },
  });
});

test('only a declaration with a profile names policies, passes further roles, and may send its calls', () => {
  const rolesAnywhere = { ...declared, policies: ['ReadOnlyAccess'], roleArns: [OTHER] };
  const full: Declaration = { ...declaration, role: { ...aRoleDeclaration, rolesAnywhere } };
  expect(kind.policies?.(full)).toEqual([{ input: 'roles-anywhere-profile', reference: 'ReadOnlyAccess' }]);
  expect([kind.policies?.(destroy), kind.policies?.(aDeclaration)]).toEqual([[], []]);
  const start = of({ ...aNode, roleArns: new Set([OWN, THIRD]) });
  expect(kind.passedRoles?.(full, start)).toEqual([OTHER, THIRD]);
  expect(kind.passedRoles?.(destroy, of(undefined))).toEqual([]);
  expect(kind.passedRoles?.(aDeclaration, undefined)).toEqual([]);
  expect(kind.neverSent?.([aDeclaration, destroy])).toEqual([]);
  expect(kind.neverSent?.([aDeclaration])).toEqual(callsOf('rolesanywhere'));
  expect(callsOf('rolesanywhere')).toContain('CreateProfile');
});

describe('the desired profile', () => {
  const desired = (
    from: Declaration,
    actual?: RolesAnywhereProfile,
    resolved = new Map<string, string>(),
  ): RolesAnywhereProfile | undefined => kind.desired(from, of(actual), resolved);

  test('has the declared settings, the ARNs of policies, and its own role once', () => {
    const own = 'arn:aws:iam::123456789012:role/demo';
    const rolesAnywhere = {
      ...declared,
      enabled: false,
      policies: ['ReadOnlyAccess', 'x'],
      roleArns: [OTHER, own],
      acceptRoleSessionName: true,
    };
    const full = { ...declaration, role: { ...aRoleDeclaration, rolesAnywhere } };
    expect(desired(full, undefined, new Map([['ReadOnlyAccess', READ]]))).toEqual({
      name: 'nodes',
      enabled: false,
      durationSeconds: 900,
      roleArns: new Set([OTHER, OWN]),
      managedPolicies: new Set([READ, 'x']),
      sessionPolicy: undefined,
      requireInstanceProperties: false,
      acceptRoleSessionName: true,
      tags: new Map([MINE]),
      duplicates: [],
      identity: undefined,
    });
  });

  test('keeps the existing one’s identity, and its further roles only without prune: policies', () => {
    const actual = { ...aNode, roleArns: new Set([OTHER]), duplicates: [second] };
    expect(desired(declaration, actual)).toMatchObject({ identity: aNode.identity, duplicates: [] });
    expect(desired(declaration, actual)?.roleArns).toEqual(new Set([OWN]));
    expect(desired(declaration, actual)?.acceptRoleSessionName).toBe(false);
    const kept = {
      ...declaration,
      role: { ...aRoleDeclaration, rolesAnywhere: declared, prune: new Set([]) },
    };
    expect(desired(kept, actual)?.roleArns).toEqual(new Set([OTHER, OWN]));
    expect(desired(kept)?.roleArns).toEqual(new Set([OWN]));
  });

  test('is absent if none is declared', () => {
    expect(desired({ ...declaration, rolesAnywhereName: undefined }, aNode)).toBeUndefined();
    expect(desired({ ...declaration, role: aRoleDeclaration }, aNode)).toBeUndefined();
  });

  test.each<[string, Part, 'deleted' | 'kept']>([
    ['is the step’s own', {}, 'deleted'],
    ['lists no role', { roleArns: new Set() }, 'deleted'],
    ['also lists another role', { roleArns: new Set([OWN, OTHER]) }, 'deleted'],
    ['lists only another role', { roleArns: new Set([OTHER]) }, 'kept'],
    ['has another owner', { tags: new Map([[OWNER_TAG, 'other/repo']]) }, 'kept'],
  ])('after a destroy of a profile that %s', (_, part, fate) => {
    const actual = { ...aNode, ...part };
    expect(desired(destroy, actual)).toBe(fate === 'kept' ? actual : undefined);
  });

  test('after a destroy without a profile is none', () => {
    expect(desired(destroy)).toBeUndefined();
  });
});

describe('a declaration is refused', () => {
  const TWO =
    'there are 2 Roles Anywhere profiles called nodes: one, two; delete all but one (aws rolesanywhere delete-profile --profile-id …), or choose another name';
  const MOVED =
    'roles-anywhere-profile/nodes has require-instance-properties: true, and Roles Anywhere cannot change it: declare it so, ' +
    'choose another name, or delete the profile (aws rolesanywhere delete-profile --profile-id one) and apply again';
  const foreign = { ...second, tags: new Map([[OWNER_TAG, 'other/repo']]) };

  test.each<[string, Declaration, Part, boolean, readonly string[]]>([
    ['not for one profile of its own', declaration, {}, false, ['c']],
    ['for a second of the name', declaration, { duplicates: [second] }, false, [TWO]],
    ['not for a second that another run created with it', declaration, { duplicates: [second] }, true, ['c']],
    ['for a second of another owner', declaration, { duplicates: [foreign] }, true, [TWO]],
    [
      'for a setting that cannot change',
      declaration,
      { requireInstanceProperties: true },
      false,
      ['c', MOVED],
    ],
    ['not for that setting by a destroy', destroy, { requireInstanceProperties: true }, false, ['c']],
  ])('%s', (_, from, part, created, reasons) => {
    expect(kind.refusals?.(from, { ...aNode, ...part }, created, ['c'])).toEqual(reasons);
  });
});

test.each<[string, Declaration, RolesAnywhereProfile | undefined, readonly string[]]>([
  ['of an apply', declaration, { ...aNode, roleArns: new Set([OWN, OTHER]) }, []],
  ['without a profile', destroy, undefined, []],
  ['of its own role alone', destroy, aNode, []],
  [
    'of another owner',
    destroy,
    { ...aNode, tags: new Map() },
    ['roles-anywhere-profile/nodes has another owner: it remains, with all the roles that it lists'],
  ],
  [
    'of more roles',
    destroy,
    { ...aNode, roleArns: new Set([THIRD, OWN, OTHER]) },
    [
      'roles-anywhere-profile/nodes also lists role/team/other, role/third: servers with this profile lose those roles, too',
    ],
  ],
  [
    'of other roles',
    destroy,
    { ...aNode, roleArns: new Set([OTHER]) },
    ['roles-anywhere-profile/nodes lists role/team/other, not role/demo, and remains'],
  ],
])('the notice of a destroy %s', (_, from, profile, notices) => {
  expect(kind.notices?.(from, of(profile))).toEqual(notices);
});

describe('a creation', () => {
  test('sends every setting, and waits for the role', () => {
    const tags = new Map([MINE, ['z', '1']]);
    const roleArns = new Set([OWN, OTHER]);
    const target: RolesAnywhereProfile = {
      ...aNode,
      roleArns,
      managedPolicies: new Set([READ, 'arn:a']),
      sessionPolicy: allow('s3:*'),
      acceptRoleSessionName: true,
      requireInstanceProperties: true,
      tags,
      duplicates: [second],
    };
    expect(planned(of(target, { role: aRole }), {})).toEqual([
      {
        api: 'CreateProfile',
        kind: 'rolesAnywhereProfile',
        resource: 'roles-anywhere-profile/nodes',
        action: 'create',
        summary: 'create the Roles Anywhere profile',
        input: {
          name: 'nodes',
          enabled: true,
          durationSeconds: 3600,
          roleArns: [OTHER, OWN],
          managedPolicyArns: ['arn:a', READ],
          sessionPolicy: JSON.stringify(allow('s3:*')),
          acceptRoleSessionName: true,
          requireInstanceProperties: true,
          tags: [
            { key: MINE[0], value: MINE[1] },
            { key: 'z', value: '1' },
          ],
        },
        broadens: true,
        after: ['CreateRole'],
        creates: { ...target, duplicates: [], identity: undefined },
      },
    ]);
  });

  test('of a disabled profile broadens nothing, and omits what it lacks', () => {
    const [create, ...rest] = planned(of({ ...aNode, enabled: false }), {});
    expect(rest).toEqual([]);
    expect(create).toMatchObject({ summary: 'create the Roles Anywhere profile, disabled', broadens: false });
    expect(Object.keys(create?.input ?? {})).toEqual([
      'name',
      'enabled',
      'durationSeconds',
      'roleArns',
      'managedPolicyArns',
      'requireInstanceProperties',
      'tags',
    ]);
    expect(create?.after).toEqual([]);
  });
});

test('without a profile on either side, and between equal ones, there is no call', () => {
  expect(planned({}, {})).toEqual([]);
  expect(between({}, {})).toEqual([]);
});

describe('a deletion', () => {
  test('of the profile and all of its name', () => {
    expect(planned({}, of({ ...aNode, duplicates: [second] }))).toEqual(
      ['one', 'two'].map((id) => ({
        api: 'DeleteProfile',
        kind: 'rolesAnywhereProfile',
        resource: 'roles-anywhere-profile/nodes',
        action: 'delete',
        summary: 'delete the Roles Anywhere profile',
        input: { profileId: id },
        broadens: false,
        deletes: id,
      })),
    );
  });

  test('of the second profile, whichever the target is', () => {
    const actual = of({ ...aNode, duplicates: [{ ...second, enabled: false }] });
    const summary = 'delete the second profile of that name, created at the same time';
    expect(planned(of(aNode), actual)).toMatchObject([{ summary, deletes: 'two' }]);
    expect(planned(of({ ...second, enabled: false }), actual)).toMatchObject([{ summary, deletes: 'one' }]);
    expect(planned(of({ ...aNode, duplicates: [second] }), actual)).toEqual([]);
    // One without an id is updated in place of the first.
    const unknown = { ...aNode, identity: undefined, enabled: false };
    expect(planned(of(unknown), actual).map(({ api }) => api)).toEqual(['DeleteProfile', 'DisableProfile']);
  });

  test('of a profile that this run has just created is by its placeholder', () => {
    expect(planned({}, of({ ...aNode, identity: undefined }))).toMatchObject([
      { input: { profileId: '{roles-anywhere-profile-id:nodes}' } },
    ]);
  });
});

test('duplicates and tags are first; a profile is disabled before its update, and enabled after it', () => {
  const tags = new Map([MINE, ['b', '2']]);
  const old = { tags: new Map([MINE, ['a', '1']]), duplicates: [second] };
  const further = { durationSeconds: 900, tags };
  const changes = between(old, { ...further, enabled: false });
  expect(changes.map(({ api }) => api)).toEqual([
    'DeleteProfile',
    'UntagResource',
    'TagResource',
    'DisableProfile',
    'UpdateProfile',
  ]);
  expect(changes[1]).toMatchObject({
    input: { resourceArn: 'arn:one', tagKeys: ['a'] },
    sets: { 'tags/a': undefined },
  });
  expect(changes[2]).toMatchObject({
    input: { resourceArn: 'arn:one', tags: [{ key: 'b', value: '2' }] },
    sets: { 'tags/b': '2' },
  });
  expect(changes[3]).toMatchObject({
    input: { profileId: 'one' },
    summary: 'disable the Roles Anywhere profile',
    sets: { enabled: false },
    broadens: false,
    after: [],
  });
  const [update, enable, ...rest] = between({ enabled: false }, { durationSeconds: 900 });
  expect([update?.api, rest]).toEqual(['UpdateProfile', []]);
  expect(enable).toMatchObject({
    api: 'EnableProfile',
    input: { profileId: 'one' },
    summary: 'enable the Roles Anywhere profile',
    sets: { enabled: true },
    broadens: true,
    after: [],
  });
});

const deny: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }],
};
const limits = { managedPolicies: new Set([READ]) };

const NONE = noSessionPolicy({ size: 0 });
const NONE_WITH_MANAGED = noSessionPolicy({ size: 1 });

test('the policy that means none allows everything alone, and nothing of use with managed policies', () => {
  const of = (Action: string): PolicyDocument => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
  });
  expect([NONE, NONE_WITH_MANAGED]).toEqual([of('*'), of('sts:GetCallerIdentity')]);
  expect(limiting(NONE, { size: 0 })).toBeUndefined();
  expect(limiting(NONE_WITH_MANAGED, { size: 1 })).toBeUndefined();
  expect(limiting(NONE, { size: 1 })).toBe(NONE);
  expect(limiting(NONE_WITH_MANAGED, { size: 0 })).toBe(NONE_WITH_MANAGED);
  expect(limiting(undefined, { size: 1 })).toBeUndefined();
});

test.each<[string, Part, Part, string, boolean, PolicyDocument?]>([
  ['a longer session', {}, { durationSeconds: 7200 }, 'sessions of 3600 s → 7200 s', false],
  ['another role', {}, { roleArns: new Set([OWN, OTHER]) }, 'add the role other', true],
  [
    'one role less',
    { roleArns: new Set([OTHER, THIRD]) },
    { roleArns: new Set() },
    'drop the role other, third',
    false,
  ],
  [
    'a role for another',
    { roleArns: new Set([OTHER]) },
    {},
    'add the role demo; drop the role other (last: it limits and extends)',
    true,
  ],
  ['a first limit', {}, limits, 'add the managed session policy ReadOnlyAccess', false, NONE_WITH_MANAGED],
  ['the last limit', limits, {}, 'drop the managed session policy ReadOnlyAccess', true, NONE],
  [
    'one managed policy of two',
    { managedPolicies: new Set([READ, 'arn:aws:iam::1:policy/x']) },
    limits,
    'drop the managed session policy x (last: it limits and extends)',
    true,
  ],
  ['a first session policy', {}, { sessionPolicy: allow('s3:*') }, 'set the session policy', false],
  [
    'no session policy any more',
    { sessionPolicy: allow('s3:*') },
    {},
    'remove the session policy',
    true,
    NONE,
  ],
  [
    'managed policies alone, without a session policy',
    { ...limits, sessionPolicy: NONE },
    limits,
    'remove the session policy',
    false,
    NONE_WITH_MANAGED,
  ],
  [
    'a managed policy in place of a session policy',
    { sessionPolicy: allow('s3:*') },
    limits,
    'add the managed session policy ReadOnlyAccess; remove the session policy (last: it limits and extends)',
    true,
    NONE_WITH_MANAGED,
  ],
  [
    'a wider session policy',
    { sessionPolicy: allow('s3:GetObject') },
    { sessionPolicy: allow('s3:*') },
    'set the session policy',
    true,
  ],
  [
    'a narrower session policy',
    { sessionPolicy: allow('s3:*') },
    { sessionPolicy: allow('s3:GetObject') },
    'set the session policy',
    false,
  ],
  [
    'a denial in place of a managed policy',
    limits,
    { sessionPolicy: deny },
    'drop the managed session policy ReadOnlyAccess; set the session policy (last: it limits and extends)',
    true,
  ],
  ['session names', {}, { acceptRoleSessionName: true }, 'accept session names', true],
  ['no session names any more', { acceptRoleSessionName: true }, {}, 'refuse session names', false],
])('an update to %s', (...[, actual, target, summary, broadens, none]) => {
  const role = { ...aRole, description: 'changed' };
  const plan = (enabled: boolean): Change[] =>
    planned(
      of({ ...aNode, ...target, enabled }, { role }),
      of({ ...aNode, ...actual, enabled }, { role: aRole }),
    );
  const [change, ...more] = plan(true);
  expect(more).toEqual([]);
  expect(change).toMatchObject({
    api: 'UpdateProfile',
    resource: 'roles-anywhere-profile/nodes',
    summary,
    broadens,
  });
  expect(change?.after).toEqual(broadens ? ROLE_UPDATES : ['CreateRole']);
  const wanted = { ...aNode, ...target };
  expect(change?.sets).toEqual({
    durationSeconds: wanted.durationSeconds,
    roleArns: wanted.roleArns,
    managedPolicies: wanted.managedPolicies,
    sessionPolicy: wanted.sessionPolicy,
    acceptRoleSessionName: wanted.acceptRoleSessionName,
  });
  expect(change?.input).toEqual({
    profileId: 'one',
    durationSeconds: wanted.durationSeconds,
    roleArns: [...wanted.roleArns].sort(),
    managedPolicyArns: [...wanted.managedPolicies].sort(),
    ...(wanted.sessionPolicy && { sessionPolicy: JSON.stringify(wanted.sessionPolicy) }),
    ...(wanted.sessionPolicy === undefined && none && { sessionPolicy: JSON.stringify(none) }),
    ...((wanted.acceptRoleSessionName || actual.acceptRoleSessionName === true) && {
      acceptRoleSessionName: wanted.acceptRoleSessionName,
    }),
  });
  // No session can use a disabled profile.
  const [disabled] = plan(false);
  expect([disabled?.broadens, disabled?.after]).toEqual([false, ['CreateRole']]);
  expect(disabled?.summary).toBe(summary.replace(' (last: it limits and extends)', ''));
});

test('an update that limits and extends is last only if the role changes too, and the profile was enabled', () => {
  const [alone] = between({ roleArns: new Set([OTHER]) }, {});
  expect([alone?.summary, alone?.after]).toEqual(['add the role demo; drop the role other', []]);
  const before = of({ ...aNode, roleArns: new Set([OTHER]), enabled: false }, { role: aRole });
  const [update, enable] = planned(of(aNode, { role: { ...aRole, description: 'x' } }), before);
  expect([update?.summary, update?.after]).toEqual(['add the role demo; drop the role other', ROLE_UPDATES]);
  expect(enable?.after).toEqual(ROLE_UPDATES);
});
