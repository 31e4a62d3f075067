/**
 * Trust policies: the intersection of two, one without a principal, and the subjects of GitHub's tokens in one.
 *
 * https://docs.github.com/en/actions/reference/security/oidc
 */
import {
  asMap,
  isDeletedPrincipal,
  parseStatements,
  splitAt,
  type Json,
  type JsonObject,
  type PolicyDocument,
  type Statement,
} from './policy-document.ts';
import {
  comparable,
  covers,
  matches,
  mergeStatements,
  sameVariableSemantics,
  singleStatements,
  singlesByEffect,
  version,
} from './broadening.ts';

/**
 * Returns the intersection of two trust policies: it allows the principals that both allow, under the conditions of both, and
 * has the denials of both. Without a common principal it allows none. IAM refuses principals that were deleted, so it has none.
 *
 * @param onUnknown receives statements whose intersection is unknown, so that it is left out
 */
export function intersectTrust(
  a: PolicyDocument,
  b: PolicyDocument,
  onUnknown: () => void = () => undefined,
): PolicyDocument {
  if (!sameVariableSemantics(a, b)) {
    onUnknown();
    return DENY_ALL;
  }
  const parts = (document: PolicyDocument) => singlesByEffect(withoutPrincipal(document, isDeletedPrincipal));
  const [before, after] = [parts(a), parts(b)];
  const pairs = before.allows.flatMap((first) =>
    after.allows.map((second) => intersectStatements(first, second)),
  );
  if (pairs.includes(undefined)) onUnknown();
  const common = pairs.flatMap((pair) => pair ?? []);
  const denials = [...before.denies, ...after.denies].map(({ json }) => json);
  const Version = version(a) === version(b) ? version(a) : '2012-10-17';
  return {
    Version,
    Statement: mergeStatements(common.length > 0 ? [...common, ...denials] : [...denials, DENY_STATEMENT]),
  };
}

/** Returns the statement for the requests that both statements allow; none if there are no such requests, undefined if unknown. */
function intersectStatements(first: Statement, second: Statement): JsonObject[] | undefined {
  if (covers(second, first)) return [first.json];
  if (covers(first, second)) return [second.json];
  const names = Object.keys({ ...first.json, ...second.json }).filter((name) => name !== 'Condition');
  const fields = names.map((name) => [name, commonField(name, first, second)] as const);
  const [x = '', y = ''] = [first, second].map(({ fields }) => fields.get('Principal')?.[0]);
  const member = memberOf(x, y) ?? memberOf(y, x);
  let condition = bothConditions(asMap(first.json['Condition']), asMap(second.json['Condition']));
  // Trust in an account requires a policy of the member that allows the call. Trust in its ARN may not.
  if (member !== undefined)
    condition &&= bothConditions(condition, { StringEquals: { 'aws:PrincipalArn': member } });
  if (condition === 'never' || fields.some(([, value]) => value === NOTHING)) return [];
  if (condition === undefined || fields.some(([, value]) => value === undefined)) return undefined;
  return [{ ...(Object.fromEntries(fields) as JsonObject), Condition: condition }];
}

/** The value of a field or a test that no request has. */
const NOTHING: Json = [];

/** Returns a field's value for the requests that both statements allow; NOTHING if there are none, undefined if unknown. */
function commonField(field: string, first: Statement, second: Statement): Json | undefined {
  const [xs = [], ys = []] = [first, second].map(({ fields }) => comparable(field, fields.get(field) ?? []));
  const [[x], [y]] = [xs, ys];
  const [json, other] = [first.json[field], second.json[field]];
  if (x === undefined || y === undefined) return json === other ? json : undefined;
  if (field === 'NotAction') return [...new Set([...xs, ...ys])];
  if (matches(x, y)) return json;
  if (matches(y, x)) return other;
  if (field.startsWith('Not')) return undefined;
  if (memberOf(x, y) !== undefined) return y;
  if (memberOf(y, x) !== undefined) return x;
  return /[*?]|:sts:/.test(x + y) ? undefined : NOTHING;
}

/** Returns the ARN of a role or user if the other principal is its account. */
function memberOf(principal: string, account: string): string | undefined {
  const [, arn, id] = /^AWS:(arn:[\w-]+:iam::(\d{12}):(?:role|user)\/.+)$/.exec(principal) ?? [];
  return id !== undefined && account === `AWS:${id}` ? arn : undefined;
}

