/** Declarations that IAM would refuse: `plan` and `apply` refuse them before the first write, and all problems at once. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStep } from '../../scripts/run-action.ts';
import { parseLog } from '../../scripts/workflow-log.ts';
import { emulated } from '../harness/emulated.ts';
import type { StepInProcess } from '../harness/in-process.ts';
import { allowS3, OWNER_TAGS, plantRole, world, type World } from '../harness/world.ts';

const GRANT = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const ADMISSION = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
const documentOf = (...Statement: unknown[]): object => ({ Version: '2012-10-17', Statement });
const grant = (change: object): object => documentOf({ ...GRANT, ...change });
const admission = (change: object): object => documentOf({ ...ADMISSION, ...change });
const admit = (Principal: object): object => admission({ Principal });

/** Inline policies: the name in the report, the document, and its problem. */
const POLICIES: readonly (readonly [string, object, RegExp])[] = [
  ['effect', grant({ Effect: 'allow' }), /Effect: Effect "allow" must be exactly "Allow" or "Deny"/],
  ['actions', grant({ Action: undefined, Actions: 's3:*' }), /Actions: .* did you mean Action\?/],
  ['no-resource', grant({ Resource: undefined }), /has no Resource/],
  ['both', grant({ NotAction: 's3:*' }), /Action and NotAction exclude each other/],
  ['principal', grant({ Principal: '*' }), /Principal is not allowed in an identity policy/],
  ['version', { ...grant({}), Version: '2020-01-17' }, /Version: Version "2020-01-17" does not exist/],
  ['time', { ...grant({}), Version: '2012-10-17T00:00:00Z' }, /Version: .* does not exist/],
  ['hyphen', grant({ Resource: 'arn:aws:s3:::a\u2011b' }), /U\+2011/],
  ['emoji', grant({ Condition: { StringEquals: { 'aws:PrincipalTag/x': '🙂' } } }), /U\+1F642/],
  ['no-service', grant({ Action: 'GetObject' }), /"service:GetObject"/],
  ['bucket', grant({ Resource: 'my-bucket' }), /"my-bucket" is neither an ARN nor "\*"/],
  ['null', grant({ Resource: null }), /Resource "null" is not text/],
  ['sub', grant({ Resource: { 'Fn::Sub': 'arn:aws:s3:::${Bucket}' } }), /CloudFormation's Fn::Sub/],
  ['empty', documentOf(), /Statement: is empty/],
  ['sid', grant({ Sid: 'a-b' }), /Sid "a-b" may hold only letters/],
  ['partition', grant({ Resource: 'arn:aws-cn:s3:::b' }), /is in another partition than the region/],
];
/** Trust policies, each of a role of its own. */
const TRUSTS: readonly (readonly [string, object, RegExp])[] = [
  ['resource', admission({ Resource: '*' }), /Resource is not allowed in a trust policy/],
  ['no-principal', admission({ Principal: undefined }), /has no Principal/],
  ['empty-principal', admit({}), /names no principal/],
  ['not-sts', admission({ Action: 's3:GetObject' }), /cannot be in a trust policy; it must be one of sts:/],
  ['eleven', admit({ AWS: '12345678901' }), /has 11 digits/],
  ['every-root', admit({ AWS: 'arn:aws:iam::*:root' }), /has a wildcard/],
  ['every-role', admit({ AWS: 'arn:aws:iam::111122223333:role/*' }), /has a wildcard/],
  ['group', admit({ AWS: 'arn:aws:iam::111122223333:group/g' }), /is a group/],
  ['short', admit({ Service: 'ec2' }), /did you mean "ec2\.amazonaws\.com"\?/],
  ['amazon', admit({ Service: 'ec2.amazon.com' }), /did you mean "ec2\.amazonaws\.com"\?/],
  ['kind', admit({ Robot: 'x' }), /"Robot" is not a kind of principal/],
  ['placeholder', admit({ AWS: 'arn:aws:iam::<ACCOUNT_ID>:root' }), /placeholder <ACCOUNT_ID>/],
  ['variable', admit({ AWS: 'arn:aws:iam::${ACCOUNT_ID}:root' }), /placeholder \$\{ACCOUNT_ID\}/],
  ['china', admit({ AWS: 'arn:aws-cn:iam::111122223333:root' }), /is in another partition/],
  ['large', admission({ Sid: 'x'.repeat(4096) }), /no account can have more/],
];
const SERVICE_LINKED = 'arn:aws:iam::aws:policy/aws-service-role/AWSSupportServiceRolePolicy';

let workspace: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'refused-'));
});
afterEach(async () => {
  await rm(workspace, { recursive: true });
});

