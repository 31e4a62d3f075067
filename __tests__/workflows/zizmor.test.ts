/**
 * The rules of zizmor that need no network, by the names of https://docs.zizmor.sh/audits/. zizmor itself is no npm package. Not
 * here, as they ask GitHub: archived-uses, impostor-commit, known-vulnerable-actions, ref-confusion, ref-version-mismatch and
 * stale-action-refs. Not here, as nothing is published to a registry: use-trusted-publishing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Job, Workflow } from './job.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const filesIn = (folder: string): string[] =>
  readdirSync(new URL(`../../${folder}`, import.meta.url)).map((name) => `${folder}${name}`);

/** Triggers that give foreign texts and code this repository's rights. */
const DANGEROUS = ['pull_request_target', 'workflow_run'];
/** Uses one of them, and why it may is in its comment: it checks nothing out. */
const JUSTIFIED = ['examples/pr-environment.yml'];

interface File {
  readonly path: string;
  readonly text: string;
  readonly workflow: Workflow & { readonly name?: string; readonly concurrency?: unknown };
  readonly jobs: readonly (Job & {
    readonly 'runs-on'?: string;
    readonly container?: unknown;
    readonly services?: unknown;
    readonly environment?: unknown;
    readonly secrets?: unknown;
  })[];
}

const load = (path: string, text: string): File => {
  const workflow = parse(text) as File['workflow'];
  return { path, text, workflow, jobs: Object.values(workflow.jobs) };
};
const files = [...filesIn('.github/workflows/'), ...filesIn('examples/')]
  .filter((path) => path.endsWith('.yml') && /^jobs:/m.test(read(path)))
  .map((path) => load(path, read(path)));

const steps = ({ jobs }: File) => jobs.flatMap((job) => job.steps ?? []);
const isDangerous = ({ workflow }: File): boolean =>
  DANGEROUS.some((trigger) => Object.keys(workflow.on).includes(trigger));
const conditions = (file: File): string[] =>
  [...file.jobs, ...steps(file)].flatMap((each) => (each.if === undefined ? [] : [each.if]));
