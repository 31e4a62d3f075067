/** The example that sets an account up for pull requests, and the EKS recipe: their scripts, run again. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { awsCli } from '../harness/aws-cli.ts';
import { inProcess } from '../harness/in-process.ts';
import { hasMoto, startMoto, type Moto } from '../harness/moto.ts';
import { runJob, workflow, type JobResult, type Step, type Workflow } from './job.ts';
import { BOUNDARY } from './pr-world.ts';
import { bash } from './shell.ts';

const hasAws = spawnSync('aws', ['--version']).status === 0;
if (!hasAws) console.log('Left out: the set-up for pull requests on moto. Install the AWS CLI to have it.');
const describeWithMoto = hasMoto('the set-up for pull requests on moto') && hasAws ? describe : describe.skip;

describeWithMoto('pr-environment-setup.yml on moto', () => {
  let moto: Moto;
  const cli = awsCli('iam');
  beforeAll(async () => {
    moto = await startMoto();
  }, 60_000);
  afterAll(() => moto.close());

  const aws = (...args: string[]): unknown =>
    JSON.parse(
      execFileSync('aws', [...args, '--output', 'json'], {
        encoding: 'utf8',
        env: { ...process.env, ...moto.environment, PATH: cli().path },
      }),
    );
  const setUp = (file: Workflow): Promise<JobResult> =>
    runJob(file, 'setup', {
      world: { step: (inputs, options) => inProcess(moto, inputs, options) },
      inputs: {},
      github: { event_name: 'workflow_dispatch', event: {} },
      env: { ...moto.environment, PATH: cli().path, HOME: process.env['HOME'] ?? '' },
    });
  const writes = (job: JobResult): string[] =>
    job.calls.flatMap((line) => /^aws iam ((?:create|delete)-\S+)/.exec(line)?.[1] ?? []);

  test('creates, then changes nothing, then replaces the boundary by a new version', async () => {
    const text = readFileSync(new URL('../../examples/pr-environment-setup.yml', import.meta.url), 'utf8');
    const file = parse(text) as Workflow;
    const first = await setUp(file);
    expect([first.ok, first.log]).toEqual([true, expect.not.stringContaining('::error')]);
    const { Role } = aws('iam', 'get-role', '--role-name', 'github-previews') as {
      Role: { AssumeRolePolicyDocument: object };
    };
    expect(JSON.stringify(Role.AssumeRolePolicyDocument)).toContain('job_workflow_ref');
    const before = aws('iam', 'list-policy-versions', '--policy-arn', BOUNDARY);

    const second = await setUp(file);
    expect([second.ok, second.log]).toEqual([true, expect.stringContaining('The boundary is up to date.')]);
    expect(second.log).not.toContain('broadens');
    expect(aws('iam', 'list-policy-versions', '--policy-arn', BOUNDARY)).toEqual(before);

    // The versions before the current one are deleted: IAM keeps five.
    for (let change = 0; change < 2; change += 1) {
      const other = parse(text.replace('"cloudwatch:PutMetricData"', `"s3:Get${change}"`)) as Workflow;
      expect((await setUp(other)).ok).toBe(true);
    }
    const { Versions } = aws('iam', 'list-policy-versions', '--policy-arn', BOUNDARY) as {
      Versions: { VersionId: string; IsDefaultVersion: boolean }[];
    };
    const current = Versions.find(({ IsDefaultVersion }) => IsDefaultVersion)?.VersionId ?? '';
    const document = aws('iam', 'get-policy-version', '--policy-arn', BOUNDARY, '--version-id', current);
    expect(JSON.stringify(document)).toContain('s3:Get1');
    expect(Versions.length).toBeLessThanOrEqual(2);
  }, 120_000);

  test('stops if the boundary cannot be read', async () => {
    const file = await workflow('examples/pr-environment-setup.yml');
    const job = await runJob(file, 'setup', {
      world: { step: () => Promise.reject(new Error('the Action must not run')) },
      inputs: {},
      github: { event_name: 'workflow_dispatch', event: {} },
      commands: { aws: 'echo "An error occurred (AccessDenied)" >&2; exit 254' },
    });
    expect([job.ok, writes(job), job.log]).toEqual([false, [], expect.stringContaining('AccessDenied')]);
  });
});

test('the EKS recipe creates the association once, and updates it from then on', async () => {
  const recipes = readFileSync(new URL('../../docs/recipes.md', import.meta.url), 'utf8');
  const block = /## EKS Pod Identity\n.*?```yaml\n(.*?)\n```/s.exec(recipes)?.[1] ?? '';
  const script = (parse(block) as Step[]).find(({ run }) => run !== undefined)?.run ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'eks-'));
  try {
    // Keeps one association, refuses a second one as EKS does, and answers as the CLI does with `--output text`.
    const aws = `aws() {
      echo "$2" >>"$PWD/calls"
      case "$2" in
        list-*) if [ -f "$PWD/made" ]; then echo a-1; else echo None; fi ;;
        create-*) if [ -f "$PWD/made" ]; then echo ResourceInUseException >&2; return 254; fi; touch "$PWD/made" ;;
        update-*) [[ "$*" == *"--association-id a-1"* ]] ;;
      esac
    }\n`;
    for (let run = 0; run < 2; run += 1) {
      const step = await bash({ run: aws + script }, folder, {
        PATH: process.env['PATH'] ?? '',
        ROLE: 'arn',
      });
      expect([step.ok, step.log]).toEqual([true, expect.not.stringContaining('Exception')]);
    }
    expect(readFileSync(join(folder, 'calls'), 'utf8').match(/create|update/g)).toEqual(['create', 'update']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
