/**
 * Decides whether one policy document allows something that another does not, statement by statement. The answer errs to one
 * side only: "no" is certain, "yes" may be a doubt (wildcards that cannot be compared, statements that are split differently).
 */
import {
  sameDocument,
  canonicalDocument,
  parseStatements,
  splitAt,
  type PolicyDocument,
  type Statement,
  type Json,
  type JsonObject,
} from './policy-document.ts';

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
    return [...documents, sameDocument(last, next) ? last : next];
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

type Field = 'Principal' | 'Action';

/** Merges statements that differ only by principal or only by action: unmerged they could exceed IAM's quota. */
export function mergeStatements(statements: readonly JsonObject[]): JsonObject[] {
  return mergeBy('Action', mergeBy('Principal', statements));
}

function mergeBy(field: Field, statements: readonly JsonObject[]): JsonObject[] {
  const groups = Map.groupBy(statements, ({ [field]: value, ...rest }) =>
    JSON.stringify([rest, typeof value === 'string' || value]),
  );
  return [...groups.values()].map((group) => {
    const all = [...new Set(group.map((each) => each[field]).filter((value) => typeof value === 'string'))];
    const [value, ...more] = all;
    if (value === undefined) return group[0] ?? {};
    const merged = field === 'Principal' ? asPrincipal(all) : more.length === 0 ? value : all;
    return { ...group[0], [field]: merged };
  });
}

/** Splits a document's statements into one for each principal and action. */
export function singleStatements(document: PolicyDocument): Statement[] {
  return parseStatements(document)
    .flatMap((statement) => splitBy('Principal', statement))
    .flatMap((statement) => splitBy('Action', statement));
}

/** The JSON of a part has the principal as `AWS:…`, `Service:…`, `*`. */
function splitBy(field: Field, statement: Statement): Statement[] {
  const { fields, json } = statement;
  return (
    fields.get(field)?.map((value) => ({
      ...statement,
      fields: new Map(fields).set(field, [value]),
      json: { ...json, [field]: value },
    })) ?? [statement]
  );
}

function asPrincipal(principals: readonly string[]): Json {
  const named = principals.map((principal) => splitAt(principal === '*' ? 'AWS:*' : principal, ':'));
  const byKind = Map.groupBy(named, ([kind]) => kind);
  return Object.fromEntries([...byKind].map(([kind, group]) => [kind, group.map(([, name]) => name)]));
}

/** Returns a function that reports whether one of the statements in `by` covers a statement. */
export function coveredBy(by: readonly Statement[]): (narrow: Statement) => boolean {
  // A document has room for a thousand actions, so only those are compared that have a chance.
  const byAction = Map.groupBy(by, exactAction);
  const patterns = byAction.get(undefined) ?? [];
  return (narrow) => {
    const action = exactAction(narrow);
    const same = action === undefined ? [] : (byAction.get(action) ?? []);
    return [...same, ...patterns].some((wide) => covers(wide, narrow));
  };
}

/** Returns the statement's action, or undefined if it has a wildcard or there is none. */
function exactAction({ fields }: Statement): string | undefined {
  const [action] = comparable('Action', fields.get('Action') ?? []);
  return action !== undefined && /[*?]/.test(action) ? undefined : action;
}

/**
 * Reports whether `wide` applies to every request that `narrow` applies to. IAM may ignore a whole statement if one of its
 * variables has no value.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function covers(wide: Statement, narrow: Statement): boolean {
  // If one of them lacks a field (Action against NotAction), they cannot be compared.
  if (wide.fields.size !== narrow.fields.size) return false;
  for (const [field, written] of wide.fields) {
    const found = narrow.fields.get(field);
    if (found === undefined) return false;
    const [wideValues, narrowValues] = [comparable(field, written), comparable(field, found)];
    const [values, patterns] = field.startsWith('Not')
      ? [wideValues, narrowValues]
      : [narrowValues, wideValues];
    if (!values.every((value) => patterns.some((pattern) => matches(value, pattern)))) return false;
  }
  if (!conditionCovers(wide.conditions, narrow.conditions)) return false;
  // A variable that only `wide` has may have no value.
  const variables = JSON.stringify(wide.json).match(/\$\{(?![*?$]\})[^,}]*\}/g) ?? [];
  return variables.every((variable) => JSON.stringify(narrow.json).includes(variable));
}

/** Returns the values of a field as IAM compares them: it ignores the case of actions. */
export function comparable(field: string, values: readonly string[]): readonly string[] {
  return field.endsWith('Action') ? values.map((value) => value.toLowerCase()) : values;
}

/** Compares conditions. More of them are narrower (and); for most operators fewer values of one are narrower (or). */
function conditionCovers(wide: Statement['conditions'], narrow: Statement['conditions']): boolean {
  return [...wide].every(([test, values]) => {
    const first = narrow.get(test);
    // A key that the first test requires exists, so `IfExists` makes no difference.
    const second = first && narrow.get(test.replace(' ', 'IfExists '));
    const exact = /^(String|Arn)(Equals|Like) /.test(test);
    return [first, second].some(
      (narrower) =>
        narrower?.every((value) => values.includes(value)) === true &&
        ((exact && narrower.length > 0) || narrower.length === values.length),
    );
  });
}

/**
 * Reports whether `pattern` covers `value`, which may be a pattern itself. `?` matches one character, so it does not cover
 * a `*`. In principals `*` is no wildcard unless it is the whole principal: anyone.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matches(value: string, pattern: string): boolean {
  if (pattern === value) return true;
  if (!/[*?]/.test(pattern) || /^(AWS|Service|Federated|CanonicalUser):/.test(pattern)) return false;
  // A variable in the value may have any value. A variable in the pattern covers only an equal text, see above.
  return wildcardMatches(Array.from(value.replace(/\$\{[^}]*\}?/g, '*')), Array.from(pattern));
}

/**
 * Matches without a regular expression, whose time grows with the power of the number of asterisks. It is enough to try
 * the last asterisk again: an earlier one that ends later leaves less for those after it.
 */
export function wildcardMatches(value: ArrayLike<string>, pattern: readonly string[]): boolean {
  let at = 0;
  let end = 0;
  let asterisk: { readonly at: number; end: number } | undefined;
  while (end < value.length) {
    if (pattern[at] === '*') {
      asterisk = { at, end };
      at += 1;
    } else if (
      pattern[at] === value[end] ||
      (pattern[at] === '?' && value[end] !== '*' && value[end] !== ':')
    ) {
      at += 1;
      end += 1;
    } else {
      // An asterisk matches colons only at the end of the pattern.
      if (asterisk === undefined || (value[asterisk.end] === ':' && asterisk.at < pattern.length - 1))
        return false;
      asterisk.end += 1;
      at = asterisk.at + 1;
      end = asterisk.end;
    }
  }
  return !pattern.some((character, index) => index >= at && character !== '*');
}

export function singlesByEffect(
  document: PolicyDocument = {},
): Readonly<Record<'allows' | 'denies', readonly Statement[]>> {
  const { allows = [], denies = [] } = Object.groupBy(singleStatements(document), ({ effect }) =>
    effect === 'Deny' ? 'denies' : 'allows',
  );
  return { allows, denies };
}

/** Reports whether both documents read `${…}` alike: it is a variable in one version of the language, text in the other. */
export function sameVariableSemantics(a: PolicyDocument | undefined, b: PolicyDocument | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  return !JSON.stringify([a, b]).includes('${') || version(a) === version(b);
}

export function version(document: PolicyDocument): Json {
  return canonicalDocument(document)['Version'] ?? null;
}
