/**
 * Decides what a role allows, as AWS documents it, for tests alone. It shares no code with the product, so
 * it cannot share an error with it.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import { BlockList } from 'node:net';

type Texts = string | readonly string[];
type Condition = Readonly<Record<string, Readonly<Record<string, Texts>>>>;

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, Texts>>;
  readonly NotPrincipal?: '*' | Readonly<Record<string, Texts>>;
  readonly Action?: Texts;
  readonly NotAction?: Texts;
  readonly Resource?: Texts;
  readonly NotResource?: Texts;
  readonly Condition?: Condition;
}

export interface Policy {
  readonly Version?: string;
  readonly Statement: Statement | readonly Statement[];
}

/** A role as IAM holds it. Managed policies and the boundary are ARNs; their documents are looked up in `Documents`. */
export interface Role {
  readonly AssumeRolePolicyDocument: Policy;
  readonly InlinePolicies: Readonly<Record<string, Policy>>;
  readonly AttachedPolicies: readonly string[];
  readonly PermissionsBoundary: string | null;
}

export type Documents = Readonly<Record<string, Policy>>;

/** The values of each context key that a request has. */
export type Context = Readonly<Record<string, Texts>>;

export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context?: Context;
}

/** A caller of AssumeRole: a user, role or account by ARN, a service by name, or an identity provider. */
export interface Principal {
  readonly kind: 'AWS' | 'Service' | 'Federated';
  readonly id: string;
}

export type Decision = 'allow' | 'explicit deny' | 'implicit deny';

/** Returns whether the trust policy lets the principal in. The account of the principal may still have to allow the call. */
export function mayAssume(
  trust: Policy,
  principal: Principal,
  context: Context = {},
  action = 'sts:AssumeRole',
): boolean {
  return (
    decide([trust], (statement, version) => {
      return (
        matchesPrincipal(statement, principal) &&
        matchesAction(statement, action) &&
        matchesCondition(statement.Condition, context, version)
      );
    }) === 'allow'
  );
}

/**
 * Returns whether a session of the role may do it. Identity policies and the boundary must both allow it, and a deny in
 * either wins. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function mayPerform(role: Role, documents: Documents, request: Request): boolean {
  const documentOf = (arn: string): Policy => {
    const document = documents[arn];
    if (document === undefined) throw new Error(`No document is known for ${arn}.`);
    return document;
  };
  const identity = [...Object.values(role.InlinePolicies), ...role.AttachedPolicies.map(documentOf)];
  const boundary = role.PermissionsBoundary === null ? [] : [[documentOf(role.PermissionsBoundary)]];
  return [identity, ...boundary].every((policies) => decideRequest(policies, request) === 'allow');
}

/** Decides a request by identity policies. */
export function decideRequest(
  policies: readonly Policy[],
  { action, resource, context = {} }: Request,
): Decision {
  return decide(policies, (statement, version) => {
    return (
      matchesAction(statement, action) &&
      matchesResource(statement, resource, context, version) &&
      matchesCondition(statement.Condition, context, version)
    );
  });
}

function decide(
  policies: readonly Policy[],
  applies: (statement: Statement, version: string) => boolean,
): Decision {
  const effects = policies.flatMap(({ Statement, Version = '2008-10-17' }) =>
    list(Statement)
      .filter((statement) => applies(statement, Version))
      .map(({ Effect }) => Effect),
  );
  if (effects.includes('Deny')) return 'explicit deny';
  return effects.includes('Allow') ? 'allow' : 'implicit deny';
}

/** Matches the caller. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function matchesPrincipal({ Principal, NotPrincipal }: Statement, { kind, id }: Principal): boolean {
  const [, partition = '', , , account = ''] = id.split(':');
  const rootOf = (number: string): string => `arn:${partition}:iam::${number}:root`;
  // A statement that names an account, by number or by the ARN of its root, names all of its principals.
  const identities = kind === 'AWS' ? [...new Set([id, rootOf(account)])] : [id];
  const names = (named: NonNullable<Statement['Principal']>, identity: string): boolean =>
    named === '*' ||
    list(named['AWS'] ?? []).includes('*') ||
    list(named[kind] ?? []).some((name) => name === '*' || [name, rootOf(name)].includes(identity));
  if (Principal !== undefined) return identities.some((identity) => names(Principal, identity));
  // NotPrincipal excepts a principal only if it also names the account.
  return NotPrincipal !== undefined && !identities.every((identity) => names(NotPrincipal, identity));
}

/** Compares the action. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html */
function matchesAction({ Action, NotAction }: Statement, action: string): boolean {
  const matches = (text: string): boolean => pattern(text, { ignoreCase: true })?.test(action) === true;
  return Action === undefined ? !list(NotAction ?? []).some(matches) : list(Action).some(matches);
}

/** Compares the resource. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
function matchesResource(
  { Resource, NotResource }: Statement,
  resource: string,
  context: Context,
  version: string,
): boolean {
  const matches = (text: string): boolean => pattern(text, { context, version })?.test(resource) === true;
  return Resource === undefined ? !list(NotResource ?? []).some(matches) : list(Resource).some(matches);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html */
