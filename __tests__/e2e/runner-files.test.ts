/** The runner's files and the process itself, when they fail: what a finished apply still reports. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStep, type StepResult } from '../../scripts/run-action.ts';
import { parseLog } from '../../scripts/workflow-log.ts';
import { emulated } from '../harness/emulated.ts';
import { commentServer } from '../harness/comment-server.ts';

const INPUTS = { 'role-name': 'runner-files', 'pr-comment': 'always', 'github-token': 'a-token' };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'runner-files-'));
  await mkdir(join(directory, 'folder'));
  await writeFile(join(directory, 'event.json'), '{"pull_request":{"number":7}}');
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

function annotations(step: StepResult, level: string): string[] {
  return parseLog(step.log)
    .commands.filter(({ name }) => name === level)
    .map(({ data }) => data);
}

interface Fault {
  readonly name: string;
  readonly path: () => string;
  readonly reason: RegExp;
  readonly remedy: string;
}

const FAULTS: readonly Fault[] = [
  {
    name: 'a full disk',
    path: () => '/dev/full',
    reason: /ENOSPC/,
    remedy: "free space on the runner's disk",
  },
  {
    name: 'a missing folder',
    path: () => join(directory, 'none', 'file'),
    reason: /ENOENT/,
    remedy: 'as the runner sets it',
  },
  {
    name: 'a folder',
    path: () => join(directory, 'folder'),
    reason: /EISDIR/,
    remedy: 'as the runner sets it',
  },
  // Also root may not write this one.
  {
    name: 'a read-only file',
    path: () => '/proc/sys/kernel/ostype',
    reason: /EACCES/,
    remedy: "let the runner's user write that file",
  },
];

async function step(
  env: Readonly<Record<string, string>>,
  refuse = false,
): Promise<{ result: StepResult; comments: readonly string[]; writes: number }> {
  const emulator = await emulated();
  const github = await commentServer();
  if (refuse) {
    emulator.setFaults({ rules: [{ action: 'CreateRole', error: { code: 'AccessDenied', status: 403 } }] });
  }
  const result = await runStep(INPUTS, {
    env: {
      ...emulator.environment,
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: join(directory, 'event.json'),
      GITHUB_API_URL: github.url,
      ...env,
    },
  });
  return { result, comments: github.comments, writes: emulator.writes.length };
}

test.each(FAULTS)('$name as GITHUB_STEP_SUMMARY is a warning', async ({ path, reason }) => {
  const file = path();
  const { result, comments } = await step({ GITHUB_STEP_SUMMARY: file });
  expect(result).toMatchObject({ exitCode: 0, outputs: { status: 'created', changed: 'true' } });
  const warnings = annotations(result, 'warning');
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain(`The summary could not be written to "${file}" (GITHUB_STEP_SUMMARY)`);
  expect(warnings[0]).toMatch(reason);
  expect(annotations(result, 'error')).toEqual([]);
  expect(comments).toHaveLength(1);
});

test.each(FAULTS)(
  '$name as GITHUB_OUTPUT fails the step and names the file',
  async ({ path, reason, remedy }) => {
    const file = path();
    const { result, comments, writes } = await step({ GITHUB_OUTPUT: file });
    expect(result.exitCode).toBe(1);
    expect(writes).toBeGreaterThan(0);
    const errors = annotations(result, 'error');
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(`The outputs could not be written to "${file}" (GITHUB_OUTPUT)`);
    expect(errors[0]).toMatch(reason);
    expect(errors[0]).toContain(remedy);
    // The rest of the report is complete.
    expect(result.log).toMatch(/^role\/runner-files: created/m);
    expect(result.log).not.toMatch(/^\s+at /m);
    for (const text of [result.summary, comments.join()]) {
      expect(text).toMatch(/created/);
      expect(text).toMatch(/The outputs could not be written/);
    }
  },
);

test('both at once leave log, annotations and comment, and the failure of the run first', async () => {
  const full = { GITHUB_OUTPUT: '/dev/full', GITHUB_STEP_SUMMARY: '/dev/full' };
  const { result, comments } = await step(full, true);
  expect(result.exitCode).toBe(1);
  expect(annotations(result, 'error')).toEqual([
    expect.stringContaining('CreateRole of role/runner-files: AccessDenied'),
    expect.stringContaining('The outputs could not be written'),
  ]);
  expect(annotations(result, 'warning')).toEqual([
    expect.stringContaining('The summary could not be written'),
  ]);
  expect(comments).toEqual([expect.stringContaining('AccessDenied')]);
});

test('a mistake in the inputs is reported first as well', async () => {
  const { environment } = await emulated();
  const env = { ...environment, GITHUB_OUTPUT: '/dev/full', GITHUB_STEP_SUMMARY: '/dev/full' };
  const result = await runStep({ 'role-name': 'a b' }, { env });
  expect(result.exitCode).toBe(1);
  expect(annotations(result, 'error')).toEqual([
    expect.stringContaining('role-name'),
    expect.stringContaining('The outputs could not be written'),
  ]);
});

const preload = (code: string): Record<string, string> => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`,
});

test.each([
  [
    'an exception in a callback',
    "setTimeout(() => { throw new Error('out of the blue') }, 0)",
    /out of the blue/,
  ],
  ['a rejection without a handler', "Promise.reject(new Error('out of the blue'))", /out of the blue/],
  ['a thrown string', "setTimeout(() => { throw 'out of the blue' }, 0)", /out of the blue/],
  [
    'a promise that never settles',
    "import fs from 'node:fs/promises'; import { syncBuiltinESMExports } from 'node:module'; fs.realpath = () => new Promise(() => undefined); syncBuiltinESMExports()",
    /never happens/,
  ],
])('%s ends in one error annotation instead of a stack trace', async (_, code, message) => {
  const emulator = await emulated();
  // The hook runs before the bundle has its own handlers, so the fault waits until a file is read.
  const late = code.startsWith('import')
    ? code
    : `import fs from 'node:fs/promises'; import { syncBuiltinESMExports } from 'node:module'; const { realpath } = fs; fs.realpath = (path) => { ${code}; return new Promise((resolve) => setTimeout(resolve, 20000, path)) }; syncBuiltinESMExports()`;
  const result = await runStep(
    { 'role-name': 'r', 'trust-policy': 'trust.yml' },
    { env: { ...emulator.environment, ...preload(late) } },
  );
  expect(result).toMatchObject({ exitCode: 1, outputs: { status: 'failed' } });
  const errors = annotations(result, 'error');
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(message);
  expect(errors[0]).toContain('The run broke off');
  expect(result.log).not.toMatch(/^\s+at /m);
});
