/** Removes entities with everything attached to them, by IAM's own calls. Missing entities are no error. */
import type { Emulator } from '../../emulator/server.ts';
import { goodDocuments } from './policy-documents.ts';
import type { Endpoint } from './endpoint.ts';

export async function removeRole(endpoint: Endpoint, RoleName: string | undefined): Promise<void> {
  const profiles = await list(endpoint, 'ListInstanceProfilesForRole', { RoleName }, 'InstanceProfiles');
  for (const { InstanceProfileName } of profiles) {
    const input = { RoleName, InstanceProfileName };
    await endpoint.call({ action: 'RemoveRoleFromInstanceProfile', input });
  }
  for (const { PolicyArn = '' } of await list(
    endpoint,
    'ListAttachedRolePolicies',
    { RoleName },
    'AttachedPolicies',
  )) {
    await detach(endpoint, RoleName, PolicyArn);
  }
  for (const name of await list(endpoint, 'ListRolePolicies', { RoleName }, 'PolicyNames')) {
    for (const PolicyName of spellings(name as string)) {
      await endpoint.call({ action: 'DeleteRolePolicy', input: { RoleName, PolicyName } });
    }
  }
  await endpoint.call({ action: 'DeleteRole', input: { RoleName } });
}

async function detach(endpoint: Endpoint, RoleName: string | undefined, PolicyArn: string): Promise<void> {
  const call = { action: 'DetachRolePolicy', input: { RoleName, PolicyArn } } as const;
  if ((await endpoint.call(call)).code === 'ok') return;
  // moto also deletes attached policies, and detaches a policy only if it exists again.
  const [, Path, PolicyName] = /:policy(\/(?:.*\/)?)(.*)$/.exec(PolicyArn) ?? [];
  await endpoint.call({
    action: 'CreatePolicy',
    input: { Path, PolicyName, PolicyDocument: goodDocuments[0] },
  });
  await endpoint.call(call);
  await endpoint.call({ action: 'DeletePolicy', input: { PolicyArn } });
}

export async function removeProfile(
  endpoint: Endpoint,
  InstanceProfileName: string | undefined,
): Promise<void> {
  const { result } = await endpoint.call({ action: 'GetInstanceProfile', input: { InstanceProfileName } });
  const { InstanceProfile } = (result ?? {}) as { InstanceProfile?: { Roles?: readonly Item[] } };
  for (const { RoleName } of InstanceProfile?.Roles ?? []) {
    const input = { InstanceProfileName, RoleName };
    await endpoint.call({ action: 'RemoveRoleFromInstanceProfile', input });
  }
  await endpoint.call({ action: 'DeleteInstanceProfile', input: { InstanceProfileName } });
}

/** Removes known entities without reading them, and reports whether every removal succeeded. */
export async function removeKnown(
  endpoint: Endpoint,
  roles: ReturnType<Emulator['snapshot']>['roles'],
  profiles: ReturnType<Emulator['snapshot']>['instanceProfiles'],
): Promise<boolean> {
  const codes: string[] = [];
  for (const [InstanceProfileName, { Roles }] of Object.entries(profiles)) {
    for (const RoleName of Roles) {
      await endpoint.call({
        action: 'RemoveRoleFromInstanceProfile',
        input: { InstanceProfileName, RoleName },
      });
    }
    codes.push(
      (await endpoint.call({ action: 'DeleteInstanceProfile', input: { InstanceProfileName } })).code,
    );
  }
  for (const [RoleName, { AttachedPolicies, InlinePolicies }] of Object.entries(roles)) {
    for (const PolicyArn of AttachedPolicies) {
      await endpoint.call({ action: 'DetachRolePolicy', input: { RoleName, PolicyArn } });
    }
    for (const PolicyName of Object.keys(InlinePolicies)) {
      await endpoint.call({ action: 'DeleteRolePolicy', input: { RoleName, PolicyName } });
    }
    codes.push((await endpoint.call({ action: 'DeleteRole', input: { RoleName } })).code);
  }
  return codes.every((code) => code === 'ok');
}

/** Removes all roles and instance profiles. */
export async function removeAll(endpoint: Endpoint): Promise<void> {
  for (const { InstanceProfileName } of await list(
    endpoint,
    'ListInstanceProfiles',
    {},
    'InstanceProfiles',
  )) {
    for (const name of spellings(InstanceProfileName)) await removeProfile(endpoint, name);
  }
  for (const { RoleName } of await list(endpoint, 'ListRoles', {}, 'Roles')) {
    for (const name of spellings(RoleName)) await removeRole(endpoint, name);
  }
}

/** Lists the possible names of an entity. moto creates nameless entities, and shows the name as empty or `None`. */
function spellings(name: string | undefined): (string | undefined)[] {
  return name === undefined || name === '' || name === 'None' ? ['', 'None', undefined] : [name];
}

type Item = Readonly<Partial<Record<'InstanceProfileName' | 'RoleName' | 'PolicyArn', string>>>;

async function list(
  endpoint: Endpoint,
  action: Parameters<Endpoint['call']>[0]['action'],
  input: Readonly<Record<string, unknown>>,
  field: string,
): Promise<readonly Item[]> {
  const { result } = await endpoint.call({ action, input: { ...input, MaxItems: 1000 } });
  return ((result ?? {}) as Readonly<Record<string, readonly Item[]>>)[field] ?? [];
}
