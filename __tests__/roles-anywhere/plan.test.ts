/** Checks the properties of plans from one profile to another, without a service. */
import fc from 'fast-check';
import { plan } from '../../src/resources/index.ts';
import { rollbackTarget } from '../../src/reconcile/rollback.ts';
import { ABSENT, type Change, type State } from '../../src/resources/resource.ts';
import { effect } from '../../src/resources/properties.ts';
import { canonicalText, type PolicyDocument } from '../../src/aws/policy-document.ts';
import { placeholder } from '../../src/aws/arn.ts';
import type { RolesAnywhereProfile } from '../../src/resources/roles-anywhere-state.ts';
import { OWNER_TAG } from '../../src/resources/tags.ts';

const LETTERS = ['Get', 'Put', 'List'];

/** Draws no values half of the time, as a profile without restrictions is a case of its own. */
function subsets<T>(values: readonly T[]): fc.Arbitrary<T[]> {
  return fc.oneof(fc.constant<T[]>([]), fc.subarray([...values]));
}

const policy: fc.Arbitrary<PolicyDocument | undefined> = fc.option(
  fc.tuple(fc.subarray(LETTERS, { minLength: 1 }), subsets(LETTERS)).map(([allowed, denied]) => ({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: allowed.map((letter) => `s3:${letter}`), Resource: '*' },
      ...(denied.length === 0
        ? []
        : [{ Effect: 'Deny', Action: denied.map((letter) => `s3:${letter}`), Resource: '*' }]),
    ],
  })),
  { nil: undefined, freq: 2 },
);

const profile: fc.Arbitrary<RolesAnywhereProfile> = fc.record({
  name: fc.constant('nodes'),
  enabled: fc.option(fc.constant(true), { nil: false, freq: 4 }),
  durationSeconds: fc.constantFrom(900, 3600),
  roleArns: fc
    .subarray([placeholder('role', 'arn', 'nodes'), 'arn:aws:iam::1:role/other'])
    .map((arns) => new Set(arns)),
  managedPolicies: subsets(['arn:aws:iam::aws:policy/Get', 'arn:aws:iam::aws:policy/Put']).map(
    (arns) => new Set(arns),
  ),
  sessionPolicy: policy,
  requireInstanceProperties: fc.constant(false),
  acceptRoleSessionName: fc.boolean(),
  tags: subsets([
    ['site', 'a'],
    ['Site', 'b'],
    ['team', 'c'],
  ] as const).map((pairs) => new Map<string, string>([...pairs, [OWNER_TAG, 'me']])),
  duplicates: fc.constant([]),
  identity: fc.constant({
    arn: 'arn:aws:rolesanywhere:x:1:profile/first',
    id: 'first',
    created: new Date(0),
  }),
});

const stateOf = (rolesAnywhereProfile: RolesAnywhereProfile | undefined): State => ({
  ...ABSENT,
  rolesAnywhereProfile,
});
const states = fc.option(profile, { nil: undefined, freq: 5 }).map(stateOf);

function facts({ rolesAnywhereProfile: found }: State): unknown {
  return (
    found && {
      ...found,
      identity: undefined,
      roleArns: [...found.roleArns].sort(),
      managedPolicies: [...found.managedPolicies].sort(),
      tags: [...found.tags].sort(),
      sessionPolicy: found.sessionPolicy && canonicalText(found.sessionPolicy),
    }
  );
}

function through(start: State, changes: readonly Change[]): State[] {
  const all = [start];
  for (const change of changes) all.push(effect(all.at(-1) ?? start, change));
  return all;
}

