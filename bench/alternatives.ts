/** The common alternatives for the same job: six commands of the AWS CLI, and Terraform. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { timeProcess } from './measure.ts';

export const ROLE = 'demo-ecs-instance-role';
export const POLICIES = ['service-role/AmazonEC2ContainerServiceforEC2Role', 'AmazonSSMManagedInstanceCore'];
const ARNS = POLICIES.map((name) => `arn:aws:iam::aws:policy/${name}`);
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** The workshop's case as the Action's inputs. */
export const STEP = {
  'role-name': ROLE,
  'trust-services': 'ec2',
  'policy-arns': POLICIES.join('\n'),
  tags: 'project=demo',
};

const ROLE_NAME = ['--role-name', ROLE];
const PROFILE_NAME = ['--instance-profile-name', ROLE];
const SIX_COMMANDS = [
  ['create-role', ...ROLE_NAME, '--assume-role-policy-document', TRUST],
  ...ARNS.map((arn) => ['attach-role-policy', ...ROLE_NAME, '--policy-arn', arn]),
  ['tag-role', ...ROLE_NAME, '--tags', 'Key=project,Value=demo'],
  ['create-instance-profile', ...PROFILE_NAME],
  ['add-role-to-instance-profile', ...PROFILE_NAME, ...ROLE_NAME],
];

/** Runs all six commands sequentially, as a script does, and returns their milliseconds. */
export async function sixCommands(env: NodeJS.ProcessEnv): Promise<number> {
  let milliseconds = 0;
  for (const command of SIX_COMMANDS) {
    milliseconds += await timeProcess('aws', ['iam', ...command], { ...env, AWS_PAGER: '' });
  }
  return milliseconds;
}

/** A directory in which Terraform is initialised, so the benchmark times only `apply` and `plan`. */
export class Terraform {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Initialises Terraform. @throws Error with Terraform's output, if that fails */
  static async initialise(endpoint: string): Promise<Terraform> {
    const directory = await mkdtemp(join(tmpdir(), 'terraform-'));
    await writeFile(join(directory, 'main.tf.json'), JSON.stringify(configuration(endpoint)));
    await timeProcess('terraform', [`-chdir=${directory}`, 'init', '-input=false', '-no-color'], process.env);
    return new Terraform(directory);
  }

  async apply(env: NodeJS.ProcessEnv): Promise<number> {
    await rm(join(this.#directory, 'terraform.tfstate'), { force: true });
    return this.#run(['apply', '-auto-approve'], env);
  }

  /** Finds no changes after `apply`. */
  async plan(env: NodeJS.ProcessEnv): Promise<number> {
    return this.#run(['plan', '-detailed-exitcode'], env);
  }

  async close(): Promise<void> {
    await rm(this.#directory, { recursive: true });
  }

  async #run(command: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
    const [name = '', ...options] = command;
    return timeProcess(
      'terraform',
      [`-chdir=${this.#directory}`, name, '-input=false', '-no-color', ...options],
      env,
    );
  }
}

function configuration(endpoint: string): object {
  const role = '${aws_iam_role.demo.name}';
  const attachments = ARNS.map((policy_arn, index) => [`p${index}`, { role, policy_arn }] as const);
  return {
    terraform: { required_providers: { aws: { source: 'hashicorp/aws' } } },
    provider: {
      aws: {
        endpoints: [{ iam: endpoint, sts: endpoint }],
        skip_credentials_validation: true,
        skip_metadata_api_check: true,
        skip_requesting_account_id: true,
      },
    },
    resource: {
      aws_iam_role: { demo: { name: ROLE, assume_role_policy: TRUST, tags: { project: 'demo' } } },
      aws_iam_role_policy_attachment: Object.fromEntries(attachments),
      aws_iam_instance_profile: { demo: { name: ROLE, role, tags: { project: 'demo' } } },
    },
  };
}

/** Creates a workspace whose manifest declares a number of roles, each like the case. */
export async function createManifest(roles: number): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'manifest-'));
  const defaults = {
    'trust-services': ['ec2'],
    'policy-arns': POLICIES,
    tags: { project: 'demo' },
  };
  const declared = Array.from({ length: roles }, (_, index) => ({ 'role-name': `${ROLE}-${index + 1}` }));
  await writeFile(join(directory, 'roles.yml'), stringify({ defaults, roles: declared }));
  return directory;
}
