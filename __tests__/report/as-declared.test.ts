import fc from 'fast-check';
import { parse } from 'yaml';
import type { PolicyDocument } from '../../src/aws/policy-document.ts';
import { declare } from '../../src/inputs/declare.ts';
import { inputVariable } from '../../src/inputs/read.ts';
import { desiredState, plan, refusals } from '../../src/resources/index.ts';
import { importStep } from '../../src/report/import-step.ts';
import type { State } from '../../src/resources/resource.ts';
import { OWNER_TAG, PULL_REQUEST_TAG } from '../../src/resources/tags.ts';
import {
  allowS3,
  EC2_TRUST,
  OWNER,
  OWNER_KEY,
  plantRole,
  SSM_POLICY,
  world,
  type World,
} from '../harness/world.ts';

interface Step {
  readonly uses: string;
  readonly with: Readonly<Record<string, string>>;
}

/** Reads the step's inputs as GitHub passes them, with the expressions replaced by their text. */
function inputsOf(yaml: string): Record<string, string> {
  const [step, ...more] = parse(yaml) as Step[];
  expect(more).toEqual([]);
  expect(step?.uses).toBe('octo-org/action@v2');
  return Object.fromEntries(
    Object.entries(step?.with ?? {}).map(([name, value]) => {
      expect(typeof value).toBe('string');
      expect(value.replaceAll("${{ '${{' }}", '')).not.toContain('${{');
      return [name, value.replaceAll("${{ '${{' }}", '${{')];
    }),
  );
}

const text = fc
  .string({
    unit: fc.constantFrom('a', 'é', ' ', ':', '#', '"', "'", '-', '{', '$', '\n', '%', '=', '0'),
    maxLength: 12,
  })
  .map((value) => value.trim());
const word = fc.string({
  unit: fc.constantFrom('a', 'Z', '0', '=', ',', '@', '.', '+', '_', '-'),
  minLength: 1,
  maxLength: 8,
});
const statement = {
  Effect: fc.constantFrom('Allow', 'Deny'),
  Condition: fc.oneof(
    fc.constantFrom(
      { StringLike: { 'aws:PrincipalArn': '${aws:username}' } },
      { Bool: { 'aws:SecureTransport': 'true' } },
      { StringEquals: { x: '${{ secrets.X }}' } },
    ),
    text.map((x) => ({ StringEquals: { x } })),
  ),
};
const documentOf = (one: fc.Arbitrary<PolicyDocument>): fc.Arbitrary<PolicyDocument> =>
  fc.record({
    Version: fc.constantFrom('2012-10-17', '2008-10-17'),
    Statement: fc.array(one, { minLength: 1, maxLength: 2 }),
  });
const trust = documentOf(
  fc.record({
    ...statement,
    Action: fc.constantFrom('sts:AssumeRole', ['sts:AssumeRole', 'sts:TagSession']),
    Principal: fc.constantFrom(
      '*',
      { AWS: '012345678901' },
      { Service: ['ec2.amazonaws.com', 'ssm.amazonaws.com'] },
    ),
  }),
);
const policy = documentOf(
  fc.record({
    ...statement,
    Action: fc.constantFrom('sts:AssumeRole', ['s3:GetObject', 's3:*']),
    Resource: fc.constantFrom('*', ['arn:aws:s3:::a', 'arn:aws:s3:::${aws:username}/*']),
  }),
);
const tagKey = fc.string({
  unit: fc.constantFrom('a', 'b', 'é', ' ', ':', '=', '-', '/', '.'),
  minLength: 1,
  maxLength: 6,
});
const tagMap = fc.uniqueArray(
  fc.tuple(tagKey, fc.constantFrom('', 'x', 'x=y', '012', 'true', 'a: b', 'x y')),
  { selector: ([key]) => key.toLowerCase(), maxLength: 4 },
);
const path = fc.constantFrom('/', '/team/');
const state: fc.Arbitrary<State> = fc
  .record({
    name: word,
    path,
    description: text,
    maxSessionDuration: fc.constantFrom(3600, 7200),
    trust,
    boundary: fc.constantFrom(undefined, 'arn:aws:iam::123456789012:policy/limits'),
    tags: tagMap,
    managed: fc.subarray([SSM_POLICY, 'arn:aws:iam::123456789012:policy/a/b,c']),
    inline: fc.array(fc.tuple(word, policy), { maxLength: 2 }),
    profile: fc.option(fc.record({ name: word, path, tags: fc.oneof(fc.constant(undefined), tagMap) }), {
      nil: undefined,
    }),
  })
  .map(({ managed, inline, profile, tags, ...role }) => ({
    role: {
      ...role,
      tags: new Map([...tags, [PULL_REQUEST_TAG, '7']]),
      managedPolicies: new Set(managed),
      inlinePolicies: new Map(inline),
      instanceProfiles: new Set<string>(),
      identity: {
        arn: `arn:aws:iam::123456789012:role${role.path}${role.name}`,
        id: 'AROAEXAMPLEEXAMPLE',
        created: undefined,
      },
    },
    instanceProfile: profile && {
      name: profile.name,
      path: profile.path,
      tags: new Map(profile.tags ?? tags),
      role: { name: role.name, id: 'AROAEXAMPLEEXAMPLE' },
      identity: { arn: 'arn', id: 'AIPA', created: undefined },
    },
  }));

