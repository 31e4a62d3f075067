/** Runs updates of roles through the bundle, many in one process, and records every state of each role in IAM. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsError } from '../../emulator/errors.ts';
import { type Emulator, startEmulator } from '../../emulator/server.ts';
import { runStep } from '../../scripts/run-action.ts';
import { OWNER_TAGS } from '../harness/workshop.ts';
import { checkPath, type FlaggedChange } from './check-path.ts';
import type { Policy } from './evaluator.ts';
import type { Update } from './random-updates.ts';
import { DOCUMENTS, possible, type State } from './worlds.ts';

export interface Run {
  readonly update: Update;
  /** The role at the start and after each write. */
  readonly path: readonly State[];
  /** The names of the writes that took effect. */
  readonly writes: readonly string[];
  /** The first plan. */
  readonly changes: readonly FlaggedChange[];
  /** Whether IAM refused a write. */
  readonly refused: boolean;
}

/** Describes each gap, peak and false flag of a run. */
export function faultsOf({ update, path, writes, changes, refused }: Run): readonly string[] {
  // The outputs list the plan alone: the flags of a rollback are unknown.
  const flagged = refused ? [] : changes;
  return checkPath(path, update.start, update.target, flagged).map(
    ({ kind, at, example }) => `${kind} after ${writes[at - 1] ?? 'nothing'} (${at}): ${example}`,
  );
}

/** One update, and the number of the write that IAM refuses, if it refuses any. */
interface Job {
  readonly update: Update;
  readonly refuse?: number;
}

/** Runs each update once for each of its writes, with that write refused, and returns these runs with their rollbacks. */
export async function runRollbacks(updates: readonly Update[]): Promise<readonly Run[]> {
  const undisturbed = await runUpdates(updates);
  return runJobs(
    undisturbed.flatMap(({ update, writes }) => writes.map((_, index) => ({ update, refuse: index + 1 }))),
  );
}

/** Runs updates through the bundle. Throws if a role does not reach its target. */
export async function runUpdates(updates: readonly Update[]): Promise<readonly Run[]> {
  return runJobs(updates.map((update) => ({ update })));
}

const ROLES_PER_PROCESS = 25;
const PROCESSES = 2;

/**
 * Runs jobs, many roles in one process. IAM denies the write to refuse, and the bundle rolls that role back. Throws if a role
 * reaches neither its target nor, refused, its start.
 */
async function runJobs(jobs: readonly Job[]): Promise<readonly Run[]> {
  const isDestroyed = ({ update }: Job): boolean => update.target === undefined;
  const batches = [jobs.filter((job) => !isDestroyed(job)), jobs.filter(isDestroyed)].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / ROLES_PER_PROCESS) }, (_, index) =>
      group.slice(index * ROLES_PER_PROCESS, (index + 1) * ROLES_PER_PROCESS),
    ),
  );
  const runs: Run[] = [];
  const queue = batches.values();
  const worker = async (): Promise<void> => {
    for (const batch of queue) runs.push(...(await runBatch(batch)));
  };
  await Promise.all(Array.from({ length: PROCESSES }, worker));
  return runs;
}

