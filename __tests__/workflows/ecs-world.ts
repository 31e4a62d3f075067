/** An account of moto's behind a recording proxy, and our ECS workflow and script run against it. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runStep } from '../../scripts/run-action.ts';
import { AwsCli } from '../harness/aws-cli.ts';
import { startMoto, type Moto, type MotoOptions } from '../harness/moto.ts';
import { AwsProxy } from './aws-proxy.ts';
import { runComposite, runJob, workflow, type JobResult } from './job.ts';
import type { StepOutcome } from './shell.ts';

type Tags = Readonly<Record<string, string>>;

/** The account as boto3 reads it. */
export interface EcsState {
  readonly network: { readonly subnets: readonly string[]; readonly groups: readonly string[] };
  readonly clusters: readonly (Readonly<Record<string, unknown>> & { readonly tags: Tags })[];
  readonly providers: readonly (Readonly<Record<string, unknown>> & { readonly tags: Tags })[];
  readonly groups: readonly (Readonly<Record<string, unknown>> & { readonly tags: Tags })[];
  readonly templates: readonly {
    readonly LaunchTemplateId: string;
    readonly tags: Tags;
    readonly versions: readonly Readonly<Record<string, unknown>>[];
  }[];
  readonly roles: Readonly<
    Record<string, { readonly arn: string; readonly tags: Tags } & Readonly<Record<string, unknown>>>
  >;
  readonly profiles: Readonly<Record<string, { readonly arn: string; readonly roles: readonly string[] }>>;
}

type Inputs = Readonly<Record<string, unknown>>;

export const PROFILE_ARN = 'arn:aws:iam::123456789012:instance-profile/demo-instance';

/** For a busy machine: on an idle one no test takes 60 s. */
export const LONG = 600_000;

/** Tags of every resource. */
export const OWNED = { 'ecs-cluster': 'demo', 'aws-iam-instance-profile:owner': 'octo-org/octo-repo' };

export class EcsWorld {
  proxy!: AwsProxy;
  #moto!: Moto;
  #url!: string;
  #network!: EcsState['network'];
  #cli!: AwsCli;

