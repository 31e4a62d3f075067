/** The intersection of two trust policies, and a trust policy without one principal. */
import {
  isObject,
  type Json,
  type JsonObject,
  type PolicyDocument,
  type Statement,
} from './policy-document.ts';
import {
  covers,
  matches,
  mergeStatements,
  sameVariableSemantics,
  singleStatements,
  singlesByEffect,
  version,
} from './statements.ts';

/**
 * Returns the intersection of two trust policies: it allows the principals that both allow, under the conditions of both, and
 * has the denials of both. Without a common principal it allows none.
 */
export function intersectTrust(a: PolicyDocument, b: PolicyDocument): PolicyDocument {
  if (!sameVariableSemantics(a, b)) return DENY_ALL;
  const [before, after] = [singlesByEffect(a), singlesByEffect(b)];
  const common = before.allows.flatMap((first) =>
    after.allows.flatMap((second) => intersectStatements(first, second)),
  );
  const denials = [...before.denies, ...after.denies].map(({ json }) => json);
  const Version = version(a) === version(b) ? version(a) : '2012-10-17';
  return {
    Version,
    Statement: mergeStatements(common.length > 0 ? [...common, ...denials] : [...denials, DENY_STATEMENT]),
  };
}

/** Returns the statement for the requests that both statements allow; none if there are no such requests, or if unknown. */
function intersectStatements(first: Statement, second: Statement): JsonObject[] {
  if (covers(second, first)) return [first.json];
  if (covers(first, second)) return [second.json];
  const { Condition: firstCondition, ...json } = first.json;
  const { Condition: secondCondition, ...rest } = second.json;
  const fields = [...new Set([...Object.keys(json), ...Object.keys(rest)])].map(
    (field): [string, Json | undefined] => {
      const [x, y] = [first, second].map(({ fields: values }) => values.get(field)?.[0]);
      if (x === undefined || y === undefined)
        return [field, json[field] === rest[field] ? json[field] : undefined];
      return [field, matches(x, y) ? json[field] : matches(y, x) ? rest[field] : undefined];
    },
  );
  const Condition = bothConditions(asMap(firstCondition), asMap(secondCondition));
  if (Condition === undefined || fields.some(([, value]) => value === undefined)) return [];
  return [{ ...(Object.fromEntries(fields) as JsonObject), Condition }];
}

/** Returns a condition that holds only if both do; undefined if none can, or if that is unknown. */
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
        const common = /^(?:StringLike|Arn(?:Equals|Like))$/.test(operator) ? narrower : equal;
        const both = [...new Set((x ?? []).flatMap((one) => (y ?? []).flatMap((two) => common(one, two))))];
        if (!/^(?:String|Arn)(?:Equals|Like)$/.test(operator) || both.length === 0) return undefined;
        tests[written] = both;
      }
    }
  }
  return result;
}

function equal(a: string, b: string): readonly string[] {
  return a === b ? [a] : [];
}

/** Returns the value that both patterns match, or the narrower pattern; none if neither covers the other. */
function narrower(a: string, b: string): readonly string[] {
  if (matches(a, b)) return [a];
  return matches(b, a) ? [b] : [];
}

function asMap(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

const DENY_STATEMENT = { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' };
/** IAM requires a trust policy in every role; this one allows no principal. */
const DENY_ALL: PolicyDocument = { Version: '2012-10-17', Statement: [DENY_STATEMENT] };

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
