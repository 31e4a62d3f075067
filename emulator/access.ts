import { AwsError } from './errors.ts';
import { type PolicyDocument, type Statement, listOf, statementsOf } from './policy-statements.ts';
import type { Permission } from './service.ts';

/** A caller with the policies that limit it. Without identity-based policies nothing is enforced. */
export interface Caller {
  readonly arn: string;
  readonly identity: readonly PolicyDocument[] | undefined;
  readonly boundary: PolicyDocument | undefined;
}

/**
 * Enforces the caller's identity-based policies and permissions boundary. Deny overrides Allow, and the default is to deny. Actions
 * and resources may be globs; conditions may use the string operators. This is enough to test a documented policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function authorize(caller: Caller, permissions: readonly Permission[]): void {
  if (caller.identity === undefined) return;
  const kinds = [
    ['identity-based policy', caller.identity],
    ...(caller.boundary === undefined ? [] : [['permissions boundary', [caller.boundary]] as const]),
  ] as const;
  for (const permission of permissions) {
    const { action, resource } = permission;
    const refuse = (reason: string): AwsError =>
      new AwsError(
        'AccessDenied',
        `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} ${reason}`,
      );
    const decisions = kinds.map(([kind, policies]) => ({ kind, effects: effectsOf(policies, permission) }));
    for (const { kind, effects } of decisions)
      if (effects.has('Deny')) throw refuse(`with an explicit deny in ${article(kind)} ${kind}`);
    for (const { kind, effects } of decisions)
      if (!effects.has('Allow')) throw refuse(`because no ${kind} allows the ${action} action`);
  }
}

function article(kind: string): string {
  return /^[aeiou]/.test(kind) ? 'an' : 'a';
}

function effectsOf(policies: readonly PolicyDocument[], permission: Permission): ReadonlySet<unknown> {
  const statements = policies.flatMap(statementsOf).filter((statement) => matches(statement, permission));
  return new Set(statements.map((statement) => statement['Effect']));
}

/** Reports whether a trust policy lets in a web identity of the provider, by the claims of its token. */
export function trustsWebIdentity(
  trust: PolicyDocument,
  provider: string,
  conditions: Permission['conditions'],
): boolean {
  const request = { action: 'sts:AssumeRoleWithWebIdentity', resource: '', conditions };
  const effects = statementsOf(trust)
    .filter((statement) => {
      const { Federated } = (statement['Principal'] ?? {}) as { readonly Federated?: unknown };
      return listOf(Federated).includes(provider) && matches(statement, request);
    })
    .map((statement) => statement['Effect']);
  return effects.includes('Allow') && !effects.includes('Deny');
}

function matches(statement: Statement, { action, resource, conditions }: Permission): boolean {
  const { Action, NotAction, Resource, NotResource, Condition } = statement;
  // Actions are case-insensitive, resources are not.
  const isAction = (pattern: unknown) => glob(String(pattern).toLowerCase(), action.toLowerCase());
  const isResource = (pattern: unknown) => glob(String(pattern), resource);
  const actionMatches =
    Action === undefined ? !listOf(NotAction).some(isAction) : listOf(Action).some(isAction);
  const resourceMatches =
    Resource === undefined ? !listOf(NotResource).some(isResource) : listOf(Resource).some(isResource);
  const conditionMatches = Object.entries((Condition ?? {}) as Record<string, Record<string, unknown>>).every(
    ([operator, keys]) =>
      Object.entries(keys).every(([key, expected]) =>
        holds(operator, listOf(expected).map(String), valuesOf(key, conditions)),
      ),
  );
  return actionMatches && resourceMatches && conditionMatches;
}

/** Returns the values of a condition key; keys are case-insensitive. */
function valuesOf(key: string, conditions: Permission['conditions']): readonly string[] | undefined {
  const condition = Object.entries(conditions).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return condition === undefined ? undefined : (listOf(condition[1]) as readonly string[]);
}

function holds(
  operator: string,
  expected: readonly string[],
  values: readonly string[] | undefined,
): boolean {
  const [, set, base = operator, ifExists] =
    /^(ForAllValues:|ForAnyValue:)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  if (base === 'Null') return expected.includes(String(values === undefined));
  if (values === undefined) return ifExists !== undefined || set === 'ForAllValues:' || base.includes('Not');
  const negated = base.includes('Not');
  const is = (value: string) =>
    expected.some((pattern) => compare(base.replace('Not', ''), pattern, value)) !== negated;
  return set === 'ForAllValues:' || (set === undefined && negated) ? values.every(is) : values.some(is);
}

function compare(operator: string, expected: string, value: string): boolean {
  switch (operator) {
    case 'StringEquals':
    case 'Bool':
      return expected === value;
    case 'StringEqualsIgnoreCase':
      return expected.toLowerCase() === value.toLowerCase();
    case 'StringLike':
    case 'ArnLike':
    case 'ArnEquals': // It takes wildcards, too.
      return glob(expected, value);
    default:
      throw new AwsError(
        'NotImplemented',
        `This emulator does not evaluate the condition operator ${operator}.`,
      );
  }
}

export function glob(pattern: string, text: string): boolean {
  // `${*}`, `${?}` and `${$}` are the characters themselves.
  const source = pattern.replace(
    /\$\{([*?$])\}|[\\^$.|+()[\]{}*?]/g,
    (part: string, literal: string | undefined) =>
      part === '*' ? '.*' : part === '?' ? '.' : `\\${literal ?? part}`,
  );
  return new RegExp(`^${source}$`, 's').test(text);
}
