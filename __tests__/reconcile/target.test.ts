import fc from 'fast-check';
import {
  PRUNABLE,
  ABSENT,
  type Declaration,
  type Prune,
  type RoleDeclaration,
  type ResolvedPolicies,
  type ResourceKind,
  type State,
} from '../../src/resources/resource.ts';
import { desiredState, keptNotices, RESOURCES } from '../../src/resources/index.ts';
import { OWNER_TAG, PULL_REQUEST_TAG, tagValue } from '../../src/resources/tags.ts';
import { aDeclaration, aProfile, aRole, aRoleDeclaration } from '../harness/examples.ts';
import { companion } from '../resources/toy-kind.ts';

const nothing: ResolvedPolicies = new Map();
const owner = [OWNER_TAG, 'octo-org/octo-repo'] as const;

function declaring(role: Partial<RoleDeclaration>, rest: Partial<Declaration> = {}): Declaration {
  return { ...aDeclaration, ...rest, role: { ...aRoleDeclaration, ...role } };
}

const standing: State = {
  role: {
    ...aRole,
    boundary: 'arn:bound',
    tags: new Map([...aRole.tags, ['foreign', 'x'], ['Team', 'a']]),
    managedPolicies: new Set(['arn:foreign', 'arn:ours']),
    inlinePolicies: new Map([['foreign', undefined]]),
  },
  instanceProfile: aProfile,
};

const taken = { ...aProfile, role: { name: 'other', id: 'AROAOTHER' } };
const keepAll: Prune = new Set([]);

test('the desired state of a destroy is empty', () => {
  expect(desiredState({ ...aDeclaration, role: undefined }, standing, nothing)).toEqual({});
});

test('the desired state of an empty account is the declaration with the owner tag', () => {
  const declaration = declaring({
    tags: new Map([['k', 'v']]),
    description: 'd',
    policies: ['p'],
    pullRequest: '7',
  });
  expect(desiredState(declaration, ABSENT, new Map([['p', 'arn:p']]))).toEqual({
    role: {
      ...aRole,
      description: 'd',
      tags: new Map([['k', 'v'], owner, [PULL_REQUEST_TAG, '7']]),
      managedPolicies: new Set(['arn:p']),
      identity: undefined,
    },
    instanceProfile: {
      ...aProfile,
      tags: new Map([['k', 'v'], owner, [PULL_REQUEST_TAG, '7']]),
      role: { name: 'demo', id: undefined },
      identity: undefined,
    },
  });
});

test('the desired state omits undeclared policies and tags', () => {
  const { role } = desiredState(declaring({}), standing, nothing);
  expect([role?.managedPolicies, role?.inlinePolicies, role?.tags]).toEqual([
    new Set(),
    new Map(),
    new Map([owner]),
  ]);
});

describe('the boundary', () => {
  test.each<[string, string | undefined, string | undefined, string | undefined]>([
    ['stays when none is declared', undefined, undefined, 'arn:bound'],
    ['goes with none', 'none', undefined, undefined],
    ['is the one that is declared', 'Name', 'arn:other', 'arn:other'],
  ])('%s', (_, boundary, resolved, expected) => {
    const { role } = desiredState(
      declaring({ boundary }),
      standing,
      new Map(resolved === undefined ? [] : [[boundary ?? '', resolved]]),
    );
    expect(role?.boundary).toBe(expected);
  });
});

describe('the number of the pull request', () => {
  const on = (pullRequest: string | undefined, tags: [string, string][]): string | undefined => {
    const actual = { ...standing, role: { ...aRole, tags: new Map([owner, ...tags]) } };
    const { role } = desiredState(declaring({ pullRequest }), actual, nothing);
    return tagValue(role?.tags ?? new Map(), PULL_REQUEST_TAG);
  };
  test.each<[string, string | undefined, [string, string][], string | undefined]>([
    ['stays what it was at the creation', '8', [[PULL_REQUEST_TAG, '7']], '7'],
    ['stays where the run is on no pull request', undefined, [[PULL_REQUEST_TAG, '7']], '7'],
    ['is not written on what was made on another event', '8', [], undefined],
    [
      "is dropped with another owner's tag",
      '8',
      [
        [OWNER_TAG, 'octo-org/other'],
        [PULL_REQUEST_TAG, '7'],
      ],
      undefined,
    ],
    ['is found in another case', '8', [[PULL_REQUEST_TAG.toUpperCase(), '7']], '7'],
  ])('%s', (_, pullRequest, tags, expected) => {
    expect(on(pullRequest, tags)).toBe(expected);
  });
});

