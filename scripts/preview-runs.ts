/** The runs of the preview and of its tests: the Action's code against the emulator, in this process. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator, type Emulator, type EmulatorOptions } from '../emulator/server.ts';
import { Cancellation } from '../src/runtime/time.ts';
import { run } from '../src/main.ts';
import type { Place, Runner } from '../src/runtime/runner.ts';

export type Inputs = Readonly<Record<string, string>>;

/** Everything that a run sent to its runner. */
export interface Recorded {
  succeeded: boolean;
  summary: string;
  readonly log: string[];
  readonly outputs: Record<string, string>;
  readonly annotations: { level: string; text: string; place: Place | undefined }[];
  readonly masked: string[];
}

export async function runRecorded(
  emulator: Emulator,
  inputs: Inputs,
  env: NodeJS.ProcessEnv = {},
): Promise<Recorded> {
  const recorded: Recorded = {
    succeeded: false,
    summary: '',
    log: [],
    outputs: {},
    annotations: [],
    masked: [],
  };
  const runner: Runner = {
    info: (text) => recorded.log.push(text),
    debug: () => undefined,
    group: (title, lines) => recorded.log.push(title, ...lines),
    annotate: (level, text, place) => recorded.annotations.push({ level, text, place }),
    outputs: (values) => {
      Object.assign(recorded.outputs, values);
      return undefined;
    },
    mask: (value) => recorded.masked.push(value),
    summary: (markdown) => {
      recorded.summary += markdown;
      return undefined;
    },
  };
  const variables = Object.entries(inputs).map(
    ([name, value]) => [`INPUT_${name.toUpperCase()}`, value] as const,
  );
  // The SDK reads credentials and endpoint from the environment of the process, not from that of the run.
  Object.assign(process.env, emulator.environment);
  recorded.succeeded = await run(
    {
      GITHUB_REPOSITORY: 'octo-org/octo-repo',
      ...emulator.environment,
      ...env,
      ...Object.fromEntries(variables),
    },
    runner,
    new Cancellation(),
  );
  return recorded;
}

const ROLE: Inputs = {
  'role-name': 'demo-ecs-instance-role',
  'policy-arns': 'service-role/AmazonEC2ContainerServiceforEC2Role\nAmazonSSMManagedInstanceCore',
  tags: 'project=demo',
};

const logs = (actions: string, resource: string): string =>
  `logs:
  Version: "2012-10-17"
  Statement:
    - Sid: WriteLogs
      Effect: Allow
      Action: [${actions}]
      Resource: ${resource}`;

const INITIAL: Inputs = {
  ...ROLE,
  'inline-policies': logs(
    'logs:CreateLogStream, logs:PutLogEvents',
    '"arn:aws:logs:*:*:log-group:/ecs/demo:*"',
  ),
  'role-description': 'ECS container instances',
};

const UPDATED: Inputs = {
  ...ROLE,
  'trust-services': 'ec2\necs-tasks',
  'policy-arns': 'service-role/AmazonEC2ContainerServiceforEC2Role\nCloudWatchAgentServerPolicy',
  'inline-policies': logs('logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents', '"*"'),
  'role-description': 'ECS container instances of the demo cluster',
  'max-session-duration': '7200',
  tags: 'project=demo\ncost-center=42',
};

interface PreviewRun {
  readonly name: string;
  readonly options?: EmulatorOptions;
  /** Prepares the account before the run. */
  readonly before?: (emulator: Emulator, workspace: string) => Promise<void>;
  readonly inputs: Inputs;
  /** The file `roles.yml` of the workspace. */
  readonly manifest?: string;
  /** Pull requests by number, as GitHub's API shows them. */
  readonly pulls?: Readonly<Record<string, 'open' | 'closed'>>;
}

const ALLOW_ALL = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';

const createInitial = async (emulator: Emulator): Promise<void> => {
  await runRecorded(emulator, INITIAL);
};

