import fc from 'fast-check';
import { assertReviewed, splitByReview } from '../../src/reconcile/run.ts';
import { planDigest, planDigestOfAll } from '../../src/resources/properties.ts';
import { plan } from '../../src/resources/index.ts';
import { ABSENT, type State } from '../../src/resources/resource.ts';
import type { Role } from '../../src/resources/role-state.ts';
import { PULL_REQUEST_TAG } from '../../src/resources/tags.ts';
import { respelled } from '../harness/documents.ts';
import { aProfile, aRole, aRolesAnywhereProfile } from '../harness/examples.ts';
import { journeys } from '../harness/states.ts';

const start: State = {
  role: {
    ...aRole,
    tags: new Map([
      ['a', '1'],
      ['b', '2'],
    ]),
    managedPolicies: new Set(['arn:a', 'arn:b']),
    inlinePolicies: new Map<string, never>([
      ['i', { Statement: [] } as never],
      ['j', undefined as never],
    ]),
  },
  instanceProfile: aProfile,
};
const digest = (from: State, to: State = ABSENT): string => planDigest(plan(to, from), from);
const role = (change: Partial<Role>): State => ({
  ...start,
  role: { ...aRole, ...start.role, ...change },
});

test('a digest is 64 hex digits', () => {
  expect(digest(start)).toMatch(/^[0-9a-f]{64}$/);
});

test('the same meaning has the same digest, whatever its spelling and order', () => {
  const turned = journeys().chain(({ actual, target }) =>
    fc.tuple(fc.constant({ actual, target }), respelled(actual.role?.trust ?? { Statement: [] })),
  );
  fc.assert(
    fc.property(turned, ([{ actual, target }, trust]) => {
      const other: State = {
        role: actual.role && {
          ...actual.role,
          trust,
          tags: new Map([...actual.role.tags].reverse()),
          managedPolicies: new Set([...actual.role.managedPolicies].reverse()),
          inlinePolicies: new Map([...actual.role.inlinePolicies].reverse()),
        },
        instanceProfile: actual.instanceProfile && {
          ...actual.instanceProfile,
          tags: new Map([...actual.instanceProfile.tags].reverse()),
        },
      };
      expect(planDigest(plan(target, actual), other)).toBe(planDigest(plan(target, actual), actual));
    }),
  );
});

test('a planned document counts by its meaning', () => {
  const put = (Action: string | string[]): State =>
    role({ inlinePolicies: new Map([['i', { Statement: [{ Action }] }]]) });
  expect(digest(start, put('a:b'))).toBe(digest(start, put(['a:b'])));
  expect(digest(start, put('a:b'))).not.toBe(digest(start, put('a:c')));
});

describe('the digest changes with', () => {
  test.each<[string, State]>([
    ['another role of that name', role({ identity: { arn: 'x', id: 'AROAOTHER', created: undefined } })],
    ['another path', role({ path: '/x/' })],
    ['another description', role({ description: 'x' })],
    ['another session duration', role({ maxSessionDuration: 3601 })],
    ['another trust', role({ trust: { Statement: [] } })],
    ['a boundary', role({ boundary: 'arn:x' })],
    [
      'another tag',
      role({
        tags: new Map([
          ['a', '1'],
          ['b', '3'],
        ]),
      }),
    ],
    ['another managed policy', role({ managedPolicies: new Set(['arn:a', 'arn:c']) })],
    ['another inline document', role({ inlinePolicies: new Map([['i', { Statement: [], Id: 'x' }]]) })],
    ['another holder', role({ instanceProfiles: new Set(['x']) })],
    ['no role', { ...start, role: undefined }],
    ['no profile', { ...start, instanceProfile: undefined }],
    ['another profile', { ...start, instanceProfile: { ...aProfile, identity: undefined } }],
    ['another path of the profile', { ...start, instanceProfile: { ...aProfile, path: '/x/' } }],
    ['another tag of the profile', { ...start, instanceProfile: { ...aProfile, tags: new Map() } }],
    ['an empty profile', { ...start, instanceProfile: { ...aProfile, role: undefined } }],
    [
      'another role in the profile',
      { ...start, instanceProfile: { ...aProfile, role: { name: 'demo', id: 'AROAX' } } },
    ],
  ])('%s', (_, other) => {
    // One plan for both, so that the start alone makes the difference.
    const none = { changes: [] };
    expect(planDigest(none, other)).not.toBe(planDigest(none, start));
  });

  test('another plan', () => {
    fc.assert(
      fc.property(journeys(), ({ actual, target }) => {
        const { changes } = plan(target, actual);
        fc.pre(changes.length > 0);
        expect(planDigest({ changes: changes.slice(1) }, actual)).not.toBe(planDigest({ changes }, actual));
      }),
    );
  });
});

describe('the digest of many plans', () => {
  test('covers all of them, in order', () => {
    const all = planDigestOfAll(['a', 'b']);
    expect(all).toMatch(/^[0-9a-f]{64}$/);
    expect(planDigestOfAll(['b', 'a'])).not.toBe(all);
    expect(planDigestOfAll(['a'])).not.toBe(all);
  });

  test.each([[[]], [['a', undefined]]])('is unknown if one of them is unknown: %j', (digests) => {
    expect(planDigestOfAll(digests)).toBeUndefined();
  });
});

describe('a plan that was reviewed', () => {
  const first = plan(role({ description: 'x', boundary: 'arn:b' }), start);

  test('passes when its digest matches the given one', () => {
    expect(() => {
      assertReviewed('d', 'd', first);
    }).not.toThrow();
  });

  test('passes when nothing is left to do', () => {
    expect(() => {
      assertReviewed('d', 'e', { changes: [] });
    }).not.toThrow();
  });

  test('is refused when its digest differs, with the current plan', () => {
    const refused = (): void => {
      assertReviewed('d', 'e', first);
    };
    expect(refused).toThrow(
      /expected-plan-digest is sha256:d, the plan's digest is sha256:e\. Nothing was written/,
    );
    expect(refused).toThrow(expect.objectContaining({ changes: first.changes }) as Error);
  });

  test('may be resent in part, with no other change', () => {
    const later = plan(role({ description: 'x', maxSessionDuration: 7200, boundary: 'arn:b' }), start);
    const { reviewed, further } = splitByReview(first, later);
    expect(reviewed.changes.map(({ api }) => api)).toEqual(['PutRolePermissionsBoundary']);
    expect(further.map(({ api }) => api)).toEqual(['UpdateRole']);
  });
});

test('the digest ignores the pull request that created a resource, planned or existing', () => {
  const on = (number: string | undefined): State => {
    const tags = new Map([
      ['project', 'demo'],
      ...(number === undefined ? [] : [[PULL_REQUEST_TAG, number] as const]),
    ]);
    return {
      role: { ...aRole, tags },
      instanceProfile: { ...aProfile, tags },
      rolesAnywhereProfile: { ...aRolesAnywhereProfile, tags },
    };
  };
  const [without, seven, eight] = [on(undefined), on('7'), on('8')];
  expect(new Set([without, seven, eight].map((made) => digest(ABSENT, made))).size).toBe(1);
  expect(new Set([without, seven, eight].map((standing) => digest(standing))).size).toBe(1);
  const other = on('7');
  const changed = { ...other, role: { ...aRole, tags: new Map([['project', 'other']]) } };
  expect(digest(ABSENT, changed)).not.toBe(digest(ABSENT, seven));
});
