/** Inputs of half a megabyte and more, made to be slow. A child process reads each: only from outside can a loop be stopped. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A few seconds suffice. Each of these inputs took minutes before its fault was fixed. */
const TIMEOUT_MS = 60_000;

/** Returns the value of an expression in which `module` has the exports of a file of `src/inputs/`. */
async function evaluate(file: string, expression: string, directory = '.'): Promise<unknown> {
  const url = new URL(`../../src/inputs/${file}`, import.meta.url).href;
  const code = `const module = await import('${url}'); console.log(JSON.stringify(${expression}));`;
  const options = { timeout: TIMEOUT_MS, cwd: directory };
  const child = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], options);
  return JSON.parse((await child).stdout) as unknown;
}

const principal = (text: string): string =>
  `module.policyProblems({ Statement: { Effect: 'Allow', Principal: { AWS: ${text} }, Action: 'sts:AssumeRole' } }, 'trust').length`;
const warnings = (actions: string): string =>
  `module.actionWarnings({ Statement: { Action: ${actions} } }).length`;

test.each([
  ['a host of many labels', 'trust.ts', "module.servicePrincipal('a.'.repeat(5e5)).length", 1_000_014],
  ['tags that stay open', 'documents.ts', principal("'<'.repeat(1e6)"), 1],
  ['braces that stay open', 'documents.ts', principal("'{'.repeat(1e6)"), 1],
  [
    'actions of an unknown service',
    'action-names.ts',
    warnings('Array.from({ length: 6e3 }, (_, index) => `s0:*A${index}*`)'),
    6_000,
  ],
  ['an action of many asterisks', 'action-names.ts', warnings("`s0:${'*a'.repeat(5e5)}`"), 1],
])('%s', async (_, file, expression, expected) => {
  await expect(evaluate(file, expression)).resolves.toBe(expected);
});

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

test.each([
  ['roles', lines(20_000, (index) => `- role-name: r${index}`), 0],
  ['wrong roles', lines(10_000, (index) => `- role-name: a b${index}`), 10_000],
  ['keys of one role', `- role-name: a\n${lines(40_000, (index) => `  k${index}: x`)}`, 40_000],
])('a manifest of many %s', async (_, roles, problems) => {
  const directory = await mkdtemp(join(tmpdir(), 'large-'));
  try {
    await writeFile(join(directory, 'roles.yml'), `roles:\n${roles}\n`);
    const env = { GITHUB_REPOSITORY: 'o/r', GITHUB_REF: 'refs/heads/main', INPUT_MANIFEST: 'roles.yml' };
    const declared = `await module.declare(${JSON.stringify(env)}).then(() => 0, (error) => error.problems.length)`;
    await expect(evaluate('declare.ts', declared, directory)).resolves.toBe(problems);
  } finally {
    await rm(directory, { recursive: true });
  }
});
