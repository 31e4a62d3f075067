import { PlanChanged } from '../../src/reconcile/run.ts';
import type { Outcome } from '../../src/reconcile/run.ts';
import { plan } from '../../src/resources/index.ts';
import type { PolicyDocument } from '../../src/aws/policy-document.ts';
import type { Role } from '../../src/resources/role-state.ts';
import type { State } from '../../src/resources/resource.ts';
import { fitToLimit, SUMMARY_LIMIT } from '../../src/report/markdown.ts';
import { describeOutcome } from '../../src/report/failures.ts';
import { commentBody, reportBlocks } from '../../src/report/summary.ts';
import { startEmulator } from '../../emulator/server.ts';
import { aRoleDeclaration } from '../harness/examples.ts';
import { WORKSHOP } from '../harness/workshop.ts';
import { PREVIEW_RUNS, previewRun, runRecorded, type Recorded } from '../../scripts/preview-runs.ts';
import { HOSTILE, tablesOf, textOf, toHtml } from './rendered.ts';

const runs = new Map<string, Recorded>();
beforeAll(async () => {
  for (const run of PREVIEW_RUNS) runs.set(run.name, await previewRun(run));
});

const summary = (name: string): string => runs.get(name)?.summary ?? '';
/** Removes the parts that differ from run to run: times, ids, and the digest of them. */
function steady(markdown: string): string {
  return (
    markdown
      .replace(/\d+\.\d\d s/g, '0.00 s')
      .replace(/\|[^|\n]*\| \*waited\* \|[^\n]*\n/g, '')
      // On a busy machine any call may be slow enough for the list.
      .replace(/\|[^|\n]*\| `\w+` \| (?:200|404) \|[^\n]*\n/g, '')
      .replace(/\n\| at \| call [^\n]*\n\| --- [^\n]*\n(?=\n)/g, '')
      .replace(/\b(A(?:ROA|IPA))[A-Z0-9]{12,}/g, '$1…')
      .replace(/sha256:[\da-f]{64}/g, 'sha256:digest')
      .replace(
        /(?<=\| --- \|\n)(?:\| 0\.00 s .*\n)+/g,
        (rows) => rows.split('\n').filter(Boolean).sort().join('\n') + '\n',
      )
  );
}

test.each(PREVIEW_RUNS.map((run) => run.name))('the summary of the run "%s"', (name) => {
  expect(steady(summary(name))).toMatchSnapshot();
});

test.each([
  ['create', true],
  ['plan', true],
  ['update', true],
  ['no-change', true],
  ['drift', false],
  ['refused', false],
  ['rolled-back', false],
  ['sweep', true],
  ['ten-roles', true],
])('the run "%s" succeeds: %s', (name, succeeded) => {
  expect(runs.get(name)?.succeeded).toBe(succeeded);
});

test('a run without changes is three lines', () => {
  expect(summary('no-change').trimEnd().split('\n')).toEqual([
    '### ✅ `role/demo-ecs-instance-role`: unchanged',
    '',
    '`arn:aws:iam::123456789012:instance-profile/demo-ecs-instance-role`',
  ]);
});

test('the first line contains the result', () => {
  expect(
    PREVIEW_RUNS.map(({ name }) =>
      summary(name).split('\n')[0]?.replace('`role/demo-ecs-instance-role`', 'it'),
    ),
  ).toEqual([
    '### ✅ it: created (6 changes)',
    '### 📝 it: planned 7 changes, 3 broaden access',
    '### ✅ it: updated (7 changes, 3 broaden access)',
    '### ✅ it: unchanged',
    '### ⚠️ it: drifted, 4 differences, 2 give access that is not declared',
    '### ❌ it: failed, nothing was changed',
    '### ❌ it: failed, rolled back',
    '### 🧹 2 destroyed, 1 kept, ⚠️ 1 could not be judged',
    '### ✅ 10 roles: 10 created',
  ]);
});

test('a failure is its message, its remedy and the state that it leaves; everything else is folded', () => {
  const shown = textOf(toHtml(summary('rolled-back'))).replace(/\s+/g, ' ');
  const annotated = runs.get('rolled-back')?.annotations.find(({ level }) => level === 'error')?.text ?? '';
  expect(annotated).toContain('This run sent these changes and rolled them back:');
  for (const line of annotated.split('\n'))
    expect(shown).toContain(line.replace(/^- /, '').replace(/\s+/g, ' '));
  const visible = visibleLines(summary('rolled-back'));
  expect(visible).toHaveLength(10);
  expect(visible[9]).toContain('The IAM policy that the caller of this step needs');
  expect(visible[2]).toMatch(/^> PutRolePolicy of .* AccessDenied/);
  expect(visible[3]).toMatch(/^Allow the caller: /);
  expect(visible[5]).toBe('**Everything that this run changed was rolled back.**');
  expect(visible.slice(6, 9).map((line) => line.replace(/:.*/, ''))).toEqual([
    '<details><summary>The plan</summary>',
    '**Next',
    '<details><summary>For machines',
  ]);
});

