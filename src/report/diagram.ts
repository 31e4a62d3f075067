/**
 * A Mermaid diagram of a role: its principals, its policies and its profiles. Changes are drawn thick, removals dashed, and
 * both are labelled, so that it can be read without its colours on light and dark pages.
 *
 * https://mermaid.js.org/syntax/flowchart.html
 */
import { policyName } from '../aws/arn.ts';
import { RESOURCES } from '../resources/index.ts';
import {
  canonical,
  differences,
  isDocument,
  isEntries,
  propertiesOf,
  valueOf,
  scalarText,
} from '../resources/properties.ts';
import type { Resource, ResourceKind, State } from '../resources/resource.ts';
import { fenced } from './markdown.ts';
import { principals } from './words.ts';

type DiffStatus = 'same' | 'new' | 'changed' | 'removed';

interface DiagramNode {
  readonly label: string;
  readonly status: DiffStatus;
  /** The words on its edge, besides the status. */
  readonly note?: string | undefined;
}

const COLOURS: Readonly<Record<Exclude<DiffStatus, 'same'>, string>> = {
  new: 'stroke:#2da44e,stroke-width:3px',
  changed: 'stroke:#bf8700,stroke-width:3px',
  removed: 'stroke:#e5534b,stroke-width:2px,stroke-dasharray:5 4',
};

/** The diagram counts further nodes of a property; those that change come first. */
const MAX_NODES = 12;

/** Returns Markdown; undefined if there is no role, or everything is deleted. */
export function diagram(
  start: State,
  target: State,
  kinds: readonly ResourceKind[] = RESOURCES,
): string | undefined {
  const [primary, ...others] = kinds;
  if (primary === undefined || kinds.every(({ kind }) => target[kind] === undefined)) return undefined;
  const [before, after]: (Resource | undefined)[] = [start[primary.kind], target[primary.kind]];
  const resource = after ?? before;
  if (resource === undefined) return undefined;
  const chart = new Flowchart();
  const status = before === undefined ? 'new' : after === undefined ? 'removed' : 'same';
  const centre = chart.node(`${primary.noun}<br/>${escapeLabel(resource.name)}`, status, '[', ']');
  drawProperties(chart, centre, primary, before, after);
  for (const kind of others) {
    const [oldResource, newResource]: (Resource | undefined)[] = [start[kind.kind], target[kind.kind]];
    const shown = newResource ?? oldResource;
    if (shown === undefined) continue;
    const edge = {
      label: shown.name,
      status: statusOf(oldResource, newResource),
      note: switchedOff(kind, shown),
    };
    const node = chart.node(`${kind.noun}<br/>${escapeLabel(shown.name)}`, edge.status, '[[', ']]');
    chart.edge(centre, node, edge);
    drawProperties(chart, node, kind, oldResource, newResource);
  }
  return fenced('mermaid', chart.text());
}

/** Names the properties that are true by default and false here. */
function switchedOff({ properties }: ResourceKind, resource: Resource): string | undefined {
  const off = Object.entries(properties).flatMap(([property, { label, default: standard }]) =>
    standard === true && valueOf(resource, property) === false ? [`not ${label}`] : [],
  );
  return off.length === 0 ? undefined : off.join(', ');
}

/** Draws every property with words for its edge: principals towards the resource, all other values away from it. */
function drawProperties(
  chart: Flowchart,
  centre: string,
  { properties }: ResourceKind,
  before: Resource | undefined,
  after: Resource | undefined,
): void {
  for (const [property, { label, edge }] of Object.entries(properties)) {
    if (edge === undefined) continue;
    const values = [before, after].map((resource) => valuesOf(valueOf(resource, property)));
    const inbound = values.some((map) => [...map.values()].some(({ principal }) => principal));
    for (const node of limitNodes(compare(values[0], values[1], inbound ? undefined : edge))) {
      const name = inbound ? edge : label;
      const [open, close] = inbound ? ['([', '])'] : ['[', ']'];
      const id = chart.node(`${name}<br/>${escapeLabel(node.label)}`, node.status, open, close);
      if (inbound) chart.edge(id, centre, node);
      else chart.edge(centre, id, node);
    }
  }
}

interface Value {
  /** Equal texts mean the same. */
  readonly text: string;
  readonly note?: string;
  readonly principal?: boolean;
}

