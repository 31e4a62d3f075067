/**
 * The differences between two states. Those of a plan are one for each property and resource, however many calls it takes.
 * Drift is shown as it happened: the value found, the value declared; undeclared access first.
 */
import type { PolicyDocument } from '../aws/policy-document.ts';
import { RESOURCES } from '../resources/index.ts';
import {
  canonical,
  documentsIn,
  isEntries,
  splitProperty,
  valueOf,
  withDuplicates,
} from '../resources/properties.ts';
import {
  changeKey,
  count,
  type Change,
  type PropertySpec,
  type Resource,
  type ResourceKind,
  type State,
} from '../resources/resource.ts';
import {
  reference,
  grantsText,
  MARKDOWN,
  PLAIN,
  principals,
  principalText,
  valueText,
  type Format,
} from './words.ts';
import { deniesLess, coveredBy, mergeStatements, singlesByEffect } from '../aws/broadening.ts';
import type { Outcome } from '../reconcile/run.ts';
import { table } from './markdown.ts';

export interface Difference {
  readonly kind: ResourceKind;
  /** `role/demo`. */
  readonly resource: string;
  /** `tags/team`; undefined if the resource itself is created or deleted. */
  readonly property: string | undefined;
  /** `team`; empty if the property has no entries. */
  readonly entry: string;
  readonly spec: PropertySpec;
  /** The values of the property, or the resources; undefined if absent. */
  readonly before: unknown;
  readonly after: unknown;
  /** The verb of the last call: `attach`. */
  readonly verb: string;
  readonly broadens: boolean;
  /** Why a removal precedes the grant that replaces it. */
  readonly reasons: readonly string[];
}

/** A resource in each of two states. */
export type Ends = readonly [before: Resource | undefined, after: Resource | undefined];

/** Returns the differences between two states that the changes lead through, in the order of the changes. */
export function differencesOf(changes: readonly Change[], from: State, to: State): Difference[] {
  const result = new Map<string, Difference>();
  const created = new Set(changes.flatMap(({ kind, creates }) => (creates === undefined ? [] : [kind])));
  for (const change of changes) {
    const kind = RESOURCES.find((each) => each.kind === change.kind);
    if (kind === undefined) continue;
    const ends: Ends = [from[change.kind], to[change.kind]];
    for (const property of propertiesSet(change, ends)) {
      // A new resource is one difference with all its values, except for entries that have calls of their own.
      const isPart = property !== undefined && !property.includes('/') && created.has(change.kind);
      const shown = isPart ? undefined : property;
      // Duplicates are deleted by their ids.
      const key = `${change.resource} ${shown ?? (change.deletes === undefined ? '' : changeKey(change))}`;
      const known = result.get(key);
      const [before, after]: readonly unknown[] =
        shown === undefined ? resources(change, ends) : ends.map((resource) => valueAt(resource, shown));
      const [field, entry = ''] = splitProperty(shown ?? '');
      result.set(key, {
        kind,
        resource: change.resource,
        property: shown,
        entry,
        spec: kind.properties[field] ?? { label: field },
        before,
        after,
        verb: known?.property === undefined && known !== undefined ? known.verb : change.action,
        broadens: change.broadens || known?.broadens === true,
        reasons: [...(known?.reasons ?? []), ...(/ \(first: (.*)\)$/.exec(change.summary)?.slice(1) ?? [])],
      });
    }
  }
  return [...result.values()];
}

/** Returns the value of a property. Tag keys that differ by case are one tag to IAM, and two to a reader. */
function valueAt(resource: Resource | undefined, property: string): unknown {
  const [field, entry = ''] = splitProperty(property);
  const entries: unknown = resource?.[field as keyof Resource];
  return isEntries(entries) && !entries.has(entry) ? undefined : valueOf(resource, property);
}

/** Lists the properties that a change sets. A call may have to send unchanged ones with them. */
function propertiesSet({ creates, deletes, sets = {} }: Change, ends: Ends): (string | undefined)[] {
  if (creates !== undefined || deletes !== undefined) return [undefined];
  const all = Object.keys(sets);
  const differ = all.filter((property) => {
    const [old, now] = ends.map((resource) => valueOf(resource, property));
    return old === undefined || now === undefined ? old !== now : canonical(old) !== canonical(now);
  });
  return differ.length === 0 ? all.slice(0, 1) : differ;
}

function resources({ creates, deletes }: Change, [before, after]: Ends): Ends {
  if (deletes === undefined) return [undefined, after ?? creates];
  return [withDuplicates(before).find(({ identity }) => identity?.id === deletes) ?? before, undefined];
}

/** Names the property, or the resource itself: "managed policy `x`", "role `demo`". */
export function subjectText({ kind, resource, property, entry, spec }: Difference, format: Format): string {
  if (property === undefined) return `${kind.noun} ${format.code(resource.replace(/^[^/]*\//, ''))}`;
  return entry === '' ? spec.label : `${spec.label} ${reference(entry, format)}`;
}

/** Returns the subject of a table's row, with its resource unless that is the role. */
export function rowSubject(kind: ResourceKind, subject: string): string {
  return kind === RESOURCES[0] || subject.startsWith(kind.noun) ? subject : `${kind.noun}: ${subject}`;
}

/** The words for one difference. */
interface DriftWords {
  readonly what: string;
  readonly found: string;
  readonly declared: string;
  /** Whether both are values, which need words in a sentence. */
  readonly values?: boolean;
  /** Whether it is a part of the difference that may give undeclared access; default: true. */
  readonly gives?: boolean;
}

type Checked = Pick<Outcome, 'plan' | 'start' | 'target' | 'drift'>;

const MISSING = 'missing';
const DECLARED = 'declared';
const UNDECLARED = 'not declared';

