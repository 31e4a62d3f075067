import { checkPath } from './check-path.ts';
import type { Policy, Role } from './evaluator.ts';
import { randomUpdates } from './random-updates.ts';
import { policy, possible, type State } from './worlds.ts';

const allow = (...Action: string[]): Policy => policy({ Effect: 'Allow', Action, Resource: '*' });
const role = (p1: Policy, service = 'ec2.amazonaws.com'): Role => ({
  AssumeRolePolicyDocument: policy({
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sts:AssumeRole',
  }),
  InlinePolicies: { p1 },
  AttachedPolicies: [],
  PermissionsBoundary: null,
});
const [A, B, X] = ['s3:GetObject', 's3:PutObject', 'sns:Publish'];
const found = (path: readonly State[], flags: readonly boolean[] = []): readonly string[] => {
  const changes = flags.map((broadens) => ({ api: 'PutRolePolicy', broadens }));
  return checkPath(path, path[0], path.at(-1), changes).map(({ kind, at }) => `${kind} ${at}`);
};

test.each<[rule: string, path: State[], findings: string[]]>([
  ['nothing changes', [role(allow(A)), role(allow(A))], []],
  ['one write takes and gives', [role(allow(A)), role(allow(B))], []],
  [
    'a permission of both ends is missing in between',
    [role(allow(A)), role(allow(B)), role(allow(A, B))],
    ['gap 1'],
  ],
  [
    'a permission of neither end is granted in between',
    [role(allow(A)), role(allow(A, X)), role(allow(B, A))],
    ['peak 1'],
  ],
  ['a permission of one end is granted in between', [role(allow(A)), role(allow(A, B)), role(allow(B))], []],
  [
    'grants of the target meet the trust of the start',
    [role(allow(A)), role(allow(B)), role(allow(B), 'lambda.amazonaws.com')],
    ['peak 1'],
  ],
  ['a role is created', [undefined, role(allow(A))], []],
  ['a role is created with too much', [undefined, role(allow(A, B)), role(allow(A))], ['peak 1']],
  ['a role is destroyed', [role(allow(A)), role(allow()), undefined], []],
])('%s', (_, path, findings) => {
  expect(found(path)).toEqual(findings);
});

test('the check finds only changes that broaden access without a flag', () => {
  const path = [role(allow(A)), role(allow(A, B)), role(allow(B))];
  expect(found(path, [false, false])).toEqual(['false flag 1']);
  expect(found(path, [true, false])).toEqual([]);
});

test('the same seed draws the same updates, with different permissions', () => {
  const updates = randomUpdates(200, 1);
  expect(randomUpdates(200, 1)).toEqual(updates);
  const overlapping = updates.filter(({ start, target }) => {
    const after = possible(target);
    const common = [...possible(start)].filter((entry) => after.has(entry)).length;
    return common > 0 && common < after.size;
  });
  expect(overlapping.length).toBeGreaterThan(60);
});
