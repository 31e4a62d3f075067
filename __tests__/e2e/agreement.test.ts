/**
 * `plan` and `apply` agree on random declarations, most of them broken: either both refuse before the first write, or `apply`
 * reaches the state that `plan` announced. `BROKEN_DECLARATIONS=1000 npm test -- __tests__/e2e/agreement` draws more of them.
 */
import fc from 'fast-check';
import type { Emulator } from '../../emulator/server.ts';
import { emulated } from '../harness/emulated.ts';
import { inProcess } from '../harness/in-process.ts';
import { elements, mixedDocuments, mostly } from '../harness/mixed-documents.ts';
import { OWNER_TAGS, plantRole } from '../harness/world.ts';

const RUNS = Number(process.env['BROKEN_DECLARATIONS'] ?? 40);

const json = JSON.stringify;
const sized = (characters: number): object => {
  const document = (Sid: string): object => ({
    Statement: { Sid, Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
  });
  return document('x'.repeat(characters - json(document('')).length));
};
const sizedTrust = (characters: number): object => ({
  Statement: {
    Sid: 'x'.repeat(characters),
    Effect: 'Allow',
    Principal: { Service: 'ec2.amazonaws.com' },
    Action: 'sts:AssumeRole',
  },
});
const tagsOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `own${index}=x`);

/** The names of policies that exist, in one order: `policy-arns` takes the first of them. */
const NAMES = [
  ...['ReadOnlyAccess', 'AmazonS3FullAccess', 'PowerUserAccess', 'SecurityAudit', 'IAMReadOnlyAccess'],
  ...['AmazonEC2FullAccess', 'AmazonSQSFullAccess', 'AWSLambda_FullAccess', 'AmazonVPCFullAccess'],
  ...['CloudWatchAgentServerPolicy', 'AmazonSSMManagedInstanceCore', 'AdministratorAccess'],
];
const SERVICE_LINKED = 'aws-service-role/AWSSupportServiceRolePolicy';
const policies = fc
  .tuple(
    fc.constantFrom(0, 1, 2, 7, 8, 10, 11, 12),
    mostly(
      ['ReadOnlyAccess'],
      [
        ...['NoSuchPolicy', 'readonlyaccess', SERVICE_LINKED, `arn:aws:iam::aws:policy/${SERVICE_LINKED}`],
        ...['arn:aws-cn:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::123456789012:policy/none', 'a b'],
      ],
    ),
  )
  .map(([count, further]) => [...NAMES.slice(0, count), further].join('\n'));

const inline = fc
  .dictionary(
    mostly(['a', 'b', 'kept'], ['a b', 'x'.repeat(129)]).map(String),
    fc.oneof(mixedDocuments('identity'), fc.constantFrom(2000, 4200, 4300, 6000, 10_241).map(sized)),
    { maxKeys: 2 },
  )
  .map((map) => json(map));

const inputs = elements({
  'trust-policy': [
    40,
    fc.oneof(
      { weight: 9, arbitrary: mixedDocuments('trust').map((document) => json(document)) },
      fc.constantFrom(1900, 2100, 4200).map((size) => json(sizedTrust(size))),
    ),
  ],
  'trust-services': [5, mostly(['ec2', 'ecs-tasks\nlambda.amazonaws.com'], ['EC2', 'a b', '-'])],
  'allow-public-trust': [70, fc.constant('true')],
  'inline-policies': [45, inline],
  prune: [
    70,
    mostly(['none', 'none', 'none', 'all', 'tags', 'policies\ninline-policies'], ['all\nnone', 'roles']),
  ],
  tags: [
    60,
    fc
      .tuple(
        fc.constantFrom(0, 1, 24, 26, 47, 48, 49),
        mostly(['team=a'], ['aws:x=y', 'Own0=x', 'bad!=x', 'other3=y']).map(String),
      )
      .map(([count, further]) => [...tagsOf(count), further].join('\n')),
  ],
  'policy-arns': [40, policies],
  'permissions-boundary': [
    20,
    mostly(['none', 'PowerUserAccess'], [SERVICE_LINKED, 'PowerUser', 'arn:aws:iam::aws:policy/none', 'a b']),
  ],
  'role-path': [20, mostly(['/'], ['/other/', '/aws-service-role/x/', 'x'])],
  'role-description': [20, mostly(['text', 'a\r\nb', 'a  b'], ['€', 'x'.repeat(1001)])],
  'max-session-duration': [20, mostly(['3600', '43200'], ['3599', '1h'])],
  'instance-profile': [10, fc.constant('false')],
  'instance-profile-name': [10, mostly(['r', 'other'], ['a/b', 'x'.repeat(129)])],
  adopt: [20, fc.constant('true')],
}) as fc.Arbitrary<Readonly<Record<string, string>>>;

const LADEN = 'a role with tags, attachments and an inline policy';

/** States of the account before the step. */
const STATES: Readonly<Record<string, (emulator: Emulator) => void>> = {
  'no role': () => undefined,
  'a role': (emulator) => {
    plantRole(emulator, 'r');
  },
  [LADEN]: (emulator) => {
    const Tags = [...OWNER_TAGS, ...Array.from({ length: 24 }, (_, n) => ({ Key: `other${n}`, Value: '' }))];
    plantRole(emulator, 'r', { Tags });
    for (const name of ['AmazonRDSFullAccess', 'AmazonSNSFullAccess', 'AmazonSQSReadOnlyAccess'])
      emulator.iam.call('AttachRolePolicy', { RoleName: 'r', PolicyArn: `arn:aws:iam::aws:policy/${name}` });
    emulator.iam.call('PutRolePolicy', {
      RoleName: 'r',
      PolicyName: 'kept',
      PolicyDocument: json(sized(6000)),
    });
  },
  'a role of another owner': (emulator) => {
    plantRole(emulator, 'r', { Tags: [] });
  },
};

test(`plan and apply agree on ${RUNS} random declarations`, async () => {
  const emulator = await emulated();
  const counts = { accepted: 0, refused: 0 };
  const step = async (given: Readonly<Record<string, string>>): ReturnType<typeof inProcess> => {
    emulator.clearCalls();
    return inProcess(emulator, { 'role-name': 'r', 'timeout-seconds': '5', ...given });
  };
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(STATES), LADEN, LADEN), inputs, async (state, given) => {
      emulator.reset();
      STATES[state]?.(emulator);
      const plan = await step({ ...given, mode: 'plan' });
      expect(emulator.writes).toEqual([]);
      const apply = await step(given);
      expect({ ok: apply.ok, errors: apply.errors }).toEqual({ ok: plan.ok, errors: plan.errors });
      counts[apply.ok ? 'accepted' : 'refused'] += 1;
      if (!apply.ok) expect(emulator.writes).toEqual([]);
      else expect((await step({ ...given, mode: 'plan' })).outputs).toMatchObject({ status: 'unchanged' });
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  // Neither side is tested by declarations of one sort.
  expect(counts.accepted).toBeGreaterThan(RUNS / 10);
  expect(counts.refused).toBeGreaterThan(RUNS / 3);
});