test('one run of the bundle reports every problem of a manifest and of its files, and makes no call', async () => {
  const emulator = await emulated();
  // One line for each role and policy, so that the line identifies it.
  const policies = POLICIES.map(([name, document]) => `      ${name}: ${JSON.stringify(document)}`);
  const trusts = TRUSTS.map(
    ([name, document]) => `  - { role-name: ${name}, trust-policy: ${JSON.stringify(document)} }`,
  );
  const large = JSON.stringify(grant({ Sid: 'x'.repeat(10_240) }));
  await writeFile(
    join(workspace, 'trust.yml'),
    'Version: 2012-10-17\nStatement:\n  - Effect: Allow\n    Action: sts:AssumeRole\n    Principal:\n      AWS: somebody\n',
  );
  const lines = [
    'roles:',
    '  - role-name: policies',
    '    inline-policies:',
    ...policies,
    ...trusts,
    `  - { role-name: inline, inline-policies: { large: ${large} } }`,
    `  - { role-name: attached, policy-arns: [${SERVICE_LINKED}] }`,
    '  - { role-name: bounded, permissions-boundary: aws-service-role/AWSSupportServiceRolePolicy }',
    '  - { role-name: from-file, trust-policy: trust.yml }',
  ];
  await writeFile(join(workspace, 'roles.yml'), lines.join('\n'));
  const { exitCode, log } = await runStep(
    { manifest: 'roles.yml' },
    { env: emulator.environment, workspace },
  );
  expect(exitCode).toBe(1);
  expect(emulator.calls).toEqual([]);
  const report = log.replaceAll('%0A', '\n').split('\n');
  for (const [name, , message] of [...POLICIES, ...TRUSTS]) {
    const line = lines.findIndex((each) => each.includes(` ${name}:`) || each.includes(` ${name},`)) + 1;
    const at = report.filter((each) => each.includes(`(roles.yml:${line}): `));
    expect([name, at.some((each) => message.test(each))]).toEqual([name, true]);
  }
  for (const words of [
    /inline-policies \(roles\.yml:\d+\): .*10\d+ characters together.*no account can have more/,
    /policy-arns \(roles\.yml:\d+\): .*belongs to a service-linked role/,
    /permissions-boundary \(roles\.yml:\d+\): .*belongs to a service-linked role/,
    /trust-policy \(trust\.yml:6\): .*Statement\[0\]\.Principal\.AWS: the principal "somebody"/,
  ])
    expect(report).toContainEqual(expect.stringMatching(words));
});

/** Runs `plan` and `apply`, which must refuse alike before the first write; returns the errors. */
async function refusal(w: World, inputs: Record<string, string>): Promise<string> {
  const steps: StepInProcess[] = [];
  for (const mode of ['plan', 'check', 'apply']) {
    steps.push(await w.step({ mode, 'role-name': 'r', ...inputs }));
    expect([mode, steps.at(-1)?.ok, w.writes()]).toEqual([mode, false, []]);
  }
  const [plan, check, apply] = steps.map(({ errors }) => errors.join('\n'));
  expect([check, apply]).toEqual([plan, plan]);
  return plan ?? '';
}

async function applied(w: World, inputs: Record<string, string>): Promise<StepInProcess> {
  const plan = await w.step({ mode: 'plan', 'role-name': 'r', ...inputs });
  const step = await w.step({ 'role-name': 'r', ...inputs });
  expect([plan.errors, step.errors]).toEqual([[], []]);
  return step;
}

