/**
 * Policy documents: their encoding, their canonical form, and whether two of them mean the same.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

/** A policy document as parsed JSON: `{ Version, Statement: [...] }`. IAM validates its contents. */
export type PolicyDocument = JsonObject;

/** One statement with each of its fields as a list of strings, `Condition` flattened; spelling makes no difference. */
export interface Statement {
  readonly effect: string;
  /** Field (`Principal`, `NotAction`, `Resource`, …) to its sorted values; principals as `AWS:…`, `Service:…`, `*`. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  /** `Operator Key` (the key in lower case: IAM ignores its case) to its sorted values. */
  readonly conditions: ReadonlyMap<string, readonly string[]>;
  /** The statement as it is written, without the Sid, which must be unique in a document. */
  readonly json: JsonObject;
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

/** The trust policy's size in an account that has not asked AWS for more. */
export const TRUST_POLICY_QUOTA = 2048;
/** Characters of all inline policies of a role, white space not counted. */
export const INLINE_POLICY_QUOTA = 10_240;

/** Counts a document's characters as IAM does: without white space. */
export function sizeOf(document: PolicyDocument | undefined): number {
  return document === undefined ? 0 : encodeDocument(document).replace(/\s/g, '').length;
}

/**
 * Reports whether two documents mean the same to IAM. Ignores the order of statements and of list items, a list around a
 * single item, the case of `Effect`, and an empty `Condition`. Treats an account's id as its root ARN, and numbers and
 * booleans as strings. Ignores no other difference.
 */
export function sameDocument(a: PolicyDocument | undefined, b: PolicyDocument | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  // IAM mostly returns the text that it was sent, and the canonical form takes time.
  return encodeDocument(a) === encodeDocument(b) || canonicalText(a) === canonicalText(b);
}

/** Returns the text that all documents of the same meaning share, for comparisons and digests. */
export function canonicalText(document: PolicyDocument): string {
  return JSON.stringify(canonicalDocument(document));
}

/** Returns the document in its canonical form, which diffs also show: sorted, values in lists, nothing empty. */
export function canonicalDocument(document: PolicyDocument): PolicyDocument {
  const { Statement: _, Version, ...rest } = document;
  return {
    // IAM reads a document without a Version as the old version, in which `${aws:username}` is plain text.
    Version: written(Version ?? '2008-10-17'),
    ...mapSorted(rest, (value) => (value === null ? undefined : sorted(value))),
    Statement: statements(document)
      .map((statement) => JSON.stringify(canonicalStatement(statement)))
      .sort()
      .map((text) => JSON.parse(text) as Json),
  };
}

/** Returns the document's statements in comparable form, without those that are no object (IAM refuses them). */
export function parseStatements(document: PolicyDocument): Statement[] {
  return statements(document)
    .filter(isObject)
    .map(({ Sid: _, ...json }) => {
      const { Effect, Condition, ...fields } = json;
      return {
        effect: effect(Effect ?? ''),
        fields: new Map(
          Object.entries(fields)
            .filter(([, value]) => value !== null)
            .map(([field, value]) => [field, isPrincipal(field) ? flatPrincipals(value) : values(value)]),
        ),
        conditions: flatConditions(Condition ?? null),
        json,
      };
    });
}

/** Lists the principals that a trust policy names. */
export function principalsIn(document: PolicyDocument): string[] {
  const principals = parseStatements(document).flatMap(({ fields }) => fields.get('Principal') ?? []);
  return [...new Set(principals.map((principal) => principal.replace(/^AWS:/, '')))];
}

/** Reports whether IAM returns the principal as a bare id because the user or role was deleted. */
export function isDeletedPrincipal(principal: string): boolean {
  return /^A(?:ROA|IDA)[A-Z0-9]{12,}$/.test(principal);
}

function canonicalStatement(statement: Json): Json {
  if (!isObject(statement)) return statement;
  return mapSorted(statement, (value, key) => {
    if (value === null) return undefined;
    if (key === 'Effect') return effect(value);
    if (key === 'Sid') return written(value);
    if (key === 'Condition') return canonicalCondition(value);
    return isPrincipal(key) ? principalsByKind(value) : values(value);
  });
}

function isPrincipal(field: string): boolean {
  return field === 'Principal' || field === 'NotPrincipal';
}

/** Returns principals by kind. Unifies `"*"` and `{"AWS":"*"}`, and an account's id and its root ARN in any partition. */
function principalsByKind(principal: Json): Readonly<Record<string, string[]>> {
  const byKind = isObject(principal) ? principal : { AWS: principal };
  return mapSorted(byKind, (names) => unique(values(names).map(account)));
}

function flatPrincipals(principal: Json): string[] {
  return Object.entries(principalsByKind(principal)).flatMap(([kind, names]) =>
    names.map((name) => (kind === 'AWS' && name === '*' ? '*' : `${kind}:${name}`)),
  );
}

function account(principal: string): string {
  return /^arn:aws[a-z-]*:iam::(\d{12}):root$/.exec(principal)?.[1] ?? principal;
}

function canonicalCondition(condition: Json): Json | undefined {
  if (!isObject(condition)) return condition === '' ? undefined : condition;
  const tests = mapSorted(condition, (keys) =>
    isObject(keys) ? nonEmpty(mapSorted(keys, values)) : (keys ?? undefined),
  );
  return nonEmpty(tests);
}

function nonEmpty<T extends object>(object: T): T | undefined {
  return Object.keys(object).length > 0 ? object : undefined;
}

function flatConditions(condition: Json): Map<string, readonly string[]> {
  const result = new Map<string, readonly string[]>();
  for (const [operator, keys] of Object.entries(asMap(condition))) {
    for (const [key, value] of Object.entries(asMap(keys))) {
      const test = `${operator} ${key.toLowerCase()}`;
      // A key that is written in two cases is two tests: neither must hide the other one.
      result.set(result.has(test) ? `${test} (${key})` : test, values(value));
    }
  }
  return result;
}

function statements(document: PolicyDocument): readonly Json[] {
  return [document['Statement'] ?? []].flat();
}

function effect(value: Json): string {
  const text = written(value);
  return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
}

function values(value: Json): string[] {
  return unique([value].flat().map(written));
}

/** Sorts a list and removes repetitions, as IAM treats lists as sets. */
function unique(items: readonly string[]): string[] {
  return [...new Set(items)].sort();
}

/** Returns a value as text: numbers and booleans as IAM reads them, malformed values as JSON. */
function written(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function sorted(value: Json): Json {
  if (isObject(value)) return mapSorted(value, sorted);
  return Array.isArray(value) ? (value as readonly Json[]).map(sorted) : written(value);
}

/** Converts an object's values and sorts its keys, also one called `__proto__`; leaves out those converted to undefined. */
function mapSorted<T>(
  object: JsonObject,
  convert: (value: Json, key: string) => T | undefined,
): Record<string, T> {
  const entries = Object.keys(object)
    .sort()
    .map((key) => [key, convert(object[key] ?? null, key)] as const);
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, T] => entry[1] !== undefined));
}

export function splitAt(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return [text.slice(0, index), text.slice(index + separator.length)];
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns an object as it is, and an empty one for any other value. */
export function asMap(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
