/**
 * Every input once: its shape, its limits in IAM's terms, its default and its meaning. Inputs are validated by it, and
 * `action.yml`, the README's table and the JSON Schema are held to it.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */

/** How the text of an input becomes a value. */
export type Kind = 'string' | 'integer' | 'boolean' | 'list' | 'map' | 'document';

export interface InputSpec {
  readonly kind: Kind;
  /** As in `action.yml`; an input left empty is the same as one left out. */
  readonly default?: string;
  /** What the value must satisfy, as JSON Schema (2020-12). Parts of it (items, keys, values) describe themselves. */
  readonly schema: JsonSchema;
  /** The same in words that can follow "it must be". */
  readonly rule: string;
  /** A message never quotes the value. */
  readonly secret?: true;
  readonly meaning: string;
  /** The property that the input declares: `role.path`. */
  readonly declares?: string;
  /** `role`: says something of one role, so a manifest may say it too. `run`: of the whole step. */
  readonly scope: 'role' | 'run';
  /** Of a map: the keys that tell what is meant, which is all that `destroy` looks at. */
  readonly identity?: readonly string[];
}

export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | number | boolean)[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | false;
  /** Of a part of a value: the words that can follow "it must be". */
  readonly description?: string;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
}

/** IAM allows 50 tags; two are ours. */
export const MAX_TAGS = 48;

const NAME = '[A-Za-z0-9_+=,.@-]';
const path: JsonSchema = { type: 'string', pattern: '^(?:/|/[!-~]{1,510}/)$' };
const pathRule = 'a path that starts and ends with "/", of at most 512 printable ASCII characters';
const pathMeaning = 'from `/` to `/`, at most 512 characters; IAM sets it at creation only';
const policyReferenceRule =
  'the ARN of a managed policy, or the name of an AWS managed policy, with or without its path';
const boundary: JsonSchema = {
  type: 'string',
  pattern:
    '^(?:arn:aws[a-z-]*:iam::(?:\\d{12}|aws):policy/[!-~]{1,512}|/?(?:[!-.0-~]+/)*[A-Za-z0-9_+=,.@-]{1,128})$',
};
const policyReference: JsonSchema = { ...boundary, description: policyReferenceRule };
const document: JsonSchema = {
  type: ['object', 'string'],
  description: 'a policy document, or the path of a file in the workspace that holds one',
};
/** One pattern for all of them, with the lengths beside it: the three would take longer to compile than all else here. */
const tagText: JsonSchema = { type: 'string', pattern: '^[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*$' };
const tags: JsonSchema = {
  type: 'object',
  maxProperties: MAX_TAGS,
  propertyNames: {
    ...tagText,
    minLength: 1,
    maxLength: 128,
    not: { pattern: '^[aA][wW][sS]:' },
    description: '1 to 128 letters, digits, spaces and _ . : / = + - @, and must not start with "aws:"',
  },
  additionalProperties: {
    ...tagText,
    maxLength: 256,
    description: 'text of 0 to 256 letters, digits, spaces and _ . : / = + - @; write "" for an empty value',
  },
};

