/** The OIDC provider that a trust policy names: its ARN, and that the account has it. */
import { InputError } from '../inputs/declare.ts';
import { accountOfArn, oidcProvider, withProviderArns } from '../aws/arn.ts';
import type { Iam } from '../aws/calls.ts';
import { absentAsUndefined, CallError } from '../aws/errors.ts';
import { sameDocument } from '../aws/policy-document.ts';
import { AUDIENCE } from '../github/context.ts';
import type { Declaration } from '../resources/declaration.ts';
import type { ReconcilePorts } from './ports.ts';
import type { Resource, ResolvedPolicies, State } from '../resources/resource.ts';

/**
 * Resolves the provider's placeholder if the trust policy names one. The account is that of an existing resource, so a
 * converged run makes no call. If the role will be created or its trust policy replaced, the provider must exist: STS would
 * refuse every token without a reason.
 *
 * @throws InputError if the account has no such provider, CallError if IAM or STS refuse
 */
export async function resolveProvider(
  { role }: Declaration,
  actual: State,
  { iam, partition, account: caller }: Pick<ReconcilePorts, 'iam' | 'partition' | 'account'>,
): Promise<{ readonly arns: ResolvedPolicies; readonly warnings: readonly string[] }> {
  const issuer = role?.oidcIssuer;
  if (issuer === undefined) return { arns: new Map(), warnings: [] };
  const account =
    accountIn(actual) ?? (await caller) ?? (await iam.call('GetCallerIdentity', {})).account ?? '';
  const arn = `arn:${partition}:iam::${account}:oidc-provider/${issuer}`;
  const trust = withProviderArns(role?.trust, () => arn);
  const unchanged = sameDocument(actual.role?.trust, trust);
  return {
    arns: new Map([[oidcProvider(issuer), arn]]),
    warnings: unchanged ? [] : await providerWarnings(iam, issuer, arn),
  };
}

function accountIn(actual: State): string | undefined {
  const resources: (Resource | undefined)[] = Object.values(actual);
  return resources
    .map((resource) => accountOfArn(resource?.identity?.arn ?? ''))
    .find((account) => account !== undefined);
}

async function providerWarnings(iam: Iam, issuer: string, arn: string): Promise<string[]> {
  const create = `aws iam create-open-id-connect-provider --url https://${issuer} --client-id-list ${AUDIENCE}`;
  try {
    const call = iam.call('GetOpenIDConnectProvider', { OpenIDConnectProviderArn: arn });
    const provider = await absentAsUndefined(call);
    if (provider === undefined) {
      const message = `the account has no OIDC provider for ${issuer}, so no workflow could assume the role. Create it: ${create}`;
      throw new InputError([{ input: 'trust-github', message }]);
    }
    if (provider.ClientIDList?.includes(AUDIENCE) !== false) return [];
    const add = `aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${arn} --client-id ${AUDIENCE}`;
    return [`The OIDC provider for ${issuer} does not accept the audience ${AUDIENCE}. Add it: ${add}`];
  } catch (error) {
    if (!(error instanceof CallError) || !error.code.startsWith('AccessDenied')) throw error;
    return [
      `The run may not check whether the account has an OIDC provider for ${issuer} (iam:GetOpenIDConnectProvider). If it has none, create it: ${create}`,
    ];
  }
}