describe('the profile', () => {
  const foreign = { ...aProfile, tags: new Map([[OWNER_TAG, 'other']]) };
  const empty = { ...aProfile, role: undefined };
  const destroy: Declaration = { ...aDeclaration, role: undefined };
  test.each<[string, Declaration, State, State['instanceProfile']]>([
    [
      'is deleted if it has our owner tag and none is declared',
      declaring({ instanceProfile: undefined }),
      standing,
      undefined,
    ],
    [
      'remains if it has another owner and none is declared',
      declaring({ instanceProfile: undefined }),
      { ...standing, instanceProfile: foreign },
      foreign,
    ],
    [
      'remains if it has another owner, even if the role is adopted',
      declaring({ instanceProfile: undefined }, { adopt: true }),
      { ...standing, instanceProfile: foreign },
      foreign,
    ],
    ['is deleted by a destroy if it is empty', destroy, { instanceProfile: empty }, undefined],
    ['survives a destroy if it contains another role', destroy, { instanceProfile: taken }, taken],
    [
      'may be missing',
      declaring({ instanceProfile: undefined }),
      { ...standing, instanceProfile: undefined },
      undefined,
    ],
  ])('%s', (_, declaration, actual, expected) => {
    expect(desiredState(declaration, actual, nothing).instanceProfile).toEqual(expected);
  });

  test('has the tags and the path that are declared for it alone', () => {
    const profile = { path: '/x/', tags: new Map([['own', 'v']]) };
    const declaration = declaring({ instanceProfile: profile, tags: new Map([['k', 'v']]) });
    expect(desiredState(declaration, ABSENT, nothing).instanceProfile).toMatchObject({
      path: '/x/',
      tags: new Map([['own', 'v'], owner]),
    });
  });

  test('contains a role whose id is not known yet', () => {
    const actual = { role: { ...aRole, identity: undefined } };
    expect(desiredState(declaring({}), actual, nothing).instanceProfile?.role).toEqual({ name: 'demo' });
  });

  test('contains this very role', () => {
    const other = { ...standing, instanceProfile: { ...aProfile, role: { name: 'demo', id: 'AROAFORMER' } } };
    expect(desiredState(declaring({}), other, nothing).instanceProfile?.role).toEqual({
      name: 'demo',
      id: 'AROADEMO',
    });
  });
});

describe('with pruning off', () => {
  const declaration = declaring({
    prune: keepAll,
    policies: ['ours', 'new'],
    inlinePolicies: new Map([['ours', { Statement: [] }]]),
    tags: new Map([['team', 'b']]),
  });
  const resolved = new Map([
    ['ours', 'arn:ours'],
    ['new', 'arn:new'],
  ]);

  test('undeclared policies and tags remain', () => {
    const { role } = desiredState(declaration, standing, resolved);
    expect(role?.managedPolicies).toEqual(new Set(['arn:foreign', 'arn:ours', 'arn:new']));
    expect(role?.inlinePolicies).toEqual(
      new Map<string, unknown>([
        ['foreign', undefined],
        ['ours', { Statement: [] }],
      ]),
    );
  });

  test('a tag whose key is declared in another case is deleted anyway', () => {
    const { role } = desiredState(declaration, standing, resolved);
    expect(role?.tags).toEqual(new Map([['team', 'b'], owner, ['foreign', 'x']]));
  });

  test('notices list what remains, and nothing else', () => {
    expect(keptNotices(declaration, standing, resolved)).toEqual([
      'role/demo: tag foreign is not declared and remains',
      'role/demo: managed policy arn:foreign is not declared and remains',
      'role/demo: inline policy foreign is not declared and remains',
    ]);
  });

  test('notices name the profile for its own tags', () => {
    const instanceProfile = { ...aProfile, tags: new Map([...aProfile.tags, ['cost/center', '7']]) };
    expect(keptNotices(declaration, { instanceProfile }, resolved)).toEqual([
      'instance-profile/demo: tag cost/center is not declared and remains',
    ]);
  });

  test('the notices of a kind follow, if it has some', () => {
    const destroy = { ...declaration, role: undefined };
    expect(keptNotices(destroy, { instanceProfile: taken }, resolved)).toEqual([
      'instance-profile/demo contains role/other, and remains',
    ]);
    const kinds = RESOURCES as ResourceKind[];
    const none = { motto: '', grants: new Set<string>(), notes: new Map<string, never>() };
    const tags = new Map([...aRole.tags, ['left', 'x']]);
    kinds.push(companion(none));
    try {
      const kept = { ...none, name: 'demo-companion', path: '/', tags, identity: undefined };
      expect(keptNotices(declaration, { companion: kept }, resolved)).toEqual([
        'companion/demo-companion: tag left is not declared and remains',
      ]);
    } finally {
      kinds.pop();
    }
  });

  test('no notice concerns a role that does not exist or will be deleted', () => {
    expect(keptNotices(declaration, ABSENT, resolved)).toEqual([]);
    expect(keptNotices({ ...declaration, role: undefined }, standing, resolved)).toEqual([]);
  });

  test('each kind is kept independently, with its own notice', () => {
    fc.assert(
      fc.property(
        fc.subarray([...PRUNABLE]).map((items) => new Set(items)),
        (prune) => {
          const chosen: Declaration = { ...declaration, role: { ...aRoleDeclaration, prune } };
          const { role } = desiredState(chosen, standing, nothing);
          expect(role?.managedPolicies.has('arn:foreign')).toBe(!prune.has('policies'));
          expect(role?.inlinePolicies.has('foreign')).toBe(!prune.has('inline-policies'));
          expect(role?.tags.has('foreign')).toBe(!prune.has('tags'));
          const lines = keptNotices(chosen, standing, nothing).join('\n');
          expect(lines.includes('managed policy arn:foreign')).toBe(!prune.has('policies'));
          expect(lines.includes('inline policy foreign')).toBe(!prune.has('inline-policies'));
          expect(lines.includes('tag foreign')).toBe(!prune.has('tags'));
        },
      ),
    );
  });
});