  /**
   * Returns the world of a block of tests, which starts before them and closes after them.
   *
   * @param options without managed policies, which take moto a second after each reset, an account has the roles of no bootstrap
   */
  static forTests(options: MotoOptions = { managedPolicies: false }): EcsWorld {
    const world = new EcsWorld();
    beforeAll(() => world.#start(options), LONG);
    afterAll(() => world.#close(), LONG);
    return world;
  }

  async #start(options: MotoOptions): Promise<void> {
    [this.#moto, this.#cli] = await Promise.all([
      startMoto(options),
      AwsCli.start('ecs', 'ec2', 'autoscaling', 'iam'),
    ]);
    this.proxy = new AwsProxy(this.#moto.url);
    this.#url = await this.proxy.listen();
    this.#network = (await this.state()).network;
  }

  async #close(): Promise<void> {
    this.proxy.close();
    await Promise.all([this.#moto.close(), this.#cli.close()]);
  }

  /** Empties the account, except for its default network. An empty account stays, since a reset takes moto longer than a read. */
  async reset(): Promise<void> {
    this.proxy.reset();
    this.#declared = false;
    const { network: _, ...resources } = await this.state();
    if (Object.values(resources).every((found) => Object.keys(found).length === 0)) return;
    await fetch(`${this.#moto.url}/moto-api/reset`, { method: 'POST' });
    // moto creates the default network again, with other ids.
    Object.assign(this.#network, (await this.state()).network);
  }

  /** Whether the last that happened to the account is a run of the script that left it as declared by `ec2`. */
  #declared = false;

  /** Prepares an account with the cluster that `ec2` declares. One that the test before left behind will do. */
  async present(): Promise<void> {
    this.proxy.reset();
    if (this.#declared) return;
    await this.reset();
    await this.script(this.ec2);
  }

  state(): Promise<EcsState> {
    return read(this.#moto, this.#cli);
  }

  /** Runs the AWS CLI as another tool would, past the proxy. */
  async aws(...command: readonly string[]): Promise<unknown> {
    this.#declared = false;
    const { stdout } = await promisify(execFile)('aws', [...command, '--output', 'json'], {
      env: { ...process.env, ...this.#moto.environment, PATH: this.#cli.path, AWS_PAGER: '' },
    });
    return stdout.trim() === '' ? undefined : (JSON.parse(stdout) as unknown);
  }

  get environment(): Readonly<Record<string, string>> {
    return { ...this.#moto.environment, AWS_ENDPOINT_URL: this.#url, PATH: this.#cli.path };
  }

  /** Inputs of EC2 capacity in the account's default network. */
  get ec2(): Readonly<Record<string, string>> {
    const { subnets, groups } = this.#network;
    return { capacity: 'ec2', 'subnet-ids': subnets.join('\n'), 'security-group-ids': groups.join('\n') };
  }

  /**
   * Runs the job of the reusable workflow; the record of calls is of this run alone.
   *
   * @param runner further variables of the runner, which only the Action for roles gets: the AWS CLI here reads no files
   */
  async bootstrap(inputs: Inputs = {}, runner: Readonly<Record<string, string>> = {}): Promise<JobResult> {
    this.proxy.calls = [];
    this.#declared = false;
    return runJob(await workflow('.github/workflows/ecs-cluster-bootstrap.yml'), 'bootstrap', {
      ...this.jobOptions(runner),
      inputs: {
        'cluster-name': 'demo',
        'aws-region': 'us-east-1',
        'role-to-assume': 'arn:aws:iam::123456789012:role/bootstrap',
        ...inputs,
      },
    });
  }

  jobOptions(runner: Readonly<Record<string, string>> = {}) {
    const { environment } = this;
    return {
      world: {
        step: async (
          given: Readonly<Record<string, string>>,
          { workspace, env }: { workspace: string; env: Readonly<Record<string, string>> },
        ): Promise<StepOutcome> => {
          const result = await runStep(given, { workspace, env: { ...environment, ...runner, ...env } });
          return { ok: result.exitCode === 0, log: result.log, outputs: result.outputs };
        },
      },
      github: { event_name: 'push', event: {} },
      env: environment,
    };
  }

  /** Runs the Action `ecs-cluster` alone; `kill` ends it together with its children. */
  async script(inputs: Readonly<Record<string, string>> = {}): Promise<StepOutcome> {
    this.proxy.calls = [];
    const given = { 'cluster-name': 'demo', 'instance-profile-arn': PROFILE_ARN, ...inputs };
    this.#declared = false;
    const result = await runComposite('ecs-cluster', given, this.environment, (shell) => {
      this.#shell = shell.pid;
    });
    const declaration = JSON.stringify({ ...this.ec2, mode: 'apply' });
    this.#declared =
      result.ok && JSON.stringify({ ...inputs, mode: inputs['mode'] ?? 'apply' }) === declaration;
    return result;
  }

  #shell: number | undefined;

  kill(): void {
    if (this.#shell !== undefined) process.kill(-this.#shell, 'SIGKILL');
    this.#shell = undefined;
  }
}

/** The data of a launch template without the tags of the template, which moto adds to them. */
export function ofVolumes(data: Readonly<Record<string, unknown>> | undefined): object {
  const specifications = data?.['TagSpecifications'] as { ResourceType: string }[];
  return {
    ...data,
    TagSpecifications: specifications.filter(({ ResourceType }) => ResourceType === 'volume'),
  };
}

/** The state without what AWS counts and dates. */
export function shape({ clusters, providers, groups, templates }: EcsState): unknown {
  const { capacityProviders, settings, defaultCapacityProviderStrategy, tags } = clusters[0] ?? { tags: {} };
  const scaling = providers[0]?.['autoScalingGroupProvider'] as { autoScalingGroupArn: string } | undefined;
  const template = groups[0]?.['LaunchTemplate'] as { LaunchTemplateId: string } | undefined;
  return {
    cluster: {
      capacityProviders: [capacityProviders].flat().sort(),
      settings,
      defaultCapacityProviderStrategy,
      tags,
    },
    providers: providers.map(({ name, status, tags }) => ({ name, status, tags })),
    scaling: { ...scaling, autoScalingGroupArn: '' },
    groups: groups.map(({ MinSize, MaxSize, VPCZoneIdentifier, tags: { AmazonECSManaged: _, ...tags } }) => ({
      MinSize,
      MaxSize,
      VPCZoneIdentifier,
      tags,
    })),
    templates: templates.map(({ versions }) => ofVolumes(versions.at(-1))),
    linked: [
      groups[0]?.['AutoScalingGroupARN'] === scaling?.autoScalingGroupArn,
      templates[0]?.LaunchTemplateId === template?.LaunchTemplateId,
    ],
  };
}

async function read({ environment }: Moto, { python }: AwsCli): Promise<EcsState> {
  const script = fileURLToPath(new URL('./ecs_state.py', import.meta.url));
  const { stdout } = await promisify(execFile)(python, [script], {
    env: { ...process.env, ...environment },
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(stdout) as EcsState;
}