export const PREVIEW_RUNS: readonly PreviewRun[] = [
  { name: 'create', inputs: INITIAL },
  { name: 'plan', before: createInitial, inputs: { ...UPDATED, mode: 'plan' } },
  { name: 'update', before: createInitial, inputs: UPDATED },
  { name: 'no-change', before: createInitial, inputs: INITIAL },
  {
    name: 'drift',
    before: async (emulator) => {
      await createInitial(emulator);
      const RoleName = INITIAL['role-name'] ?? '';
      emulator.iam.call('AttachRolePolicy', {
        RoleName,
        PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      });
      emulator.iam.call('PutRolePolicy', { RoleName, PolicyName: 'debug', PolicyDocument: ALLOW_ALL });
      emulator.iam.call('UntagRole', { RoleName, TagKeys: ['project'] });
      emulator.iam.call('RemoveRoleFromInstanceProfile', { RoleName, InstanceProfileName: RoleName });
    },
    inputs: { ...INITIAL, mode: 'check' },
  },
  {
    name: 'refused',
    before: async (emulator) => {
      await runRecorded(emulator, { ...INITIAL, owner: 'octo-org/other-repo' });
    },
    inputs: { ...UPDATED, 'role-path': '/team/' },
  },
  {
    name: 'rolled-back',
    before: async (emulator) => {
      await createInitial(emulator);
      emulator.setFaults({
        rules: [
          { action: 'PutRolePolicy', nth: 1, error: { code: 'Throttling' } },
          {
            action: 'PutRolePolicy',
            from: 2,
            error: {
              code: 'AccessDenied',
              message:
                'User: arn:aws:sts::123456789012:assumed-role/deploy/run is not authorized to perform: iam:PutRolePolicy on resource: role demo-ecs-instance-role because no identity-based policy allows the iam:PutRolePolicy action',
            },
          },
        ],
      });
    },
    inputs: UPDATED,
  },
  {
    name: 'sweep',
    before: async (emulator, workspace) => {
      const event = join(workspace, 'event.json');
      for (const number of [12, 15, 18, 21]) {
        await writeFile(event, JSON.stringify({ pull_request: { number } }));
        await runRecorded(
          emulator,
          { ...ROLE, 'role-name': 'preview-{pr}', 'role-path': '/pull-requests/' },
          { GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: event },
        );
      }
    },
    inputs: { mode: 'sweep', 'role-path': '/pull-requests/', 'sweep-after': '0', 'github-token': 'token' },
    pulls: { 12: 'closed', 15: 'open', 18: 'closed' },
  },
  {
    name: 'ten-roles',
    inputs: { manifest: 'roles.yml' },
    manifest: `defaults:
  policy-arns: [CloudWatchAgentServerPolicy]
  tags: { project: demo }
roles:
${Array.from({ length: 10 }, (_, index) => `  - role-name: worker-${index}`).join('\n')}
`,
  },
];

/** Serves the state of pull requests. One that is not listed is answered by 404. */
async function pullRequestApi(pulls: NonNullable<PreviewRun['pulls']>): Promise<Server> {
  const server = createServer(({ url = '' }, response) => {
    const number = url.slice(url.lastIndexOf('/') + 1);
    const state = pulls[number];
    const closed_at = state === 'closed' ? '2026-11-02T10:00:00Z' : null;
    response.writeHead(state === undefined ? 404 : 200, { 'content-type': 'application/json' });
    const pull = { number: Number(number), state, closed_at };
    response.end(JSON.stringify(state === undefined ? { message: 'Not Found' } : pull));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

export async function previewRun({
  options,
  before,
  inputs,
  manifest,
  pulls,
}: PreviewRun): Promise<Recorded> {
  const emulator = await startEmulator(options);
  const api = await pullRequestApi(pulls ?? {});
  const workspace = await mkdtemp(join(tmpdir(), 'preview-'));
  try {
    if (manifest !== undefined) await writeFile(join(workspace, 'roles.yml'), manifest);
    await before?.(emulator, workspace);
    return await runRecorded(emulator, inputs, {
      GITHUB_WORKSPACE: workspace,
      GITHUB_API_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
    });
  } finally {
    await emulator.close();
    api.close().closeAllConnections();
    await rm(workspace, { recursive: true });
  }
}
