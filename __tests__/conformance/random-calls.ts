/** Generates random calls of IAM: mostly writes, with every kind of mistake. */
import fc from 'fast-check';
import type { IamAction } from '../../emulator/iam.ts';
import { badDocuments, badTrusts, goodDocuments, goodTrusts, largeDocument } from './policy-documents.ts';

export interface GeneratedCall {
  readonly action: IamAction;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Valid values per invalid value: few mistakes let sequences proceed, and policy documents need more of them. */
const MANY = 20;
const FEW = 7;

function mostly<T>(valid: readonly T[], invalid: readonly T[], weight = MANY): fc.Arbitrary<T> {
  return fc.oneof(
    { weight, arbitrary: fc.constantFrom(...valid) },
    { weight: 1, arbitrary: fc.constantFrom(...invalid) },
  );
}

const invalidNames = (max: number) => ['', 'a/b', 'a b', 'é', 'x'.repeat(max + 1)];
const roleName = mostly(['one', 'one', 'two'], ['One', 'absent', 'x'.repeat(64), ...invalidNames(64)]);
const profileName = mostly(['one', 'two'], ['Two', 'absent', ...invalidNames(128)]);
const userName = mostly(['one', 'two'], ['ONE', 'absent', ...invalidNames(64)]);
const policyName = mostly(['one', 'two'], ['One', 'absent', ...invalidNames(128)]);
const path = mostly(
  [undefined, '/', '/a/', '/a/b/'],
  ['', 'a', '/a', '/é/', `/${'x'.repeat(511)}/`, '/aws-service-role/ec2.amazonaws.com/'],
);
/** Every path begins with a slash: moto creates other policies, but cannot delete them again. */
const policyPath = mostly([undefined, '/', '/a/', '/a/b/'], ['/a', '/é/', '/a b/', `/${'x'.repeat(511)}/`]);
const pathPrefix = mostly([undefined, '/', '/a/', '/none/'], ['', 'a', '/é', `/${'x'.repeat(512)}`]);
const description = mostly(['plain', '', 'Grüße,\n\tetc. + 100%'], ['x'.repeat(1001), '–']);
const seconds = mostly([3600, 7200, 43_200], [0, 3599, 43_201]);
const trust = mostly(goodTrusts, badTrusts, FEW);
const document = mostly([...goodDocuments, largeDocument], badDocuments, FEW);
const managed = [
  'ReadOnlyAccess',
  'AmazonSSMManagedInstanceCore',
  'service-role/AmazonEC2ContainerServiceforEC2Role',
].map((name) => `arn:aws:iam::aws:policy/${name}`);
const own = ['one', 'two', 'a/one'].map((name) => `arn:aws:iam::ACCOUNT:policy/${name}`);
const policyArn = mostly(
  [...managed, ...own],
  [
    'short',
    'long enough, but no ARN at all',
    'arn:aws:iam::aws:policy/NoSuchPolicy',
    'arn:aws:iam::ACCOUNT:policy/absent',
    'arn:aws-cn:iam::aws:policy/ReadOnlyAccess',
    'arn:aws:iam::ACCOUNT:role/one',
    `arn:aws:iam::aws:policy/${'x'.repeat(2048)}`,
    'arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy',
  ],
  FEW,
);
/** Excludes AWS's own policies: moto would delete them for all later sequences. */
const ownArn = mostly(own, ['short', 'arn:aws:iam::ACCOUNT:policy/absent', 'arn:aws:iam::ACCOUNT:role/one']);
const tag = fc.record({
  Key: mostly<string | undefined>(['a', 'b', 'c'], ['A', '', 'aws:x', '!', 'x'.repeat(129), undefined]),
  Value: mostly<string | undefined>(['1', '2', '', 'é /=+-@'], ['!', 'x'.repeat(257), undefined]),
});
const many = (count: number) => Array.from({ length: count }, (_, n) => ({ Key: `k${n}`, Value: '' }));
const tags = fc.oneof(
  { weight: 12, arbitrary: fc.uniqueArray(tag, { maxLength: 3, selector: ({ Key }) => Key }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      [
        { Key: 'a', Value: '1' },
        { Key: 'a', Value: '2' },
      ],
      many(51),
    ),
  },
  { weight: 1, arbitrary: fc.constant(many(48)) },
);
const tagKeys = fc.oneof(
  { weight: 12, arbitrary: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'A', 'k1'), { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(['a', 'a'], [''], ['aws:x'], ['!'], ['x'.repeat(129)]) },
);
const paging = {
  MaxItems: mostly<number | undefined>([undefined, 1, 2, 1000], [0, -1, 1001]),
  Marker: mostly<string | undefined>([undefined], ['', 'x'.repeat(321), '–']),
};
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });

type Fields = Readonly<Record<string, fc.Arbitrary<unknown>>>;
const RoleName = { RoleName: roleName };
const InstanceProfileName = { InstanceProfileName: profileName };

