/** The planned changes as a table: the values before and after each of them. */
import { parsePlaceholder } from '../aws/placeholder.ts';
import { parseStatements, type PolicyDocument } from '../aws/policy-document.ts';
import { RESOURCES } from '../resources/index.ts';
import {
  effect,
  fieldsOf,
  isDocument,
  isEntries,
  propertiesOf,
  valueOf,
  scalarText,
} from '../resources/properties.ts';
import {
  count,
  type Change,
  type Plan,
  type PropertySpec,
  type Resource,
  type ResourceKind,
  type State,
  type Tags,
} from '../resources/resource.ts';
import { OWNER_TAG, tagValue } from '../resources/tags.ts';
import { code, truncate, table, escapeMarkdown } from './markdown.ts';

export function changeTable(plan: Plan, start: State, kinds: readonly ResourceKind[] = RESOURCES): string {
  const own = plan.changes[0]?.resource.replace(/^[^/]*/, '');
  let before = start;
  const rows = plan.changes.map((change) => {
    const after = effect(before, change);
    const kind = kinds.find((each) => each.kind === change.kind);
    const cells = described(change, before[change.kind], after[change.kind], kind?.properties ?? {});
    before = after;
    const [label = '', name = ''] = change.resource.split(/(?=\/)/);
    return [
      label.replaceAll('-', ' ') + (name === own ? '' : ` ${code(name.slice(1))}`),
      escapeMarkdown(cells.title ?? change.summary),
      beforeAndAfter(cells.before ?? [], cells.after ?? []),
      change.broadens ? '⚠️ **yes**' : '',
    ];
  });
  return table(['resource', 'change', 'before → after', 'broadens access'], rows);
}

function beforeAndAfter(before: readonly string[], after: readonly string[]): string {
  if (before.length === after.length) {
    return before
      .map((each, index) => [each, after[index] ?? ''].filter((side) => side !== '').join(' → '))
      .join('<br>');
  }
  const sides = [before.join(', '), after.join(', ')];
  return sides.every((side) => side !== '') ? sides.join('<br>→ ') : [...before, ...after].join('<br>');
}

/** Cells are Markdown; without `title` the table shows the change's own summary. */
interface Cells {
  readonly title?: string;
  readonly before?: readonly string[];
  readonly after?: readonly string[];
}

type Specs = Readonly<Record<string, PropertySpec>>;

function described(
  change: Change,
  before: Resource | undefined,
  after: Resource | undefined,
  specs: Specs,
): Cells {
  if (change.creates !== undefined) return { after: facts(change.creates, specs) };
  if (change.deletes !== undefined) return { before: [code(before?.identity?.arn ?? before?.name ?? '')] };
  const [then, now] = [propertiesOf(before), propertiesOf(after)];
  const isChanged = (property: string): boolean =>
    property.includes('/') || then.get(property) !== now.get(property);
  const properties = Object.keys(change.sets ?? {}).filter(isChanged);
  const values = (resource: Resource | undefined): string[] =>
    properties.map((property) => shown(property, valueOf(resource, property), specs));
  const cells = { before: values(before), after: values(after) };
  const words = title(change, properties, before, specs);
  const same = cells.before.join() === cells.after.join();
  return {
    ...(words === undefined ? {} : { title: words }),
    ...(same ? { after: ['as shown below'] } : cells),
  };
}

/** Returns a title without the values, which have their own column; undefined if the summary has none. */
function title(
  change: Change,
  properties: string[],
  before: Resource | undefined,
  specs: Specs,
): string | undefined {
  const values = properties.flatMap((property) => [valueOf(before, property), change.sets?.[property]]);
  if (
    properties.length === 0 ||
    values.some((value) => typeof value === 'object' || typeof value === 'boolean')
  )
    return undefined;
  const labels = properties.map((property) => specs[field(property)]?.label ?? property);
  const isRemoval = properties.every((property) => change.sets?.[property] === undefined);
  const verb = isRemoval ? 'remove' : 'set';
  if (properties.every((property) => property.includes('/'))) {
    return labels[0] === 'tag' ? `${verb} ${count(properties.length, 'tag')}` : undefined;
  }
  return `${verb} the ${labels.join(' and the ')}`;
}

