/** Rows of the table in table.ts: inputs that apply to the whole step. */
import { BOOLEAN, oneOf, OTHER_MODES, seconds, SWITCH, text, type InputSpec } from './schemas.ts';

export const RUN_INPUTS = {
  'role-to-assume': {
    ...text('^arn:aws[a-z-]*:iam::\\d{12}:role/[!-~]{1,576}$', 'the ARN of a role'),
    description: 'ARN of the role whose credentials this step uses, and no later step',
    modes: OTHER_MODES,
    group: 'Credentials',
  },
  'aws-region': {
    ...text('^[a-z]{2,}(?:-[a-z]+)+-\\d+$', 'a region, such as eu-central-1'),
    description: 'region of the AWS endpoints; if not set, `AWS_REGION`',
    modes: OTHER_MODES,
    group: 'Credentials',
  },
  'rollback-on-failure': {
    ...BOOLEAN,
    default: true,
    description: "roll back this run's changes if it fails permanently",
    guard: true,
    group: 'Safety',
  },
  'timeout-seconds': {
    ...seconds(1, 3600),
    default: 120,
    description: 'seconds from the first write until IAM shows the declared state, 1 to 3600',
    modes: OTHER_MODES,
    group: 'Run',
  },
  'wait-for': {
    ...oneOf('iam', 'ec2'),
    description: '`ec2` also waits until EC2 accepts the instance profile',
    group: 'Run',
  },
  'ec2-image-id': {
    ...text(
      '^(?:ami-[0-9a-f]{8,17}|resolve:ssm:[A-Za-z0-9_./:-]{1,1011})$',
      'an AMI id (ami-…) or resolve:ssm:PARAMETER',
    ),
    default: 'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
    description: 'image for the dry run of `wait-for: ec2`; no instance is started',
    group: 'Run',
  },
  'expected-plan-digest': {
    // A recipe may add the prefix to an output that already has it.
    ...text(
      '^(?:none|(?:sha256:){0,2}[0-9a-f]{64})$',
      'the output plan-digest of the reviewed run (sha256: and 64 hex digits), or none',
    ),
    default: 'none',
    synonyms: { none: [] },
    description: '`plan-digest` of the reviewed plan: no other plan is sent; `none` allows any',
    guard: true,
    modes: ['destroy', 'sweep'],
    group: 'Safety',
  },
  'sweep-after': {
    ...seconds(0, 31_536_000),
    default: 3600,
    description: '`sweep` keeps roles that were created or last used less than this number of seconds ago',
    guard: true,
    modes: ['sweep'],
    group: 'Safety',
  },
  'dry-run': {
    ...SWITCH,
    description: '`destroy` and `sweep` only show what they would delete; `apply` refuses it',
    modes: ['destroy', 'sweep'],
    group: 'Safety',
  },
  'pr-comment': {
    ...oneOf('off', 'changes', 'always'),
    synonyms: { off: ['false'], changes: ['true', 'on'] },
    description: 'comment on the pull request: `off`, `always`, or from the first `changes` on',
    modes: ['destroy'],
    group: 'Reporting',
  },
  'github-token': {
    ...text('^[!-~]+$', 'a GitHub token: visible ASCII characters on one line'),
    expression: '${{ github.token }}',
    secret: true,
    description: 'token for the comment, the sweep, and the ids of repositories in `trust-github`',
    modes: OTHER_MODES,
    group: 'Credentials',
  },
  'mask-account-id': {
    ...SWITCH,
    description: "hide the account's id in log, summary and comment",
    modes: OTHER_MODES,
    group: 'Reporting',
  },
} as const satisfies Readonly<Record<string, InputSpec>>;
