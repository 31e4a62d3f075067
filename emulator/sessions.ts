import { type Caller, trustsWebIdentity } from './access.ts';
import type { Account } from './account.ts';
import { AwsError } from './errors.ts';
import { findPolicy } from './policies.ts';
import type { PolicyDocument } from './policy-statements.ts';
import { findRole } from './roles.ts';

/** The issuer of a web identity's token and the token's claims. */
interface WebIdentity {
  /** Host and path of the issuer, as in the ARN of its provider. */
  readonly issuer: string;
  readonly claims: Readonly<Record<string, string>>;
}

/** Sessions of roles. A call is held to the policies and the boundary that the role has at the time of the call. */
export class Sessions {
  readonly #account: Account;
  readonly #roles = new Map<string, string>();

  constructor(account: Account) {
    this.#account = account;
  }

  /**
   * Assumes a role as AssumeRoleWithWebIdentity does: the trust policy decides, by the claims of the token.
   * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
   *
   * @returns environment variables with the session's credentials
   * @throws AwsError AccessDenied if the trust policy does not let the identity in
   */
  assumeRoleWithWebIdentity(roleName: string, { issuer, claims }: WebIdentity) {
    const role = this.#account.roles.find(roleName);
    const { partition, accountId } = this.#account.settings;
    const provider = `arn:${partition}:iam::${accountId}:oidc-provider/${issuer}`;
    const conditions = Object.fromEntries(
      Object.entries(claims).map(([claim, value]) => [`${issuer}:${claim}`, value]),
    );
    const trust =
      role === undefined ? undefined : (JSON.parse(role.AssumeRolePolicyDocument) as PolicyDocument);
    if (role === undefined || trust === undefined || !trustsWebIdentity(trust, provider, conditions)) {
      throw new AwsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
    }
    const accessKeyId = `ASIA${String(this.#roles.size).padStart(16, 'A')}`;
    this.#roles.set(accessKeyId, role.RoleName);
    return {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: 'emulator',
      AWS_SESSION_TOKEN: 'emulator',
    };
  }

  /** Returns the caller of a session's key; undefined for a key of no session. */
  caller(accessKeyId: string): Caller | undefined {
    const name = this.#roles.get(accessKeyId);
    if (name === undefined) return undefined;
    const role = findRole(this.#account, name);
    const { partition, accountId } = this.#account.settings;
    const boundary = role.PermissionsBoundary;
    return {
      arn: `arn:${partition}:sts::${accountId}:assumed-role/${name}/session`,
      identity: [
        ...[...role.inlinePolicies.values()].map((text) => JSON.parse(text) as PolicyDocument),
        ...role.attachedPolicies.map((arn) => this.#documentOf(arn)),
      ],
      boundary: boundary === undefined ? undefined : this.#documentOf(boundary),
    };
  }

  #documentOf(arn: string): PolicyDocument {
    const document = findPolicy(arn, this.#account, this.#account)?.document;
    if (document === undefined)
      throw new AwsError('NotImplemented', `This emulator does not keep the document of ${arn}.`);
    return JSON.parse(document) as PolicyDocument;
  }
}
