/** Statements of a policy document: split into one principal and one action each, compared, and merged again. */
import {
  canonicalDocument,
  parseStatements,
  splitAt,
  type Json,
  type JsonObject,
  type PolicyDocument,
  type Statement,
} from './policy-document.ts';

type Field = 'Principal' | 'Action';

/** Merges statements that differ only by principal or only by action: unmerged they could exceed IAM's quota. */
export function mergeStatements(statements: readonly JsonObject[]): JsonObject[] {
  return mergeBy('Action', mergeBy('Principal', statements));
}

function mergeBy(field: Field, statements: readonly JsonObject[]): JsonObject[] {
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

/** Reports whether `wide` applies to every request that `narrow` applies to. */
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
  return conditionCovers(wide.conditions, narrow.conditions);
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
  const isDenial = Map.groupBy(singleStatements(document), ({ effect }) => effect === 'Deny');
  return { allows: isDenial.get(false) ?? [], denies: isDenial.get(true) ?? [] };
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
