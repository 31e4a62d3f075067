import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../emulator/server.ts';
import { InputError } from '../../src/inputs/declare.ts';
import { annotateAll, annotateFailure } from '../../src/report/report.ts';
import { githubRunner, type Place, type Runner } from '../../src/runtime/runner.ts';
import { runRecorded, type Inputs } from '../../scripts/preview-runs.ts';
import { inProcess } from '../harness/in-process.ts';

const emulators: Emulator[] = [];
afterEach(async () => {
  await Promise.all(emulators.splice(0).map((emulator) => emulator.close()));
});

async function started(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator(options);
  emulators.push(emulator);
  return emulator;
}

const DEMO: Inputs = { 'role-name': 'demo', 'policy-arns': 'AmazonSSMManagedInstanceCore' };
const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

test.each<[string, Inputs, string]>([
  ['after an apply', DEMO, '### ✅ `role/demo`: created (4 changes)'],
  ['after a wrong input', { mode: 'x' }, '### ❌ `role/demo`: failed, nothing was changed'],
])('outputs that cannot be written have a heading of their own %s', async (_, inputs, heading) => {
  const env = { GITHUB_OUTPUT: tmpdir() };
  const step = await inProcess(await started(), { ...DEMO, ...inputs }, { env });
  expect(step.ok).toBe(false);
  expect(step.summary.match(/^###.*/gm)).toEqual([heading, '### ❌ `outputs`: not written']);
});

test('a step that fails before it reads IAM has outputs that are JSON, as after any other failure', async () => {
  const { outputs } = await inProcess(await started(), { ...DEMO, mode: 'x' });
  expect(outputs).toEqual({ status: 'failed', changed: 'false', changes: '[]', results: '{}' });
});

describe('expected-plan-digest', () => {
  async function planned(emulator: Emulator, inputs: Inputs = DEMO): Promise<string> {
    const { outputs } = await runRecorded(emulator, { ...inputs, mode: 'plan' });
    return outputs['plan-digest'] ?? '';
  }

  test('applies the reviewed plan', async () => {
    const emulator = await started();
    const digest = await planned(emulator);
    expect(emulator.writes).toEqual([]);
    const applied = await runRecorded(emulator, { ...DEMO, 'expected-plan-digest': digest });
    expect([applied.succeeded, applied.outputs['status']]).toEqual([true, 'created']);
    expect(applied.outputs['plan-digest']).toBe(digest);
  });

  test('refuses drift since the review, shows it, and writes nothing', async () => {
    const emulator = await started();
    await runRecorded(emulator, DEMO);
    const wanted = { ...DEMO, 'role-description': 'new' };
    const digest = await planned(emulator, wanted);
    emulator.iam.call('AttachRolePolicy', { RoleName: 'demo', PolicyArn: readOnly });
    const before = emulator.snapshot();
    emulator.clearCalls();
    const applied = await runRecorded(emulator, { ...wanted, 'expected-plan-digest': digest });
    expect([applied.succeeded, applied.outputs['status'], applied.outputs['changed']]).toEqual([
      false,
      'failed',
      'false',
    ]);
    expect(emulator.writes).toEqual([]);
    expect(emulator.snapshot()).toEqual(before);
    const [{ text } = { text: '' }] = applied.annotations;
    expect(text).toMatch(/^The plan has changed since it was reviewed\.\n/);
    expect(text).toContain(digest);
    expect(text).toContain('role/demo: detach ReadOnlyAccess');
    expect(applied.summary).toContain('The plan has changed since it was reviewed.');
  });

  test('refuses a state with the reviewed name and another id', async () => {
    const alone = { ...DEMO, 'instance-profile': 'false' };
    const emulator = await started();
    await runRecorded(emulator, alone);
    const wanted = { ...alone, 'role-description': 'new' };
    const digest = await planned(emulator, wanted);
    await runRecorded(emulator, { ...alone, mode: 'destroy' });
    await runRecorded(emulator, alone);
    emulator.clearCalls();
    const applied = await runRecorded(emulator, { ...wanted, 'expected-plan-digest': digest });
    expect([applied.succeeded, emulator.writes]).toEqual([false, []]);
  });

  test('accepts any digest if nothing remains to do', async () => {
    const emulator = await started();
    const digest = await planned(emulator);
    await runRecorded(emulator, { ...DEMO, 'expected-plan-digest': digest });
    emulator.clearCalls();
    const again = await runRecorded(emulator, { ...DEMO, 'expected-plan-digest': digest });
    expect([again.succeeded, again.outputs['status'], emulator.writes]).toEqual([true, 'unchanged', []]);
  });

  test('resends the reviewed changes after a conflict', async () => {
    const emulator = await started();
    const digest = await planned(emulator);
    emulator.setFaults({
      rules: [{ action: 'AttachRolePolicy', nth: 1, error: { code: 'ConcurrentModification' } }],
    });
    const applied = await runRecorded(emulator, { ...DEMO, 'expected-plan-digest': digest });
    expect(applied.outputs['status']).toBe('created');
  });

  test('keeps changes of another user: the run fails, names them, and rolls back its own', async () => {
    const emulator = await started();
    await runRecorded(emulator, DEMO);
    const wanted = { ...DEMO, 'role-description': 'new', 'timeout-seconds': '1' };
    const digest = await planned(emulator, wanted);
    emulator.onCall((call) => {
      if (call.action === 'UpdateRole' && emulator.snapshot().roles['demo']?.AttachedPolicies.length === 1)
        emulator.iam.call('AttachRolePolicy', { RoleName: 'demo', PolicyArn: readOnly });
    });
    const applied = await runRecorded(emulator, { ...wanted, 'expected-plan-digest': digest });
    expect([applied.succeeded, applied.outputs['status']]).toEqual([false, 'rolled-back']);
    expect(emulator.writes.map(({ action }) => action)).not.toContain('DetachRolePolicy');
    expect(applied.annotations[0]?.text).toContain('role/demo: detach ReadOnlyAccess');
    expect(emulator.snapshot().roles['demo']).toMatchObject({ Description: '' });
  });

  test('refuses an input that is no digest', async () => {
    const emulator = await started();
    const { succeeded, summary } = await runRecorded(emulator, { ...DEMO, 'expected-plan-digest': 'latest' });
    expect([succeeded, emulator.calls]).toEqual([false, []]);
    expect(summary).toContain('expected-plan-digest');
  });
});

describe('mask-account-id', () => {
  const said = (recorded: Awaited<ReturnType<typeof runRecorded>>): string =>
    [recorded.summary, ...recorded.log].join('\n');

  test('hides the id, and warns of the outputs that the runner drops for it', async () => {
    const emulator = await started();
    const recorded = await runRecorded(emulator, { ...DEMO, 'mask-account-id': 'true' });
    expect(recorded.masked).toEqual(['123456789012']);
    expect(said(recorded)).not.toContain('123456789012');
    expect(recorded.summary).toContain('`arn:aws:iam::***:role/demo`');
    expect(recorded.outputs['role-arn']).toBe('arn:aws:iam::123456789012:role/demo');
    const [warning] = recorded.annotations.filter(({ level }) => level === 'warning');
    expect(warning?.text).toMatch(/drops .*: role-arn, instance-profile-arn, state, results\. /);
  });

  /** Returns the lines with an id that the runner did not mask yet, and the lines with any id. */
  async function printed(
    emulator: Emulator,
    inputs: Inputs,
  ): Promise<{ readonly leaks: readonly string[]; readonly texts: readonly string[]; succeeded: boolean }> {
    const leaks: string[] = [];
    const texts: string[] = [];
    const ids: string[] = [];
    const print = (text: string): void => {
      if (/\d{12}/.test(text)) texts.push(text);
      if (/\d{12}/.test(ids.reduce((rest, id) => rest.replaceAll(id, '***'), text))) leaks.push(text);
    };
    const { run } = await import('../../src/main.ts');
    const { Cancellation } = await import('../../src/runtime/time.ts');
    const runner: Runner = {
      info: print,
      debug: print,
      group: (title, lines) => {
        [title, ...lines].forEach(print);
      },
      annotate: (_, text) => {
        print(text);
      },
      outputs: () => undefined,
      mask: (id) => ids.push(id),
      summary: (text) => {
        // Masked already, as a comment has to be.
        if (/\b\d{12}\b/.test(text)) leaks.push(text);
        if (text.includes('***')) texts.push(text);
        return undefined;
      },
    };
    const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
    const env = {
      ...emulator.environment,
      GITHUB_REPOSITORY: 'octo-org/octo-repo',
      'INPUT_MASK-ACCOUNT-ID': 'True',
      ...(Object.fromEntries(given) as Record<string, string>),
    };
    // The SDK reads the process's own.
    Object.assign(process.env, emulator.environment);
    const succeeded = await run(env, runner, new Cancellation());
    return { leaks, texts, succeeded };
  }

  test('masks the id before anything of the role is printed', async () => {
    const emulator = await started();
    const policy = emulator.iam.call('CreatePolicy', {
      PolicyName: 'bound',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
      }),
    }).Policy.Arn;
    await runRecorded(emulator, DEMO);
    const { leaks, texts, succeeded } = await printed(emulator, {
      'role-name': 'demo',
      'permissions-boundary': policy,
    });
    expect([leaks, succeeded]).toEqual([[], true]);
    expect(texts).not.toEqual([]);
  });

  const document = (statement: object): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  const trusting = (AWS: string | readonly string[]): string =>
    document({ Principal: { AWS }, Action: 'sts:AssumeRole' });

  test.each<[string, Inputs, EmulatorOptions]>([
    ['a boundary that is missing', { 'permissions-boundary': 'arn:aws:iam::123456789012:policy/nope' }, {}],
    ['an account that is let in', { 'trust-policy': trusting('arn:aws:iam::210987654321:root') }, {}],
    ['accounts by id', { 'trust-policy': trusting(['210987654321', '310987654321']) }, {}],
    [
      'an inline policy',
      {
        'inline-policies': `{"a":${document({ Action: '*', Resource: 'arn:aws:sqs:eu-west-1:210987654321:q' })}}`,
      },
      {},
    ],
    ['an ARN that is none', { 'policy-arns': 'arn:aws:iam:123456789012:policy/x y' }, {}],
    [
      'a principal that is unknown',
      {
        mode: 'apply',
        'timeout-seconds': '1',
        'trust-policy': trusting('arn:aws:iam::123456789012:role/no'),
      },
      {},
    ],
    [
      'an error that a second read resolves',
      { mode: 'apply' },
      {
        faults: {
          rules: [
            {
              ...{ action: 'AttachRolePolicy', nth: 1 },
              error: { code: 'ConcurrentModification', message: 'by arn:aws:iam::210987654321:role/x' },
            },
          ],
        },
      },
    ],
    [
      'a sweep that is refused',
      { mode: 'sweep', 'role-name': '', 'policy-arns': '', 'role-path': '/pr/' },
      { policy: { Version: '2012-10-17', Statement: [] } },
    ],
  ])('hides the id in %s', async (_, inputs, options) => {
    const emulator = await started(options);
    const { leaks, texts } = await printed(emulator, { ...DEMO, mode: 'plan', ...inputs });
    expect(leaks).toEqual([]);
    expect(texts).not.toEqual([]);
  });

  const ID = '123456789012';
  const BUCKET = document({ Action: 's3:GetObject', Resource: `arn:aws:s3:::logs-${ID}/*` });
  const NEW: Inputs = {
    'role-name': `deploy-${ID}`,
    'role-description': `for ${ID}.dkr.ecr.eu-central-1.amazonaws.com`,
    'inline-policies': `{"logs":${BUCKET}}`,
    tags: `account=${ID}`,
  };

  test.each<[string, Inputs]>([
    ['a plan of a new role whose name, bucket, tag and host have the id', { mode: 'plan', ...NEW }],
    ['its creation', NEW],
    ['a sweep below its path', { mode: 'sweep', 'role-path': `/${ID}/`, 'github-token': 't' }],
    ['a name that is not valid', { 'role-name': `deploy ${ID}` }],
    ['a wrong input and a name with the id', { ...NEW, 'max-session-duration': '1' }],
    [
      'a wrong input and role-to-assume',
      { ...NEW, 'role-to-assume': `arn:aws:iam::${ID}:role/x`, tags: 'x' },
    ],
    ['a region that is wrong', { ...NEW, 'aws-region': 'nowhere-1' }],
  ])('prints no id before it is masked, for %s', async (_, inputs) => {
    const { leaks } = await printed(await started(), inputs);
    expect(leaks).toEqual([]);
  });

  test('asks STS for the id, but not if role-to-assume has it', async () => {
    const emulator = await started();
    await printed(emulator, { 'role-name': 'demo' });
    const asked = (): number => emulator.calls.filter(({ action }) => action === 'GetCallerIdentity').length;
    expect(asked()).toBe(1);
    const { leaks } = await printed(emulator, { ...NEW, 'role-to-assume': `arn:aws:iam::${ID}:role/x` });
    expect([asked(), leaks]).toEqual([1, []]);
  });

  test('warns if STS cannot be asked, and hides the ids in ARNs', async () => {
    const emulator = await started({
      faults: { rules: [{ action: 'GetCallerIdentity', error: { code: 'RegionDisabled', status: 403 } }] },
    });
    const recorded = await runRecorded(emulator, { ...DEMO, 'mask-account-id': 'true' });
    expect(recorded.succeeded).toBe(true);
    expect(recorded.masked).toEqual([ID]);
    expect(said(recorded)).not.toContain(ID);
    expect(recorded.annotations[0]).toMatchObject({ level: 'warning' });
    expect(recorded.annotations[0]?.text).toMatch(
      /^mask-account-id hides the id only where .* because STS could not be asked: GetCallerIdentity .*RegionDisabled/,
    );
  });

  test('hides the id in a refusal of IAM too', async () => {
    const emulator = await started({ policy: { Version: '2012-10-17', Statement: [] } });
    const recorded = await runRecorded(emulator, { ...DEMO, 'mask-account-id': 'true' });
    expect(recorded.outputs['status']).toBe('failed');
    expect(recorded.masked).toEqual(['123456789012']);
    expect(recorded.summary).toContain('arn:aws:iam::***:');
  });

  test('is off by default', async () => {
    const emulator = await started();
    const { masked, annotations } = await runRecorded(emulator, DEMO);
    expect([masked, annotations]).toEqual([[], []]);
  });
});

