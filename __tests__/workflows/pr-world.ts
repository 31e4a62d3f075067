/**
 * An account that examples/pr-environment-setup.yml has set up, and GitHub with its pull requests. The jobs of pr-environment.yml run
 * in it with the credentials of a session, so the emulator holds every call to the trust, policy and boundary of the example.
 */
import { readFileSync } from 'node:fs';
import * as sdk from '@aws-sdk/client-iam';
import { parse } from 'yaml';
import { AwsError } from '../../emulator/errors.ts';
import type { RecordedCall } from '../../emulator/handle-call.ts';
import type { Emulator } from '../../emulator/server.ts';
import { gitHub, type FakeGitHub } from '../github/fake-github.ts';
import { EC2_TRUST, OWNER, OWNER_KEY, plantRole, world, type World } from '../harness/world.ts';
import { runJob, workflow, type JobResult, type Workflow } from './job.ts';

const ISSUER = 'token.actions.githubusercontent.com';
export const WORKFLOW = 'OWNER/aws-iam-instance-profile/.github/workflows/pr-environment.yml@refs/tags/v1';
export const BOUNDARY = 'arn:aws:iam::123456789012:policy/pull-request-boundary';
export const DEPLOY_ROLE = 'github-previews';
export const REQUEST_KEY = 'aws-iam-instance-profile:pull-request';
export const PATH = '/pull-requests/';

const SETUP = parse(
  readFileSync(new URL('../../examples/pr-environment-setup.yml', import.meta.url), 'utf8'),
) as Workflow;
const CALLER = parse(
  readFileSync(new URL('../../examples/pr-environment.yml', import.meta.url), 'utf8'),
) as Workflow;

/** The boundary's document, as the example has it. */
export const BOUNDARY_DOCUMENT = String(
  SETUP.jobs['setup']?.steps?.find(({ env }) => env?.['DOCUMENT'] !== undefined)?.env?.['DOCUMENT'],
);

/** Claims of the token that GitHub issues to a job. */
export type Claims = Readonly<Record<string, string>>;
/** A job of the reusable workflow, called by the pull request's own branch. */
export const IN_PULL_REQUEST: Claims = {
  aud: 'sts.amazonaws.com',
  sub: `repo:${OWNER}:pull_request`,
  job_workflow_ref: WORKFLOW,
};
/** A job of the reusable workflow, called by the default branch. */
export const ON_MAIN: Claims = { ...IN_PULL_REQUEST, sub: `repo:${OWNER}:ref:refs/heads/main` };

export interface GitHubEvent {
  readonly event_name: string;
  readonly event: object;
}

/** Returns the event of a pull request, of a branch of the same repository unless it names another one. */
export function pullRequest(event_name: string, action: string, number = 7, more: object = {}): GitHubEvent {
  const request = { number, user: { login: 'octocat' }, head: { repo: { full_name: OWNER } }, ...more };
  return { event_name, event: { action, pull_request: request } };
}

/** Returns the code of the refusal, or `done`. */
export async function codeOf(act: () => unknown): Promise<string> {
  try {
    await act();
    return 'done';
  } catch (error) {
    if (error instanceof AwsError) return error.code;
    if (error instanceof sdk.IAMServiceException) return error.name.replace(/Exception$/, '');
    throw error;
  }
}

let setUp: readonly RecordedCall[] | undefined;

type Tags = readonly { readonly Key: string; readonly Value: string }[];
type Commands = Readonly<Record<string, new (input: object) => Parameters<sdk.IAMClient['send']>[0]>>;

export class PrWorld {
  readonly #world: World;
  readonly github: FakeGitHub;

  private constructor(w: World, github: FakeGitHub) {
    this.#world = w;
    this.github = github;
  }

  /** Runs the example as the administrator, whose calls nothing limits. */
  static async start(
    pulls: FakeGitHub['pulls'] = { 7: 'open', 8: 'open' },
    boundary = BOUNDARY_DOCUMENT,
  ): Promise<PrWorld> {
    const w = await world();
    w.iam.call('CreatePolicy', { PolicyName: 'pull-request-boundary', PolicyDocument: boundary });
    // The set-up does the same each time, so only the first in a file runs it.
    if (setUp === undefined) setUp = await PrWorld.#setUp(w);
    else for (const { action, input } of setUp) w.iam.call(action as Parameters<typeof w.iam.call>[0], input);
    return new PrWorld(w, await gitHub(pulls));
  }

