/** Takes entities away, with all that hangs on them, by IAM's own calls; what is not there is no matter. */
import type { Emulator } from '../../emulator/server.ts';
import { goodDocuments } from './documents.ts';
import type { Endpoint } from './pair.ts';

export async function removeRole(endpoint: Endpoint, RoleName: string | undefined): Promise<void> {
  const holders = await list(endpoint, 'ListInstanceProfilesForRole', { RoleName }, 'InstanceProfiles');
  for (const { InstanceProfileName } of holders) {
    const input = { RoleName, InstanceProfileName };
    await endpoint.answer({ action: 'RemoveRoleFromInstanceProfile', input });
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
      await endpoint.answer({ action: 'DeleteRolePolicy', input: { RoleName, PolicyName } });
    }
  }
  await endpoint.answer({ action: 'DeleteRole', input: { RoleName } });
}

async function detach(endpoint: Endpoint, RoleName: string | undefined, PolicyArn: string): Promise<void> {
  const detaching = { action: 'DetachRolePolicy', input: { RoleName, PolicyArn } } as const;
  if ((await endpoint.answer(detaching)).code === 'ok') return;
  // moto deletes attached policies too, and then detaches them only when they are there again.
  const [, Path, PolicyName] = /:policy(\/(?:.*\/)?)(.*)$/.exec(PolicyArn) ?? [];
  await endpoint.answer({
    action: 'CreatePolicy',
    input: { Path, PolicyName, PolicyDocument: goodDocuments[0] },
  });
  await endpoint.answer(detaching);
  await endpoint.answer({ action: 'DeletePolicy', input: { PolicyArn } });
}

export async function removeProfile(
  endpoint: Endpoint,
  InstanceProfileName: string | undefined,
): Promise<void> {
  const { result } = await endpoint.answer({ action: 'GetInstanceProfile', input: { InstanceProfileName } });
  const { InstanceProfile } = (result ?? {}) as { InstanceProfile?: { Roles?: readonly Item[] } };
  for (const { RoleName } of InstanceProfile?.Roles ?? []) {
    const input = { InstanceProfileName, RoleName };
    await endpoint.answer({ action: 'RemoveRoleFromInstanceProfile', input });
  }
  await endpoint.answer({ action: 'DeleteInstanceProfile', input: { InstanceProfileName } });
}

/** What is known to be there, without a look; whether all of it went. */
export async function removeKnown(
  endpoint: Endpoint,
  roles: ReturnType<Emulator['snapshot']>['roles'],
  profiles: ReturnType<Emulator['snapshot']>['instanceProfiles'],
): Promise<boolean> {
  const codes: string[] = [];
  for (const [InstanceProfileName, { Roles }] of Object.entries(profiles)) {
    for (const RoleName of Roles) {
      await endpoint.answer({
        action: 'RemoveRoleFromInstanceProfile',
        input: { InstanceProfileName, RoleName },
      });
    }
    codes.push(
      (await endpoint.answer({ action: 'DeleteInstanceProfile', input: { InstanceProfileName } })).code,
    );
  }
  for (const [RoleName, { AttachedPolicies, InlinePolicies }] of Object.entries(roles)) {
    for (const PolicyArn of AttachedPolicies) {
      await endpoint.answer({ action: 'DetachRolePolicy', input: { RoleName, PolicyArn } });
    }
    for (const PolicyName of Object.keys(InlinePolicies)) {
      await endpoint.answer({ action: 'DeleteRolePolicy', input: { RoleName, PolicyName } });
    }
    codes.push((await endpoint.answer({ action: 'DeleteRole', input: { RoleName } })).code);
  }
  return codes.every((code) => code === 'ok');
}

/** And whatever else there is. */
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

/** moto makes entities of no name too, and shows a name that was left out as an empty one or as `None`. */
function spellings(name: string | undefined): (string | undefined)[] {
  return name === undefined || name === '' || name === 'None' ? ['', 'None', undefined] : [name];
}

type Item = Readonly<Partial<Record<'InstanceProfileName' | 'RoleName' | 'PolicyArn', string>>>;

async function list(
  endpoint: Endpoint,
  action: Parameters<Endpoint['answer']>[0]['action'],
  input: Readonly<Record<string, unknown>>,
  field: string,
): Promise<readonly Item[]> {
  const { result } = await endpoint.answer({ action, input: { ...input, MaxItems: 1000 } });
  return ((result ?? {}) as Readonly<Record<string, readonly Item[]>>)[field] ?? [];
}
