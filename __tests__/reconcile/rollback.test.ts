import fc from 'fast-check';
import { plan } from '../../src/reconcile/plan.ts';
import { expectedState, fillMissing, rollbackTarget } from '../../src/reconcile/rollback.ts';
import type { Sent } from '../../src/reconcile/send.ts';
import { ABSENT, type State } from '../../src/resources/resource.ts';
import type { RolesAnywhereProfile } from '../../src/resources/roles-anywhere-state.ts';
import type { Role } from '../../src/resources/role-state.ts';
import { RESOURCES } from '../../src/resources/index.ts';
import { anOrder, choices, facts, journeys, through } from '../harness/states.ts';

/** A run that is to end in a role, stopped after some of its changes. */
const stopped = fc
  .tuple(journeys(), choices, fc.nat(30), fc.constantFrom<Sent['effect']>('yes', 'maybe'))
  .filter(([{ target }]) => target.role !== undefined)
  .map(([{ actual: start, target }, choose, length, last]) => {
    const changes = anOrder(plan(target, start), choose).slice(0, length);
    const sent = changes.map((change, at): Sent => ({
      change,
      effect: at === changes.length - 1 ? last : 'yes',
    }));
    return { start, sent, choose };
  });

/** Returns the state after the writes sent are rolled back from the current state. */
function undoing(start: State, standing: State, sent: readonly Sent[], choose: () => number): State {
  const back = plan(rollbackTarget(start, standing, sent, RESOURCES), standing);
  return through(standing, anOrder(back, choose)).at(-1) ?? standing;
}

function withRole(state: State, role: Partial<Role>): State {
  return { ...state, role: state.role && { ...state.role, ...role } };
}

test('the rollback restores the initial state', () => {
  fc.assert(
    fc.property(stopped, ({ start, sent, choose }) => {
      expect(facts(undoing(start, expectedState(start, sent), sent, choose))).toEqual(facts(start));
    }),
    { numRuns: 200 },
  );
});

test('the rollback restores the initial state if the last change had no effect', () => {
  fc.assert(
    fc.property(stopped, ({ start, sent, choose }) => {
      expect(facts(undoing(start, expectedState(start, sent.slice(0, -1)), sent, choose))).toEqual(
        facts(start),
      );
    }),
    { numRuns: 200 },
  );
});

test('the rollback of a run without writes changes nothing', () => {
  fc.assert(
    fc.property(journeys(), ({ actual }) => {
      expect(plan(rollbackTarget(actual, actual, [], RESOURCES), actual).changes).toEqual([]);
    }),
  );
});

test('the rollback keeps resources that another user added meanwhile', () => {
  fc.assert(
    fc.property(stopped, ({ start, sent, choose }) => {
      fc.pre(start.role !== undefined);
      const standing = expectedState(start, sent);
      const { role } = standing;
      fc.pre(role !== undefined);
      const theirs = (state: State): State =>
        withRole(state, {
          tags: new Map([...(state.role?.tags ?? []), ['theirs', 'x']]),
          managedPolicies: new Set([...(state.role?.managedPolicies ?? []), 'arn:theirs']),
          inlinePolicies: new Map([...(state.role?.inlinePolicies ?? []), ['theirs', { Statement: [] }]]),
        });
      expect(facts(undoing(start, theirs(standing), sent, choose))).toEqual(facts(theirs(start)));
    }),
    { numRuns: 200 },
  );
});

test('the rollback does not restore resources that another user removed and this run did not touch', () => {
  fc.assert(
    fc.property(stopped, ({ start, sent, choose }) => {
      const [arn] = start.role?.managedPolicies ?? [];
      fc.pre(arn !== undefined && sent.every(({ change }) => !JSON.stringify(change.input).includes(arn)));
      const without = (state: State): State =>
        withRole(state, {
          managedPolicies: new Set([...(state.role?.managedPolicies ?? [])].filter((each) => each !== arn)),
        });
      expect(facts(undoing(start, without(expectedState(start, sent)), sent, choose))).toEqual(
        facts(without(start)),
      );
    }),
    { numRuns: 100 },
  );
});

test('the rollback assumes the initial state of resources that a lagging replica does not show', () => {
  fc.assert(
    fc.property(journeys(), ({ actual, target }) => {
      expect(fillMissing({ role: undefined, instanceProfile: undefined }, actual)).toEqual(actual);
      expect(fillMissing(target, actual)).toEqual({
        role: target.role ?? actual.role,
        instanceProfile: target.instanceProfile ?? actual.instanceProfile,
      });
    }),
  );
});

test('the rollback keeps properties of a Roles Anywhere profile that another run changed, and restores the rest', () => {
  const profile: RolesAnywhereProfile = {
    name: 'nodes',
    enabled: true,
    durationSeconds: 3600,
    roleArns: new Set(),
    managedPolicies: new Set(),
    sessionPolicy: undefined,
    requireInstanceProperties: false,
    acceptRoleSessionName: false,
    tags: new Map(),
    duplicates: [],
    identity: { arn: 'arn:aws:rolesanywhere:eu-west-1:1:profile/first', id: 'first', created: undefined },
  };
  const start: State = { ...ABSENT, rolesAnywhereProfile: profile };
  const target: State = {
    ...ABSENT,
    rolesAnywhereProfile: { ...profile, enabled: false, durationSeconds: 7200 },
  };
  const sent = plan(target, start).changes.map((change): Sent => ({ change, effect: 'yes' }));
  const standing: State = {
    ...ABSENT,
    rolesAnywhereProfile: { ...profile, enabled: false, durationSeconds: 900 },
  };
  expect(rollbackTarget(start, standing, sent, RESOURCES).rolesAnywhereProfile).toMatchObject({
    enabled: true,
    durationSeconds: 900,
  });
});
