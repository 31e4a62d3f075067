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
  [/^aws:(principal|source)(orgid)$/, /^o-[a-z0-9]{10,32}$|^\$\{aws:ResourceOrgID\}$/i],
  [/^aws:(principal|source)(orgpaths)$/, /^o-[a-z0-9]{10,32}\//],
  [/^aws:(principal|source)account$/, /^\d{12}$|^\$\{aws:ResourceAccount\}$/i],
  [/^aws:(principal|source)arn$/, /^arn:[\w-]+:[\w-]+:[\w*?-]*:\d{12}:./],
  // Buckets have no account in their ARN; their names belong to one owner.
  [/^aws:sourcearn$/, /^arn:[\w-]+:s3:::[^*?]+$/],
  // An account's root user has the account's id.
  [/^aws:userid$/, /^A[A-Z0-9]{15,}|^\d{12}$/],
  [/^aws:sourcevpc$/, /^vpc-[0-9a-f]+$/],
  [/^aws:sourcevpce$/, /^vpce-[0-9a-f]+$/],
  // Not aws:VpcSourceIp: a stranger's VPC may have the same addresses.
  [/^aws:sourceip$/, /^(?!0\.0\.0\.0)[\d.]+(?:\/(?:[89]|[12]\d|3[0-2]))?$/],
  [/^aws:sourceip$/, /^(?!:)[\da-f:]+(?:\/(?:3[2-9]|[4-9]\d|1[01]\d|12[0-8]))?$/i],
];

/**
 * Returns why strangers could assume a role with this trust policy, one line a reason; empty if they could not. The grammar of
 * policies refuses an Allow with NotPrincipal.
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
        const values = [...statement.conditions].flatMap(([test, tested]) =>
          keyOf(test) === claimKey(issuer, url) ? [tested] : [],
        );
        return !values.some((tested) => tested.length > 0 && !tested.some((value) => /^[*?]*$/.test(value)));
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
      const like = literal(operator) && !/tag\/|^sts:externalid$/.test(key);
      return (like ? values : [])
        .filter((value) => /[*?]/.test(value))
        .map((value) => {
          const quoted = JSON.stringify(value);
          return `${operator} compares ${key} with ${quoted} letter by letter, so the wildcard matches nothing; use StringLike`;
        });
    }),
  );
}

function allowing(document: PolicyDocument): Statement[] {
  return parseStatements(document).filter((statement) => statement.effect !== 'Deny');
}

function* publicReasons(statement: Statement): Generator<string> {
  const tests = [...statement.conditions].flatMap(([test, values]) => effective(test, values));
  for (const principal of statement.fields.get('Principal') ?? []) {
    if (principal !== '*' && !/^\w+:\*$/.test(principal)) continue;
    const narrowed = tests.some(({ key, values }) => values.every((value) => isNarrowing(key, value)));
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
  return (statement.fields.get('Principal') ?? []).flatMap((principal) => {
    const issuer = principal.startsWith('Federated:')
      ? sharedIssuer(principal.slice('Federated:'.length))
      : undefined;
    return issuer === undefined ? [] : [issuer];
  });
}

function advice({ claim, example }: SharedIssuer, url: string): string {
  const key = claim.includes(':') ? claim : `${url}:${claim}`;
  const operator = example.includes('*') ? 'StringLike' : 'StringEquals';
  return `a condition ${operator} ${key} that names an owner in each value, as ${example}`;
}

/** Returns the condition key of an issuer's claim, in lower case. */
function claimKey({ claim }: SharedIssuer, url: string): string {
  return (claim.includes(':') ? claim : `${url}:${claim}`).toLowerCase();
}

function namesOwner(test: Test, issuer: SharedIssuer, url: string): boolean {
  const forms = new Map([[claimKey(issuer, url), issuer.owner]]);
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
}

function isNarrowing(key: string, value: string): boolean {
  return NARROWING.some(([keys, values]) => keys.test(key) && values.test(value));
}

function literal(operator: string): boolean {
  return /^(?:ForAnyValue:|ForAllValues:)?StringEquals(?:IgnoreCase)?(?:IfExists)?$/i.test(operator);
}

/** Returns the condition key of `Operator Key`, which ends in its own spelling if a statement has it twice. */
function keyOf(test: string): string {
  return splitAt(test, ' ')[1].replace(/ \(.*\)$/s, '');
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
  const ofRole = /^\$\{aws:Resource(?:OrgID|Account)\}$/i;
  const fixed = values.length > 0 && values.every((value) => !value.includes('${') || ofRole.test(value));
  return positive.test(operator) && fixed ? [{ key: keyOf(test), values, literal: literal(operator) }] : [];
}
