/** The loops over properties, for resources of all kinds. */
import fc from 'fast-check';
import { plan } from '../../src/resources/index.ts';
import {
  canonical,
  differences,
  effect,
  effectsOnObserved,
  isDocument,
  isEntries,
  merged,
  propertiesOf,
  nounOf,
  restore,
  scalarText,
  valueOf,
  withDuplicates,
  withProperties,
  isOtherForm,
} from '../../src/resources/properties.ts';
import type { Change, Resource, State } from '../../src/resources/resource.ts';
import type { Role } from '../../src/resources/role-state.ts';
import type { RolesAnywhereProfile } from '../../src/resources/roles-anywhere-state.ts';
import { respelled } from '../harness/documents.ts';
import { aProfile, aRole, aRolesAnywhereProfile } from '../harness/examples.ts';
import { anOrder, choices, facts, journeys, roles, states } from '../harness/states.ts';

const nodes: RolesAnywhereProfile = {
  ...aRolesAnywhereProfile,
  roleArns: new Set(['arn:role']),
  tags: new Map(),
  identity: { arn: 'arn:first', id: 'first', created: undefined },
};

const nodesProfiles: fc.Arbitrary<RolesAnywhereProfile> = fc
  .record({
    role: roles(),
    enabled: fc.boolean(),
    durationSeconds: fc.constantFrom(900, 3600),
    sessionPolicy: fc.constantFrom(undefined, { Version: '2012-10-17', Statement: [] }),
  })
  .map(({ role: { tags, managedPolicies }, ...settings }) => ({
    ...nodes,
    ...settings,
    tags,
    managedPolicies,
  }));

/** Two resources of one kind. */
const pairs: fc.Arbitrary<readonly [Resource, Resource]> = fc.oneof(
  fc.tuple(roles(), roles()),
  fc
    .tuple(states(), states())
    .map(([a, b]) => [a.instanceProfile ?? aProfile, b.instanceProfile ?? aProfile] as const),
  fc.tuple(nodesProfiles, nodesProfiles),
);

/** Some of the properties that either resource has. */
const pairsAndKeys = fc.tuple(pairs, fc.infiniteStream(fc.boolean())).map(([[a, b], coins]) => {
  const all = new Set([...propertiesOf(a).keys(), ...propertiesOf(b).keys()]);
  return { a, b, all, some: new Set([...all].filter(() => coins.next().value === true)) };
});

/** Returns the entries of every field in the opposite order. */
function reversed<R extends Resource>(resource: R): R {
  const fields = Object.entries(resource).map(([field, value]: [string, unknown]) => {
    if (value instanceof Map) return [field, new Map([...value].reverse())] as const;
    return [field, value instanceof Set ? new Set([...value].reverse()) : value] as const;
  });
  return { ...resource, ...Object.fromEntries(fields) };
}

function sortedEntries(resource: Resource): unknown {
  return Object.entries(resource).map(([field, value]: [string, unknown]) =>
    isEntries(value) ? [field, [...value.entries()].sort()] : [field, value],
  );
}

