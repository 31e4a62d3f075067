/**
 * The changes of a role in the summary: the access that they give in sentences, then a table, diffs and a diagram. The diffs
 * compare policy documents in their canonical form, so they show only differences in meaning. Loaded only by runs with
 * changes, because it loads a diff library.
 */
import { createTwoFilesPatch, OMIT_HEADERS } from 'diff';
import { canonicalDocument, type PolicyDocument } from '../aws/policy-document.ts';
import type { Outcome } from '../reconcile/run.ts';
import { RESOURCES } from '../resources/index.ts';
import { documentsIn, scalarText, valueOf, differences, propertiesOf } from '../resources/properties.ts';
import type { Plan, Resource, State, ResourceKind } from '../resources/resource.ts';
import { diagram } from './diagram.ts';
import { differencesOf, rowSubject, subjectText, driftTable, type Difference } from './differences.ts';
import { lastUseLines } from './status.ts';
import { code, escapeMarkdown, table, blockOf, fold, fenced, htmlCode, type Block } from './markdown.ts';
import {
  facts,
  grantsText,
  MARKDOWN,
  principals,
  principalText,
  shortName,
  valueText,
  isPlainTrust,
} from './words.ts';

type Planned = Outcome & { readonly plan: Plan; readonly start: State; readonly target: State };

/** A picture of fewer nodes repeats the table; one of more is open if the report is about one role. */
const MIN_NODES = 6;
const MIN_OPEN_NODES = 8;