async function runBatch(jobs: readonly Job[]): Promise<readonly Run[]> {
  const updates = jobs.map(({ update }) => update);
  const emulator = await startEmulator();
  const workspace = await mkdtemp(join(tmpdir(), 'order-'));
  try {
    createStart(emulator, updates);
    const recorded = record(emulator, jobs);
    const roles = updates.map(({ start, target }, index) => declaration(index, target ?? start));
    await writeFile(join(workspace, 'roles.json'), JSON.stringify({ roles }));
    const { outputs, log } = await runStep(
      { manifest: 'roles.json', mode: updates[0]?.target === undefined ? 'destroy' : 'apply' },
      {
        env: emulator.environment,
        workspace,
      },
    );
    const results = JSON.parse(outputs['results'] ?? '{}') as Record<string, { changes: string } | undefined>;
    return recorded.map(({ path, writes, refused }, index): Run => {
      const { update, refuse } = jobs[index] ?? {};
      const result = results[`role-${index}`];
      if (update === undefined || result === undefined) throw new Error(`The run planned nothing:\n${log}`);
      const changes = JSON.parse(result.changes) as FlaggedChange[];
      const { start, target } = update;
      const end = possible(path.at(-1));
      assert.equal(refused, refuse !== undefined, log);
      if (!refused) {
        assert.deepEqual(end, possible(target), log);
        assert.equal(writes.join(), changes.map(({ api }) => api).join());
      } else if (target !== undefined) {
        // A destroy is never rolled back.
        assert.deepEqual(end, possible(start), log);
      }
      return { update, path, writes, changes, refused };
    });
  } finally {
    await emulator.close();
    await rm(workspace, { recursive: true, force: true });
  }
}

/** Puts the managed policies and the roles at their start into the account. */
function createStart({ iam }: Emulator, updates: readonly Update[]): void {
  for (const [arn, document] of Object.entries(DOCUMENTS)) {
    const PolicyName = arn.slice(arn.lastIndexOf('/') + 1);
    iam.call('CreatePolicy', { PolicyName, PolicyDocument: JSON.stringify(document) });
  }
  updates.forEach(({ start }, index) => {
    if (start === undefined) return;
    const RoleName = `role-${index}`;
    iam.call('CreateRole', {
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify(start.AssumeRolePolicyDocument),
      Tags: OWNER_TAGS,
      ...(start.PermissionsBoundary === null ? {} : { PermissionsBoundary: start.PermissionsBoundary }),
    });
    for (const PolicyArn of start.AttachedPolicies) iam.call('AttachRolePolicy', { RoleName, PolicyArn });
    for (const [PolicyName, document] of Object.entries(start.InlinePolicies)) {
      iam.call('PutRolePolicy', { RoleName, PolicyName, PolicyDocument: JSON.stringify(document) });
    }
  });
}

/** Records each role after each of its writes, and refuses the write that its job names. */
function record(emulator: Emulator, jobs: readonly Job[]) {
  const runs = jobs.map(({ refuse }, index) => ({
    refuse,
    path: [stateOf(emulator, index)],
    writes: [] as string[],
    sent: 0,
    refused: false,
  }));
  const runOf = (name: unknown) => runs[Number(String(name).replace('role-', ''))];
  emulator.beforeCall(({ write, input }) => {
    const run = runOf(input['RoleName']);
    if (!write || run === undefined) return undefined;
    run.sent += 1;
    if (run.sent !== run.refuse) return undefined;
    run.refused = true;
    return new AwsError('AccessDenied', 'The caller may not do this.');
  });
  emulator.onCall(({ write, effective, action, input }) => {
    const run = runOf(input['RoleName']);
    if (!write || !effective || run === undefined) return;
    run.path.push(stateOf(emulator, runs.indexOf(run)));
    run.writes.push(action);
  });
  return runs;
}

function stateOf({ iam }: Emulator, index: number): State {
  const role = iam.account.roles.find(`role-${index}`);
  if (role === undefined) return undefined;
  const parse = (text: string): Policy => JSON.parse(text) as Policy;
  return {
    AssumeRolePolicyDocument: parse(role.AssumeRolePolicyDocument),
    InlinePolicies: Object.fromEntries([...role.inlinePolicies].map(([name, text]) => [name, parse(text)])),
    AttachedPolicies: role.attachedPolicies,
    PermissionsBoundary: role.PermissionsBoundary ?? null,
  };
}

function declaration(index: number, role: State): object {
  return {
    'role-name': `role-${index}`,
    'trust-policy': role?.AssumeRolePolicyDocument,
    'inline-policies': role?.InlinePolicies,
    'policy-arns': role?.AttachedPolicies,
    'permissions-boundary': role?.PermissionsBoundary ?? 'none',
    'instance-profile': false,
  };
}
