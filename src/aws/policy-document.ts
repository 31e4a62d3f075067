/**
 * Policy documents: their encoding, their canonical form, and whether two of them mean the same.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A policy document as parsed JSON: `{ Version, Statement: [...] }`. IAM validates its contents. */
export type PolicyDocument = Readonly<Record<string, Json>>;

/** One statement with each of its fields as a list of strings, `Condition` flattened; spelling makes no difference. */
export interface Statement {
  readonly sid: string | undefined;
  readonly effect: string;
  /** Field (`Principal`, `NotAction`, `Resource`, …) to its sorted values; principals as `AWS:…`, `Service:…`, `*`. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  /** `Operator Key` (the key in lower case: IAM ignores its case) to its sorted values. */
  readonly conditions: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads a document as IAM returns it: JSON, percent-encoded by RFC 3986 (so `+` is a plus).
 *
 * @throws SyntaxError if the text is no JSON object, URIError if its encoding is broken
 */
export function decodeDocument(encoded: string): PolicyDocument {
  const document: unknown = JSON.parse(decodeURIComponent(encoded));
  if (!isObject(document)) throw new SyntaxError('IAM returned a policy document that is not a JSON object');
  return document;
}

/** Encodes the document for a request: JSON without white space, in the author's order. */
export function encodeDocument(document: PolicyDocument): string {
  return JSON.stringify(document);
}

/**
 * Reports whether two documents mean the same to IAM. Ignores the order of statements and of list items, a list around a
 * single item, the case of `Effect`, and an empty `Condition`. Treats an account's id as its root ARN, and numbers and
 * booleans as strings. Ignores no other difference.
 */
export function sameDocument(a: PolicyDocument, b: PolicyDocument): boolean {
  return a === b || canonicalText(a) === canonicalText(b);
}

/** Returns the text that all documents of the same meaning share, for comparisons and digests. */
export function canonicalText(document: PolicyDocument): string {
  return JSON.stringify(canonicalDocument(document));
}

/** Returns the document in its canonical form, which diffs also show: sorted, values in lists, nothing empty. */
export function canonicalDocument(document: PolicyDocument): PolicyDocument {
  const { Statement: _, Version, ...rest } = document;
  const result: Record<string, Json> = {
    // IAM reads a document without a Version as the old version, in which `${aws:username}` is plain text.
    Version: Version === undefined || Version === null ? '2008-10-17' : written(Version),
  };
  for (const key of Object.keys(rest).sort()) {
    const value = rest[key];
    if (value !== undefined && value !== null) define(result, key, sorted(value));
  }
  result['Statement'] = statements(document)
    .map((statement) => JSON.stringify(canonicalStatement(statement)))
    .sort()
    .map((text) => JSON.parse(text) as Json);
  return result;
}

/** Returns the document's statements in comparable form, without those that are no object (IAM refuses them). */
export function parseStatements(document: PolicyDocument): Statement[] {
  return statements(document)
    .filter(isObject)
    .map((statement) => {
      const { Sid, Effect, Condition, ...fields } = statement;
      return {
        sid: typeof Sid === 'string' ? Sid : undefined,
        effect: effect(Effect),
        fields: new Map(
          Object.entries(fields)
            .filter(([, value]) => value !== null)
            .map(([field, value]) => [
              field,
              field === 'Principal' || field === 'NotPrincipal'
                ? [...flatPrincipals(value)].sort()
                : values(value),
            ]),
        ),
        conditions: flatConditions(Condition),
      };
    });
}

/** Lists the principals that IAM returns as bare ids because the user or role was deleted. */
export function deletedPrincipals(document: PolicyDocument): string[] {
  const principals = parseStatements(document).flatMap(
    (statement) => statement.fields.get('Principal') ?? [],
  );
  return [
    ...new Set(principals.filter((principal) => /^AWS:A(?:ROA|IDA)[A-Z0-9]{12,}$/.test(principal))),
  ].map((principal) => principal.slice('AWS:'.length));
}

function canonicalStatement(statement: Json): Json {
  if (!isObject(statement)) return statement;
  const result: Record<string, Json> = {};
  for (const key of Object.keys(statement).sort()) {
    const value = statement[key];
    if (value === undefined || value === null) continue;
    if (key === 'Effect') result[key] = effect(value);
    else if (key === 'Principal' || key === 'NotPrincipal') define(result, key, canonicalPrincipal(value));
    else if (key === 'Condition') {
      const condition = canonicalCondition(value);
      if (condition !== undefined) result[key] = condition;
    } else if (key === 'Sid') result[key] = scalar(value);
    else define(result, key, values(value));
  }
  return result;
}

function canonicalPrincipal(principal: Json): Json {
  const byKind = new Map<string, string[]>();
  for (const entry of flatPrincipals(principal)) {
    const [kind, value] = entry === '*' ? ['AWS', '*'] : splitAt(entry, ':');
    byKind.set(kind, [...(byKind.get(kind) ?? []), value]);
  }
  const result: Record<string, Json> = {};
  for (const [kind, values] of [...byKind].sort(([a], [b]) => (a < b ? -1 : 1))) {
    define(result, kind, unique(values));
  }
  return result;
}

/** Flattens principals. Unifies `"*"` and `{"AWS":"*"}`, and an account's id and its root ARN in any partition. */
function* flatPrincipals(principal: Json): Generator<string> {
  if (!isObject(principal)) {
    for (const value of list(principal)) yield value === '*' ? '*' : `AWS:${account(written(value))}`;
    return;
  }
  for (const [kind, entries] of Object.entries(principal)) {
    for (const entry of list(entries)) {
      const value = written(entry);
      if (kind === 'AWS') yield value === '*' ? '*' : `AWS:${account(value)}`;
      else yield `${kind}:${value}`;
    }
  }
}

function account(principal: string): string {
  return /^arn:aws[a-z-]*:iam::(\d{12}):root$/.exec(principal)?.[1] ?? principal;
}

function canonicalCondition(condition: Json): Json | undefined {
  if (!isObject(condition)) return condition === '' ? undefined : condition;
  const result: Record<string, Json> = {};
  for (const operator of Object.keys(condition).sort()) {
    const keys = condition[operator];
    if (!isObject(keys)) {
      if (keys !== null && keys !== undefined) define(result, operator, keys);
      continue;
    }
    const inner: Record<string, Json> = {};
    for (const key of Object.keys(keys).sort()) define(inner, key, values(keys[key] ?? null));
    if (Object.keys(inner).length > 0) define(result, operator, inner);
  }
  return Object.keys(result).length > 0 ? result : undefined;
}

function flatConditions(condition: Json | undefined): Map<string, readonly string[]> {
  const result = new Map<string, readonly string[]>();
  if (!isObject(condition)) return result;
  for (const [operator, keys] of Object.entries(condition)) {
    if (!isObject(keys)) continue;
    for (const [key, value] of Object.entries(keys)) {
      const test = `${operator} ${key.toLowerCase()}`;
      // A key that is written in two cases is two tests: neither must hide the other one.
      result.set(result.has(test) ? `${test} (${key})` : test, values(value));
    }
  }
  return result;
}

function statements(document: PolicyDocument): readonly Json[] {
  const statement = document['Statement'];
  return statement === undefined || statement === null ? [] : list(statement);
}

function effect(value: Json | undefined): string {
  const text = written(value ?? '');
  return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
}

function values(value: Json): string[] {
  return unique(list(value).map(written));
}

/** Sorts a list and removes repetitions, as IAM treats lists as sets. */
function unique(items: readonly string[]): string[] {
  return [...new Set(items)].sort();
}

function list(value: Json): readonly Json[] {
  return isList(value) ? value : [value];
}

/** Returns a value as text: numbers and booleans as IAM reads them, malformed values as JSON. */
function written(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function scalar(value: Json): Json {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

function sorted(value: Json): Json {
  if (isList(value)) return value.map(sorted);
  if (!isObject(value)) return scalar(value);
  const result: Record<string, Json> = {};
  for (const key of Object.keys(value).sort()) define(result, key, sorted(value[key] ?? null));
  return result;
}

/** Sets a key, also one called `__proto__`, which a plain assignment would lose. */
function define(target: Record<string, Json>, key: string, value: Json): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

export function splitAt(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return [text.slice(0, index), text.slice(index + separator.length)];
}

function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
