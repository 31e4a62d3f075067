/**
 * Calls IAM in a worker thread while the main thread blocks. So a test can read another server synchronously, as it reads the
 * emulator in memory. Plain Node runs this file, outside jest.
 */
import * as sdk from '@aws-sdk/client-iam';
import { type MessagePort, workerData } from 'node:worker_threads';

export interface WorkerRequest {
  readonly kind: 'call' | 'snapshot';
  readonly action?: string;
  readonly input?: object;
}
export interface WorkerInput {
  readonly url: string;
  readonly port: MessagePort;
  readonly done: Int32Array<SharedArrayBuffer>;
}

type Command = Parameters<sdk.IAMClient['send']>[0];
const commands = sdk as unknown as Readonly<Record<string, new (input: object) => Command>>;

const { url, port, done } = workerData as WorkerInput;
const client = new sdk.IAMClient({
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
  maxAttempts: 1,
});

async function call(action: string, input: object): Promise<unknown> {
  const Command = commands[`${action}Command`];
  if (Command === undefined) throw new Error(`The SDK has no command for ${action}.`);
  return client.send(new Command(input));
}

const tagMap = (tags: readonly sdk.Tag[] = []) =>
  Object.fromEntries(tags.map(({ Key = '', Value }) => [Key, Value] as const).sort());
const parsed = (document = '') => JSON.parse(decodeURIComponent(document)) as unknown;

/** Returns a snapshot in the format of the emulator's. */
async function snapshot(): Promise<unknown> {
  const { Roles = [] } = await client.send(new sdk.ListRolesCommand({}));
  const { InstanceProfiles = [] } = await client.send(new sdk.ListInstanceProfilesCommand({}));
  const roles = await Promise.all(
    Roles.map(async ({ RoleName = '' }) => [RoleName, await roleOf(RoleName)] as const),
  );
  const profiles = InstanceProfiles.map(
    ({ InstanceProfileName = '', InstanceProfileId: id, CreateDate, Path, Tags, Roles: members = [] }) =>
      [
        InstanceProfileName,
        { id, CreateDate, Path, Tags: tagMap(Tags), Roles: members.map(({ RoleName }) => RoleName) },
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

port.on('message', ({ kind, action = '', input = {} }: WorkerRequest) => {
  const result = kind === 'snapshot' ? snapshot() : call(action, input);
  void result
    .then(
      (value) => {
        port.postMessage({ result: value });
      },
      (error: unknown) => {
        port.postMessage({ error: String(error) });
      },
    )
    .then(() => {
      Atomics.store(done, 0, 1);
      Atomics.notify(done, 0);
    });
});
