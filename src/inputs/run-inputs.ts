/** The inputs that apply to the whole step: rows of the table in table.ts. */
import type { InputSpec } from './input-spec.ts';

export const RUN_INPUTS = {
  'role-to-assume': {
    kind: 'string',
    schema: { type: 'string', pattern: '^arn:aws[a-z-]*:iam::\\d{12}:role/[!-~]{1,576}$' },
    constraint: 'the ARN of a role',
    description:
      'role whose credentials this step uses, and no other step: through the OIDC token of the job (`id-token: write`), else with the credentials of the environment',
    scope: 'run',
  },
  'aws-region': {
    kind: 'string',
    schema: { type: 'string', pattern: '^[a-z]{2,}(?:-[a-z]+)+-\\d+$' },
    constraint: 'a region, such as eu-central-1',
    description: 'region of the AWS endpoints, instead of `AWS_REGION`',
    scope: 'run',
  },
  'rollback-on-failure': {
    kind: 'boolean',
    default: 'true',
    schema: { type: 'boolean' },
    constraint: 'true or false',
    description: "roll back this run's changes if it fails permanently",
    guard: true,
    scope: 'run',
  },
  'timeout-seconds': {
    kind: 'integer',
    default: '120',
    schema: { type: 'integer', minimum: 1, maximum: 3600 },
    constraint: 'a whole number of seconds from 1 to 3600',
    description:
      'seconds from the first write until IAM shows the declared state, 1 to 3600; a rollback has 60 more',
    scope: 'run',
  },
  'wait-for': {
    kind: 'string',
    default: 'iam',
    schema: { enum: ['iam', 'ec2'] },
    constraint: 'one of iam, ec2',
    description:
      '`ec2`: also wait until EC2 accepts a profile that this run created or changed, or that is younger than 10 minutes; on timeout the step fails without rolling back; if the caller may not call EC2, the step warns and sets `ready-for` to `iam`',
    scope: 'run',
  },
  'ec2-image-id': {
    kind: 'string',
    default: 'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
    schema: { type: 'string', pattern: '^(?:ami-[0-9a-f]{8,17}|resolve:ssm:[A-Za-z0-9_./:-]{1,1011})$' },
    constraint: 'an AMI id (ami-…) or resolve:ssm:PARAMETER',
    description: 'image for the dry run of `wait-for: ec2`; no instance is started',
    scope: 'run',
  },
  'expected-plan-digest': {
    kind: 'string',
    default: 'none',
    // A recipe may add the prefix to an output that already has it.
    schema: { type: 'string', pattern: '^(?:none|(?:sha256:){0,2}[0-9a-f]{64})$' },
    constraint: 'the output plan-digest of the reviewed run (sha256: and 64 hex digits), or none',
    description:
      'the `plan-digest` of the reviewed plan: `apply` and `destroy` send no other plan; the step also succeeds if no changes remain; `none` allows any plan',
    guard: true,
    scope: 'run',
  },
  'sweep-after': {
    kind: 'integer',
    default: '3600',
    schema: { type: 'integer', minimum: 0, maximum: 31_536_000 },
    constraint: 'a whole number of seconds from 0 to 31536000',
    description: '`sweep` keeps roles that were created or last used less than this number of seconds ago',
    guard: true,
    scope: 'run',
  },
  'dry-run': {
    kind: 'boolean',
    default: 'false',
    schema: { type: 'boolean' },
    constraint: 'true or false',
    description: '`destroy` and `sweep` only show what they would delete; `apply` has `mode: plan` instead',
    guard: true,
    scope: 'run',
  },
  'pr-comment': {
    kind: 'string',
    default: 'off',
    schema: { enum: ['off', 'changes', 'always'] },
    constraint: 'one of off, changes, always',
    description:
      'one comment on the pull request, kept up to date: `always`, or created only if something `changes`; needs `pull-requests: write`',
    scope: 'run',
  },
  'github-token': {
    kind: 'string',
    default: '${{ github.token }}',
    schema: { type: 'string', pattern: '^[!-~]+$' },
    constraint: 'a GitHub token: visible ASCII characters on one line',
    secret: true,
    description: 'token to write the comment, and for `sweep` to read pull requests',
    scope: 'run',
  },
  'mask-account-id': {
    kind: 'boolean',
    default: 'false',
    schema: { type: 'boolean' },
    constraint: 'true or false',
    description:
      "hide the account's id in log, summary and comment; the runner then drops every job output that contains it, such as an ARN",
    guard: true,
    scope: 'run',
  },
} as const satisfies Readonly<Record<string, InputSpec>>;