const json = JSON.stringify;
const sized = (characters: number): object => {
  const empty = json(grant({ Sid: '' })).length;
  return grant({ Sid: 'x'.repeat(characters - empty) });
};

describe("IAM's state decides before the first write", () => {
  const put = (w: World, PolicyName: string, document: object): void => {
    w.iam.call('PutRolePolicy', { RoleName: 'r', PolicyName, PolicyDocument: json(document) });
  };

  test('about inline policies together with those that prune keeps', async () => {
    const w = await world();
    plantRole(w, 'r');
    put(w, 'other', sized(6000));
    const inputs = (size: number): Record<string, string> => ({
      prune: 'none',
      'inline-policies': json({ own: sized(size) }),
    });
    expect(await refusal(w, inputs(4241))).toMatch(
      /inline-policies: .*with 1 undeclared one that `prune` leaves out, have 10241 .*no account can have more/,
    );
    await applied(w, inputs(4240));
    // A converged run needs no document of the other policy.
    expect(await w.step({ 'role-name': 'r', ...inputs(4240) })).toMatchObject({ ok: true });
    expect(w.reads().filter((call) => call === 'GetRolePolicy')).toHaveLength(1);
    await applied(w, { ...inputs(10_000), prune: 'all' });
  });

  test('about the room on the way, which a kept policy takes too', async () => {
    const w = await world();
    plantRole(w, 'r');
    put(w, 'other', sized(6000));
    const objects = (bucket: string): object =>
      grant({
        Resource: Array.from(
          { length: 50 },
          (_, index) => `arn:aws:s3:::${bucket}/${index}/${'x'.repeat(20)}`,
        ),
      });
    put(w, 'own', objects('a'));
    put(w, 'second', grant({}));
    // A second policy that changes makes the plan put a document with the grants of both ends, if there is room for it.
    const changed = json({ own: objects('b'), second: grant({ Action: 's3:ListBucket' }) });
    await applied(w, { prune: 'none', 'inline-policies': changed });
  });

  test('about the trust policy, whose quota an account may raise to 4,096', async () => {
    const trust = (size: number): Record<string, string> => ({
      'trust-policy': json(admission({ Sid: 'x'.repeat(size - json(admission({ Sid: '' })).length) })),
    });
    const w = await world();
    await applied(w, trust(2048));
    expect(w.reads()).not.toContain('GetAccountSummary');
    expect(await refusal(w, trust(2049))).toMatch(
      /trust-policy: .*2049 characters, and IAM allows 2048; ask AWS to raise the quota \(at most 4096\)/,
    );
    const raised = await world({ trustPolicySize: 3000 });
    await applied(raised, trust(3000));
    expect(await refusal(raised, trust(3001))).toMatch(/IAM allows 3000; ask AWS to raise/);
    expect(await refusal(raised, trust(4097))).toMatch(/IAM allows 4096; no account can have more/);
  });

  test('about many services, whose trust policy is large too', async () => {
    const w = await world();
    const services = (count: number): Record<string, string> => ({
      'trust-services': Array.from({ length: count }, (_, index) => `service-${index}`).join('\n'),
    });
    expect(await refusal(w, services(80))).toMatch(/trust-services: .*ask AWS to raise/);
    expect(await refusal(w, services(150))).toMatch(/trust-services: .*no account can have more/);
  });

  test('about many workflows, naming their own input', async () => {
    const w = await world();
    w.iam.call('CreateOpenIDConnectProvider', {
      Url: 'https://token.actions.githubusercontent.com',
      ClientIDList: ['sts.amazonaws.com'],
      ThumbprintList: [],
    });
    const branches = Array.from({ length: 20 }, (_, index) => `octo-org@1/octo-repo@2@release/${index}`);
    const workflows = { 'trust-github': branches.join('\n') };
    expect(await refusal(w, workflows)).toMatch(/trust-github: the trust policy .*ask AWS to raise/);
    const both = { ...workflows, 'trust-services': 'ec2' };
    expect(await refusal(w, both)).toMatch(/trust-github: the trust policy .*ask AWS to raise/);
  });

  test('about tags together with those that prune keeps', async () => {
    const w = await world();
    const others = Array.from({ length: 30 }, (_, index) => ({ Key: `other${index}`, Value: '' }));
    plantRole(w, 'r', { Tags: [...OWNER_TAGS, ...others] });
    const tags = (count: number): Record<string, string> => ({
      prune: 'none',
      tags: Array.from({ length: count }, (_, index) => `own${index}=`).join('\n'),
    });
    expect(await refusal(w, tags(20))).toMatch(
      /role\/r would have 51 tags, and no account can have more than 50: declare fewer tags, or let prune/,
    );
    await applied(w, tags(19));
    await applied(w, { ...tags(40), prune: 'all' });
  });

  test("about attachments, by the account's own quota and with those that prune keeps", async () => {
    const w = await world({ attachedPoliciesPerRole: 11 });
    plantRole(w, 'r');
    const arns = Array.from({ length: 12 }, (_, index) => {
      const PolicyName = `p${index}`;
      const { Policy } = w.iam.call('CreatePolicy', { PolicyName, PolicyDocument: json(grant({})) });
      return (Policy as { readonly Arn: string }).Arn;
    });
    const [kept = '', ...rest] = arns;
    w.iam.call('AttachRolePolicy', { RoleName: 'r', PolicyArn: kept });
    const inputs = (count: number): Record<string, string> => ({
      prune: 'none',
      'policy-arns': rest.slice(0, count).join('\n'),
    });
    expect(await refusal(w, inputs(11))).toMatch(
      /12 policies are more than the 11 .*ask AWS.* or let prune remove those/,
    );
    await applied(w, inputs(10));
  });
});