/** @param only whether the report is about one role */
export function changeBlocks(outcome: Planned, only: boolean): Block[] {
  const { declaration, status, plan, start, target } = outcome;
  const of = `of ${code(`role/${declaration.roleName}`)}`;
  const drifted = status === 'drifted';
  const failed = status === 'failed' || status === 'rolled-back';
  const diffs = drifted ? policyDiffs(target, start, OF_DRIFT) : policyDiffs(start, target);
  // The colours of changes would show undeclared access as new and good.
  const picture = failed || drifted ? '' : (diagram(start, target) ?? '');
  const nodes = (picture.match(/^ {2}n\d+[[(]/gm) ?? []).length;
  const open = only && nodes >= MIN_OPEN_NODES;
  const lastUses = lastUseLines(plan, start).map(escapeMarkdown).join('\n\n');
  return [
    ...blockOf(`the last use ${of}`, lastUses, true),
    ...blockOf(`the new access ${of}`, drifted || failed ? '' : accessText(outcome)),
    ...blockOf(`the changes ${of}`, drifted ? driftTable(outcome) : changeTable(plan, start, target)),
    ...diffs.map((diff) => ({ ...diff, name: `${diff.name} ${of}` })),
    ...(nodes < MIN_NODES
      ? []
      : [fold('Diagram', `the diagram ${of}`, blockOf(`the diagram ${of}`, picture), { open })]),
  ];
}

function accessText({ status, plan, start, target }: Planned): string {
  const lines = accessLines(differencesOf(plan.changes, start, target));
  if (lines.length === 0) return '';
  const isNew = start.role === undefined;
  const title = isNew ? '**Access**' : `⚠️ **${status === 'planned' ? 'New access' : 'New access given'}**`;
  if (isNew && lines.length === 1) return `${title}: ${lines.join('')}`;
  return `${title}\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}

/** Returns the changes of a plan, one row for each property, and one for equal tags of several resources. */
export function changeTable(plan: Plan, start: State, target: State): string {
  const isNew = start.role === undefined;
  const differences = differencesOf(plan.changes, start, target);
  const rows = differences
    .filter(({ property = '' }) => !property.startsWith('tags/'))
    // A reader looks for new access first.
    .sort((a, b) => Number(!isNew && b.broadens) - Number(!isNew && a.broadens))
    .map((each) => {
      const why = each.reasons.map((reason) => `first: ${escapeMarkdown(reason)}`);
      const change = [changeText(each), ...new Set(why)].filter((text) => text !== '');
      return [sign(each, isNew), rowSubject(each.kind, subjectText(each, MARKDOWN)), change.join('<br>')];
    });
  return table(['', 'what', 'change'], [...rows, ...tagRows(differences)]);
}

function changeText({ kind, property, entry, spec, before, after, ...difference }: Difference): string {
  const verb = difference.verb !== 'put' ? difference.verb : before === undefined ? 'add' : 'update';
  if (property === undefined) {
    if (after === undefined)
      return `${verb} ${code((before as Resource | undefined)?.identity?.arn ?? '')}`.trim();
    return [verb, ...facts(after as Resource, kind)].join('<br>');
  }
  if (typeof before === 'boolean' || typeof after === 'boolean')
    return entry === '' ? `${scalarText(before ?? false)} → ${scalarText(after ?? false)}` : verb;
  const [was = '', is = ''] = [before, after].map((value) => valueText(value, entry, spec, MARKDOWN));
  if (was === '' || is === '') return `${entry === '' ? '' : `${verb}: `}${was}${is}`;
  return was === is ? `${verb}, as shown below` : `${was} → ${is}`;
}

/** @param isNew whether the role is new, so that everything gives access */
function sign({ before, after, broadens, property }: Difference, isNew: boolean): string {
  const mark = before === undefined ? '+' : after === undefined ? '−' : '~';
  return broadens && !isNew && property !== undefined ? `${mark}\u00A0⚠️` : mark;
}

/** Returns one row for the tags of each resource; resources with equal changes of tags share one. */
function tagRows(differences: readonly Difference[]): string[][] {
  const byKind = Map.groupBy(differences, ({ kind }) => kind);
  const cells = [...byKind].map(([{ noun }, own]) => ({ noun, text: own.flatMap(tagLines).join('<br>') }));
  const groups = Map.groupBy(cells, ({ text }) => text);
  groups.delete('');
  return [...groups].map(([text, all]) => [
    text.includes('− ') ? (text.includes('+ ') ? '~' : '−') : '+',
    `tags of ${all.map(({ noun }) => noun).join(' and ')}`,
    text,
  ]);
}

/** Lists the tags that a difference adds or removes: all those of a created resource. */
function tagLines({ property, entry, after }: Difference): string[] {
  const added = (key: string, value: unknown): string =>
    `+ ${valueText(value, key, { label: '' }, MARKDOWN)}`;
  if (property === undefined)
    return [...((after as Resource | undefined)?.tags ?? [])].map((tag) => added(...tag));
  if (!property.startsWith('tags/')) return [];
  return [after === undefined ? `− ${code(entry)}` : added(entry, after)];
}

/** Returns a sentence for each difference that gives access. A new role has one sentence for its trust and its policies. */
export function accessLines(differences: readonly Difference[]): string[] {
  const [primary] = RESOURCES;
  const given = differences.filter(({ broadens }) => broadens);
  const created = given.find(({ kind, property }) => kind === primary && property === undefined);
  if (created?.after === undefined) return given.flatMap(sentences);
  const policies = given.filter(({ kind, property }) => kind === primary && property !== undefined);
  const subjects = policies.map((each) =>
    each.entry === '' ? subjectText(each, MARKDOWN) : code(shortName(each.entry)),
  );
  const may =
    subjects.length === 0
      ? 'it has no policy'
      : `it may do what ${LIST.format(subjects)} ${subjects.length === 1 ? 'allows' : 'allow'}`;
  // The profile of a new role gives what the role has, so it needs no sentence.
  const others = given.filter(
    ({ kind }) =>
      kind !== primary && Object.values(kind.properties).every(({ gives }) => gives === undefined),
  );
  return [[...sentences(created), may].join('; '), ...others.flatMap(sentences)];
}

function sentences(difference: Difference): string[] {
  const { kind, resource, property, entry, spec, before, after, verb } = difference;
  const name = code(resource);
  if (property === undefined) {
    const whole = (after ?? before) as Resource | undefined;
    const parts = Object.entries(kind.properties).flatMap(([field, { edge, gives }]) => {
      const value = valueOf(whole, field);
      if (gives !== undefined && value !== undefined)
        return [`${name}: ${gives} ${valueText(value, '', { label: '' }, MARKDOWN)}`];
      const admitted = principalsText(...documentsIn(undefined, value));
      return admitted === '' ? [] : [`${admitted} ${edge ?? ''} ${name}`];
    });
    return parts.length > 0 ? parts : [`${name}: ${verb} the ${kind.noun}`];
  }
  const subject = `${subjectText(difference, MARKDOWN)} of ${name}`;
  const [old, now] = documentsIn(before, after);
  if (old !== undefined || now !== undefined) {
    const admitted = entry === '' ? principalsText(old, now) : '';
    if (admitted !== '') return [`${admitted} ${spec.edge ?? ''} ${name}`];
    return [`${subject}: ${grantsText(old, now, MARKDOWN) || 'denies less'}`];
  }
  if (after === undefined) return [`${subject}: removed, and with it what it denied`];
  if (spec.gives !== undefined) return [`${name}: ${spec.gives} ${valueText(after, entry, spec, MARKDOWN)}`];
  if (after === true && entry !== '') return [`${subject}: ${spec.present ?? 'added'}`];
  const values = [before, after].map((value) => valueText(value, entry, spec, MARKDOWN));
  return [`${subject}: ${values.filter((text) => text !== '').join(' → ')}`];
}

/** Names the principals that are new, or whose conditions no longer apply. */
function principalsText(before?: PolicyDocument, after?: PolicyDocument): string {
  const known = principals(before);
  const added = [...principals(after)].filter(
    ([name, conditional]) => !known.has(name) || (known.get(name) === true && !conditional),
  );
  return LIST.format(added.map(principalText(MARKDOWN)));
}

/** Joins texts: `a, b and c`. */
const LIST = new Intl.ListFormat('en-GB');

/** Documents within IAM's quotas hardly ever differ by as many lines. */
const MAX_LINES = 1_000;

const OPTIONS = {
  context: 3,
  headerOptions: OMIT_HEADERS,
  // Finding the shortest diff of two documents that have little in common takes seconds and shows nothing.
  maxEditLength: 300,
  // Ignores a trailing comma. The library supports `comparator` here, but its types don't list it.
  comparator: (a: string, b: string) => a.replace(/,\n$/, '\n') === b.replace(/,\n$/, '\n'),
};

/** Longer diffs are folded. */
const MAX_OPEN_LINES = 30;

const OF_CHANGES = { new: 'new', removed: 'removed', changed: 'changed' };
/** Drift leads from the declared document to the one found. */
const OF_DRIFT: typeof OF_CHANGES = {
  new: 'found, not declared',
  removed: 'declared, missing',
  changed: 'found differs from declared',
};

/** Returns a diff of every document that differs between the two states, one block each; folded if they are long. */
export function policyDiffs(start: State, target: State, words = OF_CHANGES): Block[] {
  const diffs = RESOURCES.flatMap((kind) => diffsOf(kind, words, start[kind.kind], target[kind.kind]));
  const lines = diffs.reduce((sum, diff) => sum + diff.lines.length, 0);
  return diffs.map((diff) => diffBlock(diff, lines <= MAX_OPEN_LINES));
}

function diffBlock({ label, name, change, lines }: ReturnType<typeof diffsOf>[number], open: boolean): Block {
  const noun = `${label.charAt(0).toUpperCase()}${label.slice(1)}`;
  const titled = (before: string, after: string): string => `${before}${name === '' ? '' : ` ${after}`}`;
  const shown = titled(`the diff of the ${label}`, code(name));
  const omitted = lines.length - MAX_LINES;
  const diff = [
    fenced('diff', lines.slice(0, MAX_LINES).join('\n')),
    ...(omitted > 0 ? ['', `**Too long to read, so cut here: ${omitted} further lines.**`] : []),
  ].join('\n');
  const number = (sign: string): number => lines.filter((line) => line.startsWith(sign)).length;
  const counts = `${change}: +${number('+')} −${number('-')}`;
  const title = titled(`**${noun}**`, code(name));
  if (open) return { name: shown, title, markdown: `${title}, ${counts}\n\n${diff}` };
  const folded = fold(`${titled(noun, htmlCode(name))}, ${counts}`, shown, blockOf(shown, diff));
  return { ...folded, title };
}

/** Returns the diffs of one resource, in the order of its kind's properties. The name is empty except for an inline policy. */
function diffsOf(kind: ResourceKind, words: typeof OF_CHANGES, start?: Resource, target?: Resource) {
  const changed = differences(propertiesOf(start), propertiesOf(target)).sort();
  return Object.entries(kind.properties).flatMap(([field, { label }]) =>
    changed
      .filter((property) => property.split('/')[0] === field)
      .flatMap((property) => {
        const [before, after] = documentsIn(valueOf(start, property), valueOf(target, property));
        // The table names the services of a new policy, and there is no more to it.
        if (before === undefined && (after === undefined || isPlainTrust(after))) return [];
        const change = before === undefined ? words.new : after === undefined ? words.removed : words.changed;
        const name = property.slice(field.length + 1);
        return [{ label, name, change, lines: diffLines(pretty(before), pretty(after)) }];
      }),
  );
}

function diffLines(before: string, after: string): string[] {
  const lines = (text: string): string[] => text.split('\n').slice(0, -1);
  const patch =
    before === '' || after === '' ? undefined : createTwoFilesPatch('', '', before, after, '', '', OPTIONS);
  if (patch !== undefined) return lines(patch);
  // Shows a new or deleted document whole, and also two documents without similarities. The new one is first, because the
  // end may be cut off.
  return [...lines(after).map((line) => `+${line}`), ...lines(before).map((line) => `-${line}`)];
}

function pretty(document: PolicyDocument | undefined): string {
  return document === undefined ? '' : `${JSON.stringify(canonicalDocument(document), undefined, 2)}\n`;
}
