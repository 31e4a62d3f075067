/**
 * Ownership by the repository's immutable id: the bundle on the emulator, and its source in this process on moto. A renamed or transferred
 * repository keeps its roles, and a stranger who takes the old name does not get them.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IAMClient, GetInstanceProfileCommand, GetRoleCommand } from '@aws-sdk/client-iam';
import { runStep } from '../../scripts/run-action.ts';
import { gitHub } from '../github/fake-github.ts';
import { emulated } from '../harness/emulated.ts';
import { inProcess } from '../harness/in-process.ts';
import { hasMoto, startMoto, type Moto } from '../harness/moto.ts';

const OWNER_KEY = 'aws-iam-instance-profile:owner';
const ID_KEY = 'aws-iam-instance-profile:repository-id';
const ROLE = 'owned';
const PATH = '/pull-requests/';

type Environment = Readonly<Record<string, string>>;
/** A repository as the runner describes it. */
interface Repository {
  readonly name: string;
  readonly id?: string;
  readonly server?: string;
}
const OLD: Repository = { name: 'octo-org/octo-repo', id: '456789' };
const RENAMED: Repository = { name: 'octo-org/new-name', id: '456789' };
const TRANSFERRED: Repository = { name: 'friends/octo-repo', id: '456789' };
const STRANGER: Repository = { name: 'octo-org/octo-repo', id: '667' };
/** An earlier runner, or an earlier version of the Action. */
const WITHOUT_ID: Repository = { name: 'octo-org/octo-repo' };

interface StepResult {
  readonly exitCode: number | null;
  readonly outputs: Readonly<Record<string, string>>;
  readonly log: string;
}
type RunStep = (
  inputs: Readonly<Record<string, string>>,
  options: { readonly env: Environment },
) => Promise<StepResult>;

/** Runs a step in this process: starts of processes are most of the time that these tests take. */
const here: RunStep = async (inputs, options) => {
  const { ok, outputs, log } = await inProcess({ environment: {} }, inputs, options);
  return { exitCode: ok ? 0 : 1, outputs, log };
};

class Account {
  readonly #environment: Environment;
  readonly #run: RunStep;
  readonly #iam: IAMClient;

  constructor(environment: Environment, run: RunStep) {
    this.#environment = environment;
    this.#run = run;
    this.#iam = new IAMClient({
      endpoint: environment['AWS_ENDPOINT_URL'] ?? '',
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    });
  }

  async step(
    { name, id, server }: Repository,
    inputs: Readonly<Record<string, string>> = {},
    env: Readonly<Record<string, string>> = {},
  ): Promise<StepResult> {
    const repository = {
      GITHUB_REPOSITORY: name,
      ...(id === undefined ? {} : { GITHUB_REPOSITORY_ID: id }),
      ...(server === undefined ? {} : { GITHUB_SERVER_URL: server }),
    };
    const all = { 'role-name': ROLE, 'role-path': PATH, 'instance-profile-path': PATH, ...inputs };
    return this.#run(all, { env: { ...this.#environment, ...repository, ...env } });
  }

  /** Returns the tags of the role and of its profile, which must be the same. */
  async tags(): Promise<Readonly<Record<string, string>> | undefined> {
    try {
      const { Role } = await this.#iam.send(new GetRoleCommand({ RoleName: ROLE }));
      const { InstanceProfile } = await this.#iam.send(
        new GetInstanceProfileCommand({ InstanceProfileName: ROLE }),
      );
      const [role, profile] = [Role?.Tags, InstanceProfile?.Tags].map((tags) =>
        Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
      );
      expect(profile).toEqual(role);
      return role;
    } catch (error) {
      if ((error as Error).name === 'NoSuchEntityException') return undefined;
      throw error;
    }
  }
}

let moto: Moto | undefined;
const withMoto = hasMoto('ownership by repository id on moto');
beforeAll(async () => {
  if (withMoto) moto = await startMoto({ managedPolicies: false });
}, 60_000);
afterAll(async () => {
  await moto?.close();
});

async function account(server: string): Promise<Account> {
  if (server === 'the emulator') return new Account((await emulated()).environment, runStep);
  await fetch(`${moto?.url ?? ''}/moto-api/reset`, { method: 'POST' });
  return new Account(moto?.environment ?? {}, here);
}

function status(step: StepResult): string | undefined {
  return step.outputs['status'];
}

