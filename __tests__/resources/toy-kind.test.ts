/** A kind that this folder adds, in its own file and one line, gets everything that the engine and the reports offer. */
import type { RecordedCall } from '../../emulator/handle-call.ts';
import { createIam } from '../../src/aws/client.ts';
import { planDigest } from '../../src/resources/properties.ts';
import { desiredState, keptNotices, observe, plan, RESOURCES } from '../../src/resources/index.ts';
import { awsCommand } from '../../src/report/machine-part.ts';
import { changeTable, policyDiffs } from '../../src/report/change-report.ts';
import { diagram } from '../../src/report/diagram.ts';
import { describeOutcome } from '../../src/report/failures.ts';
import { outputsOf } from '../../src/report/outputs.ts';
import type { Declaration, Change, ResourceKind, State } from '../../src/resources/resource.ts';
import { OWNER_TAG } from '../../src/resources/tags.ts';
import { Cancellation, systemClock } from '../../src/runtime/time.ts';
import { emulatedRuns } from '../harness/emulated-run.ts';
import { aDeclaration, aRoleDeclaration } from '../harness/examples.ts';
import { allowS3, ECS_POLICY, OWNER, OWNER_TAGS, SSM_POLICY } from '../harness/workshop.ts';
import { companion, type Companion, type CompanionDeclaration } from './toy-kind.ts';

const kinds = RESOURCES as ResourceKind[];
const others = kinds.length;
/** Adds the one line of a new kind. */
function declare(toy: CompanionDeclaration): void {
  kinds[others] = companion(toy);
}
beforeEach(() => {
  declare(first);
});
afterEach(() => {
  kinds.length = others;
});

const { emulator, run } = emulatedRuns();
const NAME = 'demo-companion';
const document = allowS3 as (action: string) => { Statement: never };

const first: CompanionDeclaration = {
  motto: 'first',
  grants: new Set([SSM_POLICY]),
  notes: new Map([
    ['kept', document('GetObject')],
    ['old', document('ListBucket')],
  ]),
};
/** Differs from `first` in every property. */
const second: CompanionDeclaration = {
  motto: 'second',
  grants: new Set([ECS_POLICY]),
  notes: new Map([
    ['kept', document('PutObject')],
    ['new', document('DeleteObject')],
  ]),
};
const withTag: Declaration = {
  ...aDeclaration,
  role: { ...aRoleDeclaration, tags: new Map([['team', 'blue']]) },
};
const withoutProfile: Declaration = {
  ...aDeclaration,
  role: { ...aRoleDeclaration, instanceProfile: undefined },
};
const actual: Companion = {
  ...first,
  name: NAME,
  path: '/',
  tags: new Map([[OWNER_TAG, OWNER]]),
  identity: { arn: `arn:aws:iam::123456789012:role/${NAME}`, id: 'AROACOMPANION', created: undefined },
};
const start: State = { companion: actual };

function apply(toy: CompanionDeclaration, declaration = aDeclaration): ReturnType<typeof run> {
  declare(toy);
  return run(declaration);
}

function planFrom(state: State, toy: CompanionDeclaration, declaration = aDeclaration): readonly Change[] {
  declare(toy);
  const { changes } = plan(desiredState(declaration, state, new Map()), state);
  return changes.filter(({ kind }) => kind === 'companion');
}

function isOfCompanion({ input, write }: RecordedCall): boolean {
  return write && input['RoleName'] === NAME;
}

/**
 * Denies the role's way into the profile, after the last planned call on the companion.
 *
 * @param meanwhile runs just before the denial
 */
