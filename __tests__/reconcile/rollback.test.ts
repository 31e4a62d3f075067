import fc from 'fast-check';
import { plan } from '../../src/resources/index.ts';
import {
  fillMissing,
  foreignValues,
  restorable,
  rollbackTarget,
  shows,
  stateHistory,
} from '../../src/reconcile/rollback.ts';
import type { Change, Identity, State } from '../../src/resources/resource.ts';
import type { RolesAnywhereProfile } from '../../src/resources/roles-anywhere-state.ts';
import type { Role } from '../../src/resources/role-state.ts';
import { effectsOnObserved } from '../../src/resources/properties.ts';
import { OWNER_TAG } from '../../src/resources/tags.ts';
import { aProfile, aRole, aRolesAnywhereProfile } from '../harness/examples.ts';
import { FULL } from '../harness/full.ts';
import { anOrder, choices, facts, journeys, OWNER, through } from '../harness/states.ts';

const identity = (id: string): Identity => ({ arn: `arn:profile/${id}`, id, created: undefined });

const first: RolesAnywhereProfile = { ...aRolesAnywhereProfile, identity: identity('first') };
/** An older profile of another owner with the same name. */
const theirs: RolesAnywhereProfile = {
  ...first,
  durationSeconds: 1800,
  tags: new Map([[OWNER_TAG, 'other/repo']]),
  identity: identity('older'),
};

/** Returns the changes of a run that went from one state to another. */
function sentFor(target: State, start: State): readonly Change[] {
  return plan(target, start).changes;
}

/** A run that is to end in a role, stopped after some of its changes. */
const stopped = fc
  .tuple(journeys(), choices, fc.nat(30))
  .filter(([{ target }]) => target.role !== undefined)
  .map(([{ actual: start, target }, choose, length]) => {
    const sent = anOrder(plan(target, start), choose).slice(0, length);
    return { start, sent, choose };
  });

/** Returns the state after the writes sent are rolled back from the current state. */
function undoing(start: State, standing: State, sent: readonly Change[], choose: () => number): State {
  const back = plan(rollbackTarget(start, standing, sent), standing);
  return through(standing, anOrder(back, choose)).at(-1) ?? standing;
}

function withRole(state: State, role: Partial<Role>): State {
  return { ...state, role: state.role && { ...state.role, ...role } };
}

test('the rollback restores the initial state', () => {
  fc.assert(
    fc.property(stopped, ({ start, sent, choose }) => {
      expect(facts(undoing(start, effectsOnObserved(start, sent), sent, choose))).toEqual(facts(start));
    }),
    { numRuns: FULL ? 200 : 40 },
  );
});

test('the rollback restores the initial state if the last change had no effect', () => {
  fc.assert(
    fc.property(stopped, ({ start, sent, choose }) => {
      expect(facts(undoing(start, effectsOnObserved(start, sent.slice(0, -1)), sent, choose))).toEqual(
        facts(start),
      );
    }),
    { numRuns: FULL ? 200 : 40 },
  );
});

test('the rollback of a run without writes changes nothing', () => {
  fc.assert(
    fc.property(journeys(), ({ actual }) => {
      expect(plan(rollbackTarget(actual, actual, []), actual).changes).toEqual([]);
    }),
  );
});

