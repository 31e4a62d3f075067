/** Values in words, as plain text for the log and as Markdown for the summary: the same sentences for both. */
import { policyName } from '../aws/arn.ts';
import { isAwsManaged } from '../aws/managed-policies.ts';
import { parsePlaceholder } from '../aws/placeholder.ts';
import { parseStatements, type PolicyDocument } from '../aws/policy-document.ts';
import { coveredBy, singlesByEffect, type SingleStatement } from '../aws/statements.ts';
import { fieldsOf, isDocument, isEntries, scalarText } from '../resources/properties.ts';
import { count, type PropertySpec, type Resource, type ResourceKind } from '../resources/resource.ts';
import { code, escapeMarkdown, link, truncate } from './markdown.ts';

export interface Format {
  /** Renders a name or a value. */
  readonly code: (value: string) => string;
  /** Renders text that is not the Action's own. */
  readonly text: (value: string) => string;
  readonly policy: (arn: string) => string;
}

export const PLAIN: Format = {
  code: (value) => value,
  text: (value) => value,
  policy: (arn) => (isAwsManaged(arn) ? policyName(arn) : arn),
};

export const MARKDOWN: Format = {
  code,
  text: escapeMarkdown,
  // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
  policy: (arn) =>
    isAwsManaged(arn) && /^[\w.-]+$/.test(policyName(arn))
      ? link(
          policyName(arn),
          `https://docs.aws.amazon.com/aws-managed-policy/latest/reference/${policyName(arn)}.html`,
        )
      : code(arn),
};

/** Renders a property's value. */
export function valueText(
  value: unknown,
  entry: string,
  { label, unit }: PropertySpec,
  format: Format,
): string {
  if (value === undefined) return '';
  if (isDocument(value)) return documentText(value, format);
  if (isEntries(value))
    return [...value.keys()]
      .sort()
      .map((arn) => reference(arn, format))
      .join(', ');
  if (value === true && entry !== '') return reference(entry, format);
  if (typeof value === 'object' && value !== null && 'name' in value)
    return format.code(`role/${String(value.name)}`);
  if (entry !== '') return format.code(truncate(`${entry}=${scalarText(value)}`));
  if (value === '') return `no ${label}`;
  if (typeof value === 'string')
    return value.startsWith('arn:')
      ? reference(value, format)
      : value.startsWith('/')
        ? format.code(value)
        : format.text(truncate(JSON.stringify(value)));
  return `${scalarText(value)}${unit === undefined ? '' : ` ${unit}`}`;
}

/** Renders an ARN, or the name of a resource that has none yet. */
export function reference(arn: string, format: Format): string {
  const parsed = parsePlaceholder(arn);
  if (parsed !== undefined) return format.code(`${parsed.label}/${parsed.name}`);
  return arn.includes(':policy/') ? format.policy(arn) : format.code(arn);
}

const MAX_PRINCIPALS = 8;

/** Names the principals of a trust policy, counts the statements of any other. */
function documentText(document: PolicyDocument, format: Format): string {
  const all = principals(document);
  if (all.length === 0) return count(parseStatements(document).length, 'statement');
  return limited(all.map(principalText(format)), MAX_PRINCIPALS).join(', ');
}

export interface Principal {
  readonly name: string;
  readonly conditional: boolean;
}

export function principalText(format: Format): (principal: Principal) => string {
  return ({ name, conditional }) => `${format.code(truncate(name))}${conditional ? ' on conditions' : ''}`;
}

/** Lists the principals that may assume a role by its trust policy. */
export function principals(trust: PolicyDocument): Principal[] {
  const conditionalByName = new Map<string, boolean>();
  for (const { effect: kind, fields, conditions } of parseStatements(trust)) {
    if (kind === 'Deny') continue;
    const not = (fields.get('NotPrincipal') ?? []).map((name) => `anyone but ${principalName(name)}`);
    for (const name of [...(fields.get('Principal') ?? []).map(principalName), ...not]) {
      conditionalByName.set(name, (conditionalByName.get(name) ?? true) && conditions.size > 0);
    }
  }
  return [...conditionalByName].map(([name, conditional]) => ({ name, conditional }));
}

function principalName(name: string): string {
  return name === '*' ? 'anyone' : name.replace(/^(?:Service|AWS|Federated|CanonicalUser):/, '');
}

/** Reports whether the names of its principals say everything about a trust policy: services, without conditions. */
export function isPlainTrust(document: PolicyDocument): boolean {
  const all = parseStatements(document);
  return all.every(
    ({ effect, fields, conditions }) =>
      effect === 'Allow' &&
      conditions.size === 0 &&
      (fields.get('Principal') ?? []).length > 0 &&
      (fields.get('Principal') ?? []).every((name) => name.startsWith('Service:')) &&
      (fields.get('Action') ?? []).every((action) => action.toLowerCase() === 'sts:assumerole'),
  );
}

const MAX_GRANTS = 4;
const MAX_ACTIONS = 6;

/** Describes the permissions of `after` that `before` lacks: "`s3:GetObject` on `*`", one text for each set of resources. */
export function grantsText(
  before: PolicyDocument | undefined,
  after: PolicyDocument | undefined,
  format: Format,
): string {
  const isKnown = coveredBy(singlesByEffect(before).allows);
  const added = singlesByEffect(after).allows.filter((single) => !isKnown(single));
  const byResource = Map.groupBy(added, (single) => objectText(single, format));
  const texts = [...byResource].map(([object, singles]) => {
    const actions = [...new Set(singles.map((single) => fieldText(single, 'Action', format)))];
    return `${limited(actions, MAX_ACTIONS).join(', ')}${object}`;
  });
  return limited(texts, MAX_GRANTS).join('; ');
}

function objectText({ statement }: SingleStatement, format: Format): string {
  const on = fieldText({ statement }, 'Resource', format);
  return `${on === '' ? '' : ` on ${on}`}${statement.conditions.size > 0 ? ' on conditions' : ''}`;
}

function fieldText({ statement }: Pick<SingleStatement, 'statement'>, field: string, format: Format): string {
  const text = (values: readonly string[]): string =>
    limited(
      values.map((value) => format.code(truncate(value))),
      3,
    ).join(', ');
  const excluded = statement.fields.get(`Not${field}`);
  if (excluded !== undefined) return `everything but ${text(excluded)}`;
  return text(statement.fields.get(field) ?? []);
}

export function limited(texts: readonly string[], most: number): string[] {
  const rest = texts.length - most;
  return rest <= 1 ? [...texts] : [...texts.slice(0, most), `${rest} more`];
}

/** Lists the values of a resource that differ from IAM's defaults, without its tags. */
export function facts(resource: Resource, { properties }: ResourceKind, format: Format): string[] {
  const values = new Map(fieldsOf(resource));
  return Object.entries(properties).flatMap(([property, spec]) => {
    const value = values.get(property);
    const isEmpty = isEntries(value) ? value.size === 0 : value === undefined || value === spec.default;
    if (spec.phrase === undefined || isEmpty) return [];
    return [`${spec.phrase} ${valueText(value, '', spec, format)}`];
  });
}
