import {
  GetInstanceProfileCommand,
  ListPoliciesCommand,
  ListRolesCommand,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import { identity, readOnly, running, trust } from './running.ts';

async function roleDemo(options: Parameters<typeof running>[0] = {}) {
  const world = await running(options);
  world.iam.call('CreateRole', {
    RoleName: 'demo',
    AssumeRolePolicyDocument: trust,
    Description: 'first',
    MaxSessionDuration: 7200,
    Tags: [{ Key: 'Team', Value: 'a' }],
  });
  const look = () => world.iam.call('GetRole', { RoleName: 'demo' }).Role;
  return { ...world, look };
}

test.each([
  [true, 3600],
  [false, 7200],
])('UpdateRole without a duration: resets it %s', async (updateRoleResetsDuration, expected) => {
  const { iam, look } = await roleDemo({ updateRoleResetsDuration });
  iam.call('UpdateRole', { RoleName: 'demo', Description: 'second' });
  expect(look()).toMatchObject({ Description: 'second', MaxSessionDuration: expected });
});

test('UpdateRole without a description leaves it, and an empty one is none', async () => {
  const { iam, look } = await roleDemo();
  iam.call('UpdateRole', { RoleName: 'demo', MaxSessionDuration: 3601 });
  expect(look()).toMatchObject({ Description: 'first', MaxSessionDuration: 3601 });
  iam.call('UpdateRole', { RoleName: 'demo', Description: '' });
  expect(look().Description).toBeUndefined();
});

test('a tag key in another case takes the place of the one that is there', async () => {
  const { iam, look } = await roleDemo();
  iam.call('TagRole', { RoleName: 'demo', Tags: [{ Key: 'TEAM', Value: 'b' }] });
  expect(look().Tags).toEqual([{ Key: 'TEAM', Value: 'b' }]);
  iam.call('UntagRole', { RoleName: 'demo', TagKeys: ['team', 'absent'] });
  expect(look().Tags).toBeUndefined();
});

test('the 51st tag of a role is one too many, changing one of 50 is not', async () => {
  const { iam } = await roleDemo();
  const tags = (from: number, to: number, Value: string) =>
    Array.from({ length: to - from }, (_, n) => ({ Key: `k${from + n}`, Value }));
  iam.call('TagRole', { RoleName: 'demo', Tags: tags(0, 49, 'x') });
  iam.call('TagRole', { RoleName: 'demo', Tags: tags(0, 49, 'y') });
  expect(() => {
    iam.call('TagRole', { RoleName: 'demo', Tags: tags(49, 50, 'x') });
  }).toThrow('Cannot exceed quota for TagsPerRole: 50');
});

test('aws: tags are set and removed by AWS alone', async () => {
  const { iam, look } = await roleDemo();
  const reserved = { RoleName: 'demo', Tags: [{ Key: 'aws:cloudformation:stack-name', Value: 's' }] };
  iam.call('TagRole', reserved, 'aws');
  expect(look().Tags).toContainEqual(reserved.Tags[0]);
  const words = 'aws: prefixed tag key names are not allowed for external use.';
  expect(() => {
    iam.call('TagRole', reserved);
  }).toThrow(words);
  expect(() => {
    iam.call('UntagRole', { RoleName: 'demo', TagKeys: ['aws:cloudformation:stack-name'] });
  }).toThrow(words);
});

test('a policy counts what it is attached to, and cannot be deleted before', async () => {
  const { iam } = await roleDemo();
  const { Policy } = iam.call('CreatePolicy', { PolicyName: 'mine', Path: '/p/', PolicyDocument: identity });
  const PolicyArn = Policy.Arn;
  iam.call('AttachRolePolicy', { RoleName: 'demo', PolicyArn });
  iam.call('PutRolePermissionsBoundary', { RoleName: 'demo', PermissionsBoundary: PolicyArn });
  expect(iam.call('GetPolicy', { PolicyArn }).Policy).toMatchObject({
    AttachmentCount: 1,
    PermissionsBoundaryUsageCount: 1,
  });
  const remove = () => {
    iam.call('DeletePolicy', { PolicyArn });
  };
  expect(remove).toThrow('Cannot delete a policy attached to entities.');
  iam.call('DetachRolePolicy', { RoleName: 'demo', PolicyArn });
  expect(remove).toThrow('Cannot delete a policy attached to entities.');
  iam.call('DeleteRolePermissionsBoundary', { RoleName: 'demo' });
  remove();
  expect(() => iam.call('GetPolicy', { PolicyArn })).toThrow(`Policy ${PolicyArn} was not found.`);
});

test('AWS managed policies are known by path and name, in the partition of the account', async () => {
  const { iam, client } = await running({ partition: 'aws-us-gov' });
  const PolicyArn = 'arn:aws-us-gov:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role';
  expect(iam.call('GetPolicy', { PolicyArn }).Policy).toMatchObject({
    Path: '/service-role/',
    IsAttachable: true,
  });
  const { Policies } = await client.send(
    new ListPoliciesCommand({ Scope: 'AWS', PathPrefix: '/job-function/' }),
  );
  expect(Policies?.map((policy) => policy.PolicyName)).toContain('DatabaseAdministrator');
});

test('lists come in pages; the pages together are the whole, whatever comes and goes between them', async () => {
  const { client, iam } = await running({ pageSize: 2 });
  for (const name of ['e', 'b', 'd', 'a', 'c']) {
    iam.call('CreateRole', {
      RoleName: name,
      Path: name === 'e' ? '/x/' : '/y/',
      AssumeRolePolicyDocument: trust,
    });
  }
  const pages: (string | undefined)[][] = [];
  for await (const { Roles } of paginateListRoles({ client }, {})) {
    pages.push((Roles ?? []).map((role) => role.RoleName));
    if (pages.length === 1) iam.call('DeleteRole', { RoleName: 'a' });
  }
  expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  const one = await client.send(new ListRolesCommand({ MaxItems: 1, PathPrefix: '/y/' }));
  expect(one).toMatchObject({
    Roles: [{ RoleName: 'b' }],
    IsTruncated: true,
    Marker: expect.any(String) as unknown,
  });
  const last = await client.send(new ListRolesCommand({ PathPrefix: '/x/' }));
  expect(last).toMatchObject({ Roles: [{ RoleName: 'e' }], IsTruncated: false });
  expect(last.Marker).toBeUndefined();
});

test('two accounts are equal when their snapshots are, in whatever order they came to be', async () => {
  const [one, other] = [await running(), await running({ seed: 2 })];
  const steps = [
    ({ iam }: typeof one) => iam.call('CreateRole', { RoleName: 'a', AssumeRolePolicyDocument: trust }),
    ({ iam }: typeof one) => iam.call('CreateRole', { RoleName: 'b', AssumeRolePolicyDocument: trust }),
  ];
  for (const step of steps) step(one);
  for (const step of steps.reverse()) step(other);
  for (const { iam } of [one, other]) iam.call('AttachRolePolicy', { RoleName: 'a', PolicyArn: readOnly });
  expect(JSON.stringify(one.emulator.snapshot())).toBe(JSON.stringify(other.emulator.snapshot()));
  expect(one.emulator.snapshot({ ids: true })).not.toEqual(other.emulator.snapshot({ ids: true }));
  other.iam.call('DetachRolePolicy', { RoleName: 'a', PolicyArn: readOnly });
  expect(one.emulator.snapshot()).not.toEqual(other.emulator.snapshot());
});

test('a profile shows its role as it is now, but not another that took its name', async () => {
  const { iam, client, emulator } = await roleDemo({ faults: { lagMs: 1e9 } });
  const { RoleId } = iam.call('GetRole', { RoleName: 'demo' }).Role;
  iam.call('CreateInstanceProfile', { InstanceProfileName: 'demo' });
  iam.call('AddRoleToInstanceProfile', { InstanceProfileName: 'demo', RoleName: 'demo' });
  const PolicyDocument = trust.replace('ec2.', 'ecs.');
  iam.call('UpdateAssumeRolePolicy', { RoleName: 'demo', PolicyDocument });
  const [role] = iam.call('GetInstanceProfile', { InstanceProfileName: 'demo' }).InstanceProfile.Roles;
  expect(decodeURIComponent(role?.AssumeRolePolicyDocument ?? '')).toBe(PolicyDocument);

  emulator.iam.account.settle();
  iam.call('RemoveRoleFromInstanceProfile', { InstanceProfileName: 'demo', RoleName: 'demo' });
  iam.call('DeleteRole', { RoleName: 'demo' });
  iam.call('CreateRole', { RoleName: 'demo', AssumeRolePolicyDocument: trust });
  emulator.iam.account.roles.settle(); // the replicas know of the new role, and not that the old one is out
  const seen = await client.send(new GetInstanceProfileCommand({ InstanceProfileName: 'demo' }));
  expect(seen.InstanceProfile?.Roles).toMatchObject([{ RoleId }]);
});
