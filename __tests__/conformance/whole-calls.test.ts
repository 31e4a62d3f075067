/**
 * The Action's main calls by AWS's published models. Every member of their inputs can be declared, and every member of
 * their outputs is in the output `state`. A member that AWS adds fails here.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Iam } from '../../src/aws/calls.ts';
import { declare } from '../../src/inputs/declare.ts';
import { inputVariable } from '../../src/inputs/read.ts';
import { DEFAULTS } from '../../src/inputs/table.ts';
import { desiredState, plan } from '../../src/resources/index.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { stateOutput } from '../../src/report/outputs.ts';
import { fakeClock } from '../harness/fake-clock.ts';
import { allowS3, EC2_TRUST } from '../harness/workshop.ts';

interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, Shape>>;
  readonly member?: Shape;
}

const CALLS = [
  ['iam', 'CreateRole', 'input'],
  ['iam', 'CreateInstanceProfile', 'input'],
  ['iam', 'GetRole', 'output'],
  ['iam', 'GetInstanceProfile', 'output'],
  ['rolesanywhere', 'CreateProfile', 'input'],
  ['rolesanywhere', 'CreateProfile', 'output'],
] as const;

/** Members that are not in the state, and why. */
const NOT_IN_STATE: Readonly<Record<string, string>> = {
  'Role.PermissionsBoundary.PermissionsBoundaryType': 'always PermissionsBoundaryPolicy',
  // Only the name and the id of a role in a profile.
  'InstanceProfile.Roles.Path': 'the state of the role has it',
  'InstanceProfile.Roles.Arn': 'the state of the role has it',
  'InstanceProfile.Roles.CreateDate': 'the state of the role has it',
  'InstanceProfile.Roles.AssumeRolePolicyDocument': 'the state of the role has it',
  'InstanceProfile.Roles.Description': 'IAM leaves it out here; the state of the role has it',
  'InstanceProfile.Roles.MaxSessionDuration': 'IAM leaves it out here; the state of the role has it',
  'InstanceProfile.Roles.PermissionsBoundary.PermissionsBoundaryType': 'always PermissionsBoundaryPolicy',
  'InstanceProfile.Roles.PermissionsBoundary.PermissionsBoundaryArn': 'IAM leaves it out here',
  'InstanceProfile.Roles.Tags.Key': 'IAM leaves it out here; the state of the role has it',
  'InstanceProfile.Roles.Tags.Value': 'IAM leaves it out here; the state of the role has it',
  'InstanceProfile.Roles.RoleLastUsed.LastUsedDate': 'IAM leaves it out here; the state of the role has it',
  'InstanceProfile.Roles.RoleLastUsed.Region': 'IAM leaves it out here; the state of the role has it',
};

function publishedShapes(): Readonly<Record<string, Shape>> | undefined {
  const script = fileURLToPath(new URL('service_shapes.py', import.meta.url));
  const { status, stdout } = spawnSync('python3', [script, JSON.stringify(CALLS)], { encoding: 'utf8' });
  return status === 0 ? (JSON.parse(stdout) as Readonly<Record<string, Shape>>) : undefined;
}

const shapes = publishedShapes();
if (shapes === undefined) {
  console.log(
    'Left out: the members of AWS calls by the published models. Install botocore (`pip install boto3`) to have it.',
  );
}
const withModels = shapes === undefined ? describe.skip : describe;

/** A value for each leaf of a shape, which the state must show: the path of the leaf to that text. */
class Sample {
  readonly shown = new Map<string, string>();
  readonly #booleans: boolean;

  constructor(booleans: boolean) {
    this.#booleans = booleans;
  }

  of(shape: Shape, path: string, iso: boolean): unknown {
    const number = this.shown.size + 3600;
    const show = <T>(value: T, text = String(value)): T => {
      this.shown.set(path, text);
      return value;
    };
    switch (shape.type) {
      case 'structure':
        return Object.fromEntries(
          Object.entries(shape.members ?? {}).map(([name, member]) => [
            name,
            this.of(member, path === '' ? name : `${path}.${name}`, iso),
          ]),
        );
      case 'list':
        return [this.of(shape.member ?? { type: 'string' }, path, iso)];
      case 'timestamp': {
        const date = new Date(Date.UTC(2026, 0, 1, 0, 0, number));
        return show(iso ? date.toISOString() : date, date.toISOString());
      }
      case 'integer':
        return show(number);
      case 'boolean':
        return show(this.#booleans, '');
      default: {
        const text = `leaf-${number}`;
        const isDocument = /Document$|\.sessionPolicy$/.test(path);
        const document = JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Sid: text, Effect: 'Allow', Action: 's3:x' }],
        });
        return show(isDocument ? document : text, text);
      }
    }
  }
}

