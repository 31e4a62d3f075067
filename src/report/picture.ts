/**
 * A Mermaid picture of a role: who may assume it, what it may do, where it is used. What changes is drawn thick, dashed
 * where it goes, and says so, so that it can be read without its colours, which stand out on a light and on a dark page.
 *
 * https://mermaid.js.org/syntax/flowchart.html
 */
import { policyName } from '../iam/arn.ts';
import { sameDocument, type PolicyDocument } from '../iam/policy-document.ts';
import type { RoleState, State } from '../resources/state.ts';
import { principals } from './change-table.ts';
import { fenced } from './markdown.ts';

type Fate = 'same' | 'new' | 'changed' | 'removed';

interface Neighbour {
  readonly label: string;
  readonly fate: Fate;
  /** Besides its fate, what the edge says. */
  readonly note?: string;
}

const COLOURS: Readonly<Record<Exclude<Fate, 'same'>, string>> = {
  new: 'stroke:#2da44e,stroke-width:3px',
  changed: 'stroke:#bf8700,stroke-width:3px',
  removed: 'stroke:#e5534b,stroke-width:2px,stroke-dasharray:5 4',
};

/** More neighbours of a kind than this are counted; those that change come first. */
const SHOWN = 12;

/** @returns Markdown, or nothing where there is no role to show */
export function picture(start: State, target: State): string | undefined {
  const role = target.role ?? start.role;
  if (role === undefined || (target.role === undefined && target.instanceProfile === undefined))
    return undefined;
  const drawing = new Drawing();
  const centre = drawing.node(`role<br/>${quoted(role.name)}`, fate(start.role, target.role), '[', ']');
  for (const each of some(trusts(start.role, target.role))) {
    drawing.edge(drawing.node(`may assume<br/>${quoted(each.label)}`, each.fate, '([', '])'), centre, each);
  }
  for (const [kind, neighbours] of [
    ['managed policy', managed(start.role, target.role)],
    ['inline policy', inline(start.role, target.role)],
    ['permissions boundary', boundary(start.role, target.role)],
  ] as const) {
    for (const each of some(neighbours)) {
      drawing.edge(centre, drawing.node(`${kind}<br/>${quoted(each.label)}`, each.fate, '[', ']'), each);
    }
  }
  for (const each of profile(start, target)) {
    drawing.edge(
      centre,
      drawing.node(`instance profile<br/>${quoted(each.label)}`, each.fate, '[[', ']]'),
      each,
    );
  }
  for (const each of rolesAnywhere(start, target)) {
    const node = drawing.node(`Roles Anywhere profile<br/>${quoted(each.label)}`, each.fate, '[[', ']]');
    drawing.edge(centre, node, each);
    for (const [kind, neighbours] of sessionPolicies(start, target)) {
      for (const policy of some(neighbours)) {
        drawing.edge(
          node,
          drawing.node(`${kind}<br/>${quoted(policy.label)}`, policy.fate, '[', ']'),
          policy,
        );
      }
    }
  }
  return fenced('mermaid', drawing.text());
}

class Drawing {
  readonly #lines: string[] = ['flowchart LR'];
  readonly #fates = new Map<Fate, string[]>();
  readonly #edges = new Map<Fate, number[]>();
  #nodes = 0;
  #count = 0;

  node(label: string, fate: Fate, open: string, close: string): string {
    const id = `n${(this.#nodes += 1)}`;
    this.#lines.push(`  ${id}${open}"${label}"${close}`);
    this.#fates.set(fate, [...(this.#fates.get(fate) ?? []), id]);
    return id;
  }

  edge(from: string, to: string, { fate, note }: Neighbour): void {
    const words = [...(fate === 'same' ? [] : [fate]), ...(note === undefined ? [] : [note])].join(', ');
    const arrow = { same: '-->', new: '==>', changed: '==>', removed: '-.->' }[fate];
    this.#lines.push(`  ${from} ${arrow}${words === '' ? '' : `|"${words}"|`} ${to}`);
    this.#edges.set(fate, [...(this.#edges.get(fate) ?? []), this.#count]);
    this.#count += 1;
  }