/** Returns the lines that a reader sees before opening a fold, without the blank ones. */
function visibleLines(markdown: string): string[] {
  const lines: string[] = [];
  let closed = 0;
  for (const line of markdown.split('\n').filter((each) => each !== '')) {
    if (closed === 0 && line !== '</details>') lines.push(line);
    // A fold inside a closed one is hidden with it.
    if (line.startsWith('<details open>')) closed += closed > 0 ? 1 : 0;
    else if (line.startsWith('<details>')) closed += 1;
    if (line === '</details>' && closed > 0) closed -= 1;
  }
  return lines;
}

test('the report of a creation of the main case has at most 40 lines', async () => {
  const emulator = await startEmulator();
  const { summary: markdown } = await runRecorded(emulator, WORKSHOP);
  await emulator.close();
  expect(markdown.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  expect(markdown).toContain('may do what `AmazonSSMManagedInstanceCore` and');
});

test('the summary lists calls with their retries and waits', () => {
  expect(summary('rolled-back')).toMatch(
    /<summary>For machines: .*\d+ calls in \d+\.\d\d s, 1 of them a retry<\/summary>/,
  );
  expect(summary('rolled-back')).toMatch(
    /\| `PutRolePolicy` \| 400 \|.*\n(?:.*\n)?.*`PutRolePolicy`, attempt 2 \| 403 \|/,
  );
});

test('the summary has no empty parts', () => {
  for (const { name } of PREVIEW_RUNS) {
    const html = toHtml(summary(name));
    expect(html).not.toMatch(/undefined|null|NaN|\[object|<p>\s*<\/p>|<code><\/code>/);
    for (const rows of tablesOf(html)) expect(rows.length).toBeGreaterThan(1);
  }
});

const trust = (Service: string | string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
});

function roleState(facts: Partial<Role>): Role {
  return {
    name: 'demo',
    path: '/',
    description: '',
    maxSessionDuration: 3600,
    trust: trust('ec2.amazonaws.com'),
    boundary: undefined,
    tags: new Map(),
    managedPolicies: new Set(),
    inlinePolicies: new Map(),
    instanceProfiles: new Set(),
    identity: { arn: `arn:aws:iam::123456789012:role/demo`, id: 'AROA', created: undefined },
    ...facts,
  };
}

function outcomeOf(before: Role | undefined, after: Role, facts: Partial<Outcome> = {}): Outcome {
  const start: State = { role: before, instanceProfile: undefined };
  const target: State = { role: after, instanceProfile: undefined };
  return {
    mode: 'plan',
    declaration: {
      roleName: after.name,
      instanceProfileName: after.name,
      owner: 'o/r',
      adopt: false,
      role: aRoleDeclaration,
    },
    status: 'planned',
    plan: plan(target, start),
    start,
    target,
    finalState: start,
    changed: false,
    readyFor: undefined,
    digest: 'd'.repeat(64),
    notices: [],
    warnings: [],
    failure: undefined,
    ...facts,
  };
}

const markdownOf = async (...outcomes: Outcome[]): Promise<string> =>
  fitToLimit(
    await reportBlocks(
      outcomes.map((outcome) => ({ outcome, text: describeOutcome(outcome, { partition: 'aws' }) })),
      [],
      { env: {}, subject: '' },
    ),
    SUMMARY_LIMIT,
  );

test.each(HOSTILE)('%j in names, values and messages breaks nothing', async (hostile) => {
  const before = roleState({
    name: hostile,
    description: hostile,
    tags: new Map([[hostile, hostile]]),
    inlinePolicies: new Map([[hostile, trust(hostile)]]),
  });
  const after = roleState({
    name: hostile,
    description: `new ${hostile}`,
    boundary: hostile,
    trust: trust(['ec2.amazonaws.com', hostile]),
    tags: new Map([[hostile, `new ${hostile}`]]),
    managedPolicies: new Set([hostile]),
    inlinePolicies: new Map([[hostile, trust([hostile, 'x'])]]),
  });
  const outcome = outcomeOf(before, after, {
    status: 'failed',
    failure: { error: new Error(hostile) },
    notices: [hostile],
  });
  const html = toHtml(await markdownOf(outcome));
  expect(
    html.match(
      /<(?!\/?(?:h3|p|ul|li|code|pre|table|thead|tbody|tr|th|td|strong|span|details|summary|blockquote)\b|br>|a href="https:\/\/docs\.aws\.amazon\.com\/[\w./-]*"|\/a>|!-- -->)[^>]*>/g,
    ),
  ).toBeNull();
  const [changes, outputs] = tablesOf(html);
  expect(outputs?.every((row) => row.length === 2)).toBe(true);
  expect(changes?.length).toBeGreaterThan(5);
  expect(changes?.every((row) => row.length === 3 && row[1] !== '')).toBe(true);
});

/** Returns a document with as many different strings as there is room for: by default short ones, which diffs are slow on. */
function large(characters: number, seed: string, length = 5): PolicyDocument {
  const Action = Array.from(
    { length: Math.floor(characters / (length + 3)) },
    (_, index) => `${seed}${index.toString(36).padStart(length - 1, '0')}`,
  );
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] };
}