export const INPUTS = {
  mode: {
    kind: 'string',
    default: 'apply',
    schema: { enum: ['apply', 'plan', 'check', 'destroy', 'sweep'] },
    rule: 'one of apply, plan, check, destroy, sweep',
    meaning:
      '`apply` makes IAM so, `plan` says what would change, `check` fails when anything would, `destroy` removes, `sweep` destroys what closed pull requests left under `role-path`',
    scope: 'run',
  },
  'role-name': {
    kind: 'string',
    schema: {
      type: 'string',
      pattern: `^(?:${NAME}|\\{(?:pr|repo|branch)\\}){1,64}$`,
    },
    rule: '1 to 64 characters of A-Z a-z 0-9 _ + = , . @ -, and maybe {pr}, {repo}, {branch}',
    meaning:
      'name of the role, 1 to 64 of `A-Z a-z 0-9 _+=,.@-`, required unless there is a `manifest` or `mode` is `sweep`; may hold `{pr}`, `{repo}`, `{branch}`',
    scope: 'role',
  },
  'role-path': {
    kind: 'string',
    default: '/',
    schema: path,
    rule: pathRule,
    meaning: `path of the role, ${pathMeaning}`,
    declares: 'role.path',
    scope: 'role',
  },
  'role-description': {
    kind: 'string',
    schema: { type: 'string', maxLength: 1000, pattern: '^[\\t\\n\\r\\u0020-\\u007E\\u00A1-\\u00FF]*$' },
    rule: 'at most 1000 characters of Latin-1 (tab, line ends, U+0020–7E, U+00A1–FF)',
    meaning: 'description of the role, at most 1000 characters of Latin-1',
    declares: 'role.description',
    scope: 'role',
  },
  'trust-services': {
    kind: 'list',
    schema: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'string',
        pattern: '^[a-z0-9-]+(?:\\.[a-z0-9-]+)*$',
        description: 'the name of a service, such as ec2, ecs-tasks or ec2.amazonaws.com',
      },
    },
    rule: 'a list of at least one service, such as ec2, ecs-tasks or ec2.amazonaws.com',
    meaning:
      'services that may assume the role, `ec2` when no trust is given; `ec2` means `ec2.amazonaws.com`, and what ends in `.amazonaws.com` or `.amazonaws.com.cn` is taken as it is',
    scope: 'role',
  },
  'trust-policy': {
    kind: 'document',
    schema: document,
    rule: 'a policy document as JSON or YAML, or the path of a file in the workspace that holds one',
    meaning: 'the whole trust policy: YAML or JSON, or the path of a file; excludes `trust-services`',
    declares: 'role.trust',
    scope: 'role',
  },
  'allow-public-trust': {
    kind: 'boolean',
    default: 'false',
    schema: { type: 'boolean' },
    rule: 'true or false',
    meaning: 'accept a trust policy that anyone could use',
    scope: 'role',
  },
  'max-session-duration': {
    kind: 'integer',
    default: '3600',
    schema: { type: 'integer', minimum: 3600, maximum: 43_200 },
    rule: 'a whole number of seconds from 3600 to 43200',
    meaning: 'seconds that a session of the role may last, 3600 to 43200',
    declares: 'role.maxSessionDuration',
    scope: 'role',
  },
  'permissions-boundary': {
    kind: 'string',
    schema: boundary,
    rule: `${policyReferenceRule}, or none`,
    meaning:
      'ARN or AWS managed policy name of the permissions boundary; `none` removes it, left out it stays as it is',
    declares: 'role.boundary',
    scope: 'role',
  },
  'policy-arns': {
    kind: 'list',
    schema: { type: 'array', items: policyReference },
    rule: `a list, each item ${policyReferenceRule}`,
    meaning: 'managed policies: ARNs, or names of AWS managed policies with or without their path',
    declares: 'role.managedPolicies',
    scope: 'role',
  },
  'inline-policies': {
    kind: 'map',
    schema: {
      type: 'object',
      propertyNames: {
        pattern: `^${NAME}{1,128}$`,
        description: '1 to 128 characters of A-Z a-z 0-9 _ + = , . @ -',
      },
      additionalProperties: document,
    },
    rule: 'a map of policy names (1 to 128 characters of A-Z a-z 0-9 _ + = , . @ -), each with a document or the path of a file',
    meaning: 'inline policies: name to document, or to the path of a file',
    declares: 'role.inlinePolicies',
    scope: 'role',
  },
  tags: {
    kind: 'map',
    schema: tags,
    rule: `a map of at most ${MAX_TAGS} tags; keys of 1 to 128 and values of 0 to 256 letters, digits, spaces and _ . : / = + - @, no key starting with "aws:"`,
    meaning: `tags of the role and of the instance profile: at most ${MAX_TAGS}, keys unique whatever their case, none with the prefix \`aws:\``,
    scope: 'role',
  },
  'instance-profile': {
    kind: 'boolean',
    default: 'true',
    schema: { type: 'boolean' },
    rule: 'true or false',
    meaning: '`false`: the role has no instance profile; one of that name that is ours is removed',
    scope: 'role',
  },
  'instance-profile-name': {
    kind: 'string',
    schema: { type: 'string', pattern: `^${NAME}{1,128}$` },
    rule: '1 to 128 characters of A-Z a-z 0-9 _ + = , . @ -',
    meaning: 'name of the instance profile, 1 to 128 of `A-Z a-z 0-9 _+=,.@-`, `role-name` when left out',
    scope: 'role',
  },
  'instance-profile-path': {
    kind: 'string',
    default: '/',
    schema: path,
    rule: pathRule,
    meaning: `path of the instance profile, ${pathMeaning}`,
    declares: 'instanceProfile.path',
    scope: 'role',
  },
  'roles-anywhere-profile': {
    kind: 'map',
    schema: {
      type: 'object',
      properties: {
        name: {
          type: 'string',
          pattern: '^[ A-Za-z0-9_-]{1,255}$',
          description: '1 to 255 characters of A-Z a-z 0-9 space _ -',
        },
        enabled: { type: 'boolean', description: 'true or false' },
        'duration-seconds': {
          type: 'integer',
          minimum: 900,
          maximum: 43_200,
          description: 'a whole number of seconds from 900 to 43200',
        },
        'managed-policy-arns': {
          type: 'array',
          items: policyReference,
          maxItems: 50,
          description: `a list of at most 50, each ${policyReferenceRule}`,
        },
        'session-policy': document,
        'require-instance-properties': { type: 'boolean', description: 'true or false' },
        tags: { ...tags, description: `a map of at most ${MAX_TAGS} tags` },
      },
      additionalProperties: false,
    },
    rule: 'a map of name, enabled, duration-seconds, managed-policy-arns, session-policy, require-instance-properties and tags',
    meaning:
      "an IAM Roles Anywhere profile for the role: `name` (`role-name` when left out), `enabled` (`true`), `duration-seconds` (`3600`), `managed-policy-arns`, `session-policy`, `require-instance-properties` (`false`), `tags` (the step's and these)",
    scope: 'role',
    identity: ['name'],
  },
  manifest: {
    kind: 'string',
    schema: { type: 'string', minLength: 1 },
    rule: 'the path of a YAML or JSON file in the workspace',
    meaning:
      'path of a YAML or JSON file with many roles; its keys are these input names, its values as here or plain YAML',
    scope: 'run',
  },
  prune: {
    kind: 'list',
    default: 'all',
    schema: {
      type: 'array',
      items: {
        enum: ['policies', 'inline-policies', 'tags', 'all', 'none'],
        description: 'one of policies, inline-policies, tags, all, none',
      },
    },
    rule: 'all, none, or a list of policies, inline-policies and tags',
    meaning:
      'what may be removed because it is not declared: `policies`, `inline-policies`, `tags`, or `all`, or `none`; tags with the prefix `aws:` are never touched',
    scope: 'role',
  },
  owner: {
    kind: 'string',
    default: '${{ github.repository }}',
    schema: { ...tagText, minLength: 1, maxLength: 256 },
    rule: '1 to 256 letters, digits, spaces and _ . : / = + - @',
    meaning: 'value of the tag `aws-iam-instance-profile:owner` that marks what is ours',
    scope: 'role',
  },
  adopt: {
    kind: 'boolean',
    default: 'false',
    schema: { type: 'boolean' },
    rule: 'true or false',
    meaning: 'take over a role or profile that is not ours',
    scope: 'role',
  },
  'rollback-on-failure': {
    kind: 'boolean',
    default: 'true',
    schema: { type: 'boolean' },
    rule: 'true or false',
    meaning: 'undo what this run did when it fails for good',
    scope: 'run',
  },
  'timeout-seconds': {
    kind: 'integer',
    default: '120',
    schema: { type: 'integer', minimum: 1, maximum: 3600 },
    rule: 'a whole number of seconds from 1 to 3600',
    meaning:
      'seconds from the first write until IAM shows the declared state, 1 to 3600; an undo has 60 of its own',
    scope: 'run',
  },
  'wait-for': {
    kind: 'string',
    default: 'iam',
    schema: { enum: ['iam', 'ec2'] },
    rule: 'one of iam, ec2',
    meaning:
      '`ec2`: also wait until EC2 accepts a profile that this run made or changed, or that is younger than 10 minutes; that it does not in time fails the step and undoes nothing, and where EC2 may not be asked it warns and `ready-for` says `iam`',
    scope: 'run',
  },
  'ec2-image-id': {
    kind: 'string',
    default: 'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
    schema: { type: 'string', pattern: '^(?:ami-[0-9a-f]{8,17}|resolve:ssm:[A-Za-z0-9_./:-]{1,1011})$' },
    rule: 'an AMI id (ami-…) or resolve:ssm:PARAMETER',
    meaning: 'image that the dry run of `wait-for: ec2` names; nothing is started',
    scope: 'run',
  },
  'expected-plan-digest': {
    kind: 'string',
    schema: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    rule: 'the output plan-digest of a run with mode: plan, 64 hex digits',
    meaning:
      '`apply` only the plan that was reviewed: the `plan-digest` of that run; where nothing is left to do it passes',
    scope: 'run',
  },
  'sweep-after': {
    kind: 'integer',
    default: '3600',
    schema: { type: 'integer', minimum: 0, maximum: 31_536_000 },
    rule: 'a whole number of seconds from 0 to 31536000',
    meaning: '`sweep` keeps roles that were made less than so many seconds ago',
    scope: 'run',
  },
  'sweep-dry-run': {
    kind: 'boolean',
    default: 'false',
    schema: { type: 'boolean' },
    rule: 'true or false',
    meaning: '`sweep` only says what it would remove',
    scope: 'run',
  },
  'pr-comment': {
    kind: 'string',
    default: 'off',
    schema: { enum: ['off', 'changes', 'always'] },
    rule: 'one of off, changes, always',
    meaning:
      'one comment on the pull request, kept up to date: `always`, or made only when something `changes`; needs `pull-requests: write`',
    scope: 'run',
  },
  'github-token': {
    kind: 'string',
    default: '${{ github.token }}',
    schema: { type: 'string', pattern: '^[!-~]+$' },
    rule: 'a GitHub token: visible ASCII characters on one line',
    secret: true,
    meaning: 'token for the comment, and for `sweep` to read pull requests',
    scope: 'run',
  },
  'mask-account-id': {
    kind: 'boolean',
    default: 'false',
    schema: { type: 'boolean' },
    rule: 'true or false',
    meaning:
      "hide the account's id in log, summary and comment; the runner then drops every job output that holds it, such as an ARN",
    scope: 'run',
  },
} as const satisfies Readonly<Record<string, InputSpec>>;

export type InputName = keyof typeof INPUTS;

/** The value an input has after parsing, by its kind. */
interface ValueOf {
  string: string;
  integer: number;
  boolean: boolean;
  list: readonly string[];
  map: Readonly<Record<string, unknown>>;
  document: unknown;
}

/** What was given, by input name; an input that was left out has its default, or is missing. */
export type Settings = { readonly [Name in InputName]?: ValueOf[(typeof INPUTS)[Name]['kind']] };

export const INPUT_NAMES = Object.keys(INPUTS) as readonly InputName[];

export function isInputName(name: string): name is InputName {
  return Object.hasOwn(INPUTS, name);
}