async function failAfterCompanion(
  toy: CompanionDeclaration,
  meanwhile: () => void = () => undefined,
): ReturnType<typeof run> {
  declare(toy);
  const { plan: planned } = await run(withTag, { mode: 'plan' });
  const count = planned?.changes.filter(({ kind }) => kind === 'companion').length ?? 0;
  const allSent = Promise.withResolvers<undefined>();
  let sent = 0;
  const stops = [
    emulator().onCall((call) => {
      if (isOfCompanion(call) && (sent += 1) === count) allSent.resolve(undefined);
    }),
    emulator().beforeCall(async ({ action }) => {
      if (action !== 'AddRoleToInstanceProfile') return;
      await allSent.promise;
      meanwhile();
    }),
  ];
  emulator().setFaults({ rules: [{ action: 'AddRoleToInstanceProfile', error: { code: 'AccessDenied' } }] });
  const outcome = await apply(toy, withTag);
  for (const stop of stops) stop();
  emulator().setFaults({});
  return outcome;
}

async function seen(): Promise<State> {
  const iam = createIam(new Cancellation(), process.env, systemClock);
  return observe(iam, aDeclaration).finally(() => {
    iam.sdk.destroy();
  });
}

test('observe reads the kind, and its absence', async () => {
  expect((await seen()).companion).toBeUndefined();
  await apply(first);
  expect((await seen()).companion).toEqual({
    ...actual,
    identity: {
      arn: actual.identity?.arn,
      id: expect.stringMatching(/^AROA/) as unknown,
      created: expect.any(Date) as unknown,
    },
  });
});

describe('plan', () => {
  test('has no change if the companion is as declared', () => {
    expect(planFrom(start, first)).toEqual([]);
  });

  test('leads from one declaration to another', () => {
    expect(
      planFrom(start, second, withTag).map(({ resource, action, api }) => [resource, action, api]),
    ).toEqual([
      [`companion/${NAME}`, 'tag', 'TagRole'],
      [`companion/${NAME}`, 'update', 'UpdateRole'],
      [`companion/${NAME}`, 'attach', 'AttachRolePolicy'],
      [`companion/${NAME}`, 'put', 'PutRolePolicy'],
      [`companion/${NAME}`, 'put', 'PutRolePolicy'],
      [`companion/${NAME}`, 'detach', 'DetachRolePolicy'],
      [`companion/${NAME}`, 'delete', 'DeleteRolePolicy'],
    ]);
  });

  test('notes a grant that prune keeps', () => {
    const prune = new Set(['inline-policies', 'tags'] as const);
    const declaration = { ...aDeclaration, role: { ...aRoleDeclaration, prune } };
    declare(second);
    expect(keptNotices(declaration, start, new Map())).toEqual([
      `companion/${NAME}: grant ${SSM_POLICY} is not declared and remains`,
    ]);
  });
});

describe('apply', () => {
  const inIam = ({ motto, grants, notes }: CompanionDeclaration): object => ({
    Description: motto,
    AttachedPolicies: [...grants],
    InlinePolicies: Object.fromEntries(notes),
    Tags: { [OWNER_TAG]: OWNER },
  });

  test('creates, updates and deletes the companion, and does nothing again', async () => {
    expect((await apply(first)).status).toBe('created');
    expect(emulator().snapshot().roles[NAME]).toMatchObject(inIam(first));
    expect((await apply(second)).status).toBe('updated');
    expect(emulator().snapshot().roles[NAME]).toMatchObject(inIam(second));
    emulator().clearCalls();
    expect((await apply(second)).status).toBe('unchanged');
    expect(emulator().writes).toEqual([]);
    const destroyed = await apply(second, { ...aDeclaration, role: undefined });
    expect([destroyed.failure, destroyed.status]).toEqual([undefined, 'destroyed']);
    expect(emulator().snapshot()).toMatchObject({ roles: {}, instanceProfiles: {} });
  });

  test.each([1, 2])('creates it once although the response to CreateRole %d is lost', async (nth) => {
    emulator().setFaults({ rules: [{ action: 'CreateRole', nth, error: 'lost-reply' }] });
    const outcome = await apply(first);
    expect([outcome.failure, outcome.status]).toEqual([undefined, 'created']);
    expect(emulator().snapshot().roles[NAME]).toMatchObject(inIam(first));
  });

  test('refuses a companion of another owner before it writes', async () => {
    emulator().iam.call('CreateRole', {
      RoleName: NAME,
      AssumeRolePolicyDocument: JSON.stringify(aRoleDeclaration.trust),
      Tags: OWNER_TAGS.map(({ Key }) => ({ Key, Value: 'other/repo' })),
    });
    const outcome = await apply(first);
    expect(describeOutcome(outcome, { partition: 'aws' })?.message).toBe(
      `companion/${NAME} exists and belongs to "other/repo", not to "${OWNER}": set adopt: true to take it over (mode: read shows the step that declares it as it is), or choose another companion-name`,
    );
    expect(emulator().writes).toEqual([]);
  });
});

