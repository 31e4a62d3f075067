import {
  GetInstanceProfileCommand,
  ListPoliciesCommand,
  ListRolesCommand,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import { identity, readOnly, startWithClient, trust } from './emulator-with-client.ts';

async function roleDemo(options: Parameters<typeof startWithClient>[0] = {}) {
  const world = await startWithClient(options);
  world.iam.call('CreateRole', {
    RoleName: 'demo',
    AssumeRolePolicyDocument: trust,
    Description: 'first',
    MaxSessionDuration: 7200,
    Tags: [{ Key: 'Team', Value: 'a' }],
  });
  const getRole = () => world.iam.call('GetRole', { RoleName: 'demo' }).Role;
  return { ...world, getRole };
}

test.each([
  [true, 3600],
  [false, 7200],
])('UpdateRole without a duration (resets it: %s) sets %i', async (updateRoleResetsDuration, expected) => {
  const { iam, getRole } = await roleDemo({ updateRoleResetsDuration });
  iam.call('UpdateRole', { RoleName: 'demo', Description: 'second' });
  expect(getRole()).toMatchObject({ Description: 'second', MaxSessionDuration: expected });
});

test('UpdateRole without a description keeps it, and an empty one removes it', async () => {
  const { iam, getRole } = await roleDemo();
  iam.call('UpdateRole', { RoleName: 'demo', MaxSessionDuration: 3601 });
  expect(getRole()).toMatchObject({ Description: 'first', MaxSessionDuration: 3601 });
  iam.call('UpdateRole', { RoleName: 'demo', Description: '' });
  expect(getRole().Description).toBeUndefined();
});

test('a tag key in another case replaces the existing one', async () => {
  const { iam, getRole } = await roleDemo();
  iam.call('TagRole', { RoleName: 'demo', Tags: [{ Key: 'TEAM', Value: 'b' }] });
  expect(getRole().Tags).toEqual([{ Key: 'TEAM', Value: 'b' }]);
  iam.call('UntagRole', { RoleName: 'demo', TagKeys: ['team', 'absent'] });
  expect(getRole().Tags).toBeUndefined();
});

test('a role accepts changes to 50 tags, but refuses the 51st', async () => {
  const { iam } = await roleDemo();
  const tags = (from: number, to: number, Value: string) =>
    Array.from({ length: to - from }, (_, n) => ({ Key: `k${from + n}`, Value }));
  iam.call('TagRole', { RoleName: 'demo', Tags: tags(0, 49, 'x') });
  iam.call('TagRole', { RoleName: 'demo', Tags: tags(0, 49, 'y') });
  expect(() => {
    iam.call('TagRole', { RoleName: 'demo', Tags: tags(49, 50, 'x') });
  }).toThrow('Cannot exceed quota for TagsPerRole: 50');
});

test('only AWS sets and removes aws: tags', async () => {
  const { iam, getRole } = await roleDemo();
  const reserved = { RoleName: 'demo', Tags: [{ Key: 'aws:cloudformation:stack-name', Value: 's' }] };
  iam.call('TagRole', reserved, 'aws');
  expect(getRole().Tags).toContainEqual(reserved.Tags[0]);
  const message = 'aws: prefixed tag key names are not allowed for external use.';
  expect(() => {
    iam.call('TagRole', reserved);
  }).toThrow(message);
  expect(() => {
    iam.call('UntagRole', { RoleName: 'demo', TagKeys: ['aws:cloudformation:stack-name'] });
  }).toThrow(message);
});

test('a policy counts its attachments, and cannot be deleted while it has any', async () => {
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

test('AWS managed policies exist by path and name, in the partition of the account', async () => {
  const { iam, client } = await startWithClient({ partition: 'aws-us-gov' });
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

test('all pages of a list form the whole list, even if entities are created or deleted in between', async () => {
  const { client, iam } = await startWithClient({ pageSize: 2 });
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
  const firstPage = await client.send(new ListRolesCommand({ MaxItems: 1, PathPrefix: '/y/' }));
  expect(firstPage).toMatchObject({
    Roles: [{ RoleName: 'b' }],
    IsTruncated: true,
    Marker: expect.any(String) as unknown,
  });
  const last = await client.send(new ListRolesCommand({ PathPrefix: '/x/' }));
  expect(last).toMatchObject({ Roles: [{ RoleName: 'e' }], IsTruncated: false });
  expect(last.Marker).toBeUndefined();
});

test('equal accounts have equal snapshots, regardless of the order of creation', async () => {
  const [first, second] = [await startWithClient(), await startWithClient({ seed: 2 })];
  const steps = [
    ({ iam }: typeof first) => iam.call('CreateRole', { RoleName: 'a', AssumeRolePolicyDocument: trust }),
    ({ iam }: typeof first) => iam.call('CreateRole', { RoleName: 'b', AssumeRolePolicyDocument: trust }),
  ];
  for (const step of steps) step(first);
  for (const step of steps.reverse()) step(second);
  for (const { iam } of [first, second]) iam.call('AttachRolePolicy', { RoleName: 'a', PolicyArn: readOnly });
  expect(JSON.stringify(first.emulator.snapshot())).toBe(JSON.stringify(second.emulator.snapshot()));
  expect(first.emulator.snapshot({ ids: true })).not.toEqual(second.emulator.snapshot({ ids: true }));
  second.iam.call('DetachRolePolicy', { RoleName: 'a', PolicyArn: readOnly });
  expect(first.emulator.snapshot()).not.toEqual(second.emulator.snapshot());
});

test('a profile shows the current state of its role, but not of a new role with the same name', async () => {
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
  emulator.iam.account.roles.settle(); // The replicas show the new role, but not the removal of the old one.
  const seen = await client.send(new GetInstanceProfileCommand({ InstanceProfileName: 'demo' }));
  expect(seen.InstanceProfile?.Roles).toMatchObject([{ RoleId }]);
});
