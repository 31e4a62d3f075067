import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { actionWarnings, closestManagedPolicy } from '../../src/inputs/action-names.ts';
import { ACTIONS, ACTIONS_DATE, MANAGED_POLICIES } from '../../src/inputs/name-tables.ts';
import { closest, placeOf } from '../../src/inputs/problem.ts';
import { actionLines, referenceDate } from '../../scripts/action-table.ts';

const unpacked = (table: string): string => brotliDecompressSync(Buffer.from(table, 'base64')).toString();
const warnings = (...actions: string[]): string[] =>
  actionWarnings({ Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] }).map(
    ({ message }) => message,
  );

describe('an action that matches nothing is a warning', () => {
  test.each([
    ['s3:GetObjcet', 's3:GetObject'],
    ['s3:getobjects', 's3:GetObject'],
    ['lambda:InvokeFunctoin', 'lambda:InvokeFunction'],
    ['iam:PassRoles', 'iam:PassRole'],
    ['ec2:DescribeInstance', 'ec2:DescribeInstances'],
    ['log:PutLogEvents', 'logs:PutLogEvents'],
    ['s33:GetObject', 's3:GetObject'],
  ])('%s: did you mean %s?', (action, meant) => {
    expect(warnings(action)).toEqual([`"${action}" matches no action; did you mean "${meant}"?`]);
  });

  test.each(['s3:Zzzzzzzzzzzz', 's3:Gte*', 'nothing:like:this', 'zzzzzz:Zzzzz', '*:Zzz*', 's3:', 's3:?'])(
    '%s is like no other',
    (action) => {
      const expected = action.split(':').length > 2 ? [] : [`"${action}" matches no action`];
      expect(warnings(action)).toEqual(expected);
    },
  );

  test.each([
    'memorydb:ReplicateMultiRegionClusterData',
    'qapps:ImportDocumentToQApp',
    'securityagent:CreateDocumentReview',
    'securityagent:ListAgentInstances',
  ])('%s, which is newer than the table or retired, is no slip of another action', (action) => {
    expect(warnings(action)).toEqual([`"${action}" matches no action`]);
  });

  test('each has its place, in Action and NotAction', () => {
    const found = actionWarnings({
      Statement: [
        { Action: 's3:GetObject' },
        { Action: ['s3:*', 's3:GetObjcet'] },
        { NotAction: 'iam:Lits*' },
      ],
    });
    expect(found.map(({ path }) => placeOf(path))).toEqual([
      'Statement[1].Action[1]',
      'Statement[2].NotAction',
    ]);
  });
});

test('an action passes in any case, and a wildcard if it matches anything', () => {
  const actions = [
    's3:GetObject',
    'S3:GETOBJECT',
    's3:*',
    's3:Get*',
    's3:*Object',
    's3:G?tObject',
    's3:*et*ect*',
  ];
  expect(warnings(...actions, '*', '*:*', '*:Describe*', 'iam:PassRole', 'sts:AssumeRole*')).toEqual([]);
});

test('a variable and an action that the grammar refuses cause no warning', () => {
  expect(warnings('GetObject', 's3:Get:Object', 's3:${x}', '')).toEqual([]);
  expect(actionWarnings({})).toEqual([]);
  expect(actionWarnings({ Statement: ['x', { Action: [1, null] }] })).toEqual([]);
});

test('a pattern made to be slow is not', () => {
  const pattern = `s3:${'*a'.repeat(5000)}`;
  expect(warnings(pattern)).toEqual([expect.stringMatching(/matches no action$/)]);
});

describe('the closest AWS managed policy', () => {
  test.each([
    ['AmazonS3ReadonlyAccess', 'AmazonS3ReadOnlyAccess'],
    ['AmazonSSMManagedInstanceCor', 'AmazonSSMManagedInstanceCore'],
    ['adminstratoraccess', 'AdministratorAccess'],
    ['service-role/AmazonSSMManagedInstanceCore', 'AmazonSSMManagedInstanceCore'],
    ['arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole', 'service-role/AWSLambdaBasicExecutionRole'],
    ['/AWSLambdaBasicExecutionRole', 'service-role/AWSLambdaBasicExecutionRole'],
    ['job-functions/ViewOnlyAccess', 'job-function/ViewOnlyAccess'],
    ['Zzzzzzzzzzzz', undefined],
    // It exists in another partition.
    ['AmazonSSMManagedInstanceCore', undefined],
    ['arn:aws-cn:iam::aws:policy/AmazonSSMManagedInstanceCore', undefined],
  ])('to %s is %s', (reference, expected) => {
    expect(closestManagedPolicy(reference)).toBe(expected);
  });
});

test('the closest name has the fewest edits, of which a swap is one, and at most a third of its letters', () => {
  expect(closest('abcd', ['abdc', 'abxy'])).toBe('abdc');
  expect(closest('abcdef', ['abcxyz'])).toBeUndefined();
  expect(closest('abcdef', ['abcdxy'])).toBe('abcdxy');
  expect(closest('ABC', ['abc', 'abd'])).toBe('abc');
  expect(closest('a', ['ab'])).toBe('ab');
  expect(closest('', [])).toBeUndefined();
  expect(closest('kitten', ['sitting', 'mitten'])).toBe('mitten');
});

describe('the table of actions', () => {
  const DAY_MS = 24 * 60 * 60 * 1000;

  // Held against the package that the lock file names, not the clock: an update of the package, and nothing else, asks
  // for a new table.
  test('is at most 90 days older than the service reference in the installed package', async () => {
    const age = (await referenceDate()).getTime() - new Date(ACTIONS_DATE).getTime();
    expect(age).toBeLessThan(90 * DAY_MS);
    expect(age).toBeGreaterThan(-DAY_MS);
  });

  test('has at least 98 % of the actions in that reference, and at most 2 % more', async () => {
    const actions = (lines: string): Set<string> =>
      new Set(
        lines.split('\n').flatMap((line) => {
          const [service = '', ...names] = line.split(' ');
          return names.map((name) => `${service}:${name}`);
        }),
      );
    const table = actions(unpacked(ACTIONS));
    const reference = actions(await actionLines());
    expect(reference.size).toBeGreaterThan(20_000);
    expect([...reference].filter((action) => !table.has(action)).length).toBeLessThan(reference.size / 50);
    expect([...table].filter((action) => !reference.has(action)).length).toBeLessThan(reference.size / 50);
  });

  test('has the AWS managed policies of the emulator', () => {
    const url = new URL('../../emulator/managed-policies.json', import.meta.url);
    expect(unpacked(MANAGED_POLICIES).split('\n')).toEqual(JSON.parse(readFileSync(url, 'utf8')));
  });
});
