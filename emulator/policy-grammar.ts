import { type PolicyDocument, type Statement, listOf, malformed, statementsOf } from './policy-statements.ts';

/**
 * Refuses what IAM refuses in a document beyond its outline. Written from the pages below and from answers recorded by moto's
 * authors, independently of the Action's own grammar, which is held against this one.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */
export function checkDetails(document: PolicyDocument): void {
  for (const statement of statementsOf(document)) {
    const { Sid, Condition } = statement;
    if (Sid !== undefined && typeof Sid !== 'string') throw malformed('Syntax errors in policy.');
    if (Sid !== undefined && /[^0-9A-Za-z]/.test(Sid)) {
      throw malformed('Statement IDs (SID) must be alpha-numeric.');
    }
    if ('Action' in statement && 'NotAction' in statement) throw malformed('Syntax errors in policy.');
    for (const [operator, tests] of Object.entries((Condition ?? {}) as Record<string, object>)) {
      if (!/^(?:For\w+:)?Date/.test(operator)) continue;
      for (const value of Object.values(tests).flatMap(listOf)) checkDate(String(value));
    }
  }
}

function checkDate(value: string): void {
  const isDate = value.includes('${') || (/^-?[0-9]/.test(value) && !/[^0-9TtZz:.+-]/.test(value));
  if (!isDate) throw malformed('The policy failed legacy parsing');
}

/** An incomplete ARN is completed with wildcards, but an empty part in one that is too short is refused. */
export function isIncomplete(resource: string): boolean {
  return resource.includes('::') && resource.split(':').length < 6;
}

/** A principal names one thing: a wildcard in it, or nothing after the slash, is refused. */
export function namesOneEntity(principal: string): boolean {
  const [, , , , , resource = ''] = principal.split(':');
  const parts = resource.split('/');
  return (
    !principal.includes('*') &&
    !principal.includes('?') &&
    parts.length >= (resource.startsWith('assumed-role/') ? 3 : 1) &&
    parts.at(-1) !== ''
  );
}

/** The claims that IAM demands of the OIDC issuers it knows to be shared. */
const demandedClaims: readonly (readonly [issuer: RegExp, claim: string])[] = [
  [/^(?:vstoken|token)\.actions\.githubusercontent\.com$/, 'sub'],
  [/^oidc-configuration\.audit-log\.githubusercontent\.com$/, 'sub'],
  [/^(?:gitlab\.com|app\.terraform\.io|agent\.buildkite\.com|oidc\.codefresh\.io|scalr\.io)$/, 'sub'],
  [/^(?:studio\.datachain\.ai\/api|tokens\.cloud\.shisho\.dev|proidc\.upbound\.io)$/, 'sub'],
  [/^(?:oidc\.op1\.openshiftapps\.com|rh-oidc\.s3\.us-east-1\.amazonaws\.com)\/./, 'sub'],
  [/^(?:api\.pulumi\.com\/oidc|sandboxes\.cloud|oidc\.vercel\.com|cognito-identity\.amazonaws\.com)$/, 'aud'],
];
const sentinel = /^sts\.windows\.net\/33e01921-4d64-4f8c-a055-5bdaffd5e33d\/?$/;

/** Refuses a trust in a shared issuer without its claim, or with a claim that is nothing but wildcards. */
export function checkSharedIssuers(document: PolicyDocument): void {
  for (const statement of statementsOf(document)) {
    if (statement['Effect'] !== 'Allow') continue;
    const { Federated } = (statement['Principal'] ?? {}) as { readonly Federated?: unknown };
    for (const provider of listOf(Federated)) {
      const issuer = String(provider)
        .replace(/^arn:.*:oidc-provider\//, '')
        .toLowerCase();
      const claim = demandedClaims.find(([pattern]) => pattern.test(issuer))?.[1];
      const key = sentinel.test(issuer) ? 'sts:rolesessionname' : claim && `${issuer}:${claim}`;
      if (key !== undefined && !tests(statement, key)) {
        // The words are not recorded.
        throw malformed(`The trust policy must evaluate ${key} for the shared OIDC provider ${issuer}.`);
      }
    }
  }
}

function tests(statement: Statement, key: string): boolean {
  return Object.values((statement['Condition'] ?? {}) as Record<string, Record<string, unknown>>)
    .flatMap((keys) => Object.entries(keys).filter(([name]) => name.toLowerCase() === key))
    .map(([, values]) => listOf(values).map(String))
    .some((values) => values.length > 0 && values.every((value) => value.replace(/[*?]/g, '') !== ''));
}
