/**
 * Commands, policies and configurations of the pages: each block runs, or its language is in NOT_RUN. documents.test.ts runs the blocks
 * of YAML.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { marked } from 'marked';
import { parse } from 'yaml';
import { isObject, type Json, type PolicyDocument } from '../../src/aws/policy-document.ts';
import { actionWarnings } from '../../src/inputs/action-names.ts';
import { policyProblems } from '../../src/inputs/documents.ts';
import { awsCli } from '../harness/aws-cli.ts';
import { emulated } from '../harness/emulated.ts';
import { fencesIn, PAGES, textOf } from '../harness/pages.ts';
import { allowS3, EC2_TRUST } from '../harness/world.ts';
import { expand, type Job, type Step } from '../workflows/job.ts';
import { bash } from '../workflows/shell.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** The languages that no test can run, and why. */
const NOT_RUN: Readonly<Record<string, string>> = {
  '': 'it is a drawing or a log',
  text: 'it is a drawing or a log',
  ini: "it configures a server outside AWS, and needs AWS's credential helper and a certificate of a trust anchor",
};

const fences = PAGES.flatMap((page) =>
  fencesIn(read(page)).map((fence) => ({ ...fence, title: `${page}:${fence.line}` })),
);
const blocks = (language: string) => fences.filter((fence) => fence.language === language);

test('every block of code has a language that is run, or a reason', () => {
  const known = ['yaml', 'json', 'sh', 'hcl', ...Object.keys(NOT_RUN)];
  expect(fences.filter(({ language }) => !known.includes(language))).toEqual([]);
  for (const [language, reason] of Object.entries(NOT_RUN))
    for (const { title } of blocks(language)) console.log(`Left out: ${title}: ${reason}.`);
});

/** Replaces the pages' placeholders by values of their form. */
const filled = (text: string): string =>
  text.replaceAll('ACCOUNT_ID', '123456789012').replaceAll('REGION', 'eu-central-1');

test.each(blocks('json').map(({ title, text }) => [title, text] as const))(
  'the policy %s has no problem',
  (_, text) => {
    const value = JSON.parse(filled(text)) as PolicyDocument | readonly Json[];
    const document = isObject(value) ? value : { Version: '2012-10-17', Statement: value };
    const kind = text.includes('"Principal"') ? 'trust' : 'identity';
    expect(policyProblems(document, kind, 'aws')).toEqual([]);
    expect(actionWarnings(document)).toEqual([]);
  },
);

const hasTerraform = spawnSync('terraform', ['version'], { stdio: 'ignore' }).status === 0;
if (!hasTerraform) console.log('Skipped: Terraform reads its blocks. Put terraform on PATH.');
(hasTerraform ? test : test.skip).each(blocks('hcl').map(({ title, text }) => [title, text] as const))(
  'Terraform reads %s',
  (_, text) => {
    const { status, stdout } = spawnSync('terraform', ['fmt', '-'], { input: `${text}\n`, encoding: 'utf8' });
    expect([status, stdout.trimEnd()]).toEqual([0, text]);
  },
);

