import { change } from '../../src/resources/resource.ts';
import {
  desiredTags,
  sameKey,
  tagChanges,
  tagsFromIam,
  tagsToIam,
  tagValue,
} from '../../src/resources/tags.ts';

test.each([
  ['aws:cloudformation:stack', true],
  ['AwS:x', true],
  ['aws', false],
  ['my-aws:x', false],
])('%s is ignored as a tag of AWS: %s', (key, isIgnored) => {
  expect(tagsFromIam([{ Key: key, Value: '' }]).has(key)).toBe(!isIgnored);
});

test('a list that IAM omits has no tags', () => {
  expect(tagsFromIam(undefined).size).toBe(0);
  expect([...tagsFromIam([{}])]).toEqual([['', '']]);
});

test('tags are sent in one order', () => {
  expect(
    tagsToIam(
      new Map([
        ['b', '1'],
        ['a', '2'],
      ]),
    ),
  ).toEqual([
    { Key: 'a', Value: '2' },
    { Key: 'b', Value: '1' },
  ]);
});

test('keys are equal in any case, also beyond ASCII', () => {
  expect([sameKey('Ä', 'ä'), sameKey('a', 'b')]).toEqual([true, false]);
});

test.each([
  ['Team', 'a'],
  ['TEAM', 'a'],
  ['other', undefined],
])('the value of %s is %s', (key, value) => {
  expect(tagValue(new Map([['Team', 'a']]), key)).toBe(value);
});

describe('from one set of tags to another', () => {
  test.each<[string, [string, string][], [string, string][], string[], [string, string][]]>([
    ['nothing', [['a', '1']], [['a', '1']], [], []],
    ['a new one', [], [['a', '1']], [], [['a', '1']]],
    ['another value: set, never untagged', [['a', '1']], [['a', '2']], [], [['a', '2']]],
    [
      'one that goes',
      [
        ['a', '1'],
        ['b', '1'],
      ],
      [['b', '1']],
      ['a'],
      [],
    ],
    ['another case: untagged, then set', [['Team', '1']], [['team', '1']], ['Team'], [['team', '1']]],
    [
      'several, in one order',
      [
        ['z', '1'],
        ['y', '1'],
      ],
      [
        ['d', '1'],
        ['c', '1'],
      ],
      ['y', 'z'],
      [
        ['c', '1'],
        ['d', '1'],
      ],
    ],
  ])('%s', (_, actual, target, untag, tag) => {
    const sent: [string[], (readonly [string, string])[]] = [[], []];
    tagChanges(
      new Map(target),
      new Map(actual),
      (TagKeys, summary) => {
        sent[0].push(...TagKeys);
        return change('UntagRole', 'demo', { RoleName: 'demo', TagKeys }, summary);
      },
      (tags, summary) => {
        sent[1].push(...tags);
        return change('TagRole', 'demo', { RoleName: 'demo', Tags: tagsToIam(tags) }, summary);
      },
    );
    expect(sent).toEqual([untag, tag]);
  });
});

describe('the tags of the Action on an existing resource', () => {
  const OWNER_KEY = 'aws-iam-instance-profile:owner';
  const PULL_REQUEST = ['aws-iam-instance-profile:pull-request', '5'] as const;
  const MANIFEST = ['aws-iam-instance-profile:manifest', 'roles.yml'] as const;
  const desired = (tags: readonly (readonly [string, string])[], prunesTags: boolean): object =>
    Object.fromEntries(
      desiredTags(
        new Map(),
        { owner: 'octo-org/octo-repo', repositoryId: '42' },
        { pullRequest: '8', prune: new Set(prunesTags ? ['tags'] : []), manifest: undefined },
        new Map(tags),
      ),
    );

  test.each([true, false])('those of another owner are dropped; prune has tags: %s', (prunesTags) => {
    const id = ['aws-iam-instance-profile:repository-id', '77'] as const;
    for (const owner of [[[OWNER_KEY, 'other/repo'], id] as const, [[OWNER_KEY, 'other/repo']] as const, []])
      expect(Object.keys(desired([...owner, PULL_REQUEST, MANIFEST], prunesTags))).toEqual([
        OWNER_KEY,
        'aws-iam-instance-profile:repository-id',
      ]);
  });

  test.each([true, false])('the pull request of the same owner remains; prune has tags: %s', (prunesTags) => {
    const own = [OWNER_KEY, 'octo-org/octo-repo'] as const;
    expect(Object.entries(desired([own, PULL_REQUEST], prunesTags))).toContainEqual(PULL_REQUEST);
  });

  test('a key in another case remains so: without its tag the resource would have no owner for a moment', () => {
    const tags = [
      [OWNER_KEY.toUpperCase(), 'octo-org/octo-repo'],
      ['aws-iam-instance-profile:Repository-Id', '42'],
    ] as const;
    expect(desired(tags, true)).toEqual(Object.fromEntries(tags));
  });
});