function matchesCondition(condition: Condition = {}, context: Context, version: string): boolean {
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) =>
      passes(operator, valuesOf(context, key), list(values).map(String), context, version),
    ),
  );
}

/** Tests one context key. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
function passes(
  operator: string,
  actual: readonly string[] | undefined,
  expected: readonly string[],
  context: Context,
  version: string,
): boolean {
  if (operator === 'Null') return expected.includes(String(actual === undefined));
  const [, set, name = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const negated = name.includes('Not');
  const compare = COMPARISONS[name.replace('Not', '')];
  if (compare === undefined) throw new Error(`No condition operator is called ${operator}.`);
  if (actual === undefined) {
    if (set !== undefined) return set === 'ForAllValues';
    return ifExists !== undefined || negated;
  }
  const test = (value: string): boolean =>
    expected.some((text) => compare(value, text, { context, version })) !== negated;
  if (set === 'ForAllValues') return actual.every(test);
  // AWS leaves several values without a set operator undefined.
  if (set === undefined && actual.length !== 1)
    throw new Error(`${operator} needs ForAllValues or ForAnyValue.`);
  return actual.some(test);
}

type Compare = (actual: string, expected: string, variables: Variables) => boolean;

const like =
  (options: PatternOptions): Compare =>
  (actual, expected, variables) =>
    pattern(expected, { ...variables, ...options })?.test(actual) === true;
const number =
  (holds: (actual: number, expected: number) => boolean): Compare =>
  (actual, expected) =>
    holds(Number(actual), Number(expected));
const date =
  (holds: (actual: number, expected: number) => boolean): Compare =>
  (actual, expected) =>
    holds(Date.parse(actual), Date.parse(expected));
/** Compares the six parts of an ARN one by one. */
const arn: Compare = (actual, expected, variables) => {
  const parts = partsOf(actual);
  const patterns = partsOf(expected).map((text) => pattern(text, variables));
  return parts.length === patterns.length && patterns.every((part, index) => part?.test(parts[index] ?? ''));
};

/** By the operator's name without `Not`. */
const COMPARISONS: Readonly<Record<string, Compare>> = {
  StringEquals: like({ wildcards: false }),
  StringEqualsIgnoreCase: like({ wildcards: false, ignoreCase: true }),
  StringLike: like({}),
  NumericEquals: number((a, b) => a === b),
  NumericLessThan: number((a, b) => a < b),
  NumericLessThanEquals: number((a, b) => a <= b),
  NumericGreaterThan: number((a, b) => a > b),
  NumericGreaterThanEquals: number((a, b) => a >= b),
  DateEquals: date((a, b) => a === b),
  DateLessThan: date((a, b) => a < b),
  DateLessThanEquals: date((a, b) => a <= b),
  DateGreaterThan: date((a, b) => a > b),
  DateGreaterThanEquals: date((a, b) => a >= b),
  Bool: like({ wildcards: false, ignoreCase: true }),
  BinaryEquals: (actual, expected) => actual === expected,
  IpAddress: (actual, expected) => inSubnet(actual, expected),
  ArnEquals: arn,
  ArnLike: arn,
};

function partsOf(text: string): readonly string[] {
  const parts = text.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function inSubnet(address: string, subnet: string): boolean {
  const [net = '', prefix] = subnet.split('/');
  const type = net.includes(':') ? 'ipv6' : 'ipv4';
  const subnets = new BlockList();
  subnets.addSubnet(net, Number(prefix ?? (type === 'ipv4' ? 32 : 128)), type);
  return subnets.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}

interface Variables {
  readonly context?: Context;
  readonly version?: string;
}

interface PatternOptions extends Variables {
  readonly wildcards?: boolean;
  readonly ignoreCase?: boolean;
}

/**
 * Compiles a text of a policy; undefined, which matches nothing, if it has a variable without a value. Only version
 * 2012-10-17 has variables. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
function pattern(
  text: string,
  { wildcards = true, ignoreCase = false, context = {}, version }: PatternOptions,
): RegExp | undefined {
  const unresolved: string[] = [];
  const tokens = version === '2012-10-17' ? /\$\{([^}]*)\}|[^]/g : /[^]/g;
  const source = [...text.matchAll(tokens)].map(([token, variable]) => {
    if (wildcards && token === '*') return '[^]*';
    if (wildcards && token === '?') return '[^]';
    if (variable === undefined) return literal(token);
    if (['*', '?', '$'].includes(variable)) return literal(variable);
    const [, key = '', fallback] = /^\s*([^,\s]+)\s*(?:,\s*'([^]*)'\s*)?$/.exec(variable) ?? [];
    const values = valuesOf(context, key);
    const value = values?.length === 1 ? values[0] : fallback;
    if (value === undefined) unresolved.push(key);
    return literal(value ?? '');
  });
  return unresolved.length > 0 ? undefined : new RegExp(`^${source.join('')}$`, ignoreCase ? 'i' : '');
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** Finds the values of a context key, whose name ignores case. */
function valuesOf(context: Context, key: string): readonly string[] | undefined {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found === undefined ? undefined : list(found[1]);
}

function list<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
