/**
 * Every input once: its shape, its limits in IAM's terms, its default and its description. `read.ts` validates the inputs
 * by it. `action.yml`, the README's table, `docs/inputs.md` and the JSON Schema are generated from it.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
import { RUN_INPUTS } from './run-inputs.ts';
import {
  BOOLEAN,
  document,
  GITHUB_WORKFLOWS,
  LONG_NAME,
  MAX_TAGS,
  NAME,
  oneOf,
  OTHER_MODES,
  part,
  PATH,
  POLICY_REFERENCE,
  seconds,
  SWITCH,
  TAG_VALUE,
  TAGS,
  text,
  type InputSpec,
} from './schemas.ts';

export { MAX_TAGS, type InputKind, type InputSpec, type JsonSchema } from './schemas.ts';

export const INPUTS = {
  mode: {
    ...oneOf('apply', 'plan', 'check', 'read', 'destroy', 'sweep'),
    synonyms: {
      check: ['drift'],
      plan: ['diff', 'preview', 'dry-run'],
      apply: ['create', 'update', 'deploy'],
      destroy: ['delete', 'remove'],
      sweep: ['clean', 'cleanup'],
    },
    description: '`apply` writes; `plan`, `check` and `read` only read; `destroy` and `sweep` delete',
    guard: true,
    modes: OTHER_MODES,
    group: 'Run',
  },
  'role-name': {
    ...text(
      `^(?:${NAME}|\\{(?:pr|repo|branch)\\}){1,64}$`,
      '1 to 64 characters of A-Z a-z 0-9 _ + = , . @ -, and maybe {pr}, {repo}, {branch}',
    ),
    description: 'name of the role, 1 to 64 characters; may contain `{pr}`, `{repo}` or `{branch}`',
    modes: OTHER_MODES,
    group: 'Role',
  },
  'role-path': {
    ...PATH,
    default: '/',
    description: 'path of the role, at most 512 characters, such as `/team/`; IAM cannot change it',
    modes: ['sweep'],
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
          '^(?!github(?:-actions)?$)(?!(?!alexa-[a-z]+\\.amazon\\.com$).*(?<!\\.amazonaws)\\.(?:com|net|org|io|dev|app)$)[a-z0-9-]+(?:\\.[a-z0-9-]+)*$',
        description: 'the name of a service, such as ec2, ecs-tasks or ec2.amazonaws.com',
      },
    },
    constraint: 'a list of at least one service, such as ec2, ecs-tasks or ec2.amazonaws.com',
    description: 'AWS services that may assume the role; without any other trust `ec2`',
    group: 'Trust',
  },
  'trust-github': {
    kind: 'list',
    schema: { type: 'array', minItems: 1, items: part(GITHUB_WORKFLOWS) },
    constraint: `a list of at least one item, each ${GITHUB_WORKFLOWS.constraint}`,
    description: 'GitHub workflows that may assume the role, such as `octo-org/octo-repo@main`',
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
    ...SWITCH,
    description: 'accept a trust policy that anyone could use',
    group: 'Trust',
  },
  'max-session-duration': {
    ...seconds(3600, 43_200),
    default: 3600,
    description: 'seconds that a session of the role may last, 3600 to 43200',
    declares: 'role.maxSessionDuration',
    group: 'Role',
  },
  'permissions-boundary': {
    ...POLICY_REFERENCE,
    default: 'unchanged',
    constraint: `${POLICY_REFERENCE.constraint}, or none, or unchanged`,
    synonyms: { none: ['no', 'off', 'false', 'null', 'remove', 'delete'], unchanged: ['keep'] },
    description: 'ARN or AWS name of the boundary; `none` removes it, `unchanged` keeps the current one',
    declares: 'role.boundary',
    guard: true,
    group: 'Policies',
  },
  'policy-arns': {
    kind: 'list',
    schema: { type: 'array', items: part(POLICY_REFERENCE) },
    constraint: `a list, each item ${POLICY_REFERENCE.constraint}`,
    description: 'managed policies: ARNs, or names of AWS managed policies',
    declares: 'role.managedPolicies',
    group: 'Policies',
  },
  'inline-policies': {
    kind: 'map',
    schema: {
      type: 'object',
      propertyNames: { pattern: LONG_NAME.schema.pattern, description: LONG_NAME.constraint },
      additionalProperties: document,
    },
    constraint: `a map of policy names (${LONG_NAME.constraint}), each with a document or the path of a file`,
    description: 'inline policies: each name with a document or the path of its file',
    declares: 'role.inlinePolicies',
    group: 'Policies',
  },
  tags: {
    ...TAGS,
    description: `tags of the role and of the instance profile, at most ${MAX_TAGS}`,
    group: 'Role',
  },
  'instance-profile': {
    ...BOOLEAN,
    default: true,
    description: '`false`: the role has no instance profile, and one of the same owner is deleted',
    group: 'Profiles',
  },
  'instance-profile-name': {
    ...LONG_NAME,
    description: 'name of the instance profile, 1 to 128 characters; if not set, `role-name`',
    modes: OTHER_MODES,
    group: 'Profiles',
  },
  'instance-profile-path': {
    ...PATH,
    description: 'path of the instance profile; if not set, `role-path`',
    declares: 'instanceProfile.path',
    group: 'Profiles',
  },
  'instance-profile-tags': {
    ...TAGS,
    description: 'tags of the instance profile alone, over those of `tags`',
    group: 'Profiles',
  },
  'roles-anywhere-profile': {
    kind: 'map',
    schema: {
      type: 'object',
      properties: {
        name: part(text('^[ A-Za-z0-9_-]{1,255}$', '1 to 255 characters of A-Z a-z 0-9 space _ -')),
        enabled: part(BOOLEAN),
        'duration-seconds': part(seconds(900, 43_200)),
        'managed-policy-arns': {
          type: 'array',
          items: part(POLICY_REFERENCE),
          maxItems: 50,
          description: `a list of at most 50, each ${POLICY_REFERENCE.constraint}`,
        },
        'session-policy': document,
        'require-instance-properties': part(BOOLEAN),
        'role-arns': {
          type: 'array',
          items: part(text('^arn:aws[a-z-]*:iam::\\d{12}:role/[!-~]{1,575}$', 'the ARN of a role')),
          maxItems: 249,
          description: 'a list of at most 249 ARNs of roles',
        },
        'accept-role-session-name': part(BOOLEAN),
        tags: { ...TAGS.schema, description: `a map of at most ${MAX_TAGS} tags` },
      },
      additionalProperties: false,
    },
    constraint:
      'a map of name, enabled, duration-seconds, managed-policy-arns, session-policy, require-instance-properties, accept-role-session-name, role-arns and tags',
    description: 'profile of IAM Roles Anywhere for nodes outside AWS: a map',
    modes: ['read', 'destroy'],
    group: 'Profiles',
    declaresEntries: {
      name: 'rolesAnywhereProfile.name',
      enabled: 'rolesAnywhereProfile.enabled',
      'duration-seconds': 'rolesAnywhereProfile.durationSeconds',
      'managed-policy-arns': 'rolesAnywhereProfile.managedPolicies',
      'session-policy': 'rolesAnywhereProfile.sessionPolicy',
      'require-instance-properties': 'rolesAnywhereProfile.requireInstanceProperties',
      'accept-role-session-name': 'rolesAnywhereProfile.acceptRoleSessionName',
      'role-arns': 'rolesAnywhereProfile.roleArns',
      tags: 'rolesAnywhereProfile.tags',
    },
  },
  manifest: {
    kind: 'string',
    schema: { type: 'string', minLength: 1 },
    constraint: 'the path of a YAML or JSON file in the workspace',
    description: 'path of a YAML or JSON file that declares many roles',
    modes: OTHER_MODES,
    group: 'Run',
  },
  prune: {
    kind: 'list',
    default: ['all'],
    schema: {
      type: 'array',
      items: {
        enum: ['policies', 'inline-policies', 'tags', 'roles', 'all', 'none'],
        description: 'one of policies, inline-policies, tags, roles, all, none',
      },
    },
    constraint: 'all, none, or a list of policies, inline-policies, tags and roles',
    description:
      'undeclared items to remove: `none`, `all` (`policies`, `inline-policies`, `tags`), and `roles` that left `manifest`',
    guard: true,
    group: 'Ownership',
  },
  owner: {
    ...TAG_VALUE,
    expression: '${{ github.repository }}',
    description: 'value of the owner tag; the step changes only resources that have it',
    guard: true,
    modes: ['destroy', 'sweep'],
    group: 'Ownership',
  },
  adopt: {
    ...SWITCH,
    description: 'take over a role or profile that has another owner tag, or none',
    modes: ['destroy'],
    group: 'Ownership',
  },
  ...RUN_INPUTS,
} as const satisfies Readonly<Record<string, InputSpec>>;

export type InputName = keyof typeof INPUTS;

/** The value an input has after parsing, by its kind; an enum is one of its words. */
interface ValueOf {
  string: string;
  integer: number;
  boolean: boolean;
  list: readonly string[];
  map: Readonly<Record<string, unknown>>;
  document: unknown;
}