/** Returns a condition that holds only if both do; `never` if none can, undefined if that is unknown. */
function bothConditions(a: JsonObject | 'never', b: JsonObject): JsonObject | 'never' | undefined {
  if (a === 'never') return a;
  const result: Record<string, Record<string, Json>> = {};
  for (const [operator, keys] of [...Object.entries(a), ...Object.entries(b)]) {
    const tests = (result[operator] ??= {});
    for (const [key, value] of Object.entries(asMap(keys))) {
      const written = sameKeyIn(tests, key) ?? key;
      const earlier = tests[written];
      const isFirst = earlier === undefined || JSON.stringify(earlier) === JSON.stringify(value);
      const values = isFirst ? value : commonValues(operator, earlier, value);
      if (values === NOTHING) return 'never';
      if (values !== undefined) tests[written] = values;
      else {
        // An object has room for one test. If that holds, `IfExists` makes no difference to a second one.
        const second = (result[`${operator}IfExists`] ??= {});
        if (/^Null$|IfExists$/.test(operator) || sameKeyIn(second, key) !== undefined) return undefined;
        second[key] = value;
      }
    }
  }
  return result;
}

/** Returns the values that pass both tests; NOTHING if none does, undefined if unknown. */
function commonValues(operator: string, a: Json, b: Json): Json | undefined {
  if (!/^(?:String|Arn)(?:Equals|Like)$/.test(operator)) return undefined;
  const arePatterns = operator !== 'StringEquals';
  const equal = (x: string, y: string): string[] => (x === y ? [x] : []);
  const common = arePatterns ? narrower : equal;
  const [xs = [], ys = []] = [a, b].map((value) => [value].flat().map(String));
  const pairs = xs.flatMap((x) => ys.map((y) => [x, y] as const));
  const values = [...new Set(pairs.flatMap(([x, y]) => common(x, y)))];
  const isOpen = ([x, y]: readonly [string, string]): boolean =>
    common(x, y).length === 0 && mayOverlap(x, y, arePatterns);
  if (values.length > 0) return pairs.some(isOpen) ? undefined : values;
  return arePatterns || JSON.stringify([xs, ys]).includes('${') ? undefined : NOTHING;
}

function sameKeyIn(tests: JsonObject, key: string): string | undefined {
  return Object.keys(tests).find((other) => other.toLowerCase() === key.toLowerCase());
}

/** Returns the value that both patterns match, or the narrower pattern; none if neither covers the other. */
function narrower(a: string, b: string): readonly string[] {
  if (matches(a, b)) return [a];
  return matches(b, a) ? [b] : [];
}

/** Reports whether two values may match the same text although neither covers the other. */
function mayOverlap(a: string, b: string, arePatterns: boolean): boolean {
  const [start = '', other = ''] = [a, b].map((value) => value.split(/[*?$]/, 1)[0] ?? '');
  const varies = `${a}${b}`.includes('${') || (arePatterns && /[*?]/.test(a + b));
  return varies && (start.startsWith(other) || other.startsWith(start));
}

const DENY_STATEMENT = { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' };
/** IAM requires a trust policy in every role; this one allows no principal. */
export const DENY_ALL: PolicyDocument = { Version: '2012-10-17', Statement: [DENY_STATEMENT] };

/**
 * Returns a trust policy without the Allow statements for one principal, or the document itself if it does not name the
 * principal. A role that trusts itself is created with it, because IAM refuses a principal that does not exist yet.
 */
export function withoutPrincipal(
  document: PolicyDocument,
  isPrincipal: (arn: string) => boolean,
): PolicyDocument {
  const single = singleStatements(document);
  const kept = single.filter(
    ({ fields }) => !fields.get('Principal')?.some((name) => isPrincipal(name.replace(/^AWS:/, ''))),
  );
  if (kept.length === single.length) return document;
  if (!kept.some(({ effect }) => effect !== 'Deny')) return DENY_ALL;
  return { ...document, Statement: mergeStatements(kept.map(({ json }) => json)) };
}

/** The issuer of github.com's tokens, as IAM names its provider. */
export const GITHUB_ISSUER = 'token.actions.githubusercontent.com';

const SUBJECT = /^token\.actions\.(?:githubusercontent\.com|[\w-]+\.ghe\.com)(?:\/[\w-]+)?:sub(?: |$)/;

/** Lists the subjects of allowed GitHub workflows that no value of the same condition accepts in the form with immutable ids. */
export function nameOnlySubjects(document: PolicyDocument): string[] {
  return parseStatements(document)
    .flatMap(({ effect, conditions }) => (effect === 'Allow' ? [...conditions] : []))
    .flatMap(([test, values]) => {
      const [operator, key] = splitAt(test, ' ');
      if (!SUBJECT.test(key) || /Not/i.test(operator)) return [];
      return values.filter((value) => {
        const [, owner] = /^repo:([\w-]+)\//.exec(value) ?? [];
        return owner !== undefined && !values.some((other) => acceptsIds(other, owner));
      });
    });
}

/** Reports whether a value has `@` or a wildcard after the owner's name, or a wildcard before its end. */
function acceptsIds(value: string, owner: string): boolean {
  const [before] = value.split(/[@*?]/);
  return before !== value && `repo:${owner}`.startsWith(before ?? '');
}