describe('a trust in a shared issuer without its claim', () => {
  const gitlab = (Condition?: object): string =>
    json(
      admission({
        Principal: { Federated: 'arn:aws:iam::123456789012:oidc-provider/gitlab.com' },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition,
      }),
    );
  const open = { 'trust-policy': gitlab(), 'allow-public-trust': 'true' };

  test('is refused as a new or changed one, even with allow-public-trust', async () => {
    const w = await world();
    const words = /trust-policy: IAM refuses a new trust in gitlab\.com without a condition StringLike/;
    expect(await refusal(w, open)).toMatch(words);
    plantRole(w, 'r');
    expect(await refusal(w, open)).toMatch(words);
  });

  test('remains if the role has it already', async () => {
    const w = await world();
    plantRole(w, 'r');
    const role = w.iam.account.roles.find('r');
    if (role === undefined) throw new Error('no role');
    // IAM accepted such trusts once.
    w.iam.account.roles.put({ ...role, AssumeRolePolicyDocument: gitlab() });
    await applied(w, { ...open, 'role-description': 'another' });
    expect(w.writes()).toContain('UpdateRole');
    expect(w.writes()).not.toContain('UpdateAssumeRolePolicy');
  });

  test('is a warning if a wildcard is compared letter by letter', async () => {
    const w = await world();
    const condition = { StringEquals: { 'gitlab.com:sub': 'project_path:my-group/*' } };
    const { commands, ok } = await w.step({
      'role-name': 'r',
      'instance-profile': 'false',
      'trust-policy': gitlab(condition),
    });
    const warnings = commands.filter(({ name }) => name === 'warning').map(({ data }) => data);
    expect([ok, warnings]).toEqual([
      true,
      [expect.stringMatching(/trust-policy: StringEquals compares .*use StringLike/)],
    ]);
  });
});