type Table = typeof INPUTS;
type Values = { readonly [Name in InputName]: Value<Table[Name]> };
type Defaulted = { [Name in InputName]: Table[Name] extends { default: unknown } ? Name : never }[InputName];

/** The parsed inputs by name; an input that was not set, or is not valid, has its default, or is missing. */
export type Settings = Partial<Values> & Pick<Values, Defaulted>;

type Value<Spec extends InputSpec> = Spec['schema'] extends { readonly enum: readonly (infer Word)[] }
  ? Word
  : ValueOf[Spec['kind']];

export const INPUT_NAMES = Object.keys(INPUTS) as readonly InputName[];

export const DEFAULTS = Object.fromEntries(
  Object.entries<InputSpec>(INPUTS).flatMap(([name, row]) => ('default' in row ? [[name, row.default]] : [])),
) as Pick<Values, Defaulted>;

export function isInputName(name: string): name is InputName {
  return Object.hasOwn(INPUTS, name);
}

/** Reports whether a mode declares no role, and so needs only the names of the resources. */
export function needsOnlyNames(mode: Settings['mode']): mode is (typeof OTHER_MODES)[number] {
  return OTHER_MODES.some((other) => other === mode);
}

/** Returns the inputs that a mode reads: an error in an input that it does not use must not block a clean-up. */
export function inputsOf(mode: Settings['mode']): readonly InputName[] {
  if (!needsOnlyNames(mode)) return INPUT_NAMES;
  return INPUT_NAMES.filter((name) => (INPUTS[name] as InputSpec).modes?.includes(mode));
}