const policies = (count: number, size: number, seed: string, length?: number) =>
  new Map(
    Array.from({ length: count }, (_, index) => [`policy-${index}`, large(size, seed, length)] as const),
  );

test('ten changed policies of 10 kB stay below the limit, and the summary lists the cut parts', async () => {
  const before = roleState({ inlinePolicies: policies(10, 10_000, 'a') });
  const after = roleState({ inlinePolicies: policies(10, 10_000, 'b') });
  expect(JSON.stringify(after.inlinePolicies.get('policy-0')).length).toBeGreaterThan(10_000);
  const markdown = await markdownOf(outcomeOf(before, after));
  expect(Buffer.byteLength(markdown)).toBeLessThan(1024 * 1024);
  expect(markdown.match(/\*\*Too long to read, so cut here: \d+ further lines\.\*\*/g)).toHaveLength(10);
  expect(toHtml(markdown).match(/<details>/g)).toHaveLength(11);
});

test('the same as a comment, with a message of any length, keeps its heading and lists the cut parts', async () => {
  const outcome = outcomeOf(
    roleState({ inlinePolicies: policies(10, 10_000, 'a') }),
    roleState({ inlinePolicies: policies(10, 10_000, 'b') }),
    { status: 'failed', failure: { error: new Error('no. '.repeat(50_000)) } },
  );
  const blocks = await reportBlocks([{ outcome, text: describeOutcome(outcome, { partition: 'aws' }) }], [], {
    env: {},
    subject: '',
  });
  const comment = fitToLimit(blocks, { max: 65_536, measure: (text) => text.length, elsewhere: 'There.' });
  expect(comment.length).toBeLessThanOrEqual(65_536);
  expect(comment).toMatch(/^### ❌ `role\/demo`: failed, nothing was changed\n\n.*\n\n> no\. /);
  expect(comment).toMatch(/… \(\d+ characters\)\n[^]*left out: [^]* There\.\n\n$/);
});

test('the note of the cut parts fits, however long the names of the parts and the address of the run are', () => {
  const [role, policy] = ['r'.repeat(64), 'p'.repeat(128)];
  const cut = Array.from({ length: 20 }, (_, index) => ({
    name: `the document of the session policy \`${policy}\` ${index} of \`role/${role}\``,
    markdown: 'x'.repeat(9_000),
  }));
  const elsewhere = `[The run's summary](https://${'h'.repeat(250)}/${'o'.repeat(39)}/${'r'.repeat(100)}/actions/runs/1234567890123) has all of it.`;
  const small = Array.from({ length: 300 }, () => ({ name: 'a part', markdown: 'y'.repeat(30) }));
  const text = fitToLimit([...cut, ...small], { max: 10_000, measure: ({ length }) => length, elsewhere });
  expect(text.length).toBeLessThanOrEqual(10_000);
});

test('a summary over 1 MiB loses whole parts, lists them, and keeps every heading', async () => {
  // Equal documents would be shown once.
  const seeds = 'bcdefghijklmnopqrstuvwxyz0123456789';
  const outcomes = Array.from({ length: 30 }, (_, index) =>
    outcomeOf(
      roleState({ name: `role-${index}`, inlinePolicies: policies(2, 10_000, 'a', 40) }),
      roleState({ name: `role-${index}`, inlinePolicies: policies(2, 10_000, seeds.charAt(index), 40) }),
    ),
  );
  const markdown = await markdownOf(...outcomes);
  const size = Buffer.byteLength(markdown);
  expect(size).toBeLessThanOrEqual(1024 * 1024);
  expect(size).toBeGreaterThan(0.9 * 1024 * 1024);
  expect(markdown.match(/^<details><summary>📝 .*planned 2 changes/gm)).toHaveLength(30);
  expect(markdown.match(/<details/g)).toHaveLength(markdown.match(/<\/details>/g)?.length ?? 0);
  expect(markdown).toMatch(/\*\*Too long for GitHub, so left out: the diff of .* and \d+ more\.\*\*/);
  expect((markdown.match(/^```/gm)?.length ?? 1) % 2).toBe(0);
});

test('the worst of many roles is first, and unchanged roles are one line', async () => {
  const same = roleState({ name: 'same' });
  const markdown = await markdownOf(
    outcomeOf(same, same, { status: 'unchanged' }),
    outcomeOf(roleState({ name: 'other' }), roleState({ name: 'other', maxSessionDuration: 7200 })),
    outcomeOf(roleState({ name: 'bad' }), roleState({ name: 'bad' }), {
      status: 'failed',
      plan: undefined,
      failure: { error: new Error('no') },
    }),
  );
  expect(markdown.split('\n').filter((line) => /^(#|\| |✅|<details)/.test(line))).toEqual([
    '### ❌ 3 roles: 1 failed, 1 planned, 1 unchanged',
    '| role | result | ARN |',
    '| --- | --- | --- |',
    '| ❌ `role/bad` | failed, nothing was changed | `arn:aws:iam::123456789012:role/demo` |',
    '| 📝 `role/other` | planned 1 change | `arn:aws:iam::123456789012:role/demo` |',
    '✅ unchanged: `role/same`',
    '<details open><summary>❌ <code>role&#47;bad</code>: failed, nothing was changed</summary>',
    '<details><summary>📝 <code>role&#47;other</code>: planned 1 change</summary>',
    expect.stringMatching(/^\|/) as unknown,
    expect.stringMatching(/^\|/) as unknown,
    '| ~ | session duration | 3600 s → 7200 s |',
    expect.stringMatching(/^<details><summary>For machines/) as unknown,
    '| output | value |',
    '| --- | --- |',
    expect.stringMatching(/^\| `plan-digest` \| `sha256:/) as unknown,
  ]);
});

test('the index of roles that are only planned has no column of ARNs', async () => {
  const planned = ['one', 'two'].map((name) =>
    outcomeOf(undefined, roleState({ name, identity: undefined }), { finalState: {} }),
  );
  const markdown = await markdownOf(...planned);
  expect(
    markdown
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(0, 3),
  ).toEqual(['| role | result |', '| --- | --- |', '| 📝 `role/one` | planned 1 change |']);
});

test('ten alike roles have an index and one fold each, at most 60 visible lines, and an equal document once', async () => {
  const github = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::123456789012:root' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': 'x' } },
      },
    ],
  };
  const markdown = await markdownOf(
    ...Array.from({ length: 10 }, (_, index) => {
      const name = `ten-${index}`;
      return outcomeOf(roleState({ name }), roleState({ name, trust: github, maxSessionDuration: 7200 }));
    }),
  );
  expect(visibleLines(markdown).length).toBeLessThanOrEqual(60);
  expect(markdown.match(/sts:ExternalId/g)?.length).toBe(1 + 10);
  expect(markdown.match(/\*\*Trust policy\*\*: the same as of `role\/ten-0`/g)).toHaveLength(9);
});

