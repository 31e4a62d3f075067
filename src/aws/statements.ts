/** Statements of a policy document one by one: cut into one principal and one action each, compared, and merged again. */
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

/** Merges statements that differ only by their principal or only by their action: cut up they could exceed IAM's quota. */
export function merge(statements: readonly JsonObject[]): JsonObject[] {
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
export function grants(document: PolicyDocument | undefined): [allow: Statement[], deny: Statement[]] {
  if (document === undefined) return [[], []];
  const single = parseStatements(document).flatMap(splitStatement);
  return [
    single.filter((statement) => statement.effect !== 'Deny'),
    single.filter((statement) => statement.effect === 'Deny'),
  ];
}

const SPLIT_FIELDS = ['Principal', 'Action'] as const;

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

/** As `cut`, but each part is also JSON that can stand in a document again (without its Sid, which must be unique). */
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

/** Whether everything that `narrow` speaks of, `wide` speaks of too. */
export function covers(wide: Statement, narrow: Statement): boolean {
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
export function matches(value: string, pattern: string): boolean {
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

export function split(document: PolicyDocument | undefined): {
  readonly allows: Statements;
  readonly denies: Statements;
} {
  const single = document === undefined ? [] : singleStatements(document);
  return { allows: single.filter(({ allows }) => allows), denies: single.filter(({ allows }) => !allows) };
}

export function areCovered(statements: Statements, by: Statements): boolean {
  return statements.every(({ statement }) => by.some((wider) => covers(wider.statement, statement)));
}

/** Reports whether the same words mean the same in both: `${…}` is a variable in one version of the language, text in the other. */
export function sameVariableSemantics(a: PolicyDocument | undefined, b: PolicyDocument | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  const hasVariables = JSON.stringify([a, b]).includes('${');
  return !hasVariables || version(a) === version(b);
}

export function version(document: PolicyDocument): Json {
  return canonicalDocument(document)['Version'] ?? null;
}