describe('rollback', () => {
  test('deletes a companion that the run created, if a call of another kind fails', async () => {
    kinds.length = others;
    await run(withoutProfile);
    const before = emulator().snapshot();
    const outcome = await failAfterCompanion(first);
    expect([outcome.status, outcome.failure?.aftermath?.kind]).toEqual(['rolled-back', 'rolled-back']);
    expect(describeOutcome(outcome, { partition: 'aws' })?.message).toContain(
      `- companion/${NAME}: create the companion\n`,
    );
    expect(emulator().snapshot()).toEqual(before);
  });

  test('restores every property of the companion, if a call of another kind fails', async () => {
    await apply(first, withoutProfile);
    const before = emulator().snapshot();
    const outcome = await failAfterCompanion(second);
    const sent = outcome.failure?.aftermath?.sent.filter(({ change }) => change.kind === 'companion');
    expect([outcome.status, sent?.length]).toEqual(['rolled-back', 7]);
    expect(emulator().snapshot()).toEqual(before);
  });

  test('restores the other kinds, if a call of the companion fails', async () => {
    await apply(first);
    const before = emulator().snapshot();
    emulator().setFaults({
      rules: [{ action: 'DeleteRolePolicy', times: 1, error: { code: 'AccessDenied' } }],
    });
    const outcome = await apply(second, withTag);
    expect(outcome.failure?.error).toMatchObject({ call: 'DeleteRolePolicy', code: 'AccessDenied' });
    expect(outcome.status).toBe('rolled-back');
    expect(emulator().snapshot()).toEqual(before);
  });

  test('lists the changes of the companion to make by hand', async () => {
    const rules = ['AddRoleToInstanceProfile', 'DeleteRole'].map((action) => ({
      action,
      error: { code: 'AccessDenied' },
    }));
    emulator().setFaults({ rules });
    const outcome = await apply(first);
    expect(describeOutcome(outcome, { partition: 'aws' })?.message).toMatch(
      /Clean up manually:(\n.*)*\n- companion\/demo-companion: delete the companion \(DeleteRole\)/,
    );
  });
});

describe('a write of another run or tool', () => {
  const RoleName = NAME;

  test('to a property that this run changed stops the rollback', async () => {
    await apply(first, withoutProfile);
    const outcome = await failAfterCompanion(second, () => {
      emulator().iam.call('UpdateRole', { RoleName, Description: 'theirs', MaxSessionDuration: 3600 });
    });
    expect([outcome.status, outcome.changed]).toEqual(['failed', true]);
    expect(outcome.failure?.aftermath?.kind).toBe('foreign-write');
    const { Description, AttachedPolicies } = emulator().snapshot().roles[NAME] ?? {};
    expect([Description, AttachedPolicies]).toEqual(['theirs', [ECS_POLICY]]);
  });

  test('survives the rollback if it only adds', async () => {
    await apply(first, withoutProfile);
    const { roles } = emulator().snapshot();
    const outcome = await failAfterCompanion(second, () => {
      emulator().iam.call('TagRole', { RoleName, Tags: [{ Key: 'inventory', Value: '7' }] });
    });
    expect(outcome.status).toBe('rolled-back');
    const Tags = { ...roles[NAME]?.Tags, inventory: '7' };
    expect(emulator().snapshot().roles).toEqual({ ...roles, [NAME]: { ...roles[NAME], Tags } });
  });
});

