/**
 * Whether one policy document allows what another does not. The answer errs to one side only: "no" is certain, "yes"
 * may be a doubt (a wildcard we cannot compare, statements cut up in another way).
 */
import {
  canonicalDocument,
  isObject,
  parseStatements,
  splitAt,
  type PolicyDocument,
  type Json,
  type Statement,
} from './policy-document.ts';

/**
 * Whether `after` may allow something that `before` does not: an Allow that no Allow of `before` covers, or a Deny of
 * `before` that no Deny of `after` covers.
 *
 * @param before the document that stands, undefined for none
 * @param after the document that comes, undefined for none
 */
export function broadens(before: PolicyDocument | undefined, after: PolicyDocument | undefined): boolean {
  const [allowedBefore] = readAlike(before, after) ? grants(before) : [[]];
  const [allowedAfter] = grants(after);
  return allowedAfter.some((statement) => !covered(statement, allowedBefore)) || deniesLess(before, after);
}

/** Whether a Deny of `before` may be missing in `after`. */
export function deniesLess(before: PolicyDocument | undefined, after: PolicyDocument | undefined): boolean {
  const [, deniedBefore] = grants(before);
  const deniedAfter = readAlike(before, after) ? grants(after)[1] : [];
  return deniedBefore.some((statement) => !covered(statement, deniedAfter));
}

/**
 * Returns the documents that lead from one inline policy to another: the first one, with the denials of both, with the grants
 * of both, with the grants of the second, and the second one. Equal neighbours are the same object, so nothing changes between
 * them. undefined if the two versions of the policy language read the documents differently: then they cannot be merged.
 *
 * @param safe whether the grants in between are those that both have: then revocations come first
 */
export function phaseDocuments(
  before: PolicyDocument | undefined,
  after: PolicyDocument | undefined,
  safe: boolean,
): readonly (PolicyDocument | undefined)[] | undefined {
  if (!readAlike(before, after)) return undefined;
  const [a, b] = [split(before), split(after)];
  const [allowsA, allowsB] = aligned(a.allows, b.allows);
  const [deniesA, deniesB] = aligned(a.denies, b.denies);
  const denials = union(deniesA, deniesB);
  const grants = safe ? intersection(allowsA, allowsB) : union(allowsA, allowsB);
  const build = (allows: Statements, denies: Statements): PolicyDocument | undefined => {
    if (allows === allowsB && denies === deniesB) return after;
    if (allows === allowsA && denies === deniesA) return before;
    const statements = [...allows, ...denies].map(({ json }) => json);
    return statements.length === 0
      ? undefined
      : { Version: version(after ?? before ?? {}), Statement: merge(statements) };
  };
  const first = safe ? build(grants, deniesA) : build(allowsA, denials);
  return [before, first, build(grants, denials), build(allowsB, denials), after];
}

type Statements = readonly SingleStatement[];
type JsonObject = Readonly<Record<string, Json>>;

function split(document: PolicyDocument | undefined): {
  readonly allows: Statements;
  readonly denies: Statements;
} {
  const single = document === undefined ? [] : singleStatements(document);
  return { allows: single.filter(({ allows }) => allows), denies: single.filter(({ allows }) => !allows) };
}

/** Returns the first list twice if both mean the same. */
function aligned(a: Statements, b: Statements): [Statements, Statements] {
  return areCovered(a, b) && areCovered(b, a) ? [a, a] : [a, b];
}

function union(a: Statements, b: Statements): Statements {
  if (areCovered(a, b)) return b;
  return areCovered(b, a) ? a : [...a, ...b.filter((each) => !areCovered([each], a))];
}

function intersection(a: Statements, b: Statements): Statements {
  if (areCovered(a, b)) return a;
  if (areCovered(b, a)) return b;
  const common = a.filter((each) => areCovered([each], b));
  return [...common, ...b.filter((each) => areCovered([each], a) && !areCovered([each], common))];
}

function areCovered(statements: Statements, by: Statements): boolean {
  return statements.every(({ statement }) => by.some((wider) => covers(wider.statement, statement)));
}

/** Reports whether the same words mean the same in both: `${…}` is a variable in one version of the language, text in the other. */
export function readAlike(a: PolicyDocument | undefined, b: PolicyDocument | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  const hasVariables = JSON.stringify([a, b]).includes('${');
  return !hasVariables || version(a) === version(b);
}

function version(document: PolicyDocument): Json {
  return canonicalDocument(document)['Version'] ?? null;
}

/**
 * Returns the trust policy between two others: it lets in the principals that both let in, under the conditions of both, and
 * has the denials of both. If no principal is in both it lets none in.
 */