const usesOf = ({ text }: File): string[] =>
  [...text.matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map((match) => match[1] ?? '');

/** Returns whether a file breaks each rule. */
const RULES: Readonly<Record<string, (file: File) => boolean>> = {
  'anonymous-definition': ({ workflow }) => workflow.name === undefined,
  artipacked: (file) =>
    steps(file).some(
      ({ uses = '', with: given = {} }) =>
        uses.startsWith('actions/checkout@') && given['persist-credentials'] !== false,
    ),
  'bot-conditions': (file) =>
    conditions(file).some((text) => /github\.(?:triggering_)?actor|sender\.login/.test(text)),
  'cache-poisoning': ({ text, workflow }) =>
    JSON.stringify(workflow.on).includes('tags') && /actions\/cache@|^\s+cache: /m.test(text),
  'concurrency-limits': ({ workflow, jobs }) =>
    workflow.concurrency === undefined &&
    workflow.on.workflow_call === undefined &&
    jobs.some(({ concurrency, uses }) => concurrency === undefined && uses === undefined),
  'dangerous-triggers': (file) =>
    isDangerous(file) &&
    (!JUSTIFIED.includes(file.path) || steps(file).some(({ uses }) => uses !== undefined)),
  'excessive-permissions': ({ workflow, jobs }) =>
    JSON.stringify(workflow.permissions) !== '{}' ||
    jobs.some(({ permissions }) => typeof permissions === 'string'),
  'github-env': (file) => isDangerous(file) && /GITHUB_(?:ENV|PATH)\b/.test(file.text),
  'hardcoded-container-credentials': ({ jobs }) =>
    jobs.some(({ container, services }) => JSON.stringify([container, services]).includes('password')),
  'insecure-commands': ({ text }) => text.includes('ACTIONS_ALLOW_UNSECURE_COMMANDS'),
  misfeature: (file) =>
    steps(file).some((step) => step.shell === 'cmd' || step.with?.['pip-install'] !== undefined),
  obfuscation: (file) => usesOf(file).some((use) => /\/\/|\/\.\.?\/|^\.\.\//.test(use)),
  'overprovisioned-secrets': ({ text }) => /toJSON\(secrets\)|secrets\[/i.test(text),
  'secrets-inherit': ({ jobs }) => jobs.some(({ secrets }) => secrets === 'inherit'),
  'secrets-outside-env': ({ jobs }) =>
    jobs.some((job) => /\bsecrets\./.test(JSON.stringify(job)) && job.environment === undefined),
  'self-hosted-runner': ({ jobs }) =>
    jobs.some(
      ({ uses, 'runs-on': label }) =>
        uses === undefined &&
        !/^(?:ubuntu-24\.04|ubuntu-latest|\$\{\{ inputs\.runs-on \}\})$/.test(String(label)),
    ),
  'template-injection': (file) =>
    steps(file).some(({ run = '', with: given = {} }) =>
      JSON.stringify([run, given['script']]).includes('${{'),
    ),
  'undocumented-permissions': ({ text, workflow }) =>
    workflow.on.workflow_call === undefined && /^ +(?!id-token)[\w-]+: write$/m.test(text),
  'unpinned-images': ({ jobs }) =>
    jobs.some(({ container, services }) => (container ?? services) !== undefined),
  'unpinned-uses': (file) =>
    usesOf(file).some((use) => !/^(?:\.\/|OWNER\/)|@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(use)),
  'unredacted-secrets': ({ text }) => /fromJSON\(\s*secrets/i.test(text),
  'unsound-condition': ({ text }) => /if: [|>][+]?\n[^\n]*\$\{\{/.test(text),
  'unsound-contains': (file) =>
    conditions(file).some((text) => /contains\(\s*'[^']*',\s*(?:github|inputs|env)\./.test(text)),
};

/** Breaks every rule, so that each is seen to find something. */
const BAD = load(
  'bad.yml',
  `on:
  pull_request_target:
  push: { tags: ['*'] }
jobs:
  a:
    runs-on: my-runner
    permissions: write-all
    container: { image: a, credentials: { password: b } }
    secrets: inherit
    if: |
      \${{ github.actor == 'dependabot[bot]' || contains('a b', github.ref) }}
    env:
      ACTIONS_ALLOW_UNSECURE_COMMANDS: true
      A: \${{ toJSON(secrets) }} \${{ fromJSON(secrets.A) }}
    steps:
      - uses: actions/checkout@v7
      - uses: a//b@main
      - shell: cmd
        run: echo \${{ github.head_ref }} >>$GITHUB_ENV
      - uses: actions/cache@v4
  b:
    permissions:
      contents: write
`,
);

test.each(Object.entries(RULES))(
  '%s: no workflow and no example breaks it, and a bad one does',
  (_, breaks) => {
    expect(breaks(BAD)).toBe(true);
    expect(files.filter(breaks).map(({ path }) => path)).toEqual([]);
  },
);

test('there are many files', () => {
  expect(files.length).toBeGreaterThan(10);
});

test('dependabot-cooldown, dependabot-execution: updates wait, and run no code', () => {
  const { updates } = parse(read('.github/dependabot.yml')) as {
    updates: Readonly<Record<string, unknown>>[];
  };
  for (const update of updates) {
    expect(update['cooldown']).toEqual({ 'default-days': expect.any(Number) as number });
    expect(update['insecure-external-code-execution']).toBeUndefined();
  }
});

/** Current releases by commit; none of them runs on node20. */
const PINS: Readonly<Record<string, string>> = {
  'actions/attest-build-provenance': 'a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32 # v4.1.0',
  'actions/checkout': '3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
  'actions/dependency-review-action': 'a1d282b36b6f3519aa1f3fc636f609c47dddb294 # v5.0.0',
  'actions/setup-node': '820762786026740c76f36085b0efc47a31fe5020 # v7.0.0',
  'actions/setup-python': '5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0',
  'aws-actions/configure-aws-credentials': 'e6de054238d6b7531b4efff3b6587d9aade6a06c # v6.2.3',
  'github/codeql-action': '8aad20d150bbac5944a9f9d289da16a4b0d87c1e # v4.36.2',
  'ossf/scorecard-action': '2d1146689b8cda280b9bc96326124645441f03bc # v2.4.4',
};

test('every use of an Action has its one pin, and the docs name its current major', () => {
  const docs = ['README.md', ...filesIn('docs/').filter((path) => path.endsWith('.md'))];
  const texts = [...files.map(({ path }) => path), ...docs].map(read);
  const found = texts.flatMap((text) => [
    ...text.matchAll(/uses: ([\w-]+\/[\w-]+)[\w/-]*@(\S+(?: # v[\d.]+)?)/g),
  ]);
  const others = found.filter(([, name = '']) => name !== 'OWNER/aws-iam-instance-profile');
  expect(new Set(others.map(([, name]) => name))).toEqual(new Set(Object.keys(PINS)));
  for (const [, name = '', pin] of others) {
    const major = / # (v\d+)\./.exec(PINS[name] ?? '')?.[1];
    expect([name, [PINS[name], major].includes(pin ?? '')]).toEqual([name, true]);
  }
});
