/**
 * Hostile text in every field that can carry it: never a command in the log, another output, or markup in the
 * summary. The output of a run with hostile text has the very shape of a run with harmless text.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INPUT_NAMES } from '../../src/inputs/table.ts';
import type { StepInProcess } from '../harness/in-process.ts';
import { FULL } from '../harness/full.ts';
import { HOSTILE } from '../harness/hostile.ts';
import { rendered } from '../harness/rendered.ts';
import { allowS3, OWNER_KEY, plantRole, world, type World } from '../harness/world.ts';

/** Reduces a text to the characters and the length that a field accepts. */
function fit(text: string, allowed: RegExp, most: number, otherwise = 'x'): string {
  const kept = Array.from(text)
    .filter((character) => allowed.test(character))
    .join('')
    .slice(0, most);
  return kept.trim() === '' ? otherwise : kept;
}

const name = (text: string, most = 40): string => fit(text, /[\w+=,.@-]/, most);
const tag = (text: string, most = 100): string => fit(text, /[\p{L}\p{Z}\p{N}_.:/=+\-@]/u, most).trim();
const path = (text: string): string => `/${fit(text, /[!-~]/, 60).replace(/^\/+|\/+$/g, '') || 'x'}/`;
const latin = (text: string, most = 900): string => fit(text, /[\t\n\r\u0020-\u007e\u00a1-\u00ff]/, most);

const ROLE = 'hostile-role';

/** Plants a role with our owner tag and hostile text in every field that another user can write. */
function meddled(w: World, text: string): void {
  w.iam.call('CreatePolicy', {
    PolicyName: name(text),
    Path: `/${name(text)}/`,
    PolicyDocument: JSON.stringify(allowS3('GetObject')),
  });
  const PolicyArn = w.iam.account.policies.all().find(({ Arn }) => Arn.includes('123456789012'))?.Arn ?? '';
  plantRole(w, ROLE, {
    Description: latin(text),
    PermissionsBoundary: PolicyArn,
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: {
            Service: 'lambda.amazonaws.com',
            Federated: `arn:aws:iam::123456789012:saml-provider/${name(text)}`,
          },
          Action: ['sts:AssumeRole', 'sts:AssumeRoleWithSAML'],
          Condition: { StringEquals: { 'sts:ExternalId': latin(text, 300), 'SAML:aud': latin(text, 100) } },
        },
      ],
    }),
    Tags: [
      { Key: OWNER_KEY, Value: 'octo-org/octo-repo' },
      { Key: tag(text), Value: tag(text, 200) },
    ],
  });
  const { roles } = w.iam.account;
  const planted = roles.find(ROLE);
  const LastUsed = { LastUsedDate: new Date('2026-11-01T12:00:00Z'), Region: xml(text) };
  if (planted !== undefined) roles.put({ ...planted, LastUsed });
  w.iam.call('AttachRolePolicy', { RoleName: ROLE, PolicyArn });
  w.iam.call('PutRolePolicy', {
    RoleName: ROLE,
    PolicyName: name(text),
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: `arn:aws:s3:::${latin(text, 300)}`,
          Condition: { StringLike: { 'aws:PrincipalTag/x': latin(text, 300) } },
        },
      ],
    }),
  });
  w.iam.call('CreateInstanceProfile', {
    InstanceProfileName: ROLE,
    Tags: [
      { Key: OWNER_KEY, Value: 'octo-org/octo-repo' },
      { Key: tag(text), Value: tag(text, 200) },
    ],
  });
  plantRole(w, `o-${name(text)}`);
  w.iam.call('AddRoleToInstanceProfile', { InstanceProfileName: ROLE, RoleName: `o-${name(text)}` });
}

