/**
 * Trust policies that anyone could use. A statement passes only if something in it surely keeps strangers out.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
import { parseStatements, splitAt, type PolicyDocument, type Statement } from '../aws/policy-document.ts';
import { sharedIssuer, type SharedIssuer } from './shared-issuers.ts';

/**
 * Condition keys that name a caller or a network, and the values that surely narrow. A stranger could satisfy other
 * keys: `sts:ExternalId` is no secret, and a caller sends it.
 */
const NARROWING: readonly (readonly [key: RegExp, value: RegExp])[] = [
  [/^aws:(principal|source|vpce)orgid$/, /^o-[a-z0-9]{10,32}$|^\$\{aws:ResourceOrgID\}$/i],
  [/^aws:(principal|source|vpce)orgpaths$/, /^o-[a-z0-9]{10,32}\//],
  [/^aws:(principal|source|vpce)account$/, /^\d{12}$|^\$\{aws:ResourceAccount\}$/i],
  [/^aws:(principal|source)arn$/, /^arn:[\w-]+:[\w-]+:[\w-]*:\d{12}:./],
  // Buckets have no account in their ARN; their names belong to one owner.
  [/^aws:sourcearn$/, /^arn:[\w-]+:s3:::[^*?]+$/],
  // An account's root user has the account's id.
  [/^aws:userid$/, /^A[A-Z0-9]{15,}|^\d{12}$/],
  [/^aws:sourcevpc$/, /^vpc-[0-9a-f]+$/],
  [/^aws:sourcevpcarn$/, /^arn:[\w-]+:ec2:[\w-]*:\d{12}:vpc\/./],
  [/^aws:sourcevpce$/, /^vpce-[0-9a-f]+$/],
  // Not aws:VpcSourceIp: a stranger's VPC may have the same addresses.
  [/^aws:sourceip$/, /^(?!0+\.)[\d.]+(?:\/(?:[89]|[12]\d|3[0-2]))?$/],
  [/^aws:sourceip$/, /^(?!:)[\da-f:]+(?:\/(?:3[2-9]|[4-9]\d|1[01]\d|12[0-8]))?$/i],
];

/**
 * Returns why strangers could assume a role with this trust policy, one line a reason; empty if they could not. The grammar of
 * policies refuses NotPrincipal.
 */
export function publicTrust(document: PolicyDocument): string[] {
  return allowing(document).flatMap((statement) => [...new Set(publicReasons(statement))]);
}

/**
 * Returns why IAM would refuse this trust policy as a new or changed one: it does not test the claim that AWS demands of
 * an issuer. IAM accepts such a trust policy only if the role has it already.
 */
export function missingClaims(document: PolicyDocument): string[] {
  const reasons = allowing(document).flatMap((statement) =>
    issuersOf(statement)
      .filter(({ issuer }) => issuer.demanded)
      .filter(({ issuer, url }) => {
        const key = conditionKey(issuer, url).toLowerCase();
        return ![...statement.conditions].some(
          ([test, values]) =>
            keyOf(test) === key && values.length > 0 && values.every((value) => /[^*?]/.test(value)),
        );
      })
      .map(({ issuer, url }) => `IAM refuses a new trust in ${url} without ${advice(issuer, url)}`),
  );
  return [...new Set(reasons)];
}

/** Returns a line for each condition of a trust policy that compares a wildcard literally, and so matches no caller. */
export function trustWarnings(document: PolicyDocument): string[] {
  return parseStatements(document).flatMap((statement) =>
    [...statement.conditions].flatMap(([test, values]) => {
      const [operator] = splitAt(test, ' ');
      const key = keyOf(test);
      if (!literal(operator) || /tag\/|externalid/.test(key)) return [];
      return values
        .filter((value) => /[*?]/.test(value))
        .map(
          (value) =>
            `${operator} compares ${key} with ${JSON.stringify(value)} letter by letter, so the wildcard matches nothing; use StringLike`,
        );
    }),
  );
}

function allowing(document: PolicyDocument): Statement[] {
  return parseStatements(document).filter((statement) => statement.effect !== 'Deny');
}

function* publicReasons(statement: Statement): Generator<string> {
  const tests = [...statement.conditions].flatMap(([test, values]) => effective(test, values));
  for (const principal of principalsOf(statement)) {
    if (principal !== '*' && !/^\w+:\*$/.test(principal)) continue;
    const narrowed = tests.some((test) => test.values.every((value) => isNarrowing(test, value)));
    if (!narrowed) {
      yield 'principal "*" is anyone; name accounts or roles, or add a condition such as StringEquals aws:PrincipalOrgID';
    }
  }
  for (const { issuer, url } of issuersOf(statement)) {
    if (!tests.some((test) => namesOwner(test, issuer, url))) {
      yield `${issuer.name} (${url}) signs in strangers too; add ${advice(issuer, url)}`;
    }
  }
}

function issuersOf(statement: Statement): { issuer: SharedIssuer; url: string }[] {
  return principalsOf(statement).flatMap((principal) => {
    const [kind, name] = splitAt(principal, ':');
    const issuer = kind === 'Federated' ? sharedIssuer(name) : undefined;
    return issuer ?? [];
  });
}

function principalsOf(statement: Statement): readonly string[] {
  return statement.fields.get('Principal') ?? [];
}

function advice(issuer: SharedIssuer, url: string): string {
  const { example } = issuer;
  const operator = example.includes('*') ? 'StringLike' : 'StringEquals';
  return `a condition ${operator} ${conditionKey(issuer, url)} that names an owner in each value, as ${example}`;
}

/** Returns the condition key of an issuer's claim. */
function conditionKey({ claim }: SharedIssuer, url: string): string {
  return claim.includes(':') ? claim : `${url}:${claim}`;
}

function namesOwner(test: Test, issuer: SharedIssuer, url: string): boolean {
  const forms = new Map([[conditionKey(issuer, url).toLowerCase(), issuer.owner]]);
  for (const [claim, form] of Object.entries(issuer.alternatives ?? {})) forms.set(`${url}:${claim}`, form);
  const form = forms.get(test.key);
  // A wildcard that is compared literally matches no token at all.
  return (
    form !== undefined &&
    test.values.every((value) => form.test(value) || (test.literal && /[*?]/.test(value)))
  );
}

interface Test {
  /** In lower case. */
  readonly key: string;
  readonly values: readonly string[];
  /** Whether a wildcard in a value is a plain character. */
  readonly literal: boolean;
  /** Whether ARNs are compared part by part, so that a wildcard in the region does not reach into a role's path. */
  readonly byPart: boolean;
}

function isNarrowing({ key, byPart }: Test, value: string): boolean {
  const compared = byPart ? value.replace(/^((?:[^:]*:){3})[\w*?-]+/, '$1') : value;
  return NARROWING.some(([keys, values]) => keys.test(key) && values.test(compared));
}

function literal(operator: string): boolean {
  return /StringEquals/i.test(operator);
}

/** Returns the condition key of `Operator Key`; if a statement has it in two cases, the key's own spelling follows. */
function keyOf(test: string): string {
  return splitAt(test, ' ')[1].replace(/ .*/s, '');
}

/**
 * Returns a condition if it must hold for a request to pass. Tests that also pass without the key (`…IfExists`,
 * `ForAllValues:`), that only ask for presence (`Null`) or that only exclude (`…Not…`) keep no stranger out.
 */
function effective(test: string, values: readonly string[]): Test[] {
  const [operator] = splitAt(test, ' ');
  const positive =
    /^(?:ForAnyValue:)?(?:String(?:Equals|EqualsIgnoreCase|Like)|Arn(?:Equals|Like)|IpAddress)$/i;
  // A variable may be the very value that is tested, unless it is about the role.
  const ofCaller = /\$\{(?!aws:Resource(?:OrgID|Account)\})/i;
  const fixed = values.length > 0 && !values.some((value) => ofCaller.test(value));
  if (!positive.test(operator) || !fixed) return [];
  return [{ key: keyOf(test), values, literal: literal(operator), byPart: /Arn/i.test(operator) }];
}
