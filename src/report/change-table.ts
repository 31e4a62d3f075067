/** The changes of a plan as a table: a row for each property, and one for equal tags of several resources. */
import { RESOURCES } from '../resources/index.ts';
import { isDocument, scalarText } from '../resources/properties.ts';
import type { Plan, Resource, ResourceKind, State } from '../resources/resource.ts';
import { differencesOf, specOf, type Difference } from './differences.ts';
import { code, escapeMarkdown, table } from './markdown.ts';
import { facts, MARKDOWN, reference, valueText } from './words.ts';

/** Returns the changes of a plan, one row for each property. */
export function changeTable(
  plan: Plan,
  start: State,
  target: State,
  kinds: readonly ResourceKind[] = RESOURCES,
): string {
  const [primary] = kinds;
  const isNew = primary !== undefined && start[primary.kind] === undefined;
  const differences = differencesOf(plan.changes, start, target, kinds);
  const rows = differences
    .filter(({ property = '' }) => !property.startsWith('tags/'))
    // A reader looks for new access first.
    .sort((a, b) => Number(!isNew && b.broadens) - Number(!isNew && a.broadens))
    .map((each) => row(each, primary, isNew));
  return table(['', 'what', 'change'], [...rows, ...tagRows(differences, target)]);
}

function row(difference: Difference, primary: ResourceKind | undefined, isNew: boolean): string[] {
  const { kind, resource, property, before, after, reasons } = difference;
  const verb = difference.verb !== 'put' ? difference.verb : before === undefined ? 'add' : 'update';
  const { entry, spec } = specOf(difference);
  const owner = kind === primary ? '' : `${kind.noun}: `;
  const what =
    property === undefined
      ? `${kind.noun} ${code(resource.replace(/^[^/]*\//, ''))}`
      : `${owner}${spec.label}${entry === '' ? '' : ` ${reference(entry, MARKDOWN)}`}`;
  const why = reasons.map((reason) => `first: ${escapeMarkdown(reason)}`);
  return [
    sign(difference, isNew),
    what,
    [cell(), ...new Set(why)].filter((text) => text !== '').join('<br>'),
  ];

  function cell(): string {
    if (property === undefined) {
      if (after === undefined)
        return `${verb} ${code((before as Resource | undefined)?.identity?.arn ?? '')}`.trim();
      return [verb, ...facts(after as Resource, kind, MARKDOWN)].join('<br>');
    }
    if (typeof before === 'boolean' || typeof after === 'boolean') {
      return entry === '' ? `${scalarText(before ?? false)} → ${scalarText(after ?? false)}` : verb;
    }
    const [was, is] = [before, after].map((value) =>
      valueText(value, isDocument(value) ? '' : entry, spec, MARKDOWN),
    );
    if (was === '' || is === '')
      return entry === '' ? `${was ?? ''}${is ?? ''}` : `${verb}: ${was ?? ''}${is ?? ''}`;
    return was === is ? `${verb}, as shown below` : `${was ?? ''} → ${is ?? ''}`;
  }
}

/** @param isNew whether the role is new, so that everything gives access */
function sign({ before, after, broadens, property }: Difference, isNew: boolean): string {
  const mark = before === undefined ? '+' : after === undefined ? '−' : '~';
  return broadens && !isNew && property !== undefined ? `${mark}\u00A0⚠️` : mark;
}

/** Returns one row for the tags of each resource; resources with equal changes of tags share one. */
function tagRows(differences: readonly Difference[], target: State): string[][] {
  const cells = new Map<ResourceKind, string>();
  for (const kind of new Set(differences.map((each) => each.kind))) {
    const own = differences.filter((each) => each.kind === kind);
    const created = own.find(({ property, after }) => property === undefined && after !== undefined);
    const resource: Resource | undefined = target[kind.kind];
    const all: (readonly [string, unknown])[] =
      created === undefined
        ? own
            .filter(({ property = '' }) => property.startsWith('tags/'))
            .map(({ property = '', after }) => [property.slice('tags/'.length), after] as const)
        : [...(resource?.tags ?? [])];
    if (all.length === 0) continue;
    const text = all.map(([key, value]) =>
      value === undefined ? `− ${code(key)}` : `+ ${valueText(value, key, { label: '' }, MARKDOWN)}`,
    );
    cells.set(kind, text.join('<br>'));
  }
  const groups = Map.groupBy(cells, ([, text]) => text);
  return [...groups].map(([text, kinds]) => [
    text.includes('− ') ? (text.includes('+ ') ? '~' : '−') : '+',
    `tags of ${kinds.map(([{ noun }]) => noun).join(' and ')}`,
    text,
  ]);
}