describe('the properties of a resource', () => {
  test('are its fields and their entries, and not what identifies it', () => {
    const role = {
      ...aRole,
      boundary: 'arn:b',
      tags: new Map([['Team', 'a']]),
      managedPolicies: new Set(['arn:a/b']),
      inlinePolicies: new Map([['unread', undefined]]),
    };
    expect([...propertiesOf({ ...role, duplicates: [aRole] })]).toEqual([
      ['path', '"/"'],
      ['description', '""'],
      ['maxSessionDuration', '3600'],
      ['trust', canonical(aRole.trust)],
      ['boundary', '"arn:b"'],
      ['tags/team', 'Team=a'],
      ['managedPolicies/arn:a/b', 'true'],
      ['inlinePolicies/unread', 'true'],
    ]);
  });

  test('of an absent resource are none, and an undefined value is none', () => {
    expect(propertiesOf(undefined).size).toBe(0);
    expect(propertiesOf(aRole).has('boundary')).toBe(false);
  });

  test('do not depend on the order of entries or the spelling of documents', () => {
    const spelled = roles().chain((role) => fc.tuple(fc.constant(role), respelled(role.trust)));
    fc.assert(
      fc.property(spelled, ([role, trust]) => {
        expect(differences(propertiesOf(reversed({ ...role, trust })), propertiesOf(role))).toEqual([]);
      }),
    );
  });

  test('name each role in an instance profile alike, whatever its id', () => {
    const [a, b] = ['AROAA', undefined].map((id) => ({ ...aProfile, role: { name: 'demo', id } }));
    expect(propertiesOf(a)).toEqual(propertiesOf(b));
    const other = { ...aProfile, role: { name: 'other', id: 'AROAA' } };
    expect(propertiesOf(other)).not.toEqual(propertiesOf(a));
  });

  test('have one entry for tag keys that differ only by case, with every spelling and value', () => {
    const withTags = (...tags: [string, string][]): Role => ({ ...aRole, tags: new Map(tags) });
    const two = propertiesOf(withTags(['Team', 'a'], ['TEAM', 'b']));
    expect([...two].filter(([key]) => key.startsWith('tags/'))).toEqual([['tags/team', 'TEAM=b\nTeam=a']]);
    expect(propertiesOf(withTags(['TEAM', 'b'], ['Team', 'a']))).toEqual(two);
    expect(propertiesOf(withTags(['TEAM', 'b']))).not.toEqual(two);
    expect(propertiesOf(withTags(['team', 'b']))).not.toEqual(propertiesOf(withTags(['TEAM', 'b'])));
  });

  test('distinguish names of policies by case', () => {
    const inlinePolicies = new Map([
      ['a', { Statement: [] }],
      ['A', { Statement: [] }],
    ]);
    expect([...propertiesOf({ ...aRole, inlinePolicies } as Role).keys()]).toEqual(
      expect.arrayContaining(['inlinePolicies/a', 'inlinePolicies/A']),
    );
  });

  test('differ exactly at the keys whose values differ', () => {
    fc.assert(
      fc.property(pairsAndKeys, ({ a, b, all }) => {
        const [ofA, ofB] = [propertiesOf(a), propertiesOf(b)];
        const expected = [...all].filter((key) => ofA.get(key) !== ofB.get(key));
        expect(differences(ofA, ofB).sort()).toEqual(expected.sort());
        expect(differences(ofB, ofA).sort()).toEqual(expected.sort());
        expect(differences(ofA, propertiesOf(reversed(a)))).toEqual([]);
      }),
    );
  });
});

describe('the value of a property', () => {
  const role = {
    ...aRole,
    tags: new Map([['Team', 'a']]),
    managedPolicies: new Set(['arn:aws:iam::aws:policy/x/Y']),
    inlinePolicies: new Map([['i', { Statement: [] }]]),
  };

  test.each<[string, unknown]>([
    ['description', ''],
    ['maxSessionDuration', 3600],
    ['tags/Team', 'a'],
    ['tags/TEAM', 'a'],
    ['tags/other', undefined],
    ['managedPolicies/arn:aws:iam::aws:policy/x/Y', true],
    ['managedPolicies/arn:aws:iam::aws:policy/x/y', undefined],
    ['inlinePolicies/i', { Statement: [] }],
    ['inlinePolicies/I', undefined],
    ['description/x', undefined],
    ['missing', undefined],
    ['missing/x', undefined],
  ])('%s is %j', (property, value) => {
    expect(valueOf(role, property)).toEqual(value);
  });

  test('of an absent resource is undefined', () => {
    expect([valueOf(undefined, 'description'), valueOf(undefined, 'tags/a')]).toEqual([undefined, undefined]);
  });

  test('is set by its key, for every property of the resource', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const keys = [...propertiesOf(b).keys()].filter((key) => !key.startsWith('tags/'));
        const result = withProperties(a, Object.fromEntries(keys.map((key) => [key, valueOf(b, key)])));
        for (const key of keys) expect(valueOf(result, key)).toEqual(valueOf(b, key));
      }),
    );
  });
});

describe('in words', () => {
  test.each([
    ['description', 'description'],
    ['tags/a/b', 'tag a/b'],
    ['unknown/x', 'unknown x'],
  ])('the property %s is %j', (property, noun) => {
    expect(nounOf({ tags: { label: 'tag' }, description: { label: 'description' } }, property)).toBe(noun);
  });

  test.each([
    ['a', 'a'],
    [3600, '3600'],
    [false, 'false'],
  ])('the value %j is %s', (value, text) => {
    expect(scalarText(value)).toBe(text);
  });
});

test('only an object with statements is a document', () => {
  expect(isDocument({ Statement: [] })).toBe(true);
  for (const value of [{}, null, undefined, 'Statement']) expect(isDocument(value)).toBe(false);
});