test('the suggested step for any role changes the tags of ownership and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(state, async (actual) => {
      const inputs = inputsOf(importStep(actual, 'octo-org/action@v2'));
      const env = Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [inputVariable(name), value]),
      );
      const { declarations } = await declare({ GITHUB_REPOSITORY: OWNER, ...env });
      const [declaration] = declarations;
      if (declaration === undefined) throw new Error('no declaration');
      expect(refusals(declaration, actual)).toEqual([]);
      const { changes } = plan(desiredState(declaration, actual, new Map()), actual);
      const tag = { Tags: [{ Key: OWNER_TAG, Value: OWNER }] };
      const profile = actual.instanceProfile?.name;
      const RoleName = actual.role?.name;
      expect(changes.map(({ api, input }) => [api, input])).toEqual([
        ['UntagRole', { RoleName, TagKeys: [PULL_REQUEST_TAG] }],
        ['TagRole', { RoleName, ...tag }],
        ...(profile === undefined ? [] : [['TagInstanceProfile', { InstanceProfileName: profile, ...tag }]]),
      ]);
    }),
    { numRuns: 100 },
  );
});

describe('on the emulator', () => {
  function plantOthers(w: World): void {
    const Tags = [{ Key: 'team', Value: 'web' }];
    plantRole(w, 'theirs', {
      Path: '/app/',
      Description: 'Costs $5: {really}',
      MaxSessionDuration: 7200,
      Tags,
    });
    w.iam.call('AttachRolePolicy', { RoleName: 'theirs', PolicyArn: SSM_POLICY });
    w.iam.call('PutRolePolicy', {
      RoleName: 'theirs',
      PolicyName: 'read',
      PolicyDocument: JSON.stringify(allowS3('GetObject')),
    });
    w.iam.call('CreateInstanceProfile', { InstanceProfileName: 'theirs', Tags });
    w.iam.call('AddRoleToInstanceProfile', { InstanceProfileName: 'theirs', RoleName: 'theirs' });
  }

  test('mode: read shows the folded step, which adopts the role unchanged', async () => {
    const w = await world();
    plantOthers(w);
    const before = w.emulator.snapshot();
    const read = await w.step(
      { mode: 'read', 'role-name': 'theirs' },
      { env: { GITHUB_ACTION_REPOSITORY: 'octo-org/action', GITHUB_ACTION_REF: 'v2' } },
    );
    expect(read.errors).toEqual([]);
    expect(w.writes()).toEqual([]);
    const shown =
      /<details><summary>The step that declares it as it is<\/summary>[^]*?```yaml\n([^]*?)\n```/.exec(
        read.summary,
      )?.[1];
    const adopted = await w.step(inputsOf(shown ?? ''));
    expect(adopted.errors).toEqual([]);
    expect(w.writes().sort()).toEqual(['TagInstanceProfile', 'TagRole']);
    const owner = { [OWNER_KEY]: OWNER };
    const after = w.emulator.snapshot();
    const [role, profile] = [before.roles['theirs'], before.instanceProfiles['theirs']];
    expect(after.roles['theirs']).toEqual({ ...role, Tags: { ...role?.Tags, ...owner } });
    expect(after.instanceProfiles['theirs']).toEqual({ ...profile, Tags: { ...profile?.Tags, ...owner } });
  });

  test('a role of an AWS service has no step, as it cannot be adopted', async () => {
    const w = await world();
    const RoleName = 'AWSServiceRoleForEcs';
    const Path = '/aws-service-role/ecs.amazonaws.com/';
    w.iam.call('CreateRole', { RoleName, Path, AssumeRolePolicyDocument: JSON.stringify(EC2_TRUST) }, 'aws');
    const refused = await w.step({ 'role-name': RoleName });
    expect(refused.errors.join('')).toMatch(/choose another role-name$/);
    const read = await w.step({ mode: 'read', 'role-name': RoleName });
    expect([read.ok, read.outputs['status']]).toEqual([true, 'read']);
    expect(refused.summary + read.summary).not.toMatch(/as it is|adopt/);
  });

  test('a refused destroy and an adopting run show no step', async () => {
    const w = await world();
    plantOthers(w);
    const destroy = await w.step({ 'role-name': 'theirs', mode: 'destroy' });
    expect(destroy.ok).toBe(false);
    expect(destroy.summary).not.toContain('```yaml');
    const elsewhere = await w.step({ 'role-name': 'theirs', adopt: 'true' });
    expect(elsewhere.errors.join('')).toContain('IAM cannot move it');
    expect(elsewhere.summary).not.toContain('```yaml');
  });
});
