import type { Declaration, State, Tags } from '../../src/resources/resource.ts';
import { Refusal, refusals } from '../../src/resources/index.ts';
import type { InstanceProfile } from '../../src/resources/instance-profile.ts';
import type { Role } from '../../src/resources/role-state.ts';
import { isOurs, OWNER_TAG, REPOSITORY_ID_TAG } from '../../src/resources/tags.ts';
import { aDeclaration, aProfile, aRole } from '../harness/examples.ts';

const ours: Tags = new Map([[OWNER_TAG, 'octo-org/octo-repo']]);
const theirs: Tags = new Map([[OWNER_TAG, 'other/repo']]);
const nobodys: Tags = new Map();

function state(role: Partial<Role> | undefined, profile?: Partial<InstanceProfile>): State {
  return {
    role: role && { ...aRole, ...role },
    instanceProfile: profile && { ...aProfile, ...profile },
  };
}

const adopting: Declaration = { ...aDeclaration, adopt: true };
const destroying: Declaration = { ...aDeclaration, role: undefined };
const withoutProfile: Declaration = {
  ...aDeclaration,
  role: aDeclaration.role && { ...aDeclaration.role, instanceProfile: undefined },
};

/** Declares a number of tags. The Action adds that of the owner. */
function tagged(count: number): Declaration {
  const tags = new Map(Array.from({ length: count }, (_, at) => [`tag-${at}`, '']));
  return { ...aDeclaration, role: aDeclaration.role && { ...aDeclaration.role, tags } };
}

describe('nothing is refused', () => {
  test.each<[string, Declaration, State]>([
    ['of what does not exist', aDeclaration, state(undefined)],
    ['of resources with our owner tag', aDeclaration, state({ tags: ours }, { tags: ours })],
    [
      'of resources whose owner tag has a key in another case',
      aDeclaration,
      state({ tags: new Map([[OWNER_TAG.toUpperCase(), 'octo-org/octo-repo']]) }),
    ],
    [
      'of the role that this run decided to remove',
      { ...destroying, judged: { id: aRole.identity?.id, tag: 'pr', value: '7' } },
      state({ tags: new Map([...ours, ['pr', '7']]) }),
    ],
    ['of what is adopted', adopting, state({ tags: theirs }, { tags: nobodys })],
    [
      'of our role in a profile of another owner, by a destroy',
      destroying,
      state({ tags: ours }, { tags: theirs }),
    ],
    [
      'of an undeclared profile of another owner',
      withoutProfile,
      state({ tags: ours }, { tags: theirs, path: '/x/' }),
    ],
    ['of the most tags that IAM allows on a role', tagged(49), state({ tags: ours })],
    ['of another path, by a destroy', destroying, state({ tags: ours, path: '/x/' })],
  ])('%s', (_, declaration, actual) => {
    expect(refusals(declaration, actual)).toEqual([]);
  });
});

describe('refused, with the ways on', () => {
  test.each<[string, Declaration, State, RegExp[]]>([
    [
      'a role without an owner',
      aDeclaration,
      state({ tags: nobodys }),
      [/^role\/demo exists and has no owner tag: set adopt: true .* another role-name$/],
    ],
    [
      'a role of another owner',
      aDeclaration,
      state({ tags: theirs }),
      [/role\/demo exists and belongs to "other\/repo", not to "octo-org\/octo-repo": set adopt: true/],
    ],
    [
      'a role of another owner, by a destroy',
      destroying,
      state({ tags: theirs }),
      [
        /^role\/demo exists and belongs to .*: check role-name; .* first take it over \(mode: apply, adopt: true\)/,
      ],
    ],
    [
      'a role of another repository of the same name',
      { ...aDeclaration, repositoryId: '2' },
      state({ tags: new Map([...theirs, [REPOSITORY_ID_TAG, '1']]) }),
      [/belongs to "other\/repo" \(repository id 1\), not to "octo-org\/octo-repo" \(repository id 2\): /],
    ],
    [
      'more tags than IAM allows on a role, with that of its owner',
      tagged(50),
      state({ tags: ours }),
      [/^role\/demo would have 51 tags, .* more than 50: declare fewer tags, or let prune remove those/],
    ],
    [
      'a role that another run took over after this run decided to remove it',
      { ...destroying, judged: { id: aRole.identity?.id, tag: 'pr', value: '7' } },
      state({ tags: ours }),
      [/^role\/demo was changed by another run after this run decided to remove it: run the step again/],
    ],
    [
      'a role that another run created anew after this run decided to remove it',
      { ...destroying, judged: { id: 'another id', tag: 'pr', value: '7' } },
      state({ tags: new Map([...ours, ['pr', '7']]) }),
      [/^role\/demo was changed by another run/],
    ],
    [
      'a profile of another owner',
      aDeclaration,
      state({ tags: ours }, { tags: theirs }),
      [/^instance-profile\/demo exists and belongs to "other\/repo".* another instance-profile-name$/],
    ],
    [
      'both, each by itself',
      aDeclaration,
      state({ tags: nobodys }, { tags: theirs }),
      [/^role\/demo.*no owner/, /^instance-profile\/demo.*belongs to/],
    ],
    [
      'another path',
      aDeclaration,
      state({ tags: ours, path: '/a/' }, { tags: ours, path: '/b/' }),
      [
        /role\/demo exists under the path \/a\/.*cannot move it to \/: declare role-path: \/a\/, or .*destroy/,
        /instance-profile\/demo .* \/b\/.*declare instance-profile-path: \/b\//,
      ],
    ],
    [
      // A destroy would leave the profile, and delete the role.
      'another path of what is adopted',
      adopting,
      state({ tags: theirs, path: '/a/' }, { tags: theirs, path: '/b/' }),
      [
        /declare role-path: \/a\/, or choose another role-name$/,
        /, or choose another instance-profile-name$/,
      ],
    ],
    [
      'a role of an AWS service, with adopt too',
      adopting,
      state({ path: '/aws-service-role/ecs.amazonaws.com/' }),
      [/choose another role-name$/],
    ],
    ['a role of IAM Identity Center', destroying, state({ path: '/aws-reserved/sso/' }), [/Identity Center/]],
  ])('%s', (_, declaration, actual, reasons) => {
    const found = refusals(declaration, actual);
    expect(found).toHaveLength(reasons.length);
    reasons.forEach((reason, at) => {
      expect(found[at]).toMatch(reason);
    });
  });
});

test('a resource that does not exist belongs to every owner', () => {
  expect(isOurs(undefined, aDeclaration)).toBe(true);
});

test('a refusal lists all its reasons', () => {
  const refusal = new Refusal(['a', 'b']);
  expect([refusal.message, refusal.reasons, refusal.name]).toEqual(['a\nb', ['a', 'b'], 'Refusal']);
});
