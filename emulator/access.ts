import { AwsError } from './errors.ts';
import { type PolicyDocument, type Statement, listOf, statementsOf } from './policy-document.ts';
import type { Permission } from './service.ts';

/**
 * Enforces one identity-based policy on the caller: Deny over Allow over nothing, with globs in actions and
 * resources and the string operators in conditions. Enough to hold a documented policy to the calls made.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function authorize(policy: PolicyDocument, permissions: readonly Permission[], caller: string): void {
  for (const permission of permissions) {
    const matching = statementsOf(policy).filter((statement) => matches(statement, permission));
    const denied = matching.some((statement) => statement['Effect'] === 'Deny');
    if (!denied && matching.some((statement) => statement['Effect'] === 'Allow')) continue;
    const { action, resource } = permission;
    const why = denied
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
    throw new AwsError(
      'AccessDenied',
      `User: ${caller} is not authorized to perform: ${action} on resource: ${resource} ${why}`,
    );
  }
}

function matches(statement: Statement, { action, resource, conditions }: Permission): boolean {
  const { Action, NotAction, Resource, NotResource, Condition } = statement;
  // Actions are compared without regard to case, resources with.
  const isAction = (pattern: unknown) => glob(String(pattern).toLowerCase(), action.toLowerCase());
  const isResource = (pattern: unknown) => glob(String(pattern), resource);
  const actionMatches =
    Action === undefined ? !listOf(NotAction).some(isAction) : listOf(Action).some(isAction);
  const resourceMatches =
    Resource === undefined ? !listOf(NotResource).some(isResource) : listOf(Resource).some(isResource);
  const conditionMatches = Object.entries((Condition ?? {}) as Record<string, Record<string, unknown>>).every(
    ([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) =>
        holds(operator, listOf(wanted).map(String), valuesOf(key, conditions)),
      ),
  );
  return actionMatches && resourceMatches && conditionMatches;
}

/** Condition keys are case-insensitive. */
function valuesOf(key: string, conditions: Permission['conditions']): readonly string[] | undefined {
  const found = Object.entries(conditions).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found === undefined ? undefined : (listOf(found[1]) as readonly string[]);
}

function holds(operator: string, wanted: readonly string[], values: readonly string[] | undefined): boolean {
  const [, set, base = operator, ifExists] =
    /^(ForAllValues:|ForAnyValue:)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  if (base === 'Null') return wanted.includes(String(values === undefined));
  if (values === undefined) return ifExists !== undefined || set === 'ForAllValues:' || base.includes('Not');
  const negated = base.includes('Not');
  const is = (value: string) =>
    wanted.some((pattern) => compare(base.replace('Not', ''), pattern, value)) !== negated;
  return set === 'ForAllValues:' || (set === undefined && negated) ? values.every(is) : values.some(is);
}

function compare(operator: string, wanted: string, value: string): boolean {
  switch (operator) {
    case 'StringEquals':
    case 'Bool':
      return wanted === value;
    case 'StringEqualsIgnoreCase':
      return wanted.toLowerCase() === value.toLowerCase();
    case 'StringLike':
    case 'ArnLike':
    case 'ArnEquals': // which takes wildcards too
      return glob(wanted, value);
    default:
      throw new AwsError(
        'NotImplemented',
        `This emulator does not evaluate the condition operator ${operator}.`,
      );
  }
}

function glob(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