/** Reads from an IAM that returns every member. */
async function stateWith(booleans: boolean): Promise<{ text: string; shown: ReadonlyMap<string, string> }> {
  const sample = new Sample(booleans);
  const output = (call: string): Record<string, unknown> =>
    sample.of(shapes?.[`${call} output`] ?? { type: 'structure' }, '', call === 'CreateProfile') as Record<
      string,
      unknown
    >;
  const { Role } = output('GetRole') as { Role: { RoleName: string } };
  const { InstanceProfile } = output('GetInstanceProfile');
  const { profile } = output('CreateProfile') as { profile: { name: string } };
  const responses: Readonly<Record<string, unknown>> = {
    GetRole: { Role },
    GetInstanceProfile: { InstanceProfile },
    ListProfiles: { profiles: [profile] },
  };
  const iam = { call: (name: string) => Promise.resolve(responses[name] ?? {}) } as unknown as Iam;
  const ignore = (): void => undefined;
  const outcome = await reconcile(
    {
      roleName: Role.RoleName,
      instanceProfileName: 'x',
      rolesAnywhereName: profile.name,
      owner: '',
      adopt: true,
      role: undefined,
    },
    {
      ...DEFAULTS,
      mode: 'read',
      'timeout-seconds': 1,
    },
    {
      iam,
      clock: fakeClock(),
      signal: new AbortController().signal,
      debug: ignore,
      partition: 'aws',
      onPlanned: ignore,
      onSent: ignore,
    },
  );
  expect(outcome.failure).toBeUndefined();
  return { text: JSON.stringify(stateOutput(outcome.finalState ?? {})), shown: sample.shown };
}

withModels('every member of an output is in the state', () => {
  test('texts, numbers, dates and documents', async () => {
    const { text, shown } = await stateWith(true);
    expect(shown.size).toBeGreaterThan(35);
    const missing = [...shown].filter(
      ([, value]) => value !== '' && !new RegExp(`\\b${value}\\b`).test(text),
    );
    expect(missing.map(([path]) => path).sort()).toEqual(Object.keys(NOT_IN_STATE).sort());
  });

  test('booleans', async () => {
    const { text, shown } = await stateWith(true);
    const booleans = [...shown].filter(([, value]) => value === '').map(([path]) => path);
    expect(booleans.length).toBeGreaterThan(2);
    const values = JSON.parse(text) as { rolesAnywhereProfile: Record<string, unknown> };
    const other = JSON.parse((await stateWith(false)).text) as typeof values;
    for (const path of booleans) {
      const name = path.replace(/^profile\./, '');
      expect([path, values.rolesAnywhereProfile[name], other.rolesAnywhereProfile[name]]).toEqual([
        path,
        true,
        false,
      ]);
    }
  });
});

/** Every input, each with a text that the calls must then have. */
const INPUTS: Readonly<Record<string, string>> = {
  'role-name': 'the-role',
  'role-path': '/the-path/',
  'role-description': 'the-description',
  'max-session-duration': '7201',
  'trust-policy': JSON.stringify({
    ...EC2_TRUST,
    Statement: [
      ...EC2_TRUST.Statement,
      {
        Sid: 'TheTrust',
        Effect: 'Allow',
        Principal: { Service: 'rolesanywhere.amazonaws.com' },
        Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
      },
    ],
  }),
  'permissions-boundary': 'arn:aws:iam::123456789012:policy/the-boundary',
  tags: 'the-key=the-value',
  'instance-profile-name': 'the-profile',
  'instance-profile-path': '/the-profile-path/',
  'instance-profile-tags': 'the-profile-key=the-profile-value',
  'roles-anywhere-profile': JSON.stringify({
    name: 'the-nodes',
    enabled: false,
    'duration-seconds': 901,
    'managed-policy-arns': ['arn:aws:iam::123456789012:policy/the-session'],
    'session-policy': allowS3('TheAction'),
    'require-instance-properties': true,
    'accept-role-session-name': true,
    'role-arns': ['arn:aws:iam::123456789012:role/the-other'],
    tags: { 'the-nodes-key': 'the-nodes-value' },
  }),
};

const EXPECTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CreateRole: {
    Path: '/the-path/',
    RoleName: 'the-role',
    AssumeRolePolicyDocument: 'TheTrust',
    Description: 'the-description',
    MaxSessionDuration: '7201',
    PermissionsBoundary: 'policy/the-boundary',
    Tags: '"Key":"the-key","Value":"the-value"',
  },
  CreateInstanceProfile: {
    InstanceProfileName: 'the-profile',
    Path: '/the-profile-path/',
    Tags: '"Key":"the-profile-key","Value":"the-profile-value"',
  },
  CreateProfile: {
    name: 'the-nodes',
    requireInstanceProperties: 'true',
    sessionPolicy: 's3:TheAction',
    roleArns: 'role/the-other',
    managedPolicyArns: 'policy/the-session',
    durationSeconds: '901',
    enabled: 'false',
    tags: '"key":"the-nodes-key","value":"the-nodes-value"',
    acceptRoleSessionName: 'true',
  },
};

withModels('every member of an input can be declared', () => {
  test.each(Object.keys(EXPECTED))('%s', async (call) => {
    const variables = Object.entries(INPUTS).map(([name, value]) => [inputVariable(name), value] as const);
    const env = { GITHUB_REPOSITORY: 'octo-org/octo-repo', ...Object.fromEntries(variables) };
    const [declaration] = (await declare(env)).declarations;
    if (declaration === undefined) throw new Error('no declaration');
    const { changes } = plan(desiredState(declaration, {}, new Map()), {});
    const input = changes.find(({ api }) => api === call)?.input as
      Readonly<Record<string, unknown>> | undefined;
    const members = Object.keys(shapes?.[`${call} input`]?.members ?? {});
    expect(members.sort()).toEqual(Object.keys(EXPECTED[call] ?? {}).sort());
    for (const member of members) {
      expect([member, JSON.stringify(input?.[member])]).toEqual([
        member,
        expect.stringContaining(EXPECTED[call]?.[member] ?? '?'),
      ]);
    }
  });
});