describe.each(['the emulator', ...(withMoto ? ['moto'] : [])])('on %s', (server) => {
  test.each([
    ['renamed', RENAMED],
    ['transferred', TRANSFERRED],
  ])(
    'a %s repository keeps its role, and the owner tag follows its name',
    async (_, later) => {
      const aws = await account(server);
      expect(status(await aws.step(OLD))).toBe('created');
      expect(await aws.tags()).toEqual({ [OWNER_KEY]: OLD.name, [ID_KEY]: '456789' });

      const applied = await aws.step(later);
      expect(applied).toMatchObject({ exitCode: 0, outputs: { status: 'updated' } });
      expect(await aws.tags()).toEqual({ [OWNER_KEY]: later.name, [ID_KEY]: '456789' });
      expect(status(await aws.step(later))).toBe('unchanged');

      expect(status(await aws.step(later, { mode: 'destroy' }))).toBe('destroyed');
      expect(await aws.tags()).toBeUndefined();
    },
    60_000,
  );

  test('a renamed repository can destroy its role before it ever applies', async () => {
    const aws = await account(server);
    await aws.step(OLD);
    expect(status(await aws.step(RENAMED, { mode: 'destroy' }))).toBe('destroyed');
    expect(await aws.tags()).toBeUndefined();
  }, 60_000);

  test('a stranger who took the old name neither applies nor destroys', async () => {
    const aws = await account(server);
    await aws.step(OLD);
    const before = await aws.tags();
    for (const mode of ['apply', 'plan', 'destroy']) {
      const refused = await aws.step(STRANGER, { mode });
      expect([mode, refused.exitCode, status(refused)]).toEqual([mode, 1, 'failed']);
      expect(refused.log).toContain(
        'belongs to "octo-org/octo-repo" (repository id 456789), not to "octo-org/octo-repo" (repository id 667)',
      );
    }
    expect(await aws.tags()).toEqual(before);
    expect(status(await aws.step(STRANGER, { adopt: 'true' }))).toBe('updated');
    expect(await aws.tags()).toEqual({ [OWNER_KEY]: OLD.name, [ID_KEY]: '667' });
    // Now it is the first repository that is foreign.
    expect(status(await aws.step(OLD))).toBe('failed');
  }, 60_000);

  test('a role without the id is taken over silently if the owner matches', async () => {
    const aws = await account(server);
    expect(status(await aws.step(WITHOUT_ID))).toBe('created');
    expect(await aws.tags()).toEqual({ [OWNER_KEY]: OLD.name });
    expect(status(await aws.step(RENAMED))).toBe('failed');
    const taken = await aws.step(OLD);
    expect(status(taken)).toBe('updated');
    expect(taken.log).not.toContain('::warning');
    expect(await aws.tags()).toEqual({ [OWNER_KEY]: OLD.name, [ID_KEY]: '456789' });
    // A runner without ids leaves the tag as it is, so two runners never undo one another.
    expect(status(await aws.step(WITHOUT_ID))).toBe('unchanged');
  }, 60_000);

  test('an owner given by hand has no id, and decides by name', async () => {
    const aws = await account(server);
    expect(status(await aws.step(OLD, { owner: 'platform' }))).toBe('created');
    expect(await aws.tags()).toEqual({ [OWNER_KEY]: 'platform' });
    expect(status(await aws.step(STRANGER, { owner: 'platform' }))).toBe('unchanged');
    expect(status(await aws.step(OLD))).toBe('failed');
    expect(status(await aws.step(OLD, { adopt: 'true' }))).toBe('updated');
    expect(await aws.tags()).toEqual({ [OWNER_KEY]: OLD.name, [ID_KEY]: '456789' });
    // Another owner removes the id, also if prune keeps undeclared tags.
    expect(status(await aws.step(OLD, { owner: 'platform', adopt: 'true', prune: 'none' }))).toBe('updated');
    expect(await aws.tags()).toEqual({ [OWNER_KEY]: 'platform' });
  }, 60_000);

  test('ids of two servers never meet', async () => {
    const aws = await account(server);
    const enterprise = { ...OLD, server: 'https://ghe.example.com' };
    expect(status(await aws.step(enterprise))).toBe('created');
    expect(await aws.tags()).toEqual({ [OWNER_KEY]: OLD.name, [ID_KEY]: 'ghe.example.com/456789' });
    expect(status(await aws.step({ ...RENAMED, server: 'https://ghe.example.com' }))).toBe('updated');
    expect(status(await aws.step(RENAMED))).toBe('failed');
    expect(status(await aws.step({ ...RENAMED, server: 'https://other.example.com' }))).toBe('failed');
  }, 60_000);

  test.each([
    ['a renamed repository', RENAMED, 'destroyed'],
    ['a transferred repository', TRANSFERRED, 'destroyed'],
    ['a stranger with the old name', STRANGER, 'unchanged'],
  ])(
    'the sweep of %s',
    async (_, later, expected) => {
      const aws = await account(server);
      const github = await gitHub({ 7: 'closed' });
      const directory = await mkdtemp(join(tmpdir(), 'event-'));
      try {
        const event = join(directory, 'event.json');
        await writeFile(event, JSON.stringify({ pull_request: { number: 7 } }));
        await aws.step(OLD, {}, { GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: event });
        const swept = await aws.step(
          later,
          {
            mode: 'sweep',
            'role-name': '',
            'instance-profile-path': '',
            'sweep-after': '0',
            'github-token': 'token-of-the-job',
          },
          { GITHUB_API_URL: github.url },
        );
        expect([swept.exitCode, status(swept)]).toEqual([0, expected]);
        expect((await aws.tags()) === undefined).toBe(expected === 'destroyed');
        const request = `GET /repos/${later.name}/pulls/7`;
        // Asked again right before the removal.
        expect(github.requests).toEqual(expected === 'destroyed' ? [request, request] : []);
      } finally {
        await rm(directory, { recursive: true });
      }
    },
    60_000,
  );
});