/** The weight and the fields of each call. The compiler requires an entry for every call of the emulator. */
export const generators: Readonly<Record<IamAction, readonly [weight: number, fields: Fields]>> = {
  CreateRole: [
    12,
    {
      ...RoleName,
      Path: path,
      AssumeRolePolicyDocument: trust,
      Description: maybe(description),
      MaxSessionDuration: maybe(seconds),
      PermissionsBoundary: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, policyArn),
      Tags: maybe(tags),
    },
  ],
  GetRole: [4, RoleName],
  ListRoles: [3, { PathPrefix: pathPrefix, ...paging }],
  UpdateRole: [4, { ...RoleName, Description: maybe(description), MaxSessionDuration: maybe(seconds) }],
  UpdateRoleDescription: [3, { ...RoleName, Description: description }],
  UpdateAssumeRolePolicy: [4, { ...RoleName, PolicyDocument: trust }],
  PutRolePermissionsBoundary: [4, { ...RoleName, PermissionsBoundary: policyArn }],
  DeleteRolePermissionsBoundary: [2, RoleName],
  DeleteRole: [4, RoleName],
  AttachRolePolicy: [8, { ...RoleName, PolicyArn: policyArn }],
  DetachRolePolicy: [4, { ...RoleName, PolicyArn: policyArn }],
  ListAttachedRolePolicies: [4, { ...RoleName, PathPrefix: pathPrefix, ...paging }],
  PutRolePolicy: [8, { ...RoleName, PolicyName: policyName, PolicyDocument: document }],
  GetRolePolicy: [4, { ...RoleName, PolicyName: policyName }],
  DeleteRolePolicy: [3, { ...RoleName, PolicyName: policyName }],
  ListRolePolicies: [4, { ...RoleName, ...paging }],
  CreateInstanceProfile: [8, { ...InstanceProfileName, Path: path, Tags: maybe(tags) }],
  GetInstanceProfile: [5, InstanceProfileName],
  ListInstanceProfiles: [3, { PathPrefix: pathPrefix, ...paging }],
  ListInstanceProfilesForRole: [3, { ...RoleName, ...paging }],
  DeleteInstanceProfile: [3, InstanceProfileName],
  AddRoleToInstanceProfile: [8, { ...InstanceProfileName, ...RoleName }],
  RemoveRoleFromInstanceProfile: [4, { ...InstanceProfileName, ...RoleName }],
  TagRole: [5, { ...RoleName, Tags: tags }],
  UntagRole: [4, { ...RoleName, TagKeys: tagKeys }],
  ListRoleTags: [4, { ...RoleName, ...paging }],
  TagInstanceProfile: [5, { ...InstanceProfileName, Tags: tags }],
  UntagInstanceProfile: [4, { ...InstanceProfileName, TagKeys: tagKeys }],
  ListInstanceProfileTags: [4, { ...InstanceProfileName, ...paging }],
  CreatePolicy: [
    8,
    {
      PolicyName: policyName,
      Path: policyPath,
      PolicyDocument: document,
      Description: maybe(description),
      Tags: maybe(tags),
    },
  ],
  GetPolicy: [4, { PolicyArn: policyArn }],
  GetPolicyVersion: [3, { PolicyArn: ownArn, VersionId: mostly(['v1'], ['v2', 'v0', 'x', '']) }],
  DeletePolicy: [4, { PolicyArn: ownArn }],
  ListPolicies: [
    3,
    {
      Scope: mostly(['Local'], ['Mine', '']),
      OnlyAttached: maybe(fc.boolean()),
      PathPrefix: pathPrefix,
      ...paging,
    },
  ],
  CreateUser: [3, { UserName: userName, Path: path }],
  DeleteUser: [2, { UserName: userName }],
  // The tests of `trust-github` run on both servers; random calls would only find the limits of moto's check of URLs.
  CreateOpenIDConnectProvider: [0, {}],
  GetOpenIDConnectProvider: [0, {}],
  DeleteOpenIDConnectProvider: [0, {}],
  GetAccountSummary: [1, {}],
};

/** Generates a call, which sometimes omits a field, even a required one. */
function callOf(action: IamAction, fields: Fields): fc.Arbitrary<GeneratedCall> {
  // Without a scope, the call would list hundreds of AWS's own policies.
  const omittable = Object.keys(fields).filter((field) => field !== 'Scope');
  const omitted = mostly<string | undefined>([undefined], [undefined, ...omittable]);
  return fc.tuple(fc.record(fields), omitted).map(([input, missing]) => ({
    action,
    input: Object.fromEntries(
      Object.entries(input).filter(([field, value]) => value !== undefined && field !== missing),
    ),
  }));
}

const call = fc.oneof(
  ...(Object.keys(generators) as IamAction[]).map((action) => {
    const [weight, fields] = generators[action];
    return { weight, arbitrary: callOf(action, fields) };
  }),
);

/** The beginning of most sequences, so that later calls find entities. */
const opening: readonly GeneratedCall[] = [
  {
    action: 'CreateRole',
    input: { RoleName: 'one', AssumeRolePolicyDocument: goodTrusts[0], Description: 'plain' },
  },
  { action: 'CreateRole', input: { RoleName: 'two', Path: '/a/', AssumeRolePolicyDocument: goodTrusts[1] } },
  { action: 'CreateInstanceProfile', input: { InstanceProfileName: 'one' } },
  { action: 'CreateInstanceProfile', input: { InstanceProfileName: 'two', Path: '/a/' } },
  { action: 'CreatePolicy', input: { PolicyName: 'one', PolicyDocument: goodDocuments[0], Description: '' } },
  { action: 'AddRoleToInstanceProfile', input: { InstanceProfileName: 'one', RoleName: 'one' } },
  { action: 'AttachRolePolicy', input: { RoleName: 'one', PolicyArn: own[0] } },
  { action: 'AttachRolePolicy', input: { RoleName: 'one', PolicyArn: own[0] } },
  { action: 'PutRolePolicy', input: { RoleName: 'two', PolicyName: 'one', PolicyDocument: largeDocument } },
  { action: 'PutRolePermissionsBoundary', input: { RoleName: 'one', PermissionsBoundary: own[0] } },
];

export const sequences: fc.Arbitrary<GeneratedCall[]> = fc
  .tuple(fc.subarray([...opening]), fc.array(call, { minLength: 8, maxLength: 14, size: 'max' }))
  .map(([before, after]) => [...before, ...after]);
