/** Takes roles from state to state with the bundle, many in one process, and keeps every state that IAM goes through. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsError } from '../../emulator/errors.ts';
import { type Emulator, startEmulator } from '../../emulator/server.ts';
import { runStep } from '../../scripts/runner.ts';
import { OWNER_TAGS } from '../harness/workshop.ts';
import { checkPath, type FlaggedChange } from './check-path.ts';
import type { Policy } from './evaluator.ts';
import type { Update } from './random-updates.ts';
import { DOCUMENTS, possible, type State } from './worlds.ts';

export interface Journey {
  readonly update: Update;
  /** The role at the start and after each write. */
  readonly path: readonly State[];
  /** The names of the writes that took effect. */
  readonly writes: readonly string[];
  /** The first plan. */
  readonly changes: readonly FlaggedChange[];
  /** Whether the write that was to be refused was. */
  readonly refused: boolean;
}

/** Describes each gap, peak and false flag of a journey. */
export function faultsOf({ update, path, writes, changes, refused }: Journey): readonly string[] {
  // The way back is no part of the plan, so its changes have no flags.
  const flagged = refused ? [] : changes;
  return checkPath(path, update.start, update.target, flagged).map(
    ({ kind, at, example }) => `${kind} after ${writes[at - 1] ?? 'nothing'} (${at}): ${example}`,
  );
}

/** Runs each update again and again, with another write refused each time, and returns the journeys there and back. */
export async function travelBack(updates: readonly Update[]): Promise<readonly Journey[]> {
  const journeys: Journey[] = [];
  for (let refuse = 1, left = updates; left.length > 0; refuse += 1) {
    const refused = (await travel(left, refuse)).filter((journey) => journey.refused);
    journeys.push(...refused);
    left = refused.map(({ update }) => update);
  }
  return journeys;
}

const ROLES_PER_PROCESS = 25;
const PROCESSES = 2;

/**
 * Runs updates through the bundle. With `refuse`, IAM denies that write of every role, counted from 1, and the run rolls the
 * role back. A role that does not arrive, at the target or back at the start, is an error.
 */
export async function travel(updates: readonly Update[], refuse?: number): Promise<readonly Journey[]> {
  const isDestroyed = ({ target }: Update): boolean => target === undefined;
  const batches = [updates.filter((update) => !isDestroyed(update)), updates.filter(isDestroyed)].flatMap(
    (group) =>
      Array.from({ length: Math.ceil(group.length / ROLES_PER_PROCESS) }, (_, index) =>
        group.slice(index * ROLES_PER_PROCESS, (index + 1) * ROLES_PER_PROCESS),
      ),
  );
  const journeys: Journey[] = [];
  const queue = batches.values();
  const worker = async (): Promise<void> => {
    for (const batch of queue) journeys.push(...(await travelTogether(batch, refuse)));
  };
  await Promise.all(Array.from({ length: PROCESSES }, worker));
  return journeys;
}

async function travelTogether(updates: readonly Update[], refuse?: number): Promise<readonly Journey[]> {
  const emulator = await startEmulator();
  const workspace = await mkdtemp(join(tmpdir(), 'order-'));
  try {
    plant(emulator, updates);
    const recorded = record(emulator, updates, refuse);
    const roles = updates.map(({ start, target }, index) => declaration(index, target ?? start));
    await writeFile(join(workspace, 'roles.json'), JSON.stringify({ roles }));
    const { outputs, log } = await runStep(
      { manifest: 'roles.json', mode: updates[0]?.target === undefined ? 'destroy' : 'apply' },
      {
        env: { ...emulator.environment, NODE_COMPILE_CACHE: join(tmpdir(), 'order-tests-compile-cache') },
        workspace,
      },
    );
    const results = JSON.parse(outputs['results'] ?? '{}') as Record<
      string,
      Record<string, string> | undefined
    >;
    return recorded.map(({ path, writes, refused }, index): Journey => {
      const update = updates[index];
      const result = results[`role-${index}`];
      if (update === undefined || result === undefined) throw new Error(`The run planned nothing:\n${log}`);
      // A destroy is not rolled back: it is run again.
      const arrival = refused && update.target !== undefined ? update.start : update.target;
      if (!refused || update.target !== undefined)
        assert.deepEqual(possible(path.at(-1)), possible(arrival), log);
      const changes = JSON.parse(result['changes'] ?? '[]') as FlaggedChange[];
      if (!refused)
        assert.deepEqual(
          writes,
          changes.map(({ api }) => api),
        );
      return { update, path, writes, changes, refused };
    });
  } finally {
    await emulator.close();
    await rm(workspace, { recursive: true, force: true });
  }
}

/** Puts the managed policies and the roles at their start into the account. */
function plant({ iam }: Emulator, updates: readonly Update[]): void {
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

/** Records each role after each of its writes, and refuses the write with the given number. */
function record(emulator: Emulator, updates: readonly Update[], refuse?: number) {
  const journeys = updates.map((_, index) => ({
    path: [stateOf(emulator, index)],
    writes: [] as string[],
    sent: 0,
    refused: false,
  }));
  const journeyOf = (name: unknown) => journeys[Number(String(name).replace('role-', ''))];
  emulator.beforeCall(({ write, input }) => {
    const journey = journeyOf(input['RoleName']);
    if (!write || journey === undefined) return undefined;
    journey.sent += 1;
    if (journey.sent !== refuse) return undefined;
    journey.refused = true;
    return new AwsError('AccessDenied', 'The caller may not do this.');
  });
  emulator.onCall(({ write, effective, action, input }) => {
    const journey = journeyOf(input['RoleName']);
    if (!write || !effective || journey === undefined) return;
    journey.path.push(stateOf(emulator, journeys.indexOf(journey)));
    journey.writes.push(action);
  });
  return journeys;
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
