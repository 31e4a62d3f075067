import { Cancelled } from '../../src/runtime/time.ts';
import type { Iam, Write } from '../../src/aws/calls.ts';
import { send, type Sent } from '../../src/reconcile/send.ts';
import type { Change, Kind } from '../../src/resources/resource.ts';
import { callError } from '../harness/fake-iam.ts';

function change(kind: Kind, api: Write, after?: readonly Write[]): Change {
  const told = {
    kind,
    api,
    input: {},
    resource: `${kind}/demo`,
    action: 'put',
    summary: api,
    broadens: false,
  };
  return { ...told, ...(after === undefined ? {} : { after }) } as unknown as Change;
}

/** Sends to an IAM in which these calls fail. Returns the calls in their order, and the journal. */
async function sending(changes: readonly Change[], failing: Partial<Record<Write, Error>> = {}) {
  const log: string[] = [];
  const journal: string[] = [];
  const iam: Iam = {
    call: async (call) => {
      log.push(`> ${call}`);
      // Long enough for the other lane to overtake.
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`< ${call}`);
      const error = failing[call as Write];
      if (error !== undefined) throw error;
      return {};
    },
  };
  const result = await send(
    iam,
    { changes },
    () => undefined,
    ({ change: { api }, effect }: Sent) => journal.push(`${api} ${effect}`),
  );
  return { log, journal, result };
}

const roleLane = [change('role', 'CreateRole'), change('role', 'AttachRolePolicy')];
const add = change('instanceProfile', 'AddRoleToInstanceProfile', ['CreateRole']);
const profileLane = [change('instanceProfile', 'CreateInstanceProfile'), add];

test('an empty plan sends nothing', async () => {
  const { log, result } = await sending([]);
  expect([log, result]).toEqual([[], { conflicts: [], failure: undefined }]);
});

test('calls of one lane are sent one after another, lanes in parallel', async () => {
  const { log, journal } = await sending([...roleLane, ...profileLane]);
  expect(log.slice(0, 2)).toEqual(['> CreateRole', '> CreateInstanceProfile']);
  expect(log.indexOf('> AttachRolePolicy')).toBeGreaterThan(log.indexOf('< CreateRole'));
  expect(log.indexOf('> AddRoleToInstanceProfile')).toBeGreaterThan(log.indexOf('< CreateRole'));
  expect(journal).toHaveLength(4);
});

test('a lane waits for a call that is later in the plan', async () => {
  const waiting = change('role', 'DeleteRole', ['RemoveRoleFromInstanceProfile']);
  const { log } = await sending([waiting, change('instanceProfile', 'RemoveRoleFromInstanceProfile')]);
  expect(log).toEqual([
    '> RemoveRoleFromInstanceProfile',
    '< RemoveRoleFromInstanceProfile',
    '> DeleteRole',
    '< DeleteRole',
  ]);
});

test('a call does not wait for a call that is not in the plan', async () => {
  const { journal } = await sending([add]);
  expect(journal).toEqual(['AddRoleToInstanceProfile yes']);
});

test('a conflict ends its lane and the calls that wait for it, and nothing else', async () => {
  const conflict = callError('EntityAlreadyExists', 'CreateRole');
  const { journal, result } = await sending([...roleLane, ...profileLane], { CreateRole: conflict });
  expect(journal).toEqual(['CreateInstanceProfile yes']);
  expect(result).toEqual({ conflicts: [conflict], failure: undefined });
});

test('a permanent error ends all lanes', async () => {
  const denied = callError('AccessDenied', 'CreateRole');
  const { journal, result } = await sending([...roleLane, ...profileLane], { CreateRole: denied });
  expect(journal).toEqual(['CreateInstanceProfile yes']);
  expect(result).toEqual({ conflicts: [], failure: denied });
});

test('an error from outside IAM ends the run too', async () => {
  const failure = new Error('bug');
  expect((await sending(roleLane, { CreateRole: failure })).result).toEqual({ conflicts: [], failure });
});

describe('a call without an answer', () => {
  test('may have taken effect', async () => {
    const silent = callError('TimeoutError', 'CreateRole', {}, { $metadata: {} });
    const { journal, result } = await sending(roleLane, { CreateRole: silent });
    expect([journal, result.conflicts]).toEqual([['CreateRole maybe'], [silent]]);
  });

  test('may have taken effect when the run was cancelled meanwhile', async () => {
    const cancelled = new Cancelled(true);
    const { journal, result } = await sending(roleLane, { CreateRole: cancelled });
    expect([journal, result.failure]).toEqual([['CreateRole maybe'], cancelled]);
  });

  test('was not sent when the run was cancelled before', async () => {
    expect((await sending(roleLane, { CreateRole: new Cancelled() })).journal).toEqual([]);
  });
});

describe('after a reply was lost', () => {
  const twice = { $metadata: { httpStatusCode: 409 }, mayHaveTakenEffect: true };
  const once = { $metadata: { httpStatusCode: 409 } };

  test.each<[Write, string]>([
    ['DeleteRole', 'NoSuchEntity'],
    ['DetachRolePolicy', 'NoSuchEntity'],
    ['RemoveRoleFromInstanceProfile', 'NoSuchEntity'],
  ])('%s answered with %s at the second attempt was our own doing', async (api, code) => {
    const { journal, result } = await sending([change('role', api)], {
      [api]: callError(code, api, {}, twice),
    });
    expect([journal, result.conflicts]).toEqual([[`${api} yes`], []]);
  });

  test.each<Write>(['CreateRole', 'CreateInstanceProfile'])(
    'the run observes the entity that the second attempt of %s found before it sends more',
    async (api) => {
      const error = callError('EntityAlreadyExists', api, {}, twice);
      const plan = [change('role', api), change('role', 'AttachRolePolicy')];
      const { journal, result } = await sending(plan, { [api]: error });
      expect([journal, result.conflicts]).toEqual([[`${api} yes`], [error]]);
    },
  );

  test.each<[Write, string, object]>([
    ['CreateRole', 'EntityAlreadyExists', once],
    ['DeleteRole', 'NoSuchEntity', once],
    ['AttachRolePolicy', 'NoSuchEntity', twice],
    ['CreateRole', 'NoSuchEntity', twice],
    ['DeleteRole', 'DeleteConflict', twice],
  ])('%s answered with %s is not, with %j', async (api, code, facts) => {
    const error = callError(code, api, {}, facts);
    const { journal, result } = await sending([change('role', api)], { [api]: error });
    expect(journal).not.toContain(`${api} yes`);
    expect(result.conflicts).toEqual([error]);
  });
});