  /** Runs the job of the example, and returns the writes that it made. */
  static async #setUp(w: World): Promise<readonly RecordedCall[]> {
    const writes: RecordedCall[] = [];
    const stop = w.emulator.onCall((call) => {
      if (call.write && call.effective) writes.push(call);
    });
    const job = await runJob(SETUP, 'setup', {
      world: w,
      inputs: {},
      github: { event_name: 'workflow_dispatch', event: {} },
      vars: { AWS_ADMINISTRATION_ROLE: 'arn:aws:iam::123456789012:role/administration' },
      // The policy exists with this very document.
      commands: {
        aws: `case "$2" in get-policy) echo v1 ;; get-policy-version) echo "$DOCUMENT" ;; *) exit 1 ;; esac`,
      },
    });
    stop();
    if (!job.ok) throw new Error(`the set-up failed: ${job.log}`);
    return writes;
  }

  get emulator(): Emulator {
    return this.#world.emulator;
  }

  get iam(): World['iam'] {
    return this.#world.iam;
  }

  get roles(): string[] {
    return Object.keys(this.emulator.snapshot().roles).filter((name) => name !== DEPLOY_ROLE);
  }

  /** Plants the previews of requests 7 and 8, and the foreign entities that attacks aim at. */
  plantTargets(): this {
    const tags = (owner: string, request: string): Tags => [
      { Key: OWNER_KEY, Value: owner },
      { Key: REQUEST_KEY, Value: request },
    ];
    const inPath = { Path: PATH, PermissionsBoundary: BOUNDARY };
    for (const [name, where, tagged] of [
      ['preview-7', inPath, tags(OWNER, '7')],
      ['preview-8', inPath, tags(OWNER, '8')],
      ['preview-other', inPath, tags('octo-org/another', '3')],
      ['preview-unowned', inPath, []],
      ['preview-unbounded', { Path: PATH }, tags(OWNER, '8')],
      ['preview-outside', {}, tags(OWNER, '7')],
      ['admin', {}, []],
    ] as const) {
      plantRole(this, name, { ...where, Tags: tagged });
      const { Path = '/' } = where as { readonly Path?: string };
      this.iam.call('CreateInstanceProfile', { InstanceProfileName: name, Path, Tags: tagged });
      this.iam.call('AddRoleToInstanceProfile', { InstanceProfileName: name, RoleName: name });
    }
    return this;
  }

  /** Makes every role older. */
  age(seconds: number): void {
    const { roles } = this.iam.account;
    for (const role of roles.all())
      roles.put({ ...role, CreateDate: new Date(role.CreateDate.getTime() - seconds * 1000) });
  }

  /** Has IAM record a use of the role. */
  use(name: string, secondsAgo: number): void {
    const { roles } = this.iam.account;
    const role = roles.find(name);
    const LastUsed = { LastUsedDate: new Date(Date.now() - secondsAgo * 1000), Region: 'eu-central-1' };
    if (role !== undefined) roles.put({ ...role, LastUsed });
  }

  /** Assumes the deploy role with the token of a job. */
  assume(claims: Claims): Readonly<Record<string, string>> {
    return this.emulator.sessions.assumeRoleWithWebIdentity(DEPLOY_ROLE, { issuer: ISSUER, claims });
  }

  /** Makes a call with the credentials that a job of the pull request would have. */
  async steal(action: string, input: object): Promise<unknown> {
    const env = this.assume(IN_PULL_REQUEST);
    const client = new sdk.IAMClient({
      endpoint: this.emulator.url,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: {
        accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
        secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
      },
    });
    try {
      const Command = (sdk as unknown as Commands)[`${action}Command`];
      if (Command === undefined) throw new Error(`no call ${action}`);
      return await client.send(new Command(input));
    } finally {
      client.destroy();
    }
  }

  /** Asks EC2 to start an instance, as a dry run, with the same credentials. */
  async launch(instance: Readonly<Record<string, string>>): Promise<string> {
    const key = this.assume(IN_PULL_REQUEST)['AWS_ACCESS_KEY_ID'] ?? '';
    const response = await fetch(this.emulator.url, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/ec2/aws4_request, Signature=0`,
      },
      body: new URLSearchParams({
        Action: 'RunInstances',
        Version: '2016-11-15',
        DryRun: 'true',
        ...instance,
      }),
    });
    const code = /<Code>(.*?)<\/Code>/.exec(await response.text())?.[1] ?? '';
    return code === 'DryRunOperation' ? 'done' : code;
  }

  /** Runs a step of the Action with the credentials that a job of the pull request would have. */
  step(inputs: Readonly<Record<string, string>>): ReturnType<World['step']> {
    return this.#world.step(inputs, {
      env: { ...this.assume(IN_PULL_REQUEST), GITHUB_API_URL: this.github.url },
    });
  }

  /** Runs a job of pr-environment.yml, called as the example calls it. */
  async job(
    name: 'provision' | 'destroy' | 'sweep',
    github: GitHubEvent,
    inputs: Readonly<Record<string, unknown>> = {},
  ): Promise<JobResult> {
    const claims = github.event_name === 'pull_request' ? IN_PULL_REQUEST : ON_MAIN;
    const given: Readonly<Record<string, unknown>> = {
      ...CALLER.jobs['environment']?.with,
      'role-to-assume': 'arn:aws:iam::123456789012:role/previews',
      'pull-request': '',
    };
    return runJob(await workflow('.github/workflows/pr-environment.yml'), name, {
      world: {
        step: ({ 'role-to-assume': role, ...values }, { workspace, env }) => {
          if (role !== given['role-to-assume']) throw new Error(`the step would assume ${String(role)}`);
          return this.#world.step(
            // The token is the default of action.yml.
            { 'github-token': 'token-of-the-job', ...values },
            { workspace, env: { ...env, ...this.assume(claims) } },
          );
        },
      },
      inputs: { ...given, ...inputs },
      github: { ...github, api_url: this.github.url },
      // Its own pauses between tries are long.
      commands: { curl: 'PATH="${PATH#*:}"; exec curl "$@" --retry 1 --retry-delay 1' },
    });
  }
}

export { EC2_TRUST };
