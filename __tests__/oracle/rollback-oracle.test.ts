/** The rollback over properties agrees with the one field by field that it replaces. For one commit only. */
import fc from 'fast-check';
import { plan } from '../../src/reconcile/plan.ts';
import {
  expectedState,
  hasForeignWrites,
  rollbackTarget,
  stateHistory,
} from '../../src/reconcile/rollback.ts';
import type { Sent } from '../../src/reconcile/send.ts';
import { RESOURCES } from '../../src/resources/index.ts';
import { propertiesOf } from '../../src/resources/properties.ts';
import type { State } from '../../src/resources/resource.ts';
import type { RolesAnywhereProfile } from '../../src/resources/roles-anywhere-profile.ts';
import { instanceProfile } from '../../src/resources/instance-profile.ts';
import { role } from '../../src/resources/role.ts';
import { OWNER_TAG } from '../../src/resources/tags.ts';
import { anOrder, choices, journeys } from '../harness/states.ts';
import { effects as oldEffects } from './effect.ts';
import { isForeign, statesOf } from './history.ts';
import { undone } from './rollback.ts';
import type { State as OldState } from './state.ts';

const RUNS = Number(process.env['ORACLE_RUNS'] ?? 2_000);

const nodes: fc.Arbitrary<RolesAnywhereProfile | undefined> = fc.option(
  fc.record({
    name: fc.constant('nodes'),
    enabled: fc.boolean(),
    durationSeconds: fc.constantFrom(900, 3600),
    roleArns: fc.subarray(['{role-arn:demo}', 'arn:aws:iam::1:role/other']).map((arns) => new Set(arns)),
    managedPolicies: fc.subarray(['arn:a', 'arn:b']).map((arns) => new Set(arns)),
    sessionPolicy: fc.constantFrom(undefined, {
      Statement: [{ Effect: 'Allow', Action: 'a:b', Resource: '*' }],
    }),
    requireInstanceProperties: fc.constant(false),
    tags: fc
      .subarray([
        ['site', 'a'],
        ['team', 'c'],
      ] as [string, string][])
      .map((pairs) => new Map([...pairs, [OWNER_TAG, 'octo-org/octo-repo']])),
    duplicates: fc.constant([]),
    identity: fc.constant({ arn: 'arn:n', id: 'first', created: new Date(0) }),
  }),
  { nil: undefined, freq: 4 },
);

/** Another writer's change of one property. */
type Foreign = (state: State) => State;
const onRole =
  (change: object): Foreign =>
  (state) => ({ ...state, role: state.role && { ...state.role, ...change } });
const foreign: fc.Arbitrary<Foreign> = fc.constantFrom<Foreign>(
  (state) => state,
  (state) => state,
  onRole({ description: 'theirs' }),
  onRole({ maxSessionDuration: 9_999 }),
  onRole({ boundary: 'arn:theirs' }),
  (state) => onRole({ tags: new Map([...(state.role?.tags ?? []), ['theirs', 'x']]) })(state),
  (state) =>
    onRole({
      tags: new Map([
        ...[...(state.role?.tags ?? [])].filter(([key]) => key.toLowerCase() !== 'team'),
        ['team', 'theirs'],
      ]),
    })(state),
  (state) =>
    onRole({ managedPolicies: new Set([...(state.role?.managedPolicies ?? []), 'arn:theirs']) })(state),
  (state) =>
    onRole({
      inlinePolicies: new Map([...(state.role?.inlinePolicies ?? []), ['theirs', { Statement: [] }]]),
    })(state),
  (state) =>
    onRole({
      inlinePolicies: new Map([...(state.role?.inlinePolicies ?? []), ['reads', { Statement: [] }]]),
    })(state),
  (state) => ({
    ...state,
    instanceProfile: state.instanceProfile && { ...state.instanceProfile, role: { name: 'theirs', id: 'x' } },
  }),
  (state) => ({ ...state, role: undefined }),
  (state) => ({ ...state, instanceProfile: undefined }),
  (state) => ({
    ...state,
    rolesAnywhereProfile: state.rolesAnywhereProfile && {
      ...state.rolesAnywhereProfile,
      durationSeconds: 1_234,
    },
  }),
);

const facts = (state: object): unknown =>
  Object.fromEntries(
    Object.entries(state as State)
      .filter(([, resource]) => resource !== undefined)
      .map(([kind, resource]) => [kind, [...propertiesOf(resource)].sort()]),
  );

test(`the target and the foreign writes agree on ${RUNS} random journeys`, () => {
  let compared = 0;
  fc.assert(
    fc.property(
      journeys(),
      nodes,
      nodes,
      choices,
      fc.nat(30),
      fc.nat(3),
      foreign,
      ({ actual, target }, from, to, choose, length, lag, write) => {
        const start: State = { ...actual, rolesAnywhereProfile: from };
        const goal: State = { ...target, rolesAnywhereProfile: to };
        fc.pre(goal.role !== undefined && (from === undefined || to !== undefined));
        const changes = anOrder(plan(goal, start), choose).slice(0, length);
        const sent = changes.map((change): Sent => ({ change, effect: 'yes' }));
        const now = write(expectedState(start, sent.slice(0, Math.max(0, sent.length - lag))));
        const before = oldEffects(start as OldState, changes);
        expect(facts(expectedState(start, sent))).toEqual(facts(before));
        const isOverwritten = isForeign(statesOf(start as OldState, changes), now as OldState);
        expect(hasForeignWrites(stateHistory(start, changes), now, [role, instanceProfile])).toBe(
          isOverwritten,
        );
        // A run never rolls back over foreign writes. Of a resource that it created the old code judged only some fields.
        fc.pre(!isOverwritten || (start.role !== undefined && start.instanceProfile !== undefined));
        const old = undone(start as OldState, now as OldState, sent);
        expect(facts(rollbackTarget(start, now, sent, RESOURCES))).toEqual(facts(old));
        compared += 1;
      },
    ),
    { numRuns: RUNS },
  );
  expect(compared).toBeGreaterThanOrEqual(RUNS);
}, 3_600_000);