interface Script {
  readonly title: string;
  readonly text: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Lists the scripts of the pages: blocks, and the steps of blocks in YAML. */
const scripts: readonly Script[] = fences.flatMap(({ title, language, text }): Script[] => {
  if (language === 'sh') return [{ title, text, env: {} }];
  if (language !== 'yaml') return [];
  const value = parse(text) as readonly Step[] | { readonly jobs?: Readonly<Record<string, Job>> } | null;
  const steps = Array.isArray(value)
    ? (value as readonly Step[])
    : Object.values((value as { readonly jobs?: Readonly<Record<string, Job>> }).jobs ?? {}).flatMap(
        (job) => job.steps ?? [],
      );
  return steps.flatMap(({ run, env = {} }) => {
    if (run === undefined) return [];
    // An output of a step that has not run is empty; the script gets a word in its place.
    const values = Object.entries(env).map(
      ([name, given]) => [name, String(given).includes('${{') ? 'value' : expand(given, {})] as const,
    );
    return [{ title, text: run, env: Object.fromEntries(values) }];
  });
});

const hasCli = spawnSync('aws', ['--version'], { stdio: 'ignore' }).status === 0;
const cli = awsCli('iam');
if (!hasCli) console.log('Skipped: the AWS CLI reads the commands. Install it with `pip install awscli`.');

/**
 * Stand-ins for programs that would start the whole project, for `gh`, `terraform` and `aws`. Commands of IAM run on the emulator. The CLI checks all
 * other commands against AWS's model, and sends them to a server that accepts everything.
 */
const STAND_INS = `
npm() {
  case "$1" in
    ci) ;;
    test) set -- run test ;;
  esac
  if [ "$1" != run ]; then [ "$1" = ci ]; return; fi
  grep --fixed-strings --quiet "\\"$2\\": " "$ROOT/package.json" || { echo "no script $2"; return 1; }
}
gh() { echo 1; }
terraform() { [ "$1" = init ] || [ "$1" = apply ]; }
bash() { [ -f "$ROOT/$1" ] || { echo "no file $1"; return 1; }; }
aws() {
  if [ -z "$HAS_CLI" ]; then echo None
  elif [ "$1" = iam ]; then command aws "$@"
  else AWS_ENDPOINT_URL="$ACCEPTING" command aws "$@"
  fi
}
`;

/** Answers every call of AWS without a value, as JSON or XML. */
const accepting = createServer((request, response) => {
  request.resume().on('end', () => {
    const xml = (request.headers['content-type'] ?? '').includes('x-www-form-urlencoded');
    response
      .writeHead(200, { 'content-type': xml ? 'text/xml' : 'application/json' })
      .end(xml ? '<Response/>' : '{}');
  });
});
beforeAll(async () => {
  accepting.listen(0, '127.0.0.1');
  await once(accepting, 'listening');
});
afterAll(() => {
  accepting.close();
});

test('the pages have scripts', () => {
  expect(scripts.length).toBeGreaterThan(5);
});

test.each(scripts.map((script) => [script.title, script] as const))(
  'the commands of %s run',
  async (_, { text, env }) => {
    const { environment, iam } = await emulated();
    // Only one command creates it, and fails if it exists.
    if (!text.includes('create-open-id-connect-provider'))
      iam.call('CreateOpenIDConnectProvider', {
        Url: 'https://token.actions.githubusercontent.com',
        ClientIDList: ['sts.amazonaws.com'],
      });
    for (const [, RoleName = ''] of text.matchAll(/delete-role --role-name (\S+)/g)) {
      iam.call('CreateRole', { RoleName, AssumeRolePolicyDocument: JSON.stringify(EC2_TRUST) });
      const PolicyDocument = JSON.stringify(allowS3('GetObject'));
      iam.call('PutRolePolicy', { RoleName, PolicyName: RoleName, PolicyDocument });
    }
    const folder = mkdtempSync(join(tmpdir(), 'commands-'));
    try {
      for (const name of ['dist', 'node_modules', 'package.json', '.ci'])
        symlinkSync(join(ROOT, name), join(folder, name));
      for (const [, file = ''] of text.matchAll(/(?:file:\/\/|deploy: )([\w-]+\.json)/g)) {
        const document = file.includes('trust') ? EC2_TRUST : allowS3('GetObject');
        writeFileSync(join(folder, file), JSON.stringify(document));
      }
      const step = await bash({ run: STAND_INS + filled(text), shell: 'bash' }, folder, {
        ...environment,
        ...env,
        AWS_DEFAULT_REGION: 'us-east-1',
        PATH: cli().path,
        HOME: folder,
        ROOT,
        HAS_CLI: hasCli ? 'yes' : '',
        ACCEPTING: `http://127.0.0.1:${(accepting.address() as AddressInfo).port}`,
      });
      if (!step.ok) throw new Error(step.log);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
);

const { scripts: npmScripts } = JSON.parse(read('package.json')) as {
  scripts: Readonly<Record<string, string>>;
};

test.each(PAGES)('every npm script and file of a command in the text of %s exists', (page) => {
  const names: string[] = [];
  void marked.walkTokens(marked.lexer(read(page)), (token) => {
    if (token.type === 'codespan') names.push(textOf(token));
  });
  const commands = names.flatMap((name) => /\bnpm run ([\w:-]+)/.exec(name)?.[1] ?? []);
  expect(commands.filter((name) => !Object.hasOwn(npmScripts, name))).toEqual([]);
  const files = names.flatMap((name) => /\bnpm test -- (\S+)/.exec(name)?.[1] ?? []);
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});