  text(): string {
    const styles = Object.entries(COLOURS).flatMap(([fate, style]) => {
      const nodes = this.#fates.get(fate as Fate) ?? [];
      const edges = this.#edges.get(fate as Fate) ?? [];
      return [
        ...(nodes.length === 0 ? [] : [`  classDef ${fate} ${style}`, `  class ${nodes.join(',')} ${fate}`]),
        ...(edges.length === 0 ? [] : [`  linkStyle ${edges.join(',')} ${style}`]),
      ];
    });
    return [...this.#lines, ...styles].join('\n');
  }
}

function trusts(before: RoleState | undefined, after: RoleState | undefined): Neighbour[] {
  const of = (role: RoleState | undefined): Map<string, string | undefined> =>
    new Map(
      (role === undefined ? [] : principals(role.trust)).map(({ name, conditional }) => [
        name,
        conditional ? 'on conditions' : undefined,
      ]),
    );
  return compared(
    of(before),
    of(after),
    (a, b) => a === b,
    (note) => note,
  );
}

function managed(before: RoleState | undefined, after: RoleState | undefined): Neighbour[] {
  const of = (role: RoleState | undefined): Map<string, true> =>
    new Map([...(role?.managedPolicies ?? [])].map((arn) => [arn, true]));
  return compared(of(before), of(after), () => true).map((each) => ({
    ...each,
    label: policyName(each.label),
  }));
}

function inline(before: RoleState | undefined, after: RoleState | undefined): Neighbour[] {
  const same = (a: PolicyDocument | undefined, b: PolicyDocument | undefined): boolean =>
    a === b || (a !== undefined && b !== undefined && sameDocument(a, b));
  return compared(before?.inlinePolicies ?? new Map(), after?.inlinePolicies ?? new Map(), same);
}

function boundary(before: RoleState | undefined, after: RoleState | undefined): Neighbour[] {
  const of = (role: RoleState | undefined): Map<string, true> =>
    new Map(role?.boundary === undefined ? [] : [[role.boundary, true]]);
  return compared(
    of(before),
    of(after),
    () => true,
    () => 'bounded by',
  ).map((each) => ({
    ...each,
    label: policyName(each.label),
  }));
}

function profile(start: State, target: State): Neighbour[] {
  const of = ({ role, instanceProfile }: State): Map<string, string | undefined> =>
    new Map(
      instanceProfile?.role !== undefined && instanceProfile.role.name === role?.name
        ? [[instanceProfile.name, instanceProfile.role.id]]
        : [],
    );
  return compared(of(start), of(target), (a, b) => a === b);
}

function rolesAnywhere(start: State, target: State): Neighbour[] {
  const of = ({ rolesAnywhereProfile: profile }: State): Map<string, string> =>
    new Map(profile === undefined ? [] : [[profile.name, profile.enabled ? 'enabled' : 'disabled']]);
  const same = (a: string, b: string): boolean => a === b;
  return compared(of(start), of(target), same, (state) => (state === 'disabled' ? state : undefined));
}

/** What holds the sessions of a Roles Anywhere profile back. */
function sessionPolicies(start: State, target: State): [kind: string, Neighbour[]][] {
  const arns = ({ rolesAnywhereProfile: profile }: State): Map<string, true> =>
    new Map([...(profile?.managedPolicies ?? [])].map((arn) => [arn, true]));
  const own = ({ rolesAnywhereProfile: profile }: State): Map<string, PolicyDocument> =>
    new Map(profile?.sessionPolicy === undefined ? [] : [['its own', profile.sessionPolicy]]);
  const heldTo = (): string => 'held to';
  return [
    [
      'managed session policy',
      compared(arns(start), arns(target), () => true, heldTo).map((each) => ({
        ...each,
        label: policyName(each.label),
      })),
    ],
    ['session policy', compared(own(start), own(target), sameDocument, heldTo)],
  ];
}

function compared<V>(
  before: ReadonlyMap<string, V>,
  after: ReadonlyMap<string, V>,
  same: (a: V, b: V) => boolean,
  note: (value: V) => string | undefined = () => undefined,
): Neighbour[] {
  return [...new Set([...before.keys(), ...after.keys()])].sort().map((label) => {
    const [was, is] = [before.get(label) as V, after.get(label) as V];
    const stands = after.has(label);
    const words = note(stands ? is : was);
    return {
      label,
      fate: !before.has(label) ? 'new' : !stands ? 'removed' : same(was, is) ? 'same' : 'changed',
      ...(words === undefined ? {} : { note: words }),
    };
  });
}

function fate(before: unknown, after: unknown): Fate {
  return before === undefined ? 'new' : after === undefined ? 'removed' : 'same';
}

function some(neighbours: readonly Neighbour[]): Neighbour[] {
  const inOrder = [...neighbours].sort((a, b) => Number(a.fate === 'same') - Number(b.fate === 'same'));
  const more = inOrder.length - SHOWN;
  return more <= 1 ? inOrder : [...inOrder.slice(0, SHOWN), { label: `and ${more} more`, fate: 'same' }];
}

const LONGEST_LABEL = 64;

/**
 * Inside a quoted label. All that could mean something to Mermaid, or to the Markdown and the links that it looks for in
 * labels, is one of its character references; long ones are cut in the middle, where names differ least.
 */
function quoted(label: string): string {
  const characters = Array.from(label);
  const half = LONGEST_LABEL / 2;
  const shown =
    characters.length <= LONGEST_LABEL
      ? characters
      : [...characters.slice(0, half), '…', ...characters.slice(-half)];
  return shown
    .map((character) =>
      /[A-Za-z0-9 ,/=+…-]/.test(character) ? character : `#${character.codePointAt(0) ?? 0};`,
    )
    .join('')
    .replace(/www(?=#46;)/gi, (found) => `#${found.charCodeAt(0)};${found.slice(1)}`);
}
