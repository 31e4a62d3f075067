/**
 * Every input once: its shape, its limits in IAM's terms, its default and its description. `read.ts` validates the inputs
 * by it. `action.yml`, the README's table, `docs/inputs.md` and the JSON Schema are generated from it.
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
    description: '`apply` writes; `plan`, `check` and `read` only read; `destroy` and `sweep` delete',
    guard: true,
    group: 'Run',
  },
  'role-name': {
    kind: 'string',
    schema: { type: 'string', pattern: `^(?:${NAME}|\\{(?:pr|repo|branch)\\}){1,64}$` },
    constraint: '1 to 64 characters of A-Z a-z 0-9 _ + = , . @ -, and maybe {pr}, {repo}, {branch}',
    description: 'name of the role, 1 to 64 characters; may contain `{pr}`, `{repo}` or `{branch}`',
    group: 'Role',
  },
  'role-path': {
    kind: 'string',
    default: '/',
    schema: path,
    constraint: pathConstraint,
    description: 'path of the role, at most 512 characters, such as `/team/`; IAM cannot change it',
    declares: 'role.path',
    group: 'Role',
  },
  'role-description': {
    kind: 'string',
    schema: { type: 'string', maxLength: 1000, pattern: '^[\\t\\n\\r\\u0020-\\u007E\\u00A1-\\u00FF]*$' },
    constraint: 'at most 1000 characters of Latin-1 (tab, line ends, U+0020–7E, U+00A1–FF)',
    description: 'description of the role, at most 1000 characters of Latin-1',
    declares: 'role.description',
    group: 'Role',
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
    description: 'AWS services that may assume the role; without any other trust `ec2`',
    group: 'Trust',
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
    description: 'GitHub workflows that may assume the role, such as `OWNER/REPO@BRANCH`',
    group: 'Trust',
  },
  'trust-policy': {
    kind: 'document',
    schema: document,
    constraint: 'a policy document as JSON or YAML, or the path of a file in the workspace that holds one',
    description: 'the whole trust policy, or the path of its file; excludes the other trust inputs',
    declares: 'role.trust',
    group: 'Trust',
  },
  'allow-public-trust': {
    kind: 'boolean',
    default: 'false',
    schema: { type: 'boolean' },
    constraint: 'true or false',
    description: 'accept a trust policy that anyone could use',
    guard: true,
    group: 'Trust',
  },
  'max-session-duration': {
    kind: 'integer',
    default: '3600',
    schema: { type: 'integer', minimum: 3600, maximum: 43_200 },
    constraint: 'a whole number of seconds from 3600 to 43200',
    description: 'seconds that a session of the role may last, 3600 to 43200',
    declares: 'role.maxSessionDuration',
    group: 'Role',
  },
  'permissions-boundary': {
    kind: 'string',
    default: 'unchanged',
    schema: policyText,
    constraint: `${policyReferenceConstraint}, or none, or unchanged`,
    description: 'ARN or AWS name of the boundary; `none` removes it, `unchanged` keeps the current one',
    declares: 'role.boundary',
    guard: true,
    group: 'Policies',
  },
  'policy-arns': {
    kind: 'list',
    schema: { type: 'array', items: policyReference },
    constraint: `a list, each item ${policyReferenceConstraint}`,
    description: 'managed policies: ARNs, or names of AWS managed policies',
    declares: 'role.managedPolicies',
    group: 'Policies',
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
    description: 'inline policies: each name with a document or the path of its file',
    declares: 'role.inlinePolicies',
    group: 'Policies',
  },
  tags: {
    kind: 'map',
    schema: tags,
    constraint: tagsConstraint,
    description: `tags of the role and of the instance profile, at most ${MAX_TAGS}`,
    group: 'Role',
    tags: true,
  },
  'instance-profile': {
    kind: 'boolean',
    default: 'true',
    schema: { type: 'boolean' },
    constraint: 'true or false',
    description: '`false`: the role has no instance profile, and one of the same owner is deleted',
    group: 'Profiles',
  },
  'instance-profile-name': {
    kind: 'string',
    schema: { type: 'string', pattern: `^${NAME}{1,128}$` },
    constraint: '1 to 128 characters of A-Z a-z 0-9 _ + = , . @ -',
    description: 'name of the instance profile, 1 to 128 characters; if not set, `role-name`',
    group: 'Profiles',
  },
  'instance-profile-path': {
    kind: 'string',
    schema: path,
    constraint: pathConstraint,
    description: 'path of the instance profile; if not set, `role-path`',
    declares: 'instanceProfile.path',
    group: 'Profiles',
  },
  'instance-profile-tags': {
    kind: 'map',
    schema: tags,
    constraint: tagsConstraint,
    description: 'tags of the instance profile alone, over those of `tags`',
    group: 'Profiles',
    tags: true,
  },
  ...ROLES_ANYWHERE_INPUT,
  manifest: {
    kind: 'string',
    schema: { type: 'string', minLength: 1 },
    constraint: 'the path of a YAML or JSON file in the workspace',
    description: 'path of a YAML or JSON file that declares many roles',
    group: 'Run',
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
      'undeclared items to remove: `policies`, `inline-policies`, `tags`, `all` of these, `none`; `roles` of a manifest',
    guard: true,
    group: 'Ownership',
  },
  owner: {
    kind: 'string',
    default: '${{ github.repository }}',
    schema: { ...tagText, minLength: 1, maxLength: 256 },
    constraint: '1 to 256 letters, digits, spaces and _ . : / = + - @',
    description: 'value of the owner tag; the step changes only resources that have it',
    guard: true,
    group: 'Ownership',
  },
  adopt: {
    kind: 'boolean',
    default: 'false',
    schema: { type: 'boolean' },
    constraint: 'true or false',
    description: 'take over a role or profile that has another owner tag, or none',
    guard: true,
    group: 'Ownership',
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