export function commonTrust(a: PolicyDocument, b: PolicyDocument): PolicyDocument {
  if (!readAlike(a, b)) return DENY_ALL;
  const [before, after] = [split(a), split(b)];
  const common = before.allows.flatMap((one) => after.allows.flatMap((other) => meet(one, other)));
  const denials = [...before.denies, ...after.denies].map(({ json }) => json);
  const Version = version(a) === version(b) ? version(a) : '2012-10-17';
  return {
    Version,
    Statement: merge(common.length > 0 ? [...common, ...denials] : [...denials, DENY_STATEMENT]),
  };
}

/** Returns the statement for the requests that both statements allow; none if there are no such requests, or we can't tell. */
function meet(one: SingleStatement, other: SingleStatement): JsonObject[] {
  if (covers(other.statement, one.statement)) return [one.json];
  if (covers(one.statement, other.statement)) return [other.json];
  const { Condition: first, ...json } = one.json;
  const { Condition: second, ...rest } = other.json;
  const fields = [...new Set([...Object.keys(json), ...Object.keys(rest)])].map(
    (field): [string, Json | undefined] => {
      const [x, y] = [one, other].map(({ statement }) => statement.fields.get(field)?.[0]);
      if (x === undefined || y === undefined)
        return [field, json[field] === rest[field] ? json[field] : undefined];
      return [field, matches(x, y) ? json[field] : matches(y, x) ? rest[field] : undefined];
    },
  );
  const Condition = bothConditions(asMap(first), asMap(second));
  if (Condition === undefined || fields.some(([, value]) => value === undefined)) return [];
  return [{ ...(Object.fromEntries(fields) as JsonObject), Condition }];
}

/** Returns a condition that holds only if both do; undefined if none could, or we can't tell. */
function bothConditions(a: JsonObject, b: JsonObject): JsonObject | undefined {
  const result: Record<string, Record<string, Json>> = {};
  for (const [operator, keys] of [...Object.entries(a), ...Object.entries(b)]) {
    const tests = (result[operator] ??= {});
    for (const [key, value] of Object.entries(asMap(keys))) {
      const written = Object.keys(tests).find((other) => other.toLowerCase() === key.toLowerCase()) ?? key;
      const earlier = tests[written];
      if (earlier === undefined || JSON.stringify(earlier) === JSON.stringify(value)) tests[written] = value;
      else {
        const [x, y] = [[earlier].flat(), [value].flat()].map((list) => list.map(String));
        const both = (x ?? []).filter((each) => y?.includes(each));
        if (!/^(?:String|Arn)(?:Equals|Like)$/.test(operator) || both.length === 0) return undefined;
        tests[written] = both;
      }
    }
  }
  return result;
}

function asMap(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

const DENY_STATEMENT = { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' };
/** IAM demands a trust policy in every role; this one lets no principal in. */
const DENY_ALL: PolicyDocument = { Version: '2012-10-17', Statement: [DENY_STATEMENT] };

/**
 * A trust policy without the Allows for one principal: what a role that trusts itself is created with, since IAM refuses
 * a principal that does not exist yet. The document itself when it does not name the principal.
 */
export function withoutPrincipal(document: PolicyDocument, is: (arn: string) => boolean): PolicyDocument {
  const single = singleStatements(document);
  const kept = single.filter(
    ({ statement }) =>
      !(statement.fields.get('Principal') ?? []).some((name) => is(name.replace(/^AWS:/, ''))),
  );
  if (kept.length === single.length) return document;
  if (!kept.some((entry) => entry.allows)) return DENY_ALL;
  return { ...document, Statement: merge(kept.map((entry) => entry.json)) };
}

/** Merges statements that differ only by their principal or only by their action: cut up they could exceed IAM's quota. */
function merge(statements: readonly JsonObject[]): JsonObject[] {
  return mergeBy('Action', mergeBy('Principal', statements));
}

function mergeBy(field: 'Principal' | 'Action', statements: readonly JsonObject[]): JsonObject[] {
  const groups = new Map<string, { readonly first: JsonObject; readonly values: Set<string> }>();
  for (const statement of statements) {
    const { [field]: value, ...rest } = statement;
    const key = JSON.stringify([rest, typeof value === 'string' || value]);
    const group = groups.get(key) ?? { first: statement, values: new Set<string>() };
    if (typeof value === 'string') group.values.add(value);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ first, values: [value, ...more] }) => {
    if (value === undefined) return first;
    const all = [value, ...more];
    return { ...first, [field]: field === 'Principal' ? asPrincipal(all) : more.length === 0 ? value : all };
  });
}

