/** Statements of a policy document: split into one principal and one action each, compared, and merged again. */
import {
  canonicalDocument,
  isObject,
  parseStatements,
  splitAt,
  type Json,
  type PolicyDocument,
  type Statement,
} from './policy-document.ts';

export type JsonObject = Readonly<Record<string, Json>>;
export type Statements = readonly SingleStatement[];

/** Merges statements that differ only by principal or only by action: unmerged they could exceed IAM's quota. */
export function mergeStatements(statements: readonly JsonObject[]): JsonObject[] {
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

const SPLIT_FIELDS = ['Principal', 'Action'] as const;

/** Splits a statement into one for each principal and action. */
export function splitStatement(statement: Statement): Statement[] {
  let parts = [statement];
  for (const field of SPLIT_FIELDS) {
    const values = statement.fields.get(field);
    if (values === undefined) continue;
    parts = parts.flatMap((part) =>
      values.map((value) => ({ ...part, fields: new Map(part.fields).set(field, [value]) })),
    );
  }
  return parts;
}

export interface SingleStatement {
  readonly allows: boolean;
  readonly statement: Statement;
  /** Its principal as `AWS:…`, `Service:…`, `*`. */
  readonly json: Readonly<Record<string, Json>>;
}

/** Splits a document's statements. Each part also has JSON for a document, without the Sid, which must be unique. */
export function singleStatements(document: PolicyDocument): SingleStatement[] {
  const list = document['Statement'];
  const originals = (Array.isArray(list) ? (list as readonly Json[]) : [list ?? null]).filter(isObject);
  return originals.flatMap((original) =>
    parseStatements({ Statement: [original] })
      .flatMap(splitStatement)
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

/** Returns a function that reports whether one of the statements in `by` covers a statement. */
export function coveredBy(by: Statements): (narrow: SingleStatement) => boolean {
  // A document has room for a thousand actions, so only those are compared that have a chance.
  const byAction = Map.groupBy(by, exactAction);
  const patterns = byAction.get(undefined) ?? [];
  return (narrow) => {
    const action = exactAction(narrow);
    const same = action === undefined ? [] : (byAction.get(action) ?? []);
    return [...same, ...patterns].some((wide) => covers(wide.statement, narrow.statement));
  };
}

/** Returns the statement's action, or undefined if it has a wildcard or there is none. */
function exactAction({ statement }: SingleStatement): string | undefined {
  const action = statement.fields.get('Action')?.[0];
  return action !== undefined && /[*?]/.test(action) ? undefined : action;
}

/** Reports whether `wide` applies to every request that `narrow` applies to. */
export function covers(wide: Statement, narrow: Statement): boolean {
  // If one of them lacks a field (Action against NotAction), they cannot be compared.
  if (wide.fields.size !== narrow.fields.size) return false;
  for (const [field, wideValues] of wide.fields) {
    const narrowValues = narrow.fields.get(field);
    if (narrowValues === undefined) return false;
    const inOne = field.startsWith('Not')
      ? wideValues.every((value) => matchesAny(value, narrowValues))
      : narrowValues.every((value) => matchesAny(value, wideValues));
    if (!inOne) return false;
  }
  return conditionCovers(wide.conditions, narrow.conditions);
}

/** Compares conditions. More of them are narrower (and); for most operators fewer values of one are narrower (or). */
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
function wildcardMatches(value: readonly string[], pattern: readonly string[]): boolean {
  let at = 0;
  let end = 0;
  let asterisk: { readonly at: number; end: number } | undefined;
  while (end < value.length) {
    if (pattern[at] === '*') {
      asterisk = { at, end };
      at += 1;
    } else if (pattern[at] === value[end] || (pattern[at] === '?' && value[end] !== '*')) {
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
  return pattern.slice(at).every((character) => character === '*');
}

export function singlesByEffect(document: PolicyDocument | undefined): {
  readonly allows: Statements;
  readonly denies: Statements;
} {
  const single = document === undefined ? [] : singleStatements(document);
  return { allows: single.filter(({ allows }) => allows), denies: single.filter(({ allows }) => !allows) };
}

/** Reports whether both documents read `${…}` alike: it is a variable in one version of the language, text in the other. */
export function sameVariableSemantics(a: PolicyDocument | undefined, b: PolicyDocument | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  const hasVariables = JSON.stringify([a, b]).includes('${');
  return !hasVariables || version(a) === version(b);
}

export function version(document: PolicyDocument): Json {
  return canonicalDocument(document)['Version'] ?? null;
}