describe('a name that matches nothing', () => {
  const warningsOf = ({ commands }: StepInProcess): string[] =>
    commands.filter(({ name }) => name === 'warning').map(({ data }) => data);
  const typo = {
    'inline-policies': json({ read: allowS3('GetObjcet'), list: allowS3('ListBucket') }),
  };

  test.each(['plan', 'apply'])('in an action is a warning with the closest name: %s', async (mode) => {
    const w = await world();
    const step = await w.step({ mode, 'role-name': 'r', ...typo });
    expect(step.ok).toBe(true);
    expect(warningsOf(step)).toEqual([
      'role/r: inline policy read: Statement[0].Action: "s3:GetObjcet" matches no action; did you mean "s3:GetObject"?',
    ]);
  });

  test('is a warning only if the document changes', async () => {
    const w = await world();
    await w.step({ 'role-name': 'r', ...typo });
    expect(warningsOf(await w.step({ 'role-name': 'r', ...typo }))).toEqual([]);
    expect(warningsOf(await w.step({ 'role-name': 'r', ...typo, 'role-description': 'x' }))).toEqual([]);
  });

  test('among the policies of AWS is refused with the closest one, and the path', async () => {
    const w = await world();
    const errors = await refusal(w, {
      'policy-arns':
        'AmazonSSMManagedInstancecore\nservice-role/AmazonSSMManagedInstanceCore\narn:aws:iam::123456789012:policy/mine',
      'permissions-boundary': 'PowerUserAcess',
    });
    expect(errors).toMatch(/"AmazonSSMManagedInstancecore".*did you mean "AmazonSSMManagedInstanceCore"\?/);
    expect(errors).toMatch(/"service-role\/AmazonSSM.*; did you mean "AmazonSSMManagedInstanceCore"\?/);
    expect(errors).not.toContain('ACCOUNT:policy/');
    expect(errors).toMatch(/permissions-boundary: .*did you mean "PowerUserAccess"\?/);
    expect(errors).toMatch(/policy "arn:aws:iam::123456789012:policy\/mine"$/m);
  });
});

describe('text that IAM returns in another form', () => {
  test('is sent in that form: line ends are LF, and blank lines alone are no description', async () => {
    const { environment, iam } = await emulated();
    const run = async (description: string): Promise<Readonly<Record<string, string>>> => {
      await writeFile(
        join(workspace, 'roles.yml'),
        `roles: [{ role-name: r, role-description: ${json(description)} }]`,
      );
      return (await runStep({ manifest: 'roles.yml' }, { env: environment, workspace })).outputs;
    };
    expect(await run('a\r\nb\rc')).toMatchObject({ status: 'created' });
    expect(await run('a\nb\nc')).toMatchObject({ status: 'unchanged' });
    expect(iam.call('GetRole', { RoleName: 'r' })).toMatchObject({ Role: { Description: 'a\nb\nc' } });
    expect(await run(' \n ')).toMatchObject({ status: 'updated' });
    expect(await run('')).toMatchObject({ status: 'unchanged' });
  });

  /** Stores every description with single spaces. */
  const asRead = (description: string): string => description.replace(/ +/g, ' ');

  test('ends a first run with that fact, which rolls back; another run or tool is not blamed', async () => {
    const emulator = await emulated({ asRead });
    const inputs = { 'role-name': 'r', 'role-description': 'two  spaces' };
    const step = await runStep(inputs, { env: emulator.environment });
    const [error = ''] = parseLog(step.log)
      .commands.filter(({ name }) => name === 'error')
      .map(({ data }) => data);
    expect(error).toMatch(
      /^role\/r cannot reach the declared state: IAM returned its description as "two spaces", twice, and not as sent, "two {2}spaces"\. Declare it as IAM returns it\./,
    );
    expect(error).not.toMatch(/another run or tool/i);
    expect(step.outputs).toMatchObject({ status: 'rolled-back', changed: 'false' });
    expect(emulator.snapshot()).toMatchObject({ roles: {}, instanceProfiles: {} });
  });

  test('restores an existing role', async () => {
    const w = await world({ asRead });
    await w.step({ 'role-name': 'r', 'role-description': 'before' });
    const before = w.emulator.snapshot();
    const step = await w.step({
      'role-name': 'r',
      'role-description': 'two  spaces',
      'max-session-duration': '7200',
      'policy-arns': 'ReadOnlyAccess',
    });
    expect(step.outputs['status']).toBe('rolled-back');
    expect(w.emulator.snapshot()).toEqual(before);
  });
});
