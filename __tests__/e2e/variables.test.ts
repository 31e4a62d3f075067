/** Each variable of the environment with a value that cannot work: its name, the fault, no call, and never the value. */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { GITHUB_VARIABLES, VARIABLES } from '../../src/aws/environment.ts';
import { runStep } from '../../scripts/run-action.ts';
import { parseLog } from '../../scripts/workflow-log.ts';
import { emulated } from '../harness/emulated.ts';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** Returns a value that works, with a mark in it that no message may show. */
function valid(name: string): string {
  if (/PROXY$/i.test(name)) return /^no/i.test(name) ? 'm4rk.test' : 'http://user:m4rk@m4rk.test:3128';
  if (name.endsWith('REGION')) return 'm4rk-east-1';
  if (/_URL(?!S)|FULL_URI$|METADATA_SERVICE_ENDPOINT$/.test(name)) return 'http://m4rk.test';
  if (name === 'GITHUB_REPOSITORY') return 'm4rk/m4rk';
  if (/FIPS|DUALSTACK/.test(name)) return 'true';
  if (name.includes('MAX_ATTEMPTS')) return '3000';
  return name === 'AWS_DEFAULTS_MODE' || name === 'AWS_RETRY_MODE' ? 'standard' : 'm4rk';
}

interface Case {
  readonly name: string;
  readonly value: string;
  readonly fault: string;
}

const URLS = ['m4rk.test', 'ftp://m4rk.test', 'http://', 'http://m4rk.test:99999', 'https:m4rk.test'];
const NO_URL = 'is no URL that begins with http:// or https://';

function casesOf(name: string): Case[] {
  const good = valid(name);
  const of = (fault: string, ...values: string[]): Case[] => values.map((value) => ({ name, value, fault }));
  const isList = /^no_proxy$/i.test(name);
  return [
    ...(isList
      ? []
      : [
          ...of('ends in a line break', `${good}\n`, `${good}\r\n`),
          ...of('begins with a line break', `\n${good}`),
          ...of('ends in a blank', `${good} `, `${good}\t`, `${good}\u00a0`),
          ...of('begins with a blank', ` ${good}`),
        ]),
    ...of('has a line break in it', `${good.slice(0, 3)}\n${good.slice(3)}`, `${good}\r\n${good}`),
    ...of('has a control character in it', `${good}\u0007${good}`, `${good}\u001b[31m${good}`),
    ...(NEEDS_ASCII.test(name)
      ? of('has a character in it that is not ASCII', `${good}\u00e9`, `${good}\u6f22`, `${good}\u200b`)
      : []),
    ...(NEEDS_WORD.test(name) ? of('has a blank in it', `${good.slice(0, 3)} ${good.slice(3)}`) : []),
    ...(good === 'http://m4rk.test' ? of(NO_URL, ...URLS) : []),
    ...(/^https?_proxy$/i.test(name)
      ? [
          ...of('is no proxy for http:// or https://', 'socks5://m4rk.test:1080', 'ftp://m4rk.test'),
          ...of(
            'is no URL such as',
            'http://m4rk.test:99999',
            'http://user:m4rk%zz@m4rk.test',
            'm4rk:99999',
            'http://',
          ),
        ]
      : []),
  ];
}

const ANY_LETTER = /PROFILE$|_FILE$|DIRECTORY$|WORKSPACE$|EVENT_PATH$|_REF$|^no_proxy$/i;
const MAY_HAVE_BLANKS = /EXPIRATION$|AUTHORIZATION_TOKEN$|PREFERENCE$|REGION_SET$|APP_ID$|EXECUTION_ENV$/;
const NEEDS_ASCII = { test: (name: string) => !ANY_LETTER.test(name) };
const NEEDS_WORD = { test: (name: string) => NEEDS_ASCII.test(name) && !MAY_HAVE_BLANKS.test(name) };

const ALL = { ...VARIABLES, ...GITHUB_VARIABLES };

const OTHERS: readonly Case[] = [
  { name: 'AWS_REGION', value: 'm4rk_east', fault: 'is no region' },
  { name: 'AWS_USE_FIPS_ENDPOINT', value: 'm4rk', fault: 'is neither true nor false' },
  { name: 'AWS_USE_DUALSTACK_ENDPOINT', value: 'TRUE', fault: 'is neither true nor false' },
  { name: 'AWS_MAX_ATTEMPTS', value: 'm4rk', fault: 'is no whole number from 1' },
  { name: 'AWS_MAX_ATTEMPTS', value: '0', fault: 'is no whole number from 1' },
  { name: 'AWS_DEFAULTS_MODE', value: 'm4rk', fault: 'is none of auto' },
  { name: 'AWS_RETRY_MODE', value: 'm4rk', fault: 'is none of legacy, standard, adaptive' },
  { name: 'GITHUB_REPOSITORY', value: 'm4rk', fault: 'is no OWNER/REPOSITORY' },
];