/** Lists the properties of a new resource that differ from IAM's defaults. */
function facts(resource: Resource, specs: Specs): string[] {
  const values = new Map(fieldsOf(resource));
  const properties = Object.entries(specs).flatMap(([property, spec]) => {
    const value = values.get(property);
    const isEmpty = isEntries(value) ? value.size === 0 : value === undefined || value === spec.default;
    if (spec.phrase === undefined || isEmpty) return [];
    return [`${spec.phrase} ${shown(property, value, specs)}`];
  });
  return [...properties, ...tagFacts(resource.tags)];
}

function tagFacts(tags: Tags): string[] {
  const owner = tagValue(tags, OWNER_TAG);
  return [
    ...(owner === undefined ? [] : [`owner ${code(truncate(owner))}`]),
    ...(tags.size === 0 ? [] : [count(tags.size, 'tag')]),
  ];
}

/** Renders a property's value as Markdown. */
function shown(property: string, value: unknown, specs: Specs): string {
  const entry = property.slice(field(property).length + 1);
  const { label = '', unit } = specs[field(property)] ?? {};
  if (value === undefined) return '';
  if (isDocument(value)) return documentFacts(value);
  if (isEntries(value)) return [...value.keys()].sort().map(reference).join(', ');
  if (value === true && entry !== '') return reference(entry);
  if (typeof value === 'object' && value !== null && 'name' in value)
    return code(`role/${String(value.name)}`);
  if (entry !== '') return code(truncate(`${entry}=${scalarText(value)}`));
  if (value === '') return `no ${label}`;
  if (typeof value === 'string')
    return value.startsWith('arn:') || value.startsWith('/') ? code(value) : escapeMarkdown(truncate(value));
  return `${scalarText(value)}${unit === undefined ? '' : ` ${unit}`}`;
}

function reference(arn: string): string {
  const parsed = parsePlaceholder(arn);
  return code(parsed === undefined ? arn : `${parsed.label}/${parsed.name}`);
}

function field(property: string): string {
  return property.replace(/\/.*/s, '');
}

/** Names the principals of a trust policy, counts the statements of any other. */
function documentFacts(document: PolicyDocument): string {
  const all = principals(document);
  if (all.length === 0) return count(parseStatements(document).length, 'statement');
  const listed = all
    .slice(0, MAX_PRINCIPALS)
    .map(({ name, conditional }) => `${code(truncate(name))}${conditional ? ' on conditions' : ''}`);
  const rest = all.length > MAX_PRINCIPALS ? [`${all.length - MAX_PRINCIPALS} more`] : [];
  return [...listed, ...rest].join(', ');
}

const MAX_PRINCIPALS = 8;

/** Lists the principals that may assume a role by its trust policy. */
export function principals(trust: PolicyDocument): { name: string; conditional: boolean }[] {
  const conditionalByName = new Map<string, boolean>();
  for (const { effect: kind, fields, conditions } of parseStatements(trust)) {
    if (kind === 'Deny') continue;
    const not = (fields.get('NotPrincipal') ?? []).map((name) => `anyone but ${principal(name)}`);
    for (const name of [...(fields.get('Principal') ?? []).map(principal), ...not]) {
      conditionalByName.set(name, (conditionalByName.get(name) ?? true) && conditions.size > 0);
    }
  }
  return [...conditionalByName].map(([name, conditional]) => ({ name, conditional }));
}

function principal(name: string): string {
  return name === '*' ? 'anyone' : name.replace(/^(?:Service|AWS|Federated|CanonicalUser):/, '');
}
