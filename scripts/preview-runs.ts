/** The runs of the preview and of its tests: the Action's code against the emulator, in this process. */
import { startEmulator, type Emulator, type EmulatorOptions } from '../emulator/server.ts';
import { Cancellation } from '../src/runtime/cancellation.ts';
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
    group: (title) => recorded.log.push(title),
    endGroup: () => undefined,
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

export interface PreviewRun {
  readonly name: string;
  readonly options?: EmulatorOptions;
  /** Prepares the account before the run. */
  readonly before?: (emulator: Emulator) => Promise<void>;
  readonly inputs: Inputs;
}

const createInitial = async (emulator: Emulator): Promise<void> => {
  await runRecorded(emulator, INITIAL);
};

export const PREVIEW_RUNS: readonly PreviewRun[] = [
  { name: 'create', inputs: INITIAL },
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
];

export async function previewRun({ options, before, inputs }: PreviewRun): Promise<Recorded> {
  const emulator = await startEmulator(options);
  try {
    await before?.(emulator);
    return await runRecorded(emulator, inputs);
  } finally {
    await emulator.close();
  }
}
