import type { Account, Role, User, View } from './account.ts';
import { type PolicyDocument, type Statement, listOf, malformed, statementsOf } from './policy-statements.ts';
import { namesOneEntity } from './policy-grammar.ts';

/**
 * Resolves the principals of a trust policy. IAM looks up each principal when the policy is written, and keeps roles and users
 * by unique id. A principal that is deleted later, or that a replica does not show yet, reads back as `AROA…` or `AIDA…`. An
 * account number reads back as the ARN of its root.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function resolvePrincipals(
  document: PolicyDocument,
  account: Account,
  invalidPrincipalMs: number,
): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const statement of statementsOf(document)) {
    const principal = statement['Principal'];
    if (principal === '*') continue;
    if (typeof principal !== 'object' || principal === null) throw malformed('Syntax errors in policy.');
    for (const [kind, values] of Object.entries(principal)) {
      for (const value of listOf(values)) {
        const refuse = () =>
          malformed(`Invalid principal in policy: "${kind.toUpperCase()}":"${String(value)}"`);
        if (typeof value !== 'string') throw refuse();
        if (kind === 'AWS') {
          const entity = entityOf(value, account);
          if (entity === 'missing') throw refuse();
          if (entity === undefined) continue;
          if (account.now() - entity.createdAtMs < invalidPrincipalMs) throw refuse();
          ids.set(value, idOf(entity));
        } else if (kind === 'Service') {
          if (
            !/^[a-z0-9.-]+\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.[a-z]{2}|aws\.internal|[a-z0-9.-]+\.gov|adc-e\.uk)$|^alexa-[a-z]+\.amazon\.com$/i.test(
              value,
            )
          )
            throw refuse();
        } else if (kind === 'Federated') {
          if (
            !/^(?:arn:[\w-]+:iam::\d{12}:(?:saml|oidc)-provider\/[^*?]+|[a-z0-9-]+(?:\.[a-z0-9-]+)+)$/i.test(
              value,
            )
          ) {
            throw malformed('Federated principals must be valid domain names or SAML metadata ARNs');
          }
        } else if (kind !== 'CanonicalUser') {
          throw malformed(`Invalid principal in policy: Unknown principal type ${kind}`);
        }
      }
    }
  }
  return ids;
}

/** Returns a role's trust policy as a view shows it: verbatim, unless a principal reads back differently. */
export function trustPolicyAsRead(role: Role, view: View): string {
  const document = JSON.parse(role.AssumeRolePolicyDocument) as PolicyDocument;
  const asRead = (value: unknown): unknown => {
    const text = String(value);
    const id = role.principals.get(text);
    return id === undefined ? rootOf(text, role) : (arnOf(id, view) ?? id);
  };
  const statements = statementsOf(document).map((statement) => mapPrincipals(statement, asRead));
  const Statement = Array.isArray(document.Statement) ? statements : statements[0];
  const read = JSON.stringify({ ...document, Statement });
  return read === JSON.stringify(document) ? role.AssumeRolePolicyDocument : read;
}

function mapPrincipals(statement: Statement, map: (value: unknown) => unknown): Statement {
  const principal = statement['Principal'];
  if (typeof principal !== 'object' || principal === null || !('AWS' in principal)) return statement;
  const AWS = Array.isArray(principal.AWS) ? principal.AWS.map(map) : map(principal.AWS);
  return { ...statement, Principal: { ...principal, AWS } };
}

/** Finds a role or user of this account by ARN or unique id; undefined for any other kind of principal. */
function entityOf(value: string, account: Account): Role | User | 'missing' | undefined {
  const all = [...account.roles.all(), ...account.users.all()];
  if (/^A(?:RO|ID)A[A-Z0-9]{17}$/.test(value))
    return all.find((entity) => idOf(entity) === value) ?? 'missing';
  if (/^\d{12}$/.test(value) || value === '*') return undefined;
  const [, partition, id, kind] =
    /^arn:([\w-]+):(?:iam|sts)::(\d{12}):(root$|role\/|user\/|assumed-role\/|federated-user\/)/.exec(value) ??
    [];
  if (partition !== account.settings.partition || !namesOneEntity(value)) return 'missing';
  // The emulator cannot check principals of other accounts.
  if (id !== account.settings.accountId || (kind !== 'role/' && kind !== 'user/')) return undefined;
  return all.find((entity) => entity.Arn === value) ?? 'missing';
}

function idOf(entity: Role | User): string {
  return 'RoleId' in entity ? entity.RoleId : entity.UserId;
}

function arnOf(id: string, view: View): string | undefined {
  return [...view.roles.all(), ...view.users.all()].find((entity) => idOf(entity) === id)?.Arn;
}

function rootOf(principal: string, role: Role): string {
  const [, partition = 'aws'] = role.Arn.split(':');
  return /^\d{12}$/.test(principal) ? `arn:${partition}:iam::${principal}:root` : principal;
}