/** One run reports all variables at once, so each run takes another of every variable's values. */
const RUNS: readonly (readonly Case[])[] = Object.values(
  Object.groupBy(
    [...Map.groupBy([...Object.keys(ALL).flatMap(casesOf), ...OTHERS], ({ name }) => name).values()].flatMap(
      (cases) => cases.map((each, index) => ({ each, index })),
    ),
    ({ index }) => index,
  ),
).map((group = []) => group.map(({ each }) => each));

test.each(RUNS.map((cases, index) => ({ cases, index })))(
  'run $index: each variable is named with its fault, before the first call, without its value',
  async ({ cases }) => {
    const emulator = await emulated();
    const values = Object.fromEntries(cases.map(({ name, value }) => [name, value]));
    // Only a sweep needs GitHub's API.
    const inputs = { mode: 'sweep', 'role-path': '/pull-requests/', 'github-token': 't' };
    const step = await runStep(inputs, { env: { ...emulator.environment, ...values } });
    expect(step).toMatchObject({ exitCode: 1, outputs: { status: 'failed' } });
    expect(emulator.calls).toEqual([]);
    const log = parseLog(step.log);
    const errors = log.commands.filter((command) => command.name === 'error');
    expect(errors).toHaveLength(1);
    // The log has the whole of a message that is too long for an annotation.
    const text = [...log.lines, ...(errors[0]?.data.split('\n') ?? [])];
    const lines = text.filter((line) => line.startsWith('- '));
    const names = new Set(lines.map((line) => /^- (\w*)/.exec(line)?.[1]));
    expect([...names].sort()).toEqual(cases.map(({ name }) => name).sort());
    for (const { name, fault } of cases) {
      expect(lines).toContainEqual(expect.stringMatching(`^- ${name}: the variable ${fault}`));
    }
    expect(step.log + step.summary).not.toContain('m4rk');
  },
);

test('values that work pass, also with what curl and Node forgive', async () => {
  const passing: readonly Readonly<Record<string, string>>[] = [
    { NO_PROXY: 'internal.test,\n' },
    { HTTPS_PROXY: '10.0.0.1:3128' },
    { https_proxy: 'user:p%40ss@proxy.example.com' },
    { AWS_CREDENTIAL_EXPIRATION: '2030-01-01T00:00:00Z', AWS_SESSION_TOKEN: 'a+b/c==' },
    { AWS_PROFILE: '', AWS_ENDPOINT_URL_EC2: '', HTTP_PROXY: '', AWS_MAX_ATTEMPTS: '1' },
    { GITHUB_REF: 'refs/heads/feature/\u6f22 x' },
    { GITHUB_REF: '' },
  ];
  const emulator = await emulated();
  for (const env of passing) {
    const step = await runStep(
      { mode: 'plan', 'role-name': 'r' },
      { env: { ...emulator.environment, ...env } },
    );
    expect([env, step.exitCode]).toEqual([env, 0]);
  }
});

test('several mistakes are reported at once, with those of the inputs', async () => {
  const emulator = await emulated();
  const env = {
    ...emulator.environment,
    AWS_REGION: 'a\n',
    AWS_SESSION_TOKEN: 'a b',
    GITHUB_REPOSITORY: 'o/r\n',
  };
  const step = await runStep({ 'role-name': 'a b', mode: 'apply' }, { env });
  const [error] = parseLog(step.log).commands.filter(({ name }) => name === 'error');
  expect(error?.data).toMatch(
    /^4 problems with the inputs:\n- role-name: .*\n- AWS_SESSION_TOKEN: .*\n- AWS_REGION: .*\n- GITHUB_REPOSITORY: .*$/,
  );
});

test('a github-token with a blank or a line break in it is refused, and not shown', async () => {
  const emulator = await emulated();
  for (const token of ['ghs_m4rk\nm4rk', 'ghs m4rk', 'ghs_m4rk\u00e9']) {
    const step = await runStep({ 'role-name': 'r', 'github-token': token }, { env: emulator.environment });
    expect(step.exitCode).toBe(1);
    expect(step.log).toMatch(/::error.*github-token: the value, which is not shown, is not allowed/);
    expect(step.log + step.summary).not.toContain('m4rk');
  }
  expect(emulator.calls).toEqual([]);
});

test('a variable of AWS or a proxy that the bundle names is in the table', async () => {
  const names = new Set<string>();
  for (const file of await readdir(DIST)) {
    if (!file.endsWith('.js')) continue;
    const source = await readFile(`${DIST}${file}`, 'utf8');
    for (const [, name = ''] of source.matchAll(/["'`](AWS_[A-Z0-9_]*[A-Z0-9]|(?:HTTPS?|NO)_PROXY)["'`]/g))
      names.add(name);
  }
  expect(names.size).toBeGreaterThan(20);
  const missing = [...names].filter((name) => !Object.hasOwn(VARIABLES, name));
  // Lambda's own variables change nothing in a job.
  expect(missing.filter((name) => !name.startsWith('AWS_LAMBDA_'))).toEqual([]);
});
