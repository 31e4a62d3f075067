/** Drift as it happened: the value found, the value declared; undeclared access first. */
import { deniesLess } from '../aws/broadening.ts';
import type { PolicyDocument } from '../aws/policy-document.ts';
import { coveredBy, mergeStatements, singlesByEffect } from '../aws/statements.ts';
import type { Outcome } from '../reconcile/outcome.ts';
import { RESOURCES } from '../resources/index.ts';
import { isDocument } from '../resources/properties.ts';
import { count, type ResourceKind } from '../resources/resource.ts';
import { differencesOf, specOf, type Difference } from './differences.ts';
import { table } from './markdown.ts';
import {
  grantsText,
  MARKDOWN,
  PLAIN,
  principals,
  principalText,
  reference,
  valueText,
  type Format,
} from './words.ts';

interface Drifted {
  /** Whether it gives access that is not declared. */
  readonly gives: boolean;
  /** Whether it takes declared access away. */
  readonly takes: boolean;
  readonly kind: ResourceKind;
  readonly resource: string;
  readonly what: string;
  readonly found: string;
  readonly declared: string;
  /** Whether both are values, which need words in a sentence. */
  readonly values?: boolean;
  /** Whether it is the whole resource. */
  readonly whole?: boolean;
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
export function driftLines(outcome: Checked, kinds: readonly ResourceKind[] = RESOURCES): string[] {
  return driftOf(outcome, PLAIN, kinds).map(({ gives, resource, what, found, declared, values, whole }) => {
    const also = declared === DECLARED ? '' : `, ${values === true ? 'declared ' : ''}${declared}`;
    const about = whole === true ? resource : `${resource}: ${what}`;
    return `${gives ? '⚠️ ' : ''}${about}: ${values === true ? 'found ' : ''}${found}${also}`;
  });
}

export function driftTable(outcome: Checked, kinds: readonly ResourceKind[] = RESOURCES): string {
  const [primary] = kinds;
  const rows = driftOf(outcome, MARKDOWN, kinds).map(({ gives, what, found, declared, kind }) => [
    gives ? '⚠️' : '',
    kind === primary || what.startsWith(kind.noun) ? what : `${kind.noun}: ${what}`,
    found,
    declared,
  ]);
  return table(['', 'what', 'found', 'declared'], rows);
}

/** Counts the differences: `4 differences, 2 give access that is not declared`. */
export function driftCount(outcome: Checked, kinds: readonly ResourceKind[] = RESOURCES): string {
  const all = driftOf(outcome, PLAIN, kinds);
  const giving = all.filter(({ gives }) => gives).length;
  const words =
    giving === 0 ? '' : `, ${giving} ${giving === 1 ? 'gives' : 'give'} access that is not declared`;
  return `${count(all.length, 'difference')}${words}`;
}

function driftOf(
  { plan, drift, start, target }: Checked,
  format: Format,
  kinds: readonly ResourceKind[],
): Drifted[] {
  if (drift === undefined || plan === undefined || start === undefined || target === undefined) return [];
  const restored = differencesOf(plan.changes, start, target, kinds).filter(({ broadens }) => broadens);
  const keys = new Set(restored.map(({ resource, property }) => `${resource} ${property ?? ''}`));
  const all = differencesOf(drift.changes, target, start, kinds)
    // A missing resource is one difference, whatever it contained.
    .filter(({ kind, property }) => property === undefined || start[kind.kind] !== undefined)
    .flatMap((difference) => {
      const takes = keys.has(`${difference.resource} ${difference.property ?? ''}`);
      return drifted(difference, format).map((each) => ({
        gives: difference.broadens,
        takes,
        ...each,
        kind: difference.kind,
        resource: difference.resource,
      }));
    });
  const rank = ({ gives, takes }: Drifted): number => (gives ? 0 : takes ? 1 : 2);
  return all.sort((a, b) => rank(a) - rank(b));
}

/** Returns the words for a difference: `before` is the declared value, `after` the one found. */
function drifted(
  difference: Difference,
  format: Format,
): (Pick<Drifted, 'what' | 'found' | 'declared' | 'values' | 'whole'> & { gives?: boolean })[] {
  const { kind, resource, property, before, after } = difference;
  if (property === undefined) {
    const what = `${kind.noun} ${format.code(resource.replace(/^[^/]*\//, ''))}`;
    return [
      after === undefined
        ? { what, found: MISSING, declared: DECLARED, whole: true }
        : { what, found: 'present', declared: UNDECLARED, whole: true },
    ];
  }
  const { spec, entry } = specOf(difference);
  const what = entry === '' ? spec.label : `${spec.label} ${reference(entry, format)}`;
  const [old, now] = [before, after].map((value) => (isDocument(value) ? value : undefined));
  if (entry === '' && old !== undefined && now !== undefined) {
    const rows = principalRows(old, now, spec.edge ?? '', difference.broadens, format);
    const marked = rows.some(({ gives }) => gives) && !othersGain(old, now);
    const explained = rows.length > 0 && (!difference.broadens || marked);
    return explained ? rows : [{ what, found: 'other terms', declared: 'see the diff' }, ...rows];
  }
  const granted = now === undefined ? '' : grantsText(old, now, format);
  const allows = granted === '' ? '' : `, allows ${granted}`;
  const present = `${spec.present ?? 'present'}${allows}`;
  // The name of an entry is enough, except for a tag and a document.
  if (before === undefined && entry !== '')
    return [
      {
        what: isValue(after) ? `${spec.label} ${valueText(after, entry, spec, format)}` : what,
        found: present,
        declared: UNDECLARED,
      },
    ];
  if (after === undefined && entry !== '')
    return [
      {
        what: isValue(before) ? `${spec.label} ${valueText(before, entry, spec, format)}` : what,
        found: MISSING,
        declared: DECLARED,
      },
    ];
  if (old !== undefined && now !== undefined)
    return [{ what, found: `changed${allows}`, declared: 'see the diff' }];
  const [declared = '', found = ''] = [before, after].map(
    (value) => valueText(value, entry, spec, format) || 'none',
  );
  return [{ what, found, declared, values: true }];
}

function isValue(value: unknown): boolean {
  return typeof value === 'string';
}

/** Reports whether a trust policy gives more in a way that no row marks: to a principal that both have, or by a lost denial. */
function othersGain(declared: PolicyDocument, found: PolicyDocument): boolean {
  const isDeclared = coveredBy(singlesByEffect(declared).allows);
  const more = singlesByEffect(found).allows.filter((single) => !isDeclared(single));
  const [before, after] = [declared, found].map(
    (document) => new Map(principals(document).map(({ name, conditional }) => [name, conditional])),
  );
  const gaining = principals({ Statement: mergeStatements(more.map(({ json }) => json)) });
  return (
    deniesLess(declared, found) ||
    gaining.some(({ name }) => before?.has(name) === true && before.get(name) === after?.get(name))
  );
}

/** Returns a row for each principal of one trust policy that the other lacks, or has under other conditions. */
function principalRows(
  declared: PolicyDocument,
  found: PolicyDocument,
  edge: string,
  broadens: boolean,
  format: Format,
): { what: string; found: string; declared: string; gives: boolean }[] {
  const [before, after] = [declared, found].map(
    (document) => new Map(principals(document).map((each) => [each.name, each])),
  );
  const text = principalText(format);
  const rows = [...new Set([...(after?.keys() ?? []), ...(before?.keys() ?? [])])].map((name) => {
    const [old, now] = [before?.get(name), after?.get(name)];
    if (now !== undefined && old === undefined)
      return { what: text(now), found: edge, declared: UNDECLARED, gives: broadens };
    if (now === undefined && old !== undefined)
      return { what: text(old), found: `${MISSING}: ${edge}`, declared: DECLARED, gives: false };
    if (now?.conditional === old?.conditional) return undefined;
    const words = (conditional = false): string => (conditional ? `${edge} on conditions` : edge);
    return {
      what: format.code(name),
      found: words(now?.conditional),
      declared: words(old?.conditional),
      gives: broadens && now?.conditional === false,
    };
  });
  return rows.filter((each) => each !== undefined);
}
