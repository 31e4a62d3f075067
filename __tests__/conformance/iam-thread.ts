/**
 * A thread that asks IAM while the thread that wants to know stands still: so a server elsewhere can be looked at in the
 * middle of a test as the emulator in memory can. Plain Node runs this file; jest does not see it.
 */
import * as sdk from '@aws-sdk/client-iam';
import { type MessagePort, workerData } from 'node:worker_threads';

export interface Question {
  readonly ask: 'call' | 'snapshot';
  readonly action?: string;
  readonly input?: object;
}
export interface ThreadData {
  readonly url: string;
  readonly port: MessagePort;
  readonly answered: Int32Array<SharedArrayBuffer>;
}

type Command = Parameters<sdk.IAMClient['send']>[0];
const commands = sdk as unknown as Readonly<Record<string, new (input: object) => Command>>;

const { url, port, answered } = workerData as ThreadData;
const client = new sdk.IAMClient({
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
  maxAttempts: 1,
});

async function call(action: string, input: object): Promise<unknown> {
  const Command = commands[`${action}Command`];
  if (Command === undefined) throw new Error(`the SDK has no ${action}`);
  return client.send(new Command(input));
}

const tagMap = (tags: readonly sdk.Tag[] = []) =>
  Object.fromEntries(tags.map(({ Key = '', Value }) => [Key, Value] as const).sort());
const parsed = (document = '') => JSON.parse(decodeURIComponent(document)) as unknown;

/** In the form of the emulator's own. */
async function snapshot(): Promise<unknown> {
  const { Roles = [] } = await client.send(new sdk.ListRolesCommand({}));
  const { InstanceProfiles = [] } = await client.send(new sdk.ListInstanceProfilesCommand({}));
  const roles = await Promise.all(
    Roles.map(async ({ RoleName = '' }) => [RoleName, await roleOf(RoleName)] as const),
  );
  const profiles = InstanceProfiles.map(
    ({ InstanceProfileName = '', InstanceProfileId: id, CreateDate, Path, Tags, Roles: held = [] }) =>
      [
        InstanceProfileName,
        { id, CreateDate, Path, Tags: tagMap(Tags), Roles: held.map(({ RoleName }) => RoleName) },
      ] as const,
  );
  return {
    roles: Object.fromEntries([...roles].sort()),
    instanceProfiles: Object.fromEntries([...profiles].sort()),
    policies: {},
  };
}

async function roleOf(RoleName: string): Promise<unknown> {
  const { Role } = await client.send(new sdk.GetRoleCommand({ RoleName }));
  const { AttachedPolicies = [] } = await client.send(new sdk.ListAttachedRolePoliciesCommand({ RoleName }));
  const { PolicyNames = [] } = await client.send(new sdk.ListRolePoliciesCommand({ RoleName }));
  const inline = await Promise.all(
    PolicyNames.map(async (PolicyName) => {
      const { PolicyDocument } = await client.send(new sdk.GetRolePolicyCommand({ RoleName, PolicyName }));
      return [PolicyName, parsed(PolicyDocument)] as const;
    }),
  );
  return {
    id: Role?.RoleId,
    CreateDate: Role?.CreateDate,
    Path: Role?.Path,
    Description: Role?.Description ?? '',
    MaxSessionDuration: Role?.MaxSessionDuration,
    AssumeRolePolicyDocument: parsed(Role?.AssumeRolePolicyDocument),
    PermissionsBoundary: Role?.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    Tags: tagMap(Role?.Tags),
    AttachedPolicies: AttachedPolicies.map(({ PolicyArn }) => PolicyArn).sort(),
    InlinePolicies: Object.fromEntries(inline.sort()),
  };
}

port.on('message', ({ ask, action = '', input = {} }: Question) => {
  const asked = ask === 'snapshot' ? snapshot() : call(action, input);
  void asked
    .then(
      (result) => {
        port.postMessage({ result });
      },
      (error: unknown) => {
        port.postMessage({ error: String(error) });
      },
    )
    .then(() => {
      Atomics.store(answered, 0, 1);
      Atomics.notify(answered, 0);
    });
});
