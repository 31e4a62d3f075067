/**
 * Decides whether one policy document allows something that another does not. The answer errs to one side only: "no" is
 * certain, "yes" may be a doubt (wildcards that cannot be compared, statements that are split differently).
 */
import { sameDocument, type PolicyDocument, type Statement } from './policy-document.ts';
import { coveredBy, mergeStatements, sameVariableSemantics, singlesByEffect, version } from './statements.ts';

type Statements = readonly Statement[];

/**
 * Reports whether `after` may allow something that `before` does not: an Allow that no Allow of `before` covers, or a Deny
 * of `before` that no Deny of `after` covers.
 *
 * @param before the current document, undefined for none
 * @param after the new document, undefined for none
 */
export function broadens(before: PolicyDocument | undefined, after: PolicyDocument | undefined): boolean {
  const known = sameVariableSemantics(before, after) ? singlesByEffect(before).allows : [];
  return !areCovered(singlesByEffect(after).allows, known) || deniesLess(before, after);
}

/** Reports whether a Deny of `before` may be missing in `after`. */
export function deniesLess(before: PolicyDocument | undefined, after: PolicyDocument | undefined): boolean {
  const kept = sameVariableSemantics(before, after) ? singlesByEffect(after).denies : [];
  return !areCovered(singlesByEffect(before).denies, kept);
}

/** The parts of an inline policy that change. */
export type PolicyChange = Readonly<Record<'grants' | 'revokes' | 'denies', boolean>>;

export function policyChange(
  before: PolicyDocument | undefined,
  after: PolicyDocument | undefined,
): PolicyChange {
  const [a, b] = [singlesByEffect(before), singlesByEffect(after)];
  return {
    grants: !areCovered(b.allows, a.allows),
    revokes: !areCovered(a.allows, b.allows),
    denies: !areCovered(b.denies, a.denies) || !areCovered(a.denies, b.denies),
  };
}

/**
 * Returns the five documents that lead from one inline policy to another. After the first one they add the denials of both,
 * then the grants of both, keep only the grants of the second, and end with the second one. Equal neighbours are the same
 * object, so nothing changes between them. Returns undefined if the documents' versions of the policy language differ in
 * meaning, because such documents cannot be merged.
 *
 * @param safe whether the grants in between are those that both have, so that revocations precede grants
 * @param middle the documents whose denials hold in between
 */
export function phaseDocuments(
  before: PolicyDocument | undefined,
  after: PolicyDocument | undefined,
  safe: boolean,
  middle: 'both' | 'first' | 'second' = 'both',
): (PolicyDocument | undefined)[] | undefined {
  if (!sameVariableSemantics(before, after)) return undefined;
  const [a, b] = [singlesByEffect(before), singlesByEffect(after)];
  const [allowsA, allowsB] = aligned(a.allows, b.allows);
  const [deniesA, deniesB] = aligned(a.denies, b.denies);
  const denials = { both: union(deniesA, deniesB), first: deniesA, second: deniesB }[middle];
  const grants = safe ? intersection(allowsA, allowsB) : union(allowsA, allowsB);
  const build = (allows: Statements, denies: Statements): PolicyDocument | undefined => {
    if (allows === allowsB && denies === deniesB) return after;
    if (allows === allowsA && denies === deniesA) return before;
    const statements = [...allows, ...denies].map(({ json }) => json);
    return statements.length === 0
      ? undefined
      : { Version: version(after ?? before ?? {}), Statement: mergeStatements(statements) };
  };
  const first = safe ? build(grants, deniesA) : build(allowsA, denials);
  const all = [before, first, build(grants, denials), build(allowsB, denials), after];
  return all.reduce<(PolicyDocument | undefined)[]>((documents, next) => {
    const last = documents.at(-1);
    const same = last !== undefined && next !== undefined && sameDocument(last, next);
    return [...documents, same ? last : next];
  }, []);
}

/** Returns the first list twice if both mean the same. */
function aligned(a: Statements, b: Statements): [Statements, Statements] {
  return areCovered(a, b) && areCovered(b, a) ? [a, a] : [a, b];
}

function union(a: Statements, b: Statements): Statements {
  if (areCovered(a, b)) return b;
  const more = without(b, a);
  return more.length === 0 ? a : [...a, ...more];
}

function intersection(a: Statements, b: Statements): Statements {
  if (areCovered(b, a) && !areCovered(a, b)) return b;
  const common = a.filter(coveredBy(b));
  return common.length === a.length ? a : [...common, ...without(b.filter(coveredBy(a)), common)];
}

function areCovered(statements: Statements, by: Statements): boolean {
  return statements.every(coveredBy(by));
}

function without(statements: Statements, covered: Statements): Statements {
  const isCovered = coveredBy(covered);
  return statements.filter((statement) => !isCovered(statement));
}
