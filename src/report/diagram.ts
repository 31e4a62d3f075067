/**
 * A Mermaid diagram of a role: its principals, its policies and its profiles. Changes are drawn thick, removals dashed, and
 * both are labelled, so that it can be read without its colours on light and dark pages.
 *
 * https://mermaid.js.org/syntax/flowchart.html
 */
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
import { cutText } from '../runtime/log-escape.ts';
import type { Ends } from './differences.ts';
import { fenced } from './markdown.ts';
import { principals, shortName } from './words.ts';

type DiffStatus = 'same' | 'new' | 'changed' | 'removed';

interface DiagramNode {
  readonly label: string;
  readonly status: DiffStatus;
  readonly note?: string;
}

const COLOURS: Readonly<Record<Exclude<DiffStatus, 'same'>, string>> = {
  new: 'stroke:#2da44e,stroke-width:3px',
  changed: 'stroke:#bf8700,stroke-width:3px',
  removed: 'stroke:#e5534b,stroke-width:2px,stroke-dasharray:5 4',
};

/** The diagram counts further nodes of a property. */
const MAX_NODES = 12;

/** Returns Markdown; undefined if there is no role, or everything is deleted. */
export function diagram(start: State, target: State): string | undefined {
  const drawn = RESOURCES.filter(({ kind }) => (target[kind] ?? start[kind]) !== undefined);
  const [centre] = RESOURCES;
  if (drawn[0] !== centre || drawn.every(({ kind }) => target[kind] === undefined)) return undefined;
  const chart = new Flowchart();
  for (const kind of drawn) {
    const ends: Ends = [start[kind.kind], target[kind.kind]];
    const [before, after] = ends;
    const changed = differences(propertiesOf(before), propertiesOf(after));
    // The nodes around the role show its changes, and nothing shows those of tags.
    const isSame = kind === centre || changed.every((property) => property.startsWith('tags/'));
    const status = diffStatus(before, after, isSame);
    const label = `${kind.noun}<br/>${escapeLabel((after ?? before)?.name ?? '')}`;
    const [open, close] = kind === centre ? ['[', ']'] : ['[[', ']]'];
    const node = chart.node(label, status, open, close);
    // The role is the first node.
    if (kind !== centre) chart.edge('n1', node, status, switchedOff(kind, after ?? before));
    drawProperties(chart, node, kind, ends);
  }
  return fenced('mermaid', chart.text());
}

/** Returns the status of a value or a resource; undefined is absent. */
function diffStatus(before: unknown, after: unknown, isSame: boolean): DiffStatus {
  if (before === undefined) return 'new';
  if (after === undefined) return 'removed';
  return isSame ? 'same' : 'changed';
}

/** Names the properties that are true by default and false here. */
function switchedOff({ properties }: ResourceKind, resource: Resource | undefined): string {
  const off = Object.entries(properties).flatMap(([property, { label, default: standard }]) =>
    standard === true && valueOf(resource, property) === false ? [`not ${label}`] : [],
  );
  return off.join(', ');
}

/** Draws every property with words for its edge: principals towards the resource, all other values away from it. */
function drawProperties(chart: Flowchart, centre: string, { properties }: ResourceKind, ends: Ends): void {
  const [before, after] = ends;
  for (const [property, { label, edge }] of Object.entries(properties)) {
    if (edge === undefined) continue;
    const [old, now] = [valuesOf(valueOf(before, property)), valuesOf(valueOf(after, property))];
    const inbound = [...old.values(), ...now.values()].some(({ principal }) => principal);
    const [name, open, close] = inbound ? [edge, '([', '])'] : [label, '[', ']'];
    for (const { label: value, status, note } of nodesOf(old, now, inbound ? '' : edge)) {
      const id = chart.node(`${name}<br/>${escapeLabel(value)}`, status, open, close);
      if (inbound) chart.edge(id, centre, status, note);
      else chart.edge(centre, id, status, note);
    }
  }
}

interface Value {
  /** Equal texts mean the same. The edge of a principal shows its text. */
  readonly text: string;
  readonly principal?: boolean;
}

type Values = ReadonlyMap<string, Value>;

/** Returns the values of a property by their labels: entries, principals, or the one value. */
function valuesOf(value: unknown): Values {
  if (value === undefined) return new Map();
  if (isDocument(value)) {
    const all = [...principals(value)];
    if (all.length === 0) return new Map([['its own', { text: canonical(value) }]]);
    return new Map(
      all.map(([name, conditional]) => [name, { text: conditional ? 'on conditions' : '', principal: true }]),
    );
  }
  if (!isEntries(value)) return new Map([[shortName(scalarText(value)), { text: '' }]]);
  const entries: [string, unknown][] = [...value.entries()];
  return new Map(entries.map(([key, entry]) => [shortName(key), { text: canonical(entry ?? '') }]));
}

/** Returns a node for each label, those that change first, and counts the nodes that the diagram has no room for. */
function nodesOf(before: Values, after: Values, edge: string): DiagramNode[] {
  const labels = [...new Set([...before.keys(), ...after.keys()])].sort();
  const nodes = labels.map((label): DiagramNode => {
    const [old, now] = [before.get(label), after.get(label)];
    const { principal = false, text = '' } = now ?? old ?? {};
    const note = principal ? text : edge;
    return { label, status: diffStatus(old, now, old?.text === now?.text), note };
  });
  nodes.sort((a, b) => Number(a.status === 'same') - Number(b.status === 'same'));
  const more = nodes.length - MAX_NODES;
  if (more <= 1) return nodes;
  return [...nodes.slice(0, MAX_NODES), { label: `and ${more} more`, status: 'same' }];
}

class Flowchart {
  readonly #lines: string[] = ['flowchart LR'];
  /** The status of each node and edge, in their order. */
  readonly #nodes: DiffStatus[] = [];
  readonly #edges: DiffStatus[] = [];

  node(label: string, status: DiffStatus, open: string, close: string): string {
    const id = `n${this.#nodes.push(status)}`;
    this.#lines.push(`  ${id}${open}"${label}"${close}`);
    return id;
  }

  /** @param note the words on the edge, besides the status */
  edge(from: string, to: string, status: DiffStatus, note = ''): void {
    const words = [status === 'same' ? '' : status, note].filter((text) => text !== '').join(', ');
    const arrow = { same: '-->', new: '==>', changed: '==>', removed: '-.->' }[status];
    this.#lines.push(`  ${from} ${arrow}${words === '' ? '' : `|"${words}"|`} ${to}`);
    this.#edges.push(status);
  }

  text(): string {
    const styles = Object.entries(COLOURS).flatMap(([status, style]) => {
      const nodes = this.#nodes.flatMap((each, index) => (each === status ? [`n${index + 1}`] : []));
      const edges = this.#edges.flatMap((each, index) => (each === status ? [index] : []));
      return [
        ...(nodes.length > 0 ? [`  classDef ${status} ${style}`, `  class ${nodes.join()} ${status}`] : []),
        ...(edges.length > 0 ? [`  linkStyle ${edges.join()} ${style}`] : []),
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
  const half = MAX_LABEL / 2;
  // Without the rest of a number, which a mask would not find.
  const end = label.slice(-half - 1).replace(/^(?:\d{2,12}|.)/su, '');
  const shown = label.length <= MAX_LABEL ? label : `${cutText(label, half)}…${end}`;
  return shown
    .replace(/[^A-Za-z0-9 ,/=+…-]/gu, (sign) => `#${sign.codePointAt(0) ?? 0};`)
    .replace(/www(?=#46;)/gi, (letters) => `#${letters.charCodeAt(0)};${letters.slice(1)}`);
}