test.each([1, 200])(
  'an equal policy with %i actions is shown once, and named by each further role',
  async (actions) => {
    const Action = Array.from({ length: actions }, (_, index) => `s3:Get${index}`);
    const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] };
    const markdown = await markdownOf(
      ...['one', 'two'].map((name) =>
        outcomeOf(roleState({ name }), roleState({ name, inlinePolicies: new Map([['logs', document]]) })),
      ),
    );
    expect(markdown.match(/^.*the same as of.*$/gm)).toEqual([
      '**Inline policy** `logs`: the same as of `role/one`',
    ]);
    expect(markdown.match(/"s3:Get0"/g)).toHaveLength(1 + 2);
  },
);

test.each<[string, readonly Partial<Outcome>[]]>([
  ['❌ Failed in', []],
  ['❌ Failed in', [{ status: 'planned' }, { status: 'failed' }]],
  ['❌ Not applied, because the plan has changed:', [{ failure: { error: new PlanChanged('', []) } }]],
  ['❌ Not applied, rolled back by', [{ status: 'rolled-back' }]],
  ['⚠️ Found by', [{ status: 'drifted' }]],
  ['📝 Not applied yet. Planned by', [{ status: 'unchanged' }, { status: 'planned' }]],
  ['✅ Applied by', [{ status: 'created' }, { status: 'absent' }]],
  ['✅ Nothing to do for', [{ status: 'unchanged' }]],
  ['🔎 Read by', [{ status: 'read' }]],
])('a comment ends with the fate of the plan: %s', (fate, facts) => {
  const role = roleState({});
  const outcomes = facts.map((fact) => outcomeOf(role, role, fact));
  expect(commentBody([], 1_000, {}, outcomes)).toBe(`<sub>${fate} this run</sub>\n`);
});
