/**
 * The contract between the engine and the kinds of resources: what a step declares, and what a kind makes of it. Everything
 * else in the Action is generic over it.
 */
import { CALLS, labelOf, type Call, type CallKind, type Iam, type Input, type Write } from '../aws/calls.ts';
import type { PolicyDocument } from '../aws/policy-document.ts';

export { labelOf };

export type Tags = ReadonlyMap<string, string>;

/** The resources that a step declares, complete and valid: the engine does not use the inputs otherwise. */
export interface Declaration {
  readonly roleName: string;
  readonly instanceProfileName: string;
  /** Profiles that a removal leaves alone, in lower case: those that other roles of the step declare. */
  readonly keptProfiles?: ReadonlySet<string>;
  /** Further instance profiles that a removal deletes with the role. */
  readonly furtherProfiles?: readonly string[];
  /** The facts that a removal was decided by: the role's id, and a tag of it. */
  readonly judged?: { readonly id: string | undefined; readonly tag: string; readonly value: string };
  readonly owner: string;
  /** The id of the repository that the owner names; undefined for any other owner. */
  readonly repositoryId?: string | undefined;
  readonly adopt: boolean;
  /** Roles in its trust policy that the run creates after it, because they trust it in turn: `role/path/name`. */
  readonly laterRoles?: ReadonlySet<string> | undefined;
  /** The role's path, if the run has read it and the step does not declare the role. */
  readonly rolePath?: string | undefined;
  /** undefined: the role and everything that belongs to it will be deleted. */
  readonly role: RoleDeclaration | undefined;
}

/** The workflows of one GitHub repository that may assume the role. */
export interface GitHubTrust {
  readonly owner: string;
  readonly name: string;
  readonly ownerId?: string | undefined;
  readonly id?: string | undefined;
  /** The rest of the subject: `ref:refs/heads/main`, `pull_request`, `environment:production`, `*`. */
  readonly context: string;
}

/** The declared role. The file of each kind adds its own properties. */
export interface RoleDeclaration {
  /** The workflows whose statements are added to the trust policy once the repositories' ids are known. */
  readonly gitHubTrust?: readonly GitHubTrust[] | undefined;
  /** The issuer that the trust policy names by a placeholder, because the account is not known yet. */
  readonly oidcIssuer?: string | undefined;
  /** The tags that the user declares; the instance profile may have further ones. */
  readonly tags: Tags;
  readonly prune: Prune;
  /** Number of the pull request whose event triggered the run. */
  readonly pullRequest: string | undefined;
  /** Path of the manifest that removes the role when it no longer lists it. */
  readonly manifest?: string | undefined;
}

/** The undeclared properties that may be removed. */
export const PRUNABLE = ['policies', 'inline-policies', 'tags'] as const;
export type Prune = ReadonlySet<(typeof PRUNABLE)[number]>;

/** The values that IAM assigns when it creates a resource. */
export interface Identity {
  readonly arn: string;
  readonly id: string;
  readonly created: Date | undefined;
  /** Further values that the service itself sets. They are never drift, and no plan depends on them. */
  readonly facts?: Readonly<Record<string, unknown>> & { readonly lastUsed?: LastUse };
}

/** The last use of a role's credentials. IAM remembers 400 days, and learns of a use up to 4 hours late. */
export interface LastUse {
  readonly date: Date;
  readonly region: string | undefined;
}

/** An observed or desired resource. The fields of each kind, in its own file, are scalars, documents, sets and maps. */
export interface Resource {
  readonly name: string;
  readonly path?: string;
  readonly tags: Tags;
  /** undefined until IAM has created the resource. */
  readonly identity: Identity | undefined;
  /** Younger resources with the same name, if names are not unique, or further ones that a removal deletes. */
  readonly duplicates?: readonly Resource[];
}

/** Kind to the type of its resource. The file of each kind adds its own line. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the kinds fill it by declaration merging
export interface Kinds {}

export type Kind = keyof Kinds;

/** A role and everything that belongs to it. An absent resource is undefined. */
export type State = { readonly [K in Kind]?: Kinds[K] | undefined };

export const ABSENT: State = {};

/** Values by property: `description`, `tags/team`, `managedPolicies/arn:…`; undefined removes the property. */
export type Sets = Readonly<Record<string, unknown>>;

/** The call and its input, so that `change.api` determines the type of `change.input`. */
type Request = { [Api in Write]: { readonly api: Api; readonly input: Input<Api> } }[Write];

/** A change is data: the call to send, in IAM's own words, its effect, and one line for people. */
export type Change = Request & {
  /** Calls on one kind run one after another; different kinds run in parallel. */
  readonly kind: Kind;
  /** `role/demo`, `instance-profile/demo`. */
  readonly resource: string;
  /** The verb of the call: `create`, `attach`, `put`, `untag`. */
  readonly action: string;
  /** One line for people, without the resource. */
  readonly summary: string;
  /** Whether it may grant access that was not granted before. */
  readonly broadens: boolean;
  /**
   * Calls of other kinds that must have taken effect before; a call that the plan lacks counts as done. Of two calls that list
   * each other, the first one of the plan does not wait.
   */
  readonly after?: readonly Write[];
  readonly creates?: Resource;
  /** The id of the deleted resource; `true` if it cannot have duplicates. */
  readonly deletes?: string | true;
  readonly sets?: Sets;
  /** Whether it only adds. */
  readonly adds?: boolean;
};

export interface Plan {
  /** In the order in which they are sent within each kind. */
  readonly changes: readonly Change[];
}