describe('restore', () => {
  test('of no property changes nothing', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        expect(restore(a, b, new Set())).toEqual(a);
      }),
    );
  });

  test('of every property gives the properties of the source, and keeps the identity', () => {
    fc.assert(
      fc.property(pairsAndKeys, ({ a, b, all }) => {
        const identity = { arn: 'arn:own', id: 'own', created: undefined };
        const restored = restore({ ...a, name: 'own', identity }, b, all);
        expect(propertiesOf(restored)).toEqual(new Map(propertiesOf(b)));
        expect([restored.name, restored.identity]).toEqual(['own', identity]);
      }),
    );
  });

  test('of some properties copies them from the source, and keeps the rest', () => {
    fc.assert(
      fc.property(pairsAndKeys, ({ a, b, all, some }) => {
        const restored = propertiesOf(restore(a, b, some));
        for (const key of all) {
          expect([key, restored.get(key)]).toEqual([key, propertiesOf(some.has(key) ? b : a).get(key)]);
        }
        expect([...restored.keys()].filter((key) => !all.has(key))).toEqual([]);
      }),
    );
  });

  test('is undone by another restore', () => {
    fc.assert(
      fc.property(pairsAndKeys, ({ a, b, some }) => {
        expect(sortedEntries(restore(restore(a, b, some), a, some))).toEqual(sortedEntries(a));
      }),
    );
  });

  test('removes a tag in every spelling of its key, and brings back the spelling of the source', () => {
    const now = {
      ...aRole,
      tags: new Map([
        ['TEAM', 'b'],
        ['team', 'c'],
        ['stage', 'x'],
      ]),
    };
    const source = { ...aRole, tags: new Map([['Team', 'a']]) };
    expect([...restore(now, source, new Set(['tags/team'])).tags]).toEqual([
      ['stage', 'x'],
      ['Team', 'a'],
    ]);
  });

  test('removes a value that the source lacks', () => {
    const bounded: Resource = { ...aRole, boundary: 'arn:b' } as Resource;
    const { boundary: _, ...without } = aRole;
    expect(valueOf(restore(bounded, without, new Set(['boundary'])), 'boundary')).toBeUndefined();
    expect(valueOf(restore(without as Resource, bounded, new Set(['boundary'])), 'boundary')).toBe('arn:b');
  });

  test('of a field that only one of both has gives the field as the source has it', () => {
    const { tags: _, ...rest } = aRole;
    const untagged = rest as Role;
    expect(restore(untagged, aRole, new Set(['tags']))).toEqual(aRole);
    expect(restore(aRole, untagged, new Set(['tags'])).tags).toBeUndefined();
  });

  test('does not alter its arguments', () => {
    fc.assert(
      fc.property(pairsAndKeys, ({ a, b, some }) => {
        const before = fc.stringify([a, b]);
        restore(a, b, some);
        withProperties(a, Object.fromEntries([...some].map((key) => [key, undefined])));
        expect(fc.stringify([a, b])).toBe(before);
      }),
    );
  });
});

describe('withProperties', () => {
  test('sets a value, a whole field and an entry, and removes an entry', () => {
    const role = { ...aRole, managedPolicies: new Set(['arn:a/1', 'arn:b']), tags: new Map([['a', '1']]) };
    expect(
      withProperties(role, {
        description: 'x',
        'managedPolicies/arn:a/1': undefined,
        'managedPolicies/arn:c': true,
        'tags/a': '2',
        'tags/b': '3',
        instanceProfiles: new Set(['p']),
      }),
    ).toEqual({
      ...role,
      description: 'x',
      managedPolicies: new Set(['arn:b', 'arn:c']),
      tags: new Map([
        ['a', '2'],
        ['b', '3'],
      ]),
      instanceProfiles: new Set(['p']),
    });
  });

  test('replaces the key of a tag in another case only if a change removes the old one', () => {
    const role = { ...aRole, tags: new Map([['Team', 'a']]) };
    const moved = withProperties(withProperties(role, { 'tags/Team': undefined }), { 'tags/team': 'a' });
    expect([...moved.tags]).toEqual([['team', 'a']]);
  });
});