/** Returns the sentence about what to do. */
export function afterDrift({ code }: Format = PLAIN): string {
  return `run ${code('mode: apply')} to restore the declaration, or declare what you want to keep. Give ${code('check')} the same inputs as ${code('apply')}.`;
}

/** Returns one line for each difference between the declaration and IAM, the worst first. */
export function driftLines(outcome: Checked): string[] {
  return driftOf(outcome, PLAIN).map(({ gives, resource, property, what, found, declared, values }) => {
    const also = declared === DECLARED ? '' : `, ${values === true ? 'declared ' : ''}${declared}`;
    const about = property === undefined ? resource : `${resource}: ${what}`;
    return `${gives ? '⚠️ ' : ''}${about}: ${values === true ? 'found ' : ''}${found}${also}`;
  });
}

export function driftTable(outcome: Checked): string {
  const rows = driftOf(outcome, MARKDOWN).map(({ gives, kind, what, found, declared }) => [
    gives ? '⚠️' : '',
    rowSubject(kind, what),
    found,
    declared,
  ]);
  return table(['', 'what', 'found', 'declared'], rows);
}

/** Counts the differences: `4 differences, 2 give access that is not declared`. */
export function driftCount(outcome: Checked): string {
  const all = driftOf(outcome, PLAIN);
  const giving = all.filter(({ gives }) => gives).length;
  const words =
    giving === 0 ? '' : `, ${giving} ${giving === 1 ? 'gives' : 'give'} access that is not declared`;
  return `${count(all.length, 'difference')}${words}`;
}

/** Lists the differences with their words: those first that give access, then those that take declared access away. */
function driftOf({ plan, drift, start, target }: Checked, format: Format) {
  if (drift === undefined || plan === undefined || start === undefined || target === undefined) return [];
  const key = ({ resource, property = '' }: Difference): string => `${resource} ${property}`;
  const repairs = differencesOf(plan.changes, start, target).filter(({ broadens }) => broadens);
  const taken = new Set(repairs.map(key));
  const all = differencesOf(drift.changes, target, start)
    // A missing resource is one difference, whatever it contained.
    .filter(({ kind, property }) => property === undefined || start[kind.kind] !== undefined)
    .flatMap((difference) => {
      const { kind, resource, property, broadens } = difference;
      return wordsFor(difference, format).map(({ gives: mayGive = true, ...words }) => {
        const gives = broadens && mayGive;
        const rank = gives ? 0 : taken.has(key(difference)) ? 1 : 2;
        return { ...words, kind, resource, property, gives, rank };
      });
    });
  return all.sort((a, b) => a.rank - b.rank);
}

/** Returns the words for a difference: `before` is the declared value, `after` the one found. */
function wordsFor(difference: Difference, format: Format): DriftWords[] {
  const { property, entry, spec, before, after, broadens } = difference;
  const what = subjectText(difference, format);
  const [old, now] = documentsIn(before, after);
  if (entry === '' && old !== undefined && now !== undefined) {
    const rows = principalRows(principals(old), principals(now), spec.edge ?? '', format);
    const marked = rows.some(({ gives = true }) => gives) && !othersGain(old, now);
    const explained = rows.length > 0 && (!broadens || marked);
    return explained ? rows : [{ what, found: 'other terms', declared: 'see the diff' }, ...rows];
  }
  const granted = grantsText(old, now, format);
  const allows = granted === '' ? '' : `, allows ${granted}`;
  if (property === undefined || (entry !== '' && (before === undefined || after === undefined))) {
    const value = before ?? after;
    // The name of an entry is enough, except for a tag and a document.
    const named = typeof value === 'string' ? `${spec.label} ${valueText(value, entry, spec, format)}` : what;
    return before === undefined
      ? [{ what: named, found: `${spec.present ?? 'present'}${allows}`, declared: UNDECLARED }]
      : [{ what: named, found: MISSING, declared: DECLARED }];
  }
  if (old !== undefined && now !== undefined)
    return [{ what, found: `changed${allows}`, declared: 'see the diff' }];
  const text = (value: unknown): string => valueText(value, entry, spec, format) || 'none';
  return [{ what, found: text(after), declared: text(before), values: true }];
}

/** Reports whether a trust policy gives more in a way that no row marks: to a principal that both have, or by a lost denial. */
function othersGain(declared: PolicyDocument, found: PolicyDocument): boolean {
  if (deniesLess(declared, found)) return true;
  const isDeclared = coveredBy(singlesByEffect(declared).allows);
  const more = singlesByEffect(found).allows.filter((single) => !isDeclared(single));
  const [before, after] = [principals(declared), principals(found)];
  const gaining = principals({ Statement: mergeStatements(more.map(({ json }) => json)) });
  return [...gaining.keys()].some((name) => before.has(name) && before.get(name) === after.get(name));
}

type Principals = ReturnType<typeof principals>;

/** Returns a row for each principal of one trust policy that the other lacks, or has under other conditions. */
function principalRows(before: Principals, after: Principals, edge: string, format: Format): DriftWords[] {
  const words = (conditional: boolean): string => (conditional ? `${edge} on conditions` : edge);
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((name): DriftWords[] => {
    const [old, now] = [before.get(name), after.get(name)];
    const what = (conditional: boolean): string => principalText(format)([name, conditional]);
    if (old === now) return [];
    if (old === undefined) return [{ what: what(now === true), found: edge, declared: UNDECLARED }];
    if (now === undefined)
      return [{ what: what(old), found: `${MISSING}: ${edge}`, declared: DECLARED, gives: false }];
    return [{ what: format.code(name), found: words(now), declared: words(old), gives: !now }];
  });
}
