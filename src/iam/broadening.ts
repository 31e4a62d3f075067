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

/** Whether it has an Allow. */
export function allowsAnything(document: PolicyDocument | undefined): boolean {
  return grants(document)[0].length > 0;
}

/** `document`, with what `other` denies denied too. */
export function withDenialsOf(document: PolicyDocument, other: PolicyDocument): PolicyDocument {
  const single = [...singleStatements(document), ...singleStatements(other).filter(({ allows }) => !allows)];
  return { ...document, Statement: together(single.map(({ json }) => json)) };
}

/** Whether the same words mean the same in both: `${…}` is a variable in one version of the language, text in the other. */
export function readAlike(a: PolicyDocument | undefined, b: PolicyDocument | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  const hasVariables = JSON.stringify([a, b]).includes('${');
  return !hasVariables || version(a) === version(b);
}

function version(document: PolicyDocument): Json {
  return canonicalDocument(document)['Version'] ?? null;
}

/**
 * What a trust policy may say between two others without letting anyone in whom not both let in: the principals of each
 * that the other covers too, and everything that either denies. When nobody is in both, a trust that admits nobody.
 */
export function commonTrust(a: PolicyDocument, b: PolicyDocument): PolicyDocument {
  const allowedBy = (document: PolicyDocument): readonly Statement[] => grants(document)[0];
  const common = [
    ...singleStatements(a).filter((entry) => entry.allows && covered(entry.statement, allowedBy(b))),
    ...singleStatements(b).filter((entry) => entry.allows && covered(entry.statement, allowedBy(a))),
  ];
  const denials = [...singleStatements(a), ...singleStatements(b)].filter((entry) => !entry.allows);
  if (!readAlike(a, b)) return ADMIT_NOBODY;
  const Version = version(a) === version(b) ? version(a) : '2012-10-17';
  const kept = common.length > 0 ? [...common, ...denials] : [...denials, ...singleStatements(ADMIT_NOBODY)];
  return { Version, Statement: together(kept.map(({ json }) => json)) };
}

/** IAM wants a trust policy in every role; this one is for the moment in which nobody may come in. */
const ADMIT_NOBODY: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' }],
};

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
  if (!kept.some((entry) => entry.allows)) return ADMIT_NOBODY;
  return { ...document, Statement: together(kept.map((entry) => entry.json)) };
}

/** Statements that differ in nothing but their principal as one: cut up they could be longer than IAM takes. */
function together(statements: readonly Readonly<Record<string, Json>>[]): Json[] {
  const groups = new Map<string, { rest: Readonly<Record<string, Json>>; principals: Set<string> }>();
  for (const { Principal, ...rest } of statements) {
    const key = JSON.stringify([typeof Principal, rest]);
    const group = groups.get(key) ?? { rest, principals: new Set<string>() };
    if (typeof Principal === 'string') group.principals.add(Principal);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ rest, principals }) =>
    principals.size === 0 ? rest : { ...rest, Principal: asPrincipal([...principals]) },
  );
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