/** Lists the permissions of a session by the profile as `role action`. */
function access({ rolesAnywhereProfile: found }: State): Set<string> {
  if (found?.enabled !== true) return new Set();
  const said = (kind: string): string[] =>
    ((found.sessionPolicy?.['Statement'] ?? []) as { Effect: string; Action: string[] }[])
      .filter(({ Effect }) => Effect === kind)
      .flatMap(({ Action }) => Action);
  const managed = [...found.managedPolicies].map((arn) => `s3:${arn.slice(arn.lastIndexOf('/') + 1)}`);
  const open = found.sessionPolicy === undefined && found.managedPolicies.size === 0;
  const allowed = open ? LETTERS.map((letter) => `s3:${letter}`) : [...managed, ...said('Allow')];
  const denied = said('Deny');
  return new Set(
    [...found.roleArns].flatMap((role) =>
      allowed.filter((action) => !denied.includes(action)).map((action) => `${role} ${action}`),
    ),
  );
}

test('a plan leads to its target, and leaves nothing to plan', () => {
  fc.assert(
    fc.property(states, states, (actual, target) => {
      const { changes } = plan(target, actual);
      const end = through(actual, changes).at(-1) ?? actual;
      expect(facts(end)).toEqual(facts(target));
      expect(plan(target, { ...end, rolesAnywhereProfile: end.rolesAnywhereProfile }).changes).toEqual([]);
    }),
    { numRuns: 800 },
  );
});

test('no state on the way admits a session that neither end allows, or refuses one that both allow', () => {
  fc.assert(
    fc.property(profile.map(stateOf), profile.map(stateOf), (actual, target) => {
      const way = through(actual, plan(target, actual).changes);
      const [before, after] = [access(actual), access(target)];
      for (const state of way) {
        const now = access(state);
        for (const each of now) expect(before.has(each) || after.has(each)).toBe(true);
        if (actual.rolesAnywhereProfile?.enabled === true && target.rolesAnywhereProfile?.enabled === true)
          for (const each of before) if (after.has(each)) expect(now).toContain(each);
      }
    }),
    { numRuns: 800 },
  );
});

test('a change that grants more is marked as broadening', () => {
  fc.assert(
    fc.property(states, states, (actual, target) => {
      const { changes } = plan(target, actual);
      const way = through(actual, changes);
      changes.forEach((change, index) => {
        const before = access(way[index] ?? actual);
        const wider = [...access(way[index + 1] ?? target)].some((each) => !before.has(each));
        if (wider) expect([change.summary, change.broadens]).toEqual([change.summary, true]);
      });
    }),
    { numRuns: 800 },
  );
});

test('a change that only revokes is not marked as broadening', () => {
  const one = (more: Partial<RolesAnywhereProfile>): State => {
    const [sample] = fc.sample(profile, { numRuns: 1, seed: 1 });
    if (sample === undefined) throw new Error('none');
    return stateOf({
      ...sample,
      enabled: true,
      roleArns: new Set(['a', 'b']),
      sessionPolicy: undefined,
      managedPolicies: new Set(['p']),
      ...more,
    });
  };
  for (const less of [{ enabled: false }, { roleArns: new Set(['a']) }, { durationSeconds: 43_200 }]) {
    expect(plan(one(less), one({})).changes.filter(({ broadens }) => broadens)).toEqual([]);
  }
});

test('a rollback restores the initial state from any point', () => {
  fc.assert(
    fc.property(states, states, fc.nat(5), (start, target, count) => {
      const sent = plan(target, start).changes.slice(0, count);
      const actual = sent.reduce(effect, start);
      const goal = rollbackTarget(start, actual, sent);
      expect(facts(goal)).toEqual(facts(start));
      expect(facts(plan(goal, actual).changes.reduce(effect, actual))).toEqual(facts(start));
    }),
    { numRuns: 800 },
  );
});

test('the plan deletes all duplicates but the oldest, and no other profile', () => {
  fc.assert(
    fc.property(profile, profile, (first, second) => {
      const namesake = {
        ...second,
        identity: { ...second.identity, arn: 'x', id: 'second', created: undefined },
      };
      const actual = stateOf({ ...first, duplicates: [namesake] });
      const { changes } = plan(stateOf(first), actual);
      expect(changes).toMatchObject([{ api: 'DeleteProfile', input: { profileId: 'second' } }]);
      expect(facts(changes.reduce(effect, actual))).toEqual(facts(stateOf(first)));
    }),
  );
});
