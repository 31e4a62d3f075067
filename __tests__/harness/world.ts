/** An emulator of its own for each test, and the workshop's case. */
import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulator/server.ts';
import type { RecordedCall } from '../../emulator/pipeline.ts';
import { inProcess, type InProcessOptions, type StepInProcess } from './in-process.ts';

export const OWNER = 'octo-org/octo-repo';
export const OWNER_KEY = 'aws-iam-instance-profile:owner';
export const OWNER_TAGS = [{ Key: OWNER_KEY, Value: OWNER }];

export const ECS_POLICY = 'arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role';
export const SSM_POLICY = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';

/** The workshop's case: what the README shows first. */
export const WORKSHOP = {
  'role-name': 'demo-ecs-instance-role',
  'trust-services': 'ec2',
  'policy-arns': 'service-role/AmazonEC2ContainerServiceforEC2Role\nAmazonSSMManagedInstanceCore',
  tags: 'project=demo',
} as const;
export const WORKSHOP_ROLE = WORKSHOP['role-name'];

export const EC2_TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** A policy that allows one S3 action, and one that allows another. */
export function allowS3(action: string): object {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: `s3:${action}`, Resource: 'arn:aws:s3:::demo/*' }],
  };
}

const started: Emulator[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((emulator) => emulator.close()));
});

export interface World {
  readonly emulator: Emulator;
  readonly iam: Emulator['iam'];
  /** One step; the record of calls is of this step alone. */
  step(inputs: Readonly<Record<string, string>>, options?: InProcessOptions): Promise<StepInProcess>;
  /** `action` of each write that the last step sent, in the order in which they came in. */
  writes(): string[];
  reads(): string[];
}

export async function world(options: EmulatorOptions = {}): Promise<World> {
  const emulator = await startEmulator(options);
  started.push(emulator);
  return {
    emulator,
    iam: emulator.iam,
    step: async (inputs, stepOptions) => {
      emulator.clearCalls();
      return inProcess(emulator, inputs, stepOptions);
    },
    writes: () => emulator.writes.map(({ action }) => action),
    reads: () => emulator.calls.filter(({ write }) => !write).map(({ action }) => action),
  };
}

/** How many waves the calls came in: a new one begins with a call that starts after all before have ended. */
export function waves(calls: readonly RecordedCall[]): number {
  let count = 0;
  let ended = -Infinity;
  for (const call of calls) {
    if (call.startedAt >= ended) count += 1;
    ended = Math.max(ended, call.endedAt ?? Infinity);
  }
  return count;
}

/** Something planted as an account of others would have it; the caller's own tag on it unless told otherwise. */
export function plantRole(
  { iam }: Pick<World, 'iam'>,
  RoleName: string,
  more: Partial<Parameters<Emulator['iam']['call']>[1]> & object = {},
): void {
  iam.call('CreateRole', {
    RoleName,
    AssumeRolePolicyDocument: JSON.stringify(EC2_TRUST),
    Tags: OWNER_TAGS,
    ...more,
  });
}