test('the rollback keeps resources that another user added meanwhile', () => {
  fc.assert(
    fc.property(stopped, ({ start, sent, choose }) => {
      fc.pre(start.role !== undefined);
      const standing = effectsOnObserved(start, sent);
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
    { numRuns: FULL ? 200 : 40 },
  );
});

test('the rollback does not restore resources that another user removed and this run did not touch', () => {
  fc.assert(
    fc.property(stopped, ({ start, sent, choose }) => {
      const [arn] = start.role?.managedPolicies ?? [];
      fc.pre(arn !== undefined && sent.every((change) => !JSON.stringify(change.input).includes(arn)));
      const without = (state: State): State =>
        withRole(state, {
          managedPolicies: new Set([...(state.role?.managedPolicies ?? [])].filter((each) => each !== arn)),
        });
      expect(facts(undoing(start, without(effectsOnObserved(start, sent)), sent, choose))).toEqual(
        facts(without(start)),
      );
    }),
    { numRuns: FULL ? 200 : 30 },
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

test('the rollback restores all but a deleted principal, which IAM would refuse', () => {
  const trust = (...AWS: string[]) => ({
    Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }],
  });
  const role = { ...aRole, trust: trust('999999999999', 'AROADELETEDDELETED12') };
  const state = { role, instanceProfile: aProfile };
  expect(restorable(state)).toEqual({ ...state, role: { ...role, trust: trust('999999999999') } });
  expect(restorable({})).toEqual({});
});

describe('foreign values', () => {
  const [start, target] = ['a', 'b'].map((value): Role => ({
    ...aRole,
    description: value,
    tags: new Map([...aRole.tags, ['team', value]]),
    managedPolicies: new Set(['arn:kept', `arn:${value}`]),
  })) as [Role, Role];
  const history = stateHistory({ role: start }, plan({ role: target }, { role: start }).changes);
  const foreign = (actual: State, states = history): string[] => {
    const values = foreignValues(states, actual);
    return values.map(({ kind, property }) => `${kind.kind}: ${property}`);
  };
  const Principal = { AWS: 'AROADELETEDDELETED12' };

  test.each<[string, Partial<Role>, string[]]>([
    ['the initial state', start, []],
    ['the state that this run wrote', target, []],
    ['a mixture of both', { tags: target.tags }, []],
    ['an additional policy or tag', { tags: new Map([...start.tags, ['x', 'y']]) }, []],
    ['a trust policy whose principal was deleted', { trust: { Statement: [{ Principal }] } }, []],
    ['another description', { description: 'c' }, ['role: description']],
    [
      'a role that another user created again',
      { description: 'c', identity: identity('again') },
      ['role: description'],
    ],
    ['a first boundary', { boundary: 'arn:bound' }, ['role: boundary']],
    ['another value of a tag', { tags: new Map([...start.tags, ['team', 'c']]) }, ['role: tags/team']],
    ['a missing policy', { managedPolicies: new Set(['arn:a']) }, ['role: managedPolicies/arn:kept']],
  ])('of %s are listed', (_, role, properties) => {
    expect(foreign({ role: { ...start, ...role } })).toEqual(properties);
  });

  test('are not the instance profiles of a role: calls on those profiles change them', () => {
    const known = [{ role: { ...start, instanceProfiles: new Set(['demo']) } }];
    expect(foreign({ role: start }, known)).toEqual([]);
  });

  test('are in no absent resource, and in none that this run never knew', () => {
    expect(foreign({})).toEqual([]);
    expect(foreign({ role: start }, [{}])).toEqual([]);
  });

  test('are those of the profile that this run knows by its id, among all with its name', () => {
    const known = [{ rolesAnywhereProfile: first }];
    const shorter = { ...first, durationSeconds: 900 };
    const older = { ...theirs, tags: first.tags };
    expect(foreign({ rolesAnywhereProfile: { ...older, duplicates: [first] } }, known)).toEqual([]);
    expect(foreign({ rolesAnywhereProfile: { ...theirs, duplicates: [first] } }, known)).toEqual([]);
    expect(foreign({ rolesAnywhereProfile: theirs }, known)).toEqual([]);
    expect(foreign({ rolesAnywhereProfile: { ...shorter, identity: undefined } }, known)).toEqual([]);
    expect(foreign({ rolesAnywhereProfile: { ...theirs, duplicates: [shorter] } }, known)).toEqual([
      'rolesAnywhereProfile: durationSeconds',
    ]);
  });

  test('are those of the profile that this run created, by its owner tag, among all with its name', () => {
    const known = [{}, { rolesAnywhereProfile: { ...first, identity: undefined } }];
    const ours = { ...first, durationSeconds: 900 };
    expect(foreign({ rolesAnywhereProfile: theirs }, known)).toEqual([]);
    expect(foreign({ rolesAnywhereProfile: { ...theirs, duplicates: [ours] } }, known)).toEqual([
      'rolesAnywhereProfile: durationSeconds',
    ]);
  });
});

test('a read shows a change only if it has its effect', () => {
  const other: Role = { ...aRole, description: 'other', managedPolicies: new Set(['arn:other']) };
  const changes = sentFor({ role: other }, { role: aRole });
  const [deletion] = sentFor({}, { role: aRole }).slice(-1);
  expect(changes.map((each) => [shows({ role: aRole }, each), shows({ role: other }, each)])).toEqual([
    [false, true],
    [false, true],
  ]);
  expect(deletion && [shows({ role: aRole }, deletion), shows({}, deletion)]).toEqual([false, true]);
});

describe('the rollback of a role', () => {
  const described: State = { role: { ...aRole, description: 'new' } };
  const back = (start: State, actual: State, sent: readonly Change[]): State['role'] =>
    rollbackTarget(start, actual, sent).role;

  test('leaves it deleted if another user deleted it', () => {
    expect(back({ role: aRole }, {}, sentFor(described, { role: aRole }))).toBeUndefined();
  });

  test('deletes the created role, but not if another user changed it', () => {
    const sent = sentFor(described, {});
    const theirs: State = { role: { ...aRole, description: 'theirs' } };
    expect(back({}, described, sent)).toBeUndefined();
    expect(back({}, theirs, sent)).toEqual(theirs.role);
  });

  test('keeps a role of the same name that another tool created without an owner tag', () => {
    const owned: Role = { ...aRole, tags: new Map([[OWNER_TAG, OWNER]]), identity: undefined };
    const theirs: State = { role: { ...aRole, tags: new Map() } };
    const sent = sentFor({ role: owned }, {});
    expect(back({}, { role: { ...owned, identity: identity('ours') } }, sent)).toBeUndefined();
    expect(back({}, theirs, sent)).toEqual(theirs.role);
  });

  test('restores a role that another user deleted and this run created again', () => {
    expect(back({ role: aRole }, described, sentFor(described, {}))).toEqual(aRole);
  });
});

describe('the rollback of a Roles Anywhere profile', () => {
  const longer = { ...first, durationSeconds: 7200 };
  const update = sentFor({ rolesAnywhereProfile: longer }, { rolesAnywhereProfile: first });
  const creation = sentFor({ rolesAnywhereProfile: longer }, {});
  const back = (
    start: RolesAnywhereProfile | undefined,
    actual: RolesAnywhereProfile,
    sent: readonly Change[],
  ): State['rolesAnywhereProfile'] =>
    rollbackTarget({ rolesAnywhereProfile: start }, { rolesAnywhereProfile: actual }, sent)
      .rolesAnywhereProfile;

  test('keeps properties that another run changed, and restores the rest', () => {
    const disabled = { ...first, enabled: false, durationSeconds: 7200 };
    const sent = sentFor({ rolesAnywhereProfile: disabled }, { rolesAnywhereProfile: first });
    expect(back(first, { ...disabled, durationSeconds: 900 }, sent)).toEqual({
      ...first,
      durationSeconds: 900,
    });
  });

  test('keeps a second profile that another run of the same owner created', () => {
    const second = { ...longer, identity: identity('second') };
    expect(back(first, { ...longer, duplicates: [second] }, update)).toEqual({
      ...first,
      duplicates: [second],
    });
  });

  test('changes nothing if an older profile of another owner appeared', () => {
    const same = { ...theirs, durationSeconds: longer.durationSeconds };
    const actual = { ...same, duplicates: [longer] };
    expect(back(first, actual, update)).toEqual(actual);
  });

  test('deletes the created profile alone, whether or not its id is known', () => {
    expect(back(undefined, { ...theirs, duplicates: [longer] }, creation)).toEqual(theirs);
    expect(back(undefined, { ...longer, identity: undefined }, creation)).toBeUndefined();
  });

  test('deletes a second profile that this run created while a read did not show the first', () => {
    const second = { ...longer, identity: identity('second') };
    expect(back(first, { ...first, duplicates: [second] }, creation)).toEqual(first);
  });

  test('deletes a profile that this run created again after another user had deleted it', () => {
    expect(back(first, { ...longer, identity: identity('again') }, creation)).toBeUndefined();
    expect(back(first, { ...longer, identity: undefined }, creation)).toBeUndefined();
  });
});
