import type { Outcome } from '../../src/reconcile/outcome.ts';
import { plan } from '../../src/reconcile/plan.ts';
import type { PolicyDocument } from '../../src/aws/policy-document.ts';
import type { Role } from '../../src/resources/role-state.ts';
import type { State } from '../../src/resources/resource.ts';
import { fitToLimit, SUMMARY_LIMIT } from '../../src/report/size-limit.ts';
import { reportBlocks } from '../../src/report/summary.ts';
import { PREVIEW_RUNS, previewRun, type Recorded } from '../../scripts/preview-runs.ts';
import { HOSTILE, tablesOf, textOf, toHtml } from './rendered.ts';

const runs = new Map<string, Recorded>();
beforeAll(async () => {
  for (const run of PREVIEW_RUNS) runs.set(run.name, await previewRun(run));
});

const summary = (name: string): string => runs.get(name)?.summary ?? '';
/** Removes the parts that differ from run to run: times, ids, and the digest of them. */
function steady(markdown: string): string {
  return markdown
    .replace(/\d+\.\d\d s/g, '0.00 s')
    .replace(/\|[^|\n]*\| \*waited\* \|[^\n]*\n/g, '')
    .replace(/\b(A(?:ROA|IPA))[A-Z0-9]{12,}/g, '$1…')
    .replace(/sha256:[\da-f]{64}/g, 'sha256:digest')
    .replace(
      /(?<=\| --- \|\n)(?:\| 0\.00 s .*\n)+/g,
      (rows) => rows.split('\n').filter(Boolean).sort().join('\n') + '\n',
    );
}

test.each(PREVIEW_RUNS.map((run) => run.name))('the summary of the run "%s"', (name) => {
  expect(steady(summary(name))).toMatchSnapshot();
});

test.each([
  ['create', true],
  ['update', true],
  ['no-change', true],
  ['drift', false],
  ['refused', false],
  ['rolled-back', false],
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
    '### ✅ it: created (6 changes, 5 broaden access)',
    '### ✅ it: updated (7 changes, 3 broaden access)',
    '### ✅ it: unchanged',
    '### ⚠️ it: drifted (3 changes, 1 broadens access)',
    '### ❌ it: failed',
    '### ❌ it: rolled-back (7 changes, 3 broaden access)',
  ]);
});

test('the failure and its rollback are first, in the words of the annotation', () => {
  const shown = textOf(toHtml(summary('rolled-back'))).replace(/\s+/g, ' ');
  const annotated = runs.get('rolled-back')?.annotations.find(({ level }) => level === 'error')?.text ?? '';
  expect(annotated).toContain('This run sent these changes and rolled them back:');
  for (const line of annotated.split('\n'))
    expect(shown).toContain(line.replace(/^- /, '').replace(/\s+/g, ' '));
  expect(shown.indexOf('rolled them back')).toBeLessThan(shown.indexOf('instance-profile-arn'));
});

test('the summary lists calls with their retries and waits', () => {
  expect(summary('rolled-back')).toMatch(/<summary>\d+ calls in \d+\.\d\d s, 1 of them a retry<\/summary>/);
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

function outcomeOf(before: Role, after: Role, facts: Partial<Outcome> = {}): Outcome {
  const start: State = { role: before, instanceProfile: undefined };
  const target: State = { role: after, instanceProfile: undefined };
  return {
    mode: 'plan',
    declaration: {
      roleName: after.name,
      instanceProfileName: after.name,
      owner: 'o/r',
      adopt: false,
      role: undefined,
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
      outcomes.map((outcome) => ({ outcome, message: outcome.failure?.error.message })),
      [],
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
      /<(?!\/?(?:h3|p|ul|li|code|pre|table|thead|tbody|tr|th|td|strong|span|details|summary)\b|br>|!-- -->)[^>]*>/g,
    ),
  ).toBeNull();
  const [outputs, changes] = tablesOf(html);
  expect(outputs?.every((row) => row.length === 2)).toBe(true);
  expect(changes).toHaveLength((outcome.plan?.changes.length ?? 0) + 1);
  expect(changes?.every((row) => row.length === 4 && row[1] !== '')).toBe(true);
});

/** Returns a document with as many different short strings as there is room for. */
function large(characters: number, seed: string): PolicyDocument {
  const Action = Array.from(
    { length: Math.floor(characters / 8) },
    (_, index) => `${seed}${index.toString(36).padStart(4, '0')}`,
  );
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] };
}

const policies = (count: number, size: number, seed: string) =>
  new Map(Array.from({ length: count }, (_, index) => [`policy-${index}`, large(size, seed)] as const));

test('ten changed policies of 10 kB stay below the limit, and the summary lists the cut parts', async () => {
  const before = roleState({ inlinePolicies: policies(10, 10_000, 'a') });
  const after = roleState({ inlinePolicies: policies(10, 10_000, 'b') });
  expect(JSON.stringify(after.inlinePolicies.get('policy-0')).length).toBeGreaterThan(10_000);
  const markdown = await markdownOf(outcomeOf(before, after));
  expect(Buffer.byteLength(markdown)).toBeLessThan(1024 * 1024);
  expect(markdown.match(/\*\*Too long to read, so cut here: \d+ further lines\.\*\*/g)).toHaveLength(10);
  expect(toHtml(markdown).match(/<details>/g)).toHaveLength(1);
});

test('the same as a comment, with a message of any length, keeps its heading and lists the cut parts', async () => {
  const outcome = outcomeOf(
    roleState({ inlinePolicies: policies(10, 10_000, 'a') }),
    roleState({ inlinePolicies: policies(10, 10_000, 'b') }),
    { status: 'failed', failure: { error: new Error('no. '.repeat(50_000)) } },
  );
  const blocks = await reportBlocks([{ outcome, message: outcome.failure?.error.message }], []);
  const comment = fitToLimit(blocks, { max: 65_536, measure: (text) => text.length, elsewhere: 'There.' });
  expect(comment.length).toBeLessThanOrEqual(65_536);
  expect(comment).toMatch(/^### ❌ `role\/demo`: failed \(10 changes, 10 broaden access\)\n\nno\. /);
  expect(comment).toMatch(/… \(\d+ characters\)\n[^]*left out: the diff of [^]* There\.\n\n$/);
});

test('a summary over 1 MiB loses whole parts, lists them, and keeps every heading', async () => {
  const outcomes = Array.from({ length: 30 }, (_, index) =>
    outcomeOf(
      roleState({ name: `role-${index}`, inlinePolicies: policies(2, 10_000, 'a') }),
      roleState({ name: `role-${index}`, inlinePolicies: policies(2, 10_000, 'b') }),
    ),
  );
  const markdown = await markdownOf(...outcomes);
  const size = Buffer.byteLength(markdown);
  expect(size).toBeLessThanOrEqual(1024 * 1024);
  expect(size).toBeGreaterThan(0.9 * 1024 * 1024);
  expect(markdown.match(/^#### .*planned \(2 changes/gm)).toHaveLength(30);
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
  expect(markdown.split('\n').filter((line) => /^(#|- )/.test(line))).toEqual([
    '### ❌ 3 roles: 1 failed, 1 planned, 1 unchanged',
    '#### ❌ `role/bad`: failed',
    '#### 📝 `role/other`: planned (1 change)',
    '- ✅ `role/same`: unchanged – `arn:aws:iam::123456789012:role/demo`',
  ]);
});