/** Returns the values of a property by their labels: entries, principals, or the one value. */
function valuesOf(value: unknown): ReadonlyMap<string, Value> {
  if (value === undefined) return new Map();
  if (isDocument(value)) {
    const all = principals(value);
    if (all.length === 0) return new Map([['its own', { text: canonical(value) }]]);
    return new Map(
      all.map(({ name, conditional }) => [
        name,
        { text: String(conditional), principal: true, ...(conditional ? { note: 'on conditions' } : {}) },
      ]),
    );
  }
  if (!isEntries(value)) return new Map([[nameOf(scalarText(value)), { text: '' }]]);
  return new Map(
    [...value.entries()].map(([key, entry]: [string, unknown]) => [
      nameOf(key),
      { text: canonical(entry ?? '') },
    ]),
  );
}

function nameOf(text: string): string {
  return text.startsWith('arn:') ? policyName(text) : text;
}

function compare(
  before: ReadonlyMap<string, Value> = new Map(),
  after: ReadonlyMap<string, Value> = new Map(),
  edge: string | undefined,
): DiagramNode[] {
  return [...new Set([...before.keys(), ...after.keys()])].sort().map((label) => {
    const [oldValue, newValue] = [before.get(label), after.get(label)];
    const status =
      oldValue === undefined
        ? 'new'
        : newValue === undefined
          ? 'removed'
          : oldValue.text === newValue.text
            ? 'same'
            : 'changed';
    const note = edge === undefined || edge === '' ? (newValue ?? oldValue)?.note : edge;
    return { label, status, note };
  });
}

function statusOf(before: Resource | undefined, after: Resource | undefined): DiffStatus {
  if (before === undefined) return 'new';
  if (after === undefined) return 'removed';
  const changed = differences(propertiesOf(before), propertiesOf(after));
  return changed.every((property) => property.startsWith('tags/')) ? 'same' : 'changed';
}

function limitNodes(nodes: readonly DiagramNode[]): DiagramNode[] {
  const inOrder = [...nodes].sort((a, b) => Number(a.status === 'same') - Number(b.status === 'same'));
  const more = inOrder.length - MAX_NODES;
  return more <= 1
    ? inOrder
    : [...inOrder.slice(0, MAX_NODES), { label: `and ${more} more`, status: 'same' }];
}

class Flowchart {
  readonly #lines: string[] = ['flowchart LR'];
  readonly #statuses = new Map<DiffStatus, string[]>();
  readonly #edges = new Map<DiffStatus, number[]>();
  #nodes = 0;
  #count = 0;

  node(label: string, status: DiffStatus, open: string, close: string): string {
    const id = `n${(this.#nodes += 1)}`;
    this.#lines.push(`  ${id}${open}"${label}"${close}`);
    this.#statuses.set(status, [...(this.#statuses.get(status) ?? []), id]);
    return id;
  }

  edge(from: string, to: string, { status, note }: DiagramNode): void {
    const words = [...(status === 'same' ? [] : [status]), ...(note === undefined ? [] : [note])].join(', ');
    const arrow = { same: '-->', new: '==>', changed: '==>', removed: '-.->' }[status];
    this.#lines.push(`  ${from} ${arrow}${words === '' ? '' : `|"${words}"|`} ${to}`);
    this.#edges.set(status, [...(this.#edges.get(status) ?? []), this.#count]);
    this.#count += 1;
  }

  text(): string {
    const styles = Object.entries(COLOURS).flatMap(([status, style]) => {
      const nodes = this.#statuses.get(status as DiffStatus) ?? [];
      const edges = this.#edges.get(status as DiffStatus) ?? [];
      return [
        ...(nodes.length === 0
          ? []
          : [`  classDef ${status} ${style}`, `  class ${nodes.join(',')} ${status}`]),
        ...(edges.length === 0 ? [] : [`  linkStyle ${edges.join(',')} ${style}`]),
      ];
    });
    return [...this.#lines, ...styles].join('\n');
  }
}

const MAX_LABEL = 64;

/**
 * Escapes a label. Every character that Mermaid, its Markdown or its links may interpret becomes a character reference. A
 * long label loses its middle, where names differ least.
 */
function escapeLabel(label: string): string {
  const characters = Array.from(label);
  const half = MAX_LABEL / 2;
  const shown =
    characters.length <= MAX_LABEL
      ? characters
      : [...characters.slice(0, half), '…', ...characters.slice(-half)];
  return shown
    .map((character) =>
      /[A-Za-z0-9 ,/=+…-]/.test(character) ? character : `#${character.codePointAt(0) ?? 0};`,
    )
    .join('')
    .replace(/www(?=#46;)/gi, (letters) => `#${letters.charCodeAt(0)};${letters.slice(1)}`);
}
