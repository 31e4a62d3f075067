/**
 * Every input once: its shape, its limits in IAM's terms, its default and its description. It validates the inputs, and
 * `action.yml`, the README's table and the JSON Schema are generated from it.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
import type { InputSpec } from './input-spec.ts';
import { ROLES_ANYWHERE_INPUT } from './roles-anywhere-input.ts';
import { RUN_INPUTS } from './run-inputs.ts';
import {
  document,
  gitHubConstraint,
  GITHUB_WORKFLOWS,
  MAX_TAGS,
  NAME,
  path,
  pathConstraint,
  pathDescription,
  policyReference,
  policyReferenceConstraint,
  policyText,
  tags,
  tagsConstraint,
  tagText,
} from './schemas.ts';

export type { InputKind, InputSpec, JsonSchema } from './input-spec.ts';

export { MAX_TAGS } from './schemas.ts';

export const INPUTS = {
  mode: {
    kind: 'string',
    default: 'apply',
    schema: { enum: ['apply', 'plan', 'check', 'read', 'destroy', 'sweep'] },
    constraint: 'one of apply, plan, check, read, destroy, sweep',
    description:
      '`apply` updates IAM to match the declaration, `plan` shows the changes, `check` fails if there are any, `read` only reads and shows the step that declares the role as it is, `destroy` deletes the declared resources, `sweep` destroys the roles of closed pull requests under `role-path`',
    guard: true,
    scope: 'run',
  },
  'role-name': {
    kind: 'string',
    schema: { type: 'string', pattern: `^(?:${NAME}|\\{(?:pr|repo|branch)\\}){1,64}$` },
    constraint: '1 to 64 characters of A-Z a-z 0-9 _ + = , . @ -, and maybe {pr}, {repo}, {branch}',
    description:
      'name of the role, 1 to 64 of `A-Z a-z 0-9 _+=,.@-`, required unless `manifest` is set or `mode` is `sweep`; may contain `{pr}`, `{repo}`, `{branch}`',
    scope: 'role',
  },
  'role-path': {
    kind: 'string',
    default: '/',
    schema: path,
    constraint: pathConstraint,
    description: `path of the role: ${pathDescription}`,
    declares: 'role.path',
    scope: 'role',
  },
  'role-description': {
    kind: 'string',
    schema: { type: 'string', maxLength: 1000, pattern: '^[\\t\\n\\r\\u0020-\\u007E\\u00A1-\\u00FF]*$' },
    constraint: 'at most 1000 characters of Latin-1 (tab, line ends, U+0020–7E, U+00A1–FF)',
    description: 'description of the role, at most 1000 characters of Latin-1',
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
        // No host outside AWS, and not GitHub, whose jobs assume roles by OIDC.
        pattern:
          '^(?!github(?:-actions)?$)(?!.*(?<!\\.amazonaws)\\.(?:com|net|org|io|dev|app)$)[a-z0-9-]+(?:\\.[a-z0-9-]+)*$',
        description: 'the name of a service, such as ec2, ecs-tasks or ec2.amazonaws.com',
      },
    },
    constraint: 'a list of at least one service, such as ec2, ecs-tasks or ec2.amazonaws.com',
    description:
      'services that may assume the role, `ec2` if neither `trust-policy` nor `trust-github` is set; `ec2` means `ec2.amazonaws.com`, and a name that ends in `.amazonaws.com` or `.amazonaws.com.cn` is used unchanged',
    scope: 'role',
  },
  'trust-github': {
    kind: 'list',
    schema: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'string',
        pattern: GITHUB_WORKFLOWS,
        not: { pattern: '\\$\\{' },
        description: gitHubConstraint,
      },
    },
    constraint: `a list of at least one item, each ${gitHubConstraint}`,
    description:
      "repositories whose GitHub workflows may assume the role: `OWNER/REPO@BRANCH`, `OWNER/REPO@refs/tags/v*`, `OWNER/REPO:pull_request`, `OWNER/REPO:environment:NAME` or `OWNER/REPO:*`, through the account's OIDC provider for GitHub; accepts subjects by name and with immutable ids, which may be given as `OWNER@ID/REPO@ID`; may be combined with `trust-services`",
    scope: 'role',
  },
  'trust-policy': {
    kind: 'document',
    schema: document,
    constraint: 'a policy document as JSON or YAML, or the path of a file in the workspace that holds one',
    description:
      'the whole trust policy: YAML or JSON, or the path of a file; excludes `trust-services` and `trust-github`',
    declares: 'role.trust',
    scope: 'role',
  },
  'allow-public-trust': {
    kind: 'boolean',
    default: 'false',
    schema: { type: 'boolean' },
    constraint: 'true or false',
    description: 'accept a trust policy that anyone could use',
    guard: true,
    scope: 'role',
  },
  'max-session-duration': {
    kind: 'integer',
    default: '3600',
    schema: { type: 'integer', minimum: 3600, maximum: 43_200 },
    constraint: 'a whole number of seconds from 3600 to 43200',
    description: 'seconds that a session of the role may last, 3600 to 43200',
    declares: 'role.maxSessionDuration',
    scope: 'role',
  },
  'permissions-boundary': {
    kind: 'string',
    default: 'unchanged',
    schema: policyText,
    constraint: `${policyReferenceConstraint}, or none, or unchanged`,
    description:
      'permissions boundary: the ARN of a policy of your own, or the name of one that AWS manages; `none` removes it; `unchanged`, unlike for other inputs, keeps the one that the role has',
    declares: 'role.boundary',
    guard: true,
    scope: 'role',
  },
  'policy-arns': {
    kind: 'list',
    schema: { type: 'array', items: policyReference },
    constraint: `a list, each item ${policyReferenceConstraint}`,
    description: 'managed policies: ARNs, or names of AWS managed policies with or without their path',
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
    constraint:
      'a map of policy names (1 to 128 characters of A-Z a-z 0-9 _ + = , . @ -), each with a document or the path of a file',
    description: 'inline policies: name to document, or to the path of a file',
    declares: 'role.inlinePolicies',
    scope: 'role',
  },
  tags: {
    kind: 'map',
    schema: tags,
    constraint: tagsConstraint,
    description: `tags of the role and of the instance profile: at most ${MAX_TAGS}, keys unique whatever their case, none with the prefix \`aws:\`; also as AWS writes them, \`[{"Key": …, "Value": …}]\``,
    scope: 'role',
    tags: true,
  },
  'instance-profile-tags': {
    kind: 'map',
    schema: tags,
    constraint: tagsConstraint,
    description: 'tags of the instance profile alone, over those of `tags`',
    scope: 'role',
    tags: true,
  },
  'instance-profile': {
    kind: 'boolean',
    default: 'true',
    schema: { type: 'boolean' },
    constraint: 'true or false',
    description:
      '`false` deletes the instance profile of that name if it has the same owner: the role has none',
    scope: 'role',
  },
  'instance-profile-name': {
    kind: 'string',
    schema: { type: 'string', pattern: `^${NAME}{1,128}$` },
    constraint: '1 to 128 characters of A-Z a-z 0-9 _ + = , . @ -',
    description: 'name of the instance profile, 1 to 128 of `A-Z a-z 0-9 _+=,.@-`, `role-name` if not set',
    scope: 'role',
  },
  'instance-profile-path': {
    kind: 'string',
    schema: path,
    constraint: pathConstraint,
    description: `path of the instance profile, \`role-path\` if not set: ${pathDescription}`,
    declares: 'instanceProfile.path',
    scope: 'role',
  },
  ...ROLES_ANYWHERE_INPUT,
  manifest: {
    kind: 'string',
    schema: { type: 'string', minLength: 1 },
    constraint: 'the path of a YAML or JSON file in the workspace',
    description:
      'path of a YAML or JSON file with many roles; its keys are these input names, its values the text of an input or plain YAML',
    scope: 'run',
  },
  prune: {
    kind: 'list',
    default: 'all',
    schema: {
      type: 'array',
      items: {
        enum: ['policies', 'inline-policies', 'tags', 'roles', 'all', 'none'],
        description: 'one of policies, inline-policies, tags, roles, all, none',
      },
    },
    constraint: 'all, none, or a list of policies, inline-policies, tags and roles',
    description:
      'undeclared properties that the run may remove: `policies`, `inline-policies`, `tags`, or `all` of these, or `none`; `policies` means managed policies; with `roles`, a manifest also removes the roles that it no longer lists, and needs a `role-path` of its own; tags with the prefix `aws:` are never touched',
    guard: true,
    scope: 'role',
  },
  owner: {
    kind: 'string',
    default: '${{ github.repository }}',
    schema: { ...tagText, minLength: 1, maxLength: 256 },
    constraint: '1 to 256 letters, digits, spaces and _ . : / = + - @',
    description:
      'the repository or step that owns the resources: value of the tag `aws-iam-instance-profile:owner`, which marks those that this step may change; steps with one owner share them, and the default survives a rename or transfer of the repository',
    guard: true,
    scope: 'role',
  },
  adopt: {
    kind: 'boolean',
    default: 'false',
    schema: { type: 'boolean' },
    constraint: 'true or false',
    description: 'take over a role or profile of another owner, or of none; refused in `destroy`',
    guard: true,
    scope: 'role',
  },
  ...RUN_INPUTS,
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

/** The parsed inputs by name; an input that was not set has its default, or is missing. */
export type Settings = { readonly [Name in InputName]?: ValueOf[(typeof INPUTS)[Name]['kind']] };

export const INPUT_NAMES = Object.keys(INPUTS) as readonly InputName[];

export function isInputName(name: string): name is InputName {
  return Object.hasOwn(INPUTS, name);
}