/** Facts of the account that decide the order of calls. */
export interface Limits extends Pick<Declaration, 'laterRoles'> {
  /** IAM's default unless the run had to read it. */
  readonly attachedPoliciesPerRole: number;
  /** Documents of managed policies by ARN; undefined if the run could not read one. */
  readonly documents?: ReadonlyMap<string, PolicyDocument | undefined>;
  /** Characters of the inline policies that remain and whose documents are not part of the state. */
  readonly keptInlineSize?: number;
}

export const DEFAULT_LIMITS: Limits = { attachedPoliciesPerRole: 10 };

/** The ARN of each managed policy that the step names. */
export type ResolvedPolicies = ReadonlyMap<string, string>;

/** The meaning of a property, and its presentation in reports. */
export interface PropertySpec {
  /** `managed policy`, `session duration`. */
  readonly label: string;
  /** Unit of a number. */
  readonly unit?: string;
  /** Words in front of a created resource's value: `trusts`. */
  readonly phrase?: string;
  /** IAM's default, which reports leave out. */
  readonly default?: unknown;
  /** The state of an entry that exists: `attached`; `present` without it. */
  readonly present?: string;
  /** Words for the access that the value gives: "EC2 instances with it get `role/demo`". */
  readonly gives?: string;
  /** Words on the line from the resource to the value in the diagram; without them the diagram lacks the value. */
  readonly edge?: string;
  /** Whether the value gives no access by itself. */
  readonly inert?: boolean;
}

export interface ResourceKind<K extends Kind = Kind> {
  readonly kind: K;
  /** In sentences: `instance profile`. */
  readonly noun: string;
  /** The input that chooses the resource's name. */
  readonly nameInput: string;
  /** Two names may differ by case alone. */
  readonly caseSensitive?: true;
  /** Its outputs: `role-arn`, `role-name`, `role-id`. */
  readonly outputs: readonly ('arn' | 'name' | 'id')[];
  /** The service's quota for tags, if no account can have more. */
  readonly maxTags?: number;
  /** Its properties in the order in which reports list them. */
  readonly properties: Readonly<Record<string, PropertySpec>>;
  /** Returns the name in the declaration, undefined if that does not concern the kind. */
  declaredName(declaration: Declaration): string | undefined;
  /**
   * Reads the resource; undefined if it is absent or the declaration does not concern it.
   *
   * @throws CallError if the service refuses, InconsistentReadError if its answers contradict each other
   */
  observe(iam: Iam, declaration: Declaration): Promise<Kinds[K] | undefined>;
  /** Returns the resource that the declaration asks for, given what exists. */
  desired(declaration: Declaration, actual: State, resolved: ResolvedPolicies): Kinds[K] | undefined;
  /** Plans the calls from one state to another, in the order in which they must run. */
  plan(desired: State, actual: State, limits: Limits): Change[];
  /** Lists the managed policies that the declaration names, by ARN or by name, each with its input. */
  policies?(declaration: Declaration): readonly { readonly input: string; readonly reference: string }[];
  /** Lists the ARNs of further roles that its calls pass to the service, those that it has at the start included. */
  passedRoles?(declaration: Pick<Declaration, 'role'>, start: State | undefined): readonly string[];
  /** Lists the calls that no mode makes for any of the declarations. */
  neverSent?(declarations: readonly Declaration[]): readonly Call[];
  /**
   * Explains why the declaration must not be applied to the existing resource.
   *
   * @param created whether this run created one
   * @param common the reasons that every kind has: another owner, another path
   */
  refusals?(
    declaration: Declaration,
    actual: Kinds[K],
    created: boolean,
    common: readonly string[],
  ): readonly string[];
  /** Explains why something undeclared remains, beyond properties that `prune` leaves out. */
  notices?(declaration: Declaration, actual: State): readonly string[];
  /** Returns the fields whose observed value does not identify its writer. */
  undecided?(actual: Kinds[K]): readonly string[];
  /** Returns the resource as a rollback can restore it: IAM refuses some values that it returns. */
  restorable?(actual: Kinds[K]): Kinds[K];
  /** @throws InconsistentReadError if the resources of one observation contradict each other */
  assertConsistent?(declaration: Declaration, actual: State): void;
}

/** Builds a change; the call's name and row determine its action and its kind. */
export function change<Api extends Write>(
  api: Api,
  name: string,
  input: Input<Api>,
  summary: string,
  further: Partial<Omit<Change, 'api' | 'input' | 'resource' | 'action' | 'summary'>> = {},
): Change {
  const [verb = ''] = /^[A-Z][a-z]+/.exec(api) ?? [];
  const action = verb === 'Enable' || verb === 'Disable' ? 'update' : verb.toLowerCase();
  const kind: CallKind = CALLS[api].kind;
  const resource = `${labelOf(kind)}/${name}`;
  return { api, input, kind, resource, action, summary, broadens: false, ...further } as Change;
}

export const ROLE_UPDATES = (Object.keys(CALLS) as Write[]).filter(
  (call) => CALLS[call].kind === 'role' && !['read', 'delete'].includes(CALLS[call].does),
);

/** Lists the calls that precede a profile's wider access to the role: its creation, or all updates, which may revoke. */
export function beforeWidening({ role: target }: State, { role: actual }: State): readonly Write[] {
  return target === undefined || actual === undefined ? ['CreateRole'] : ROLE_UPDATES;
}

/** Identifies a change, also across plans. */
export function changeKey({ api, input }: Change): string {
  return `${api} ${JSON.stringify(input)}`;
}

/** `1 tag`, `2 tags`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** Two responses contradict each other: a replica lags, or another run writes. Observing again decides. */
export class InconsistentReadError extends Error {
  override readonly name = 'InconsistentReadError';
}