type Scenario = (w: World, text: string) => Promise<StepInProcess>;

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'an existing role in a plan that deletes it': async (w, text) => {
    meddled(w, text);
    return w.step({ 'role-name': ROLE, mode: 'check', 'permissions-boundary': 'none' });
  },
  'an existing role that the run deletes': async (w, text) => {
    meddled(w, text);
    return w.step({ 'role-name': ROLE, 'permissions-boundary': 'none' });
  },
  'an existing role that remains': async (w, text) => {
    meddled(w, text);
    return w.step({ 'role-name': ROLE, mode: 'plan', prune: 'none' });
  },
  'a destroyed role': async (w, text) => {
    meddled(w, text);
    return w.step({ 'role-name': ROLE, mode: 'destroy' });
  },
  'the owner of a foreign role': async (w, text) => {
    plantRole(w, ROLE, { Path: path(text), Tags: [{ Key: OWNER_KEY, Value: tag(text) }] });
    return w.step({ 'role-name': ROLE });
  },
  'an answer of IAM to a read': async (w, text) => {
    w.emulator.setFaults({
      rules: [{ action: 'GetRole', error: { code: 'AccessDenied', message: xml(text), status: 403 } }],
    });
    return w.step({ 'role-name': ROLE });
  },
  'an answer of IAM to a write': async (w, text) => {
    w.emulator.setFaults({
      rules: [{ action: 'CreateRole', error: { code: 'MalformedPolicyDocument', message: xml(text) } }],
    });
    return w.step({ 'role-name': ROLE });
  },
  'an error code of IAM': async (w, text) => {
    w.emulator.setFaults({
      rules: [{ action: 'GetRole', error: { code: xml(text).slice(0, 200), status: 400 } }],
    });
    return w.step({ 'role-name': ROLE });
  },
  'a declaration': async (w, text) =>
    w.step({
      'role-name': name(text),
      'role-path': path(text),
      'role-description': latin(text),
      tags: JSON.stringify({ [tag(text)]: tag(text, 200) }),
      'inline-policies': JSON.stringify({
        [name(text)]: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${latin(text, 300)}` },
          ],
        },
      }),
      'trust-policy': JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'ec2.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'sts:ExternalId': latin(text, 300) } },
          },
        ],
      }),
      'instance-profile-name': name(text, 100),
      'instance-profile-path': path(text),
      owner: tag(text),
    }),
};

/** Replaces control characters, which XML cannot contain. */
function xml(text: string): string {
  // eslint-disable-next-line no-control-regex -- they are what this is about
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/g, '') || 'x';
}

const COMMANDS = new Set(['group', 'endgroup', 'debug', 'error', 'warning', 'notice']);
const TAGS =
  /^<\/?(?:h[1-6]|p|br|code|pre|table|thead|tbody|tr|th|td|ul|ol|li|strong|blockquote|details|summary|a)>$|^<details open>$|^<a href="https:\/\/docs\.aws\.amazon\.com\/aws-managed-policy\/[\w./-]+">$|^<(?:code class="language-(?:mermaid|diff|json|sh|text|yaml)"|t[hd] align="\w+"|br\/)>$|^<!-- -->$/;
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Returns the parts of the output that must not depend on the text. */
function shape(step: StepInProcess): Readonly<Record<string, unknown>> {
  const { tags, pictures } = rendered(step.summary);
  const changes = JSON.parse(step.outputs['changes'] ?? '[]') as { api: string }[];
  return {
    ok: step.ok,
    commands: step.commands
      .filter(({ name: command }) => command !== 'debug')
      .map(({ name: command, properties }) => [command, Object.keys(properties)]),
    outputs: Object.keys(step.outputs),
    status: step.outputs['status'],
    changed: step.outputs['changed'],
    calls: changes.map(({ api }) => api).sort(),
    // Code and line breaks aside: words that GitHub would turn into links become code.
    tags: tags.filter((each) => !/^<\/?(?:code|br)|^<!-- -->/.test(each)),
    pictures: pictures.map((picture) => picture.replace(/"[^"\n]*"/g, '""')),
  };
}

function expectInert(step: StepInProcess): void {
  for (const { name: command } of step.commands) expect(COMMANDS).toContain(command);
  expect(step.log.split('\n').filter((line) => UNSEEN.test(line) || line.includes('##['))).toEqual([]);
  for (const annotation of [...step.errors, ...step.notices]) {
    expect(annotation.split('\n').filter((line) => UNSEEN.test(line))).toEqual([]);
  }
  expect(step.summary.split('\n').filter((line) => UNSEEN.test(line))).toEqual([]);
  const { tags, prose, pictures } = rendered(step.summary);
  expect(tags.filter((each) => !TAGS.test(each))).toEqual([]);
  expect(prose).not.toMatch(/(?:^|[^\w`])@\w|(?:^|\W)#\d|\bGH-\d|:[\w+-]+:|https?:\/\/|www\.|\$[^$]+\$/);
  for (const picture of pictures) {
    expect(picture).not.toMatch(/^\s*(?:click|link|links|href|callback)\b/m);
    for (const [label] of picture.matchAll(/"[^"\n]*"/g))
      expect(label.replaceAll('<br/>', '')).not.toMatch(/<|`/);
  }
}

const shown = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

describe.each(Object.entries(SCENARIOS).map(([title, scenario], index) => ({ title, scenario, index })))(
  '$title',
  ({ scenario, index }) => {
    let harmless: Readonly<Record<string, unknown>>;
    beforeAll(async () => {
      harmless = shape(await scenario(await world(), 'harmless'));
    });
    // By default a scenario has every third text, and a text is in every third scenario.
    const texts = HOSTILE.filter((_, each) => FULL || (each + index) % 3 === 0);

    test.each(texts.map((text) => [shown(text), text]))('%s', async (_, text) => {
      const step = await scenario(await world(), text);
      expectInert(step);
      const got = shape(step);
      if (text.length > 4_000) {
        // The log also contains messages that are too long for an annotation.
        for (const part of ['ok', 'outputs', 'status', 'changed', 'calls']) {
          expect([part, got[part]]).toEqual([part, harmless[part]]);
        }
      } else if (/[\r\n\u2028\u0085]/.test(text)) {
        // A message of several lines may be several lines of the summary.
        expect({ ...got, tags: [] }).toEqual({ ...harmless, tags: [] });
      } else expect(got).toEqual(harmless);
    });
  },
);

describe('inputs', () => {
  /** Every input is the text, or holds it. */
  test.each(HOSTILE.map((text) => [shown(text), text]))('%s in every input', async (_, text) => {
    const w = await world();
    const asItIs = await w.step(Object.fromEntries(INPUT_NAMES.map((input) => [input, text])));
    expect(asItIs.ok).toBe(false);
    expectInert(asItIs);
    // In a group: what is too long for an annotation.
    for (const { name: command } of asItIs.commands)
      expect(['error', 'group', 'endgroup']).toContain(command);
    expect(asItIs.errors.length).toBeLessThanOrEqual(10);
    expect(Object.keys(asItIs.outputs).sort()).toEqual(['changed', 'changes', 'results', 'status']);
    expect(asItIs.outputs).toEqual({ changed: 'false', status: 'failed', changes: '[]', results: '{}' });
    expect(w.emulator.calls).toEqual([]);

    const inside = await w.step({
      'role-name': ROLE,
      tags: JSON.stringify({ [text]: text }),
      'policy-arns': JSON.stringify([text]),
      'inline-policies': JSON.stringify({ [text]: { Statement: [text] }, other: `${text}.json` }),
      'trust-policy': JSON.stringify(`${text}.json`),
      prune: JSON.stringify([text]),
    });
    expectInert(inside);
    expect(inside.outputs).toMatchObject({ changed: 'false', status: 'failed' });
  });
});

describe("files' names and contents", () => {
  let workspace: string;
  beforeAll(async () => {
    workspace = await mkdtemp(join(tmpdir(), 'hostile-'));
    await mkdir(join(workspace, 'd'));
  });
  afterAll(async () => rm(workspace, { recursive: true, force: true }));

  test.each(HOSTILE.map((text) => [shown(text), text]))('%s', async (_, text) => {
    const w = await world();
    const file = `d/${fit(text, /[^\0/\ud800-\udfff]/, 60)}.json`;
    await writeFile(join(workspace, file), `{"Statement": [\n${JSON.stringify(text)}: `);
    const step = await w.step(
      {
        'role-name': ROLE,
        'inline-policies': JSON.stringify({ p: file }),
        'trust-policy': JSON.stringify(file),
      },
      { workspace },
    );
    expectInert(step);
    expect(step.outputs).toEqual({ changed: 'false', status: 'failed', changes: '[]', results: '{}' });
    expect(new Set(step.commands.map(({ name: command }) => command))).toEqual(new Set(['error']));
    expect(w.emulator.calls).toEqual([]);
  });
});
