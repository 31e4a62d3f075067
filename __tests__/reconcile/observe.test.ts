import { InconsistentReadError, type Declaration } from '../../src/resources/resource.ts';
import { observe } from '../../src/resources/index.ts';
import { OWNER_TAG } from '../../src/resources/tags.ts';
import { aDeclaration, aRoleDeclaration } from '../harness/examples.ts';
import { callError, fakeIam, type Answer } from '../harness/fake-iam.ts';

const destroy: Declaration = { ...aDeclaration, role: undefined };
const role: Answer = () => ({ Role: { RoleName: 'demo', RoleId: 'AROA' } });
const profile =
  (owner: string, holds?: string): Answer =>
  () => ({
    InstanceProfile: {
      InstanceProfileName: 'demo',
      Tags: [{ Key: OWNER_TAG, Value: owner }],
      Roles: holds === undefined ? [] : [{ RoleName: holds }],
    },
  });
const lists = {
  ListAttachedRolePolicies: () => ({}),
  ListRolePolicies: () => ({}),
  ListInstanceProfilesForRole: () => ({
    InstanceProfiles: [{ InstanceProfileName: 'demo' }, { InstanceProfileName: 'other' }],
  }),
};

test('observe sends one wave: four reads and one of each declared document', async () => {
  const iam = fakeIam({
    ...lists,
    GetRole: role,
    GetRolePolicy: () => {
      throw callError('NoSuchEntity');
    },
    GetInstanceProfile: profile('x'),
  });
  const declaration = {
    ...aDeclaration,
    role: { ...aRoleDeclaration, inlinePolicies: new Map([['i', {}]]) },
  };
  await observe(iam, declaration);
  expect([...iam.calls].sort()).toEqual([
    'GetInstanceProfile demo',
    'GetRole demo',
    'GetRolePolicy demo i',
    'ListAttachedRolePolicies demo',
    'ListRolePolicies demo',
  ]);
});

test('a profile with a role that GetRole does not find is an inconsistent read', async () => {
  const iam = fakeIam({ GetInstanceProfile: profile('octo-org/octo-repo', 'demo') });
  const observed = observe(iam, aDeclaration);
  await expect(observed).rejects.toThrow(InconsistentReadError);
  await expect(observed).rejects.toThrow(
    /^instance-profile\/demo: inconsistent reads: it contains role\/demo, /,
  );
});

test.each(['other', undefined])('a profile that holds %s does not show the declared role', async (holds) => {
  const iam = fakeIam({ GetInstanceProfile: profile('octo-org/octo-repo', holds) });
  await expect(observe(iam, aDeclaration)).resolves.toMatchObject({ role: undefined });
});

test('an apply observes the profile of another owner, to refuse it', async () => {
  const iam = fakeIam({ GetInstanceProfile: profile('else') });
  await expect(observe(iam, aDeclaration)).resolves.toMatchObject({ instanceProfile: { name: 'demo' } });
});

describe('a destroy', () => {
  test('observes the profile with our owner tag as the profile, and lists the other profiles of the role', async () => {
    const iam = fakeIam({
      ...lists,
      GetRole: role,
      GetInstanceProfile: profile('octo-org/octo-repo', 'demo'),
    });
    const seen = await observe(iam, destroy);
    expect(seen.instanceProfile?.name).toBe('demo');
    expect(seen.role?.instanceProfiles).toEqual(new Set(['demo', 'other']));
  });

  test('lists a profile of another owner among the other profiles of the role', async () => {
    const iam = fakeIam({ ...lists, GetRole: role, GetInstanceProfile: profile('else', 'demo') });
    const seen = await observe(iam, destroy);
    expect(seen.instanceProfile).toBeUndefined();
    expect(seen.role?.instanceProfiles).toEqual(new Set(['demo', 'other']));
  });

  test('observes an empty account', async () => {
    await expect(observe(fakeIam({}), destroy)).resolves.toEqual({
      role: undefined,
      instanceProfile: undefined,
    });
  });
});
