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

/** Returns the Allow and the Deny statements, each split into one statement for each principal and action. */
export function statementsByEffect(
  document: PolicyDocument | undefined,
): [allow: Statement[], deny: Statement[]] {
  if (document === undefined) return [[], []];
  const single = parseStatements(document).flatMap(splitStatement);
  return [
    single.filter((statement) => statement.effect !== 'Deny'),
    single.filter((statement) => statement.effect === 'Deny'),
  ];
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

export function isCovered(statement: Statement, by: readonly Statement[]): boolean {
  return by.some((wider) => covers(wider, statement));
}

/** Reports whether `wide` applies to every request that `narrow` applies to. */
export function covers(wide: Statement, narrow: Statement): boolean {
  const fields = new Set([...wide.fields.keys(), ...narrow.fields.keys()]);
  for (const field of fields) {
    const wideValues = wide.fields.get(field);
    const narrowValues = narrow.fields.get(field);
    // If one of them lacks the field (Action against NotAction), they cannot be compared.
    if (wideValues === undefined || narrowValues === undefined) return false;
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
  if (/^(AWS|Service|Federated|CanonicalUser):/.test(pattern)) return false;
  const source = pattern.replace(/[\\^$.*+?()[\]{}|/]/g, (character, index: number) => {
    if (character === '?') return '[^*]';
    if (character !== '*') return `\\${character}`;
    // An asterisk matches colons only at the end.
    return index === pattern.length - 1 ? '.*' : '[^:]*';
  });
  // A variable in the value may have any value. A variable in the pattern covers only an equal text, see above.
  return new RegExp(`^${source}$`, 'su').test(value.replace(/\$\{[^}]*\}?/g, '*'));
}

export function singlesByEffect(document: PolicyDocument | undefined): {
  readonly allows: Statements;
  readonly denies: Statements;
} {
  const single = document === undefined ? [] : singleStatements(document);
  return { allows: single.filter(({ allows }) => allows), denies: single.filter(({ allows }) => !allows) };
}

export function areCovered(statements: Statements, by: Statements): boolean {
  return statements.every(({ statement }) => by.some((wider) => covers(wider.statement, statement)));
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