describe('the effect', () => {
  test('of all changes of a plan is its target, in every order that the plan allows', () => {
    fc.assert(
      fc.property(journeys(), choices, ({ actual, target }, choose) => {
        const changes = anOrder(plan(target, actual), choose);
        expect(facts(changes.reduce(effect, actual))).toEqual(facts(target));
        expect(facts(effectsOnObserved(actual, changes))).toEqual(facts(target));
      }),
    );
  });

  test('of changes that a state already shows is that state', () => {
    fc.assert(
      fc.property(journeys(), choices, ({ actual, target }, choose) => {
        fc.pre(target.role !== undefined && target.instanceProfile !== undefined);
        const changes = anOrder(plan(target, actual), choose);
        expect(facts(effectsOnObserved(target, changes))).toEqual(facts(target));
      }),
    );
  });

  test('concerns no other kind', () => {
    fc.assert(
      fc.property(journeys(), ({ actual, target }) => {
        for (const change of plan(target, actual).changes) {
          const after = effect(actual, change);
          for (const kind of ['role', 'instanceProfile'] as const) {
            if (kind !== change.kind) expect(after[kind]).toBe(actual[kind]);
          }
        }
      }),
    );
  });

  test('of a change on an absent resource is nothing', () => {
    const [update] = plan({ role: { ...aRole, description: 'x' } }, { role: aRole }).changes;
    expect(update && effect({}, update).role).toBeUndefined();
  });

  test('of a creation replaces the resource, but a fold keeps the one that a state already shows', () => {
    const [create] = plan({ role: aRole }, {}).changes;
    if (create === undefined) throw new Error('a change is expected');
    const older: State = { role: { ...aRole, description: 'older' } };
    expect(effect(older, create).role).toBe(create.creates);
    expect(effectsOnObserved(older, [create])).toBe(older);
  });
});

describe('duplicates', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((id): RolesAnywhereProfile => ({
    ...nodes,
    identity: { arn: `arn:${id}`, id, created: undefined },
  })) as [RolesAnywhereProfile, RolesAnywhereProfile, RolesAnywhereProfile];
  const all = { ...a, duplicates: [b, c] };
  const ids = (state: State): unknown =>
    withDuplicates(state.rolesAnywhereProfile).map(({ identity }) => identity?.id);
  const remove = (id: string): Change => {
    const [deletion] = plan(
      {},
      { rolesAnywhereProfile: { ...nodes, identity: { arn: '', id, created: undefined } } },
    ).changes;
    if (deletion === undefined) throw new Error('a change is expected');
    return deletion;
  };

  test('are listed after the oldest, and merged back', () => {
    expect(withDuplicates(all)).toEqual([all, b, c]);
    expect(merged(withDuplicates(all))).toEqual(all);
    expect(withDuplicates(undefined)).toEqual([]);
    expect(merged<Resource>([])).toBeUndefined();
  });

  test('do not exist for kinds with unique names', () => {
    expect(merged([aRole])).toBe(aRole);
  });

  test.each([
    ['a', ['b', 'c']],
    ['b', ['a', 'c']],
    ['c', ['a', 'b']],
    ['another', ['a', 'b', 'c']],
  ])('remain if %s is deleted', (id, rest) => {
    expect(ids(effect({ rolesAnywhereProfile: all }, remove(id)))).toEqual(rest);
  });

  test('of which the last is deleted leave nothing', () => {
    expect(ids(['a', 'b', 'c'].map(remove).reduce(effect, { rolesAnywhereProfile: all }))).toEqual([]);
  });

  test('created by this run have no id yet, and every deletion concerns them', () => {
    const created = { ...nodes, identity: undefined };
    expect(effect({ rolesAnywhereProfile: created }, remove('x')).rolesAnywhereProfile).toBeUndefined();
  });
});

describe('another form of a value', () => {
  const document = (Resource: string, Sid = 'a'): object => ({
    Statement: [{ Sid, Effect: 'Allow', Action: 's3:*', Resource }],
  });
  test.each<[string, unknown, unknown]>([
    ['has other line ends', 'a\r\nb', 'a\nb'],
    ['has single spaces', 'two  spaces', 'two spaces'],
    ['is in another encoding', 'Grüße', 'GrÃ¼ÃŸe'],
    ['is in another case', 'Team', 'team'],
    ['is a document with other line ends', document('arn:aws:s3:::a\r\nb'), document('arn:aws:s3:::a\nb')],
  ])('%s', (_, value, other) => {
    expect(isOtherForm(value, other)).toBe(true);
  });

  test.each<[string, unknown, unknown]>([
    ['has other letters', 'before', 'after'],
    ['has other digits', 'version 1', 'version 2'],
    ['is missing', 'a', undefined],
    ['has nothing in common', '!', '?'],
    ['is another number', 3600, 7200],
    ['is the same number as text', 3600, '3600'],
    ['is missing too', undefined, undefined],
    ['is a document with a wildcard', document('arn:aws:s3:::a'), document('arn:aws:s3:::a*')],
    ['is a document in another case', document('arn:aws:s3:::a'), document('arn:aws:s3:::A')],
  ])('is not a value that %s', (_, value, other) => {
    expect(isOtherForm(value, other)).toBe(false);
  });
});