describe('the digest', () => {
  const digest = (companion: Companion | undefined): string => planDigest({ changes: [] }, { companion });

  test.each<[string, Companion | undefined]>([
    ['its absence', undefined],
    ['its id', { ...actual, identity: undefined }],
    ['a property', { ...actual, motto: 'x' }],
    ['an entry of a set', { ...actual, grants: new Set([ECS_POLICY]) }],
    ['a document', { ...actual, notes: second.notes }],
    ['a tag', { ...actual, tags: new Map() }],
  ])('depends on %s', (_, other) => {
    expect(digest(other)).not.toBe(digest(actual));
  });

  test('does not depend on the spelling of a document', () => {
    const Statement = [(document('GetObject') as { Statement: readonly object[] }).Statement].flat();
    const notes = new Map(first.notes).set('kept', {
      Version: '2012-10-17',
      Statement: Statement.map((each) => ({ ...each, Action: ['s3:GetObject'] })),
    });
    expect(digest({ ...actual, notes })).toBe(digest(actual));
  });

  test('depends on the planned changes', () => {
    expect(planDigest({ changes: planFrom(start, second) }, start)).not.toBe(digest(actual));
  });
});

describe('reports', () => {
  test('list its changes in the table, with the values before and after', () => {
    const table = changeTable({ changes: planFrom(start, second, withTag) }, start, {
      ...start,
      companion: { ...actual, ...second, tags: new Map([...actual.tags, ['team', 'blue']]) },
    });
    expect(table).toContain('| + | tags of companion | + `team=blue` |');
    expect(table).toContain('| ~ | companion: motto | "first" → "second" |');
    expect(table).toMatch(
      /\| \+ \| companion: grant \[`AmazonEC2ContainerServiceforEC2Role`\]\(.*\| attach \|/,
    );
    expect(table).toContain('| ~ | companion: note `kept` | update, as shown below |');
    const created = changeTable({ changes: planFrom({}, first) }, {}, { companion: actual });
    expect(created).toContain(`| + | companion \`${NAME}\` | create<br>says "first" |`);
  });

  test('show its documents as diffs', () => {
    const target: State = { companion: { ...actual, ...second } };
    const diffs = policyDiffs(start, target);
    expect(diffs.flatMap(({ inner = [] }) => inner.map(({ markdown }) => markdown)).join('\n')).toMatch(
      /-.*GetObject(.*\n)+.*\+.*PutObject/,
    );
    expect(diffs.map(({ name }) => name)).toEqual([
      expect.stringContaining('the note `kept`'),
      expect.stringContaining('the note `new`'),
      expect.stringContaining('the note `old`'),
    ]);
  });

  test('draw it next to the role, with its grants and notes', async () => {
    await apply(first);
    const from = await seen();
    declare(second);
    const drawing = diagram(from, desiredState(aDeclaration, from, new Map())) ?? '';
    expect(drawing).toContain(`[["companion<br/>${NAME}"]]`);
    expect(drawing).toContain('["grant<br/>AmazonEC2ContainerServiceforEC2Role"]');
    expect(drawing).toContain('["note<br/>kept"]');
    expect(drawing).toMatch(/n1 ==>\|"changed"\| n4\n/);
    expect(drawing).toMatch(/n4 -\.->\|"removed"\| n\d+\n/);
  });

  test('show its changes as commands', () => {
    expect(planFrom(start, second).map(awsCommand)[0]).toBe(
      `aws iam update-role --role-name ${NAME} --description second --max-session-duration 3600`,
    );
  });

  test('have its changes in the outputs', async () => {
    const outputs = outputsOf(await apply(first));
    const changes = JSON.parse(outputs.changes ?? '') as {
      readonly resource: string;
      readonly api: string;
    }[];
    expect(changes.filter(({ resource }) => resource === `companion/${NAME}`).map(({ api }) => api)).toEqual([
      'CreateRole',
      'AttachRolePolicy',
      'PutRolePolicy',
      'PutRolePolicy',
    ]);
    expect(outputs).toMatchObject({ status: 'created', changed: 'true' });
  });

  test('know its ARN and its id', async () => {
    const { finalState } = await apply(first);
    expect(finalState?.companion?.identity).toMatchObject({ arn: actual.identity?.arn });
  });
});