describe('annotations', () => {
  interface Annotation {
    level: string;
    text: string;
    place: Place | undefined;
  }
  function recording(): { runner: Runner; annotations: Annotation[]; log: string[] } {
    const annotations: Annotation[] = [];
    const log: string[] = [];
    const runner: Runner = {
      ...githubRunner({}),
      info: (text) => log.push(text),
      group: (_, lines) => log.push(...lines),
      annotate: (level, text, place) => annotations.push({ level, text, place }),
    };
    return { runner, annotations, log };
  }

  test('drift has a title', async () => {
    const emulator = await started();
    await runRecorded(emulator, DEMO);
    emulator.iam.call('AttachRolePolicy', { RoleName: 'demo', PolicyArn: readOnly });
    const { annotations } = await runRecorded(emulator, { ...DEMO, mode: 'check' });
    expect(annotations).toEqual([
      {
        level: 'error',
        text: [
          'role/demo has drifted: 1 difference, 1 gives access that is not declared.',
          '- ⚠️ role/demo: managed policy ReadOnlyAccess: attached, not declared',
          'Next: run mode: apply to restore the declaration, or declare what you want to keep. Give check the same inputs as apply.',
        ].join('\n'),
        place: { title: 'Drift' },
      },
    ]);
  });

  test('drift is reported as it happened: undeclared access first and marked, then missing access, in log, annotation and summary', async () => {
    const emulator = await started();
    const declared = { ...DEMO, tags: 'team=web' };
    await runRecorded(emulator, declared);
    const RoleName = 'demo';
    const document = (statement: object): string =>
      JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
    emulator.iam.call('TagRole', { RoleName, Tags: [{ Key: 'who', Value: 'me' }] });
    emulator.iam.call('DetachRolePolicy', {
      RoleName,
      PolicyArn: 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
    });
    emulator.iam.call('UpdateRole', { RoleName, Description: 'x' });
    emulator.iam.call('PutRolePolicy', {
      RoleName,
      PolicyName: 'backdoor',
      PolicyDocument: document({ Action: '*', Resource: '*' }),
    });
    emulator.iam.call('AttachRolePolicy', {
      RoleName,
      PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    });
    emulator.iam.call('UpdateAssumeRolePolicy', {
      RoleName,
      PolicyDocument: document({
        Principal: { Service: ['ec2.amazonaws.com', 'lambda.amazonaws.com'] },
        Action: 'sts:AssumeRole',
      }),
    });
    const { annotations, summary, log } = await runRecorded(emulator, { ...declared, mode: 'check' });
    const lines = (annotations[0]?.text ?? '').split('\n');
    expect(lines[0]).toBe('role/demo has drifted: 6 differences, 3 give access that is not declared.');
    expect(lines.slice(1, 4).sort()).toEqual([
      '- ⚠️ role/demo: inline policy backdoor: present, allows * on *, not declared',
      '- ⚠️ role/demo: lambda.amazonaws.com: may assume, not declared',
      '- ⚠️ role/demo: managed policy AdministratorAccess: attached, not declared',
    ]);
    expect(lines[4]).toBe('- role/demo: managed policy AmazonSSMManagedInstanceCore: missing');
    expect(lines.slice(5, 7).sort()).toEqual([
      '- role/demo: description: found "x", declared no description',
      '- role/demo: tag who=me: present, not declared',
    ]);
    expect(lines[7]).toMatch(/^Next: run mode: apply to restore/);
    expect(log).toContain('role/demo: drifted (6 differences, 3 give access that is not declared)');
    const marks = summary.split('\n').flatMap((line) => /^\| (⚠️|) \| /.exec(line)?.[1] ?? []);
    expect(marks.slice(1, 7)).toEqual(['⚠️', '⚠️', '⚠️', '', '', '']);
    expect(summary).toMatch(/\*\*Next:\*\* run `mode: apply` to restore/);
  });

  test.each([
    ['weaker conditions of a known principal', { Condition: {} }, {}],
    ['one more action of a known principal', {}, { Action: ['sts:AssumeRole', 'sts:TagSession'] }],
  ])('drift marks %s, and the new principal', async (_, lost, gained) => {
    const emulator = await started();
    const partner = {
      Effect: 'Allow',
      Principal: { AWS: '111111111111' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': 'x' }, Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    };
    const ec2 = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
    const declared = { ...DEMO, 'trust-policy': JSON.stringify({ Statement: [ec2, partner] }) };
    await runRecorded(emulator, declared);
    const Condition = 'Condition' in lost ? { StringEquals: { 'sts:ExternalId': 'x' } } : partner.Condition;
    const lambda = { ...ec2, Principal: { Service: ['ec2.amazonaws.com', 'lambda.amazonaws.com'] } };
    emulator.iam.call('UpdateAssumeRolePolicy', {
      RoleName: 'demo',
      PolicyDocument: JSON.stringify({ Statement: [lambda, { ...partner, ...gained, Condition }] }),
    });
    const { annotations } = await runRecorded(emulator, { ...declared, mode: 'check' });
    const lines = (annotations.find(({ text }) => text.includes('has drifted'))?.text ?? '').split('\n');
    expect(lines).toContain('- ⚠️ role/demo: trust policy: other terms, see the diff');
    expect(lines).toContain('- ⚠️ role/demo: lambda.amazonaws.com: may assume, not declared');
  });

  test('mistakes in a file are annotated at their line, nine at most, and the failure once', () => {
    const { runner, annotations } = recording();
    const problems = Array.from({ length: 12 }, (_, index) => ({
      input: 'inline-policies',
      message: `mistake ${index + 1}`,
      file: 'iam/policy.yml',
      line: index + 1,
    }));
    annotateFailure(runner, 'Inputs', 'all of it', new InputError(problems));
    expect(annotations).toHaveLength(10);
    expect(annotations[8]).toEqual({
      level: 'error',
      text: 'mistake 9',
      place: { title: 'Input inline-policies', file: 'iam/policy.yml', line: 9 },
    });
    expect(annotations[9]).toEqual({ level: 'error', text: 'all of it', place: { title: 'Inputs' } });
  });

  test('a mistake in a policy file is annotated there', async () => {
    const emulator = await started();
    const workspace = await mkdtemp(join(tmpdir(), 'workspace-'));
    await writeFile(join(workspace, 'trust.json'), '{\n"Version": "2012-10-17",\n"Statement": [,]\n}');
    const { annotations } = await runRecorded(
      emulator,
      { ...DEMO, 'trust-policy': 'trust.json' },
      { GITHUB_WORKSPACE: workspace },
    );
    expect(annotations.map(({ place }) => place)).toEqual([
      { title: 'Input trust-policy', file: 'trust.json', line: 3 },
      { title: 'IAM instance profile' },
    ]);
  });

  test.each([
    [10, 10],
    [11, 10],
    [30, 10],
  ])('of %d notices %d become annotations, and the rest are counted and logged', (given, shown) => {
    const { runner, annotations, log } = recording();
    const texts = Array.from({ length: given }, (_, index) => `notice ${index + 1}`);
    annotateAll(runner, 'notice', texts);
    expect(annotations).toHaveLength(shown);
    const rest = given > 10 ? given - 9 : 0;
    expect(log).toEqual(rest === 0 ? [] : texts.slice(9));
    expect(annotations.at(-1)?.text).toContain(rest === 0 ? 'notice 10' : `and ${rest} more notices`);
  });

  test('a message longer than an annotation is cut at a line, and complete in the log', () => {
    const { runner, annotations, log } = recording();
    const message = Array.from({ length: 200 }, (_, index) => `- line ${index} ${'x'.repeat(40)}`).join('\n');
    annotateFailure(runner, 'IAM', message);
    const text = annotations[0]?.text ?? '';
    expect(text.length).toBeLessThanOrEqual(4_096);
    expect(text).toMatch(/x{40}\n… \(the whole message is above, in the log\)$/);
    expect(log).toEqual([message]);
  });
});

describe('pr-comment', () => {
  const event = async (): Promise<string> => {
    const path = join(await mkdtemp(join(tmpdir(), 'event-')), 'event.json');
    await writeFile(path, JSON.stringify({ pull_request: { number: 7 } }));
    return path;
  };

  test('a failed comment causes a warning, and the run succeeds', async () => {
    const emulator = await started();
    const recorded = await runRecorded(
      emulator,
      { ...DEMO, 'pr-comment': 'always' },
      { GITHUB_EVENT_PATH: await event() },
    );
    expect(recorded.succeeded).toBe(true);
    expect(recorded.annotations.map(({ level, text }) => [level, text.split(':')[0]])).toEqual([
      ['warning', 'The comment on pull request #7 could not be made'],
    ]);
  });

  test.each([
    ['is missing', undefined, 'ENOENT'],
    ['is empty', '', 'JSON'],
    ['is no JSON', '{"pull_request"', 'JSON'],
  ])('the run warns and succeeds if the event’s file %s', async (_, content, why) => {
    const emulator = await started();
    const path = await event();
    await (content === undefined ? rm(path) : writeFile(path, content));
    const { succeeded, outputs, annotations } = await runRecorded(
      emulator,
      { ...DEMO, 'pr-comment': 'always' },
      { GITHUB_EVENT_PATH: path },
    );
    expect([succeeded, outputs['status']]).toEqual([true, 'created']);
    expect(annotations).toMatchObject([{ level: 'warning' }]);
    expect(annotations[0]?.text).toMatch(
      /^The comment on the pull request could not be made: the event could/,
    );
    expect(annotations[0]?.text).toContain(why);
    expect(annotations[0]?.text).toContain('GITHUB_EVENT_PATH');
  });

  test('a null event has no pull request', async () => {
    const emulator = await started();
    const path = await event();
    await writeFile(path, 'null');
    const recorded = await runRecorded(
      emulator,
      { ...DEMO, 'pr-comment': 'always' },
      { GITHUB_EVENT_PATH: path },
    );
    expect([recorded.succeeded, recorded.annotations]).toEqual([true, []]);
  });

  test('is off by default', async () => {
    const emulator = await started();
    const { annotations } = await runRecorded(emulator, DEMO, { GITHUB_EVENT_PATH: await event() });
    expect(annotations).toEqual([]);
  });
});
