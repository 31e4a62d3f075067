/** Values in words, as plain text for the log and as Markdown for the summary: the same sentences for both. */
import { nameInArn, parsePlaceholder, isAwsManaged } from '../aws/arn.ts';
import { parseStatements, type PolicyDocument, type Statement } from '../aws/policy-document.ts';
import { coveredBy, singlesByEffect } from '../aws/broadening.ts';
import { isDocument, isEntries, scalarText, valueOf } from '../resources/properties.ts';
import { count, type PropertySpec, type Resource, type ResourceKind } from '../resources/resource.ts';
import { truncate } from '../runtime/log-escape.ts';
import { code, escapeMarkdown } from './markdown.ts';

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
  policy: (arn) => (isAwsManaged(arn) ? nameInArn(arn) : arn),
};

export const MARKDOWN: Format = {
  code,
  text: escapeMarkdown,
  policy: (arn) => {
    const name = nameInArn(arn);
    if (!isAwsManaged(arn) || !/^[\w.-]+$/.test(name)) return code(arn);
    return `[${code(name)}](https://docs.aws.amazon.com/aws-managed-policy/latest/reference/${name}.html)`;
  },
};

/** Returns the name of a policy for its ARN, any other text unchanged. */
export function shortName(text: string): string {
  return text.startsWith('arn:') ? nameInArn(text) : text;
}

const MAX_PRINCIPALS = 8;

/** Renders a property's value. */
export function valueText(value: unknown, entry: string, spec: PropertySpec, format: Format): string {
  if (value === undefined) return '';
  if (isDocument(value)) {
    const all = [...principals(value)];
    // Only a trust policy has principals.
    if (all.length === 0) return count(parseStatements(value).length, 'statement');
    return limited(all.map(principalText(format)), MAX_PRINCIPALS);
  }
  if (isEntries(value))
    return [...value.keys()]
      .sort()
      .map((arn) => reference(arn, format))
      .join(', ');
  if (value === true && entry !== '') return reference(entry, format);
  if (typeof value === 'object' && value !== null && 'name' in value)
    return format.code(`role/${String(value.name)}`);
  if (entry !== '') return format.code(truncate(`${entry}=${scalarText(value)}`));
  if (value === '') return `no ${spec.label}`;
  if (typeof value === 'string')
    return value.startsWith('arn:')
      ? reference(value, format)
      : value.startsWith('/')
        ? format.code(value)
        : format.text(truncate(JSON.stringify(value)));
  return `${scalarText(value)}${spec.unit === undefined ? '' : ` ${spec.unit}`}`;
}

/** Renders an ARN, or the name of a resource that has none yet. */
export function reference(arn: string, format: Format): string {
  const parsed = parsePlaceholder(arn);
  if (parsed !== undefined) return format.code(`${parsed.label}/${parsed.name}`);
  return arn.includes(':policy/') ? format.policy(arn) : format.code(arn);
}

export function principalText(format: Format): (principal: readonly [string, boolean]) => string {
  return ([name, conditional]) => `${format.code(truncate(name))}${conditional ? ' on conditions' : ''}`;
}

/** Returns the principals that may assume a role by its trust policy, and whether each may only on conditions. */
export function principals(trust: PolicyDocument = {}): ReadonlyMap<string, boolean> {
  const conditionalByName = new Map<string, boolean>();
  for (const { effect: kind, fields, conditions } of parseStatements(trust)) {
    if (kind === 'Deny') continue;
    const not = (fields.get('NotPrincipal') ?? []).map((name) => `anyone but ${principalName(name)}`);
    for (const name of [...(fields.get('Principal') ?? []).map(principalName), ...not]) {
      conditionalByName.set(name, (conditionalByName.get(name) ?? true) && conditions.size > 0);
    }
  }
  return conditionalByName;
}

function principalName(name: string): string {
  return name === '*' ? 'anyone' : name.replace(/^(?:Service|AWS|Federated|CanonicalUser):/, '');
}

/** Reports whether the names of its principals say everything about a trust policy: services, without conditions. */
export function isPlainTrust(document: PolicyDocument): boolean {
  return parseStatements(document).every(({ effect, fields, conditions }) => {
    const names = fields.get('Principal') ?? [];
    return (
      effect === 'Allow' &&
      conditions.size === 0 &&
      names.length > 0 &&
      names.every((name) => name.startsWith('Service:')) &&
      (fields.get('Action') ?? []).every((action) => action.toLowerCase() === 'sts:assumerole')
    );
  });
}

const MAX_GRANTS = 4;
const MAX_ACTIONS = 6;
const MAX_VALUES = 3;

/** Describes the permissions of `after` that `before` lacks: "`s3:GetObject` on `*`", one text for each set of resources. */
export function grantsText(
  before: PolicyDocument | undefined,
  after: PolicyDocument | undefined,
  format: Format,
): string {
  const isKnown = coveredBy(singlesByEffect(before).allows);
  const added = singlesByEffect(after).allows.filter((single) => !isKnown(single));
  const byResource = Map.groupBy(added, (statement) => {
    const on = fieldText(statement, 'Resource', format);
    return `${on === '' ? '' : ` on ${on}`}${statement.conditions.size > 0 ? ' on conditions' : ''}`;
  });
  const texts = [...byResource].map(([object, singles]) => {
    const actions = singles.map((statement) => fieldText(statement, 'Action', format));
    return `${limited([...new Set(actions)], MAX_ACTIONS)}${object}`;
  });
  return limited(texts, MAX_GRANTS, '; ');
}

function fieldText({ fields }: Statement, field: string, format: Format): string {
  const excluded = fields.get(`Not${field}`);
  const values = (excluded ?? fields.get(field) ?? []).map((value) => format.code(truncate(value)));
  return `${excluded === undefined ? '' : 'everything but '}${limited(values, MAX_VALUES)}`;
}

/** Joins texts, and counts those beyond the limit. */
function limited(texts: readonly string[], most: number, separator = ', '): string {
  const rest = texts.length - most;
  return (rest <= 1 ? texts : [...texts.slice(0, most), `${rest} more`]).join(separator);
}

/** Lists the values of a resource that differ from IAM's defaults, without its tags, as Markdown. */
export function facts(resource: Resource, { properties }: ResourceKind): string[] {
  return Object.entries(properties).flatMap(([property, spec]) => {
    const value = valueOf(resource, property);
    const isEmpty = isEntries(value) ? value.size === 0 : value === undefined || value === spec.default;
    if (spec.phrase === undefined || isEmpty) return [];
    return [`${spec.phrase} ${valueText(value, '', spec, MARKDOWN)}`];
  });
}