/** The Allow and the Deny statements, each cut into one statement a principal and action. */
function grants(document: PolicyDocument | undefined): [allow: Statement[], deny: Statement[]] {
  if (document === undefined) return [[], []];
  const single = parseStatements(document).flatMap(cut);
  return [
    single.filter((statement) => statement.effect !== 'Deny'),
    single.filter((statement) => statement.effect === 'Deny'),
  ];
}

const CUT_FIELDS = ['Principal', 'Action'] as const;

function cut(statement: Statement): Statement[] {
  let parts = [statement];
  for (const field of CUT_FIELDS) {
    const values = statement.fields.get(field);
    if (values === undefined) continue;
    parts = parts.flatMap((part) =>
      values.map((value) => ({ ...part, fields: new Map(part.fields).set(field, [value]) })),
    );
  }
  return parts;
}

interface SingleStatement {
  readonly allows: boolean;
  readonly statement: Statement;
  /** Its principal as `AWS:…`, `Service:…`, `*`. */
  readonly json: Readonly<Record<string, Json>>;
}

/** As `cut`, but each part is also JSON that can stand in a document again (without its Sid, which must be unique). */
function singleStatements(document: PolicyDocument): SingleStatement[] {
  const list = document['Statement'];
  const originals = (Array.isArray(list) ? (list as readonly Json[]) : [list ?? null]).filter(isObject);
  return originals.flatMap((original) =>
    parseStatements({ Statement: [original] })
      .flatMap(cut)
      .map((statement) => {
        const { Sid: _, ...json } = original;
        const principal = statement.fields.get('Principal')?.[0];
        const action = statement.fields.get('Action')?.[0];
        return {
          allows: statement.effect !== 'Deny',
          statement,
          json: {
            ...json,
            ...(principal === undefined ? {} : { Principal: principal }),
            ...(action === undefined ? {} : { Action: action }),
          },
        };
      }),
  );
}

function asPrincipal(principals: readonly string[]): Json {
  const byKind = new Map<string, string[]>();
  for (const principal of principals) {
    const [kind, name] = principal === '*' ? ['AWS', '*'] : splitAt(principal, ':');
    byKind.set(kind, [...(byKind.get(kind) ?? []), name]);
  }
  return Object.fromEntries(byKind);
}

function covered(statement: Statement, by: readonly Statement[]): boolean {
  return by.some((wider) => covers(wider, statement));
}

/** Whether everything that `narrow` speaks of, `wide` speaks of too. */
function covers(wide: Statement, narrow: Statement): boolean {
  const fields = new Set([...wide.fields.keys(), ...narrow.fields.keys()]);
  for (const field of fields) {
    const wideValues = wide.fields.get(field);
    const narrowValues = narrow.fields.get(field);
    // A field that one of them lacks is another kind of statement (Action against NotAction): not compared.
    if (wideValues === undefined || narrowValues === undefined) return false;
    const inOne = field.startsWith('Not')
      ? wideValues.every((value) => matchesAny(value, narrowValues))
      : narrowValues.every((value) => matchesAny(value, wideValues));
    if (!inOne) return false;
  }
  return conditionCovers(wide.conditions, narrow.conditions);
}

/** Conditions are anded, so more of them is narrower; the values of one are ored, so for most operators fewer is. */
function conditionCovers(
  wide: ReadonlyMap<string, readonly string[]>,
  narrow: ReadonlyMap<string, readonly string[]>,
): boolean {
  for (const [test, values] of wide) {
    const narrower = narrow.get(test);
    if (narrower === undefined) return false;
    const exact = /^(String|Arn)(Equals|Like) /.test(test) && narrower.length > 0;
    const subset = narrower.every((value) => values.includes(value));
    if (!(subset && (exact || narrower.length === values.length))) return false;
  }
  return true;
}

function matchesAny(value: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matches(value, pattern));
}

/**
 * Whether `pattern` covers `value`, itself maybe a pattern. `?` stands for one character, so it does not cover a `*`.
 * Principals know `*` only as the whole: anyone.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
function matches(value: string, pattern: string): boolean {
  if (pattern === value) return true;
  if (/^(AWS|Service|Federated|CanonicalUser):/.test(pattern)) return false;
  const source = pattern.replace(/[\\^$.*+?()[\]{}|/]/g, (character, index: number) => {
    if (character === '?') return '[^*]';
    if (character !== '*') return `\\${character}`;
    // Only at the end does an asterisk reach beyond a colon.
    return index === pattern.length - 1 ? '.*' : '[^:]*';
  });
  // A variable of the value may stand for anything; one of the pattern then covers nothing but its like above.
  return new RegExp(`^${source}$`, 'su').test(value.replace(/\$\{[^}]*\}?/g, '*'));
}
