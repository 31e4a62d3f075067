/** Trust policies: their statements for services, their size, and hints about their likely mistakes. */
import { GITHUB_ISSUER } from '../aws/trust-policy.ts';
import { parseStatements, sameDocument, sizeOf, type PolicyDocument } from '../aws/policy-document.ts';
import type { InputProblem } from './problem.ts';
import type { Settings } from './table.ts';

/**
 * Actions that services need besides `sts:AssumeRole`.
 *
 * https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
const FURTHER_ACTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['rolesanywhere.amazonaws.com', ['sts:SetSourceIdentity', 'sts:TagSession']],
  ['pods.eks.amazonaws.com', ['sts:TagSession']],
]);

/** Host names of services: one suffix for each partition, AWS's own network, and the Alexa services. */
export const SERVICE_HOST =
  /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.[a-z]{2}|aws\.internal|[a-z0-9-]+\.gov|adc-e\.uk)$|^alexa-[a-z]+\.amazon\.com$/i;

/** Returns the actions that a service needs to assume a role. */
export function neededActions(host: string): readonly string[] {
  return ['sts:AssumeRole', ...(FURTHER_ACTIONS.get(host) ?? [])];
}

/** Completes a service's name: `ec2` → `ec2.amazonaws.com`. Keeps a full host, because partitions have different suffixes. */
export function servicePrincipal(service: string): string {
  return SERVICE_HOST.test(service) ? service : `${service}.amazonaws.com`;
}

/** Returns the trust policy that lets these services assume the role: one statement for each set of actions. */
export function trustOfServices(services: readonly string[]): PolicyDocument {
  const hosts = new Set(services.map(servicePrincipal));
  const byActions = Map.groupBy(hosts, (host) => neededActions(host).join(' '));
  return {
    Version: '2012-10-17',
    Statement: [...byActions].map(([actions, group]) => ({
      Effect: 'Allow',
      Principal: { Service: oneOrList(group) },
      Action: oneOrList(actions.split(' ')),
    })),
  };
}

/** Reports whether `trust-services` may have made a document. */
export function isOfServices(document: PolicyDocument): boolean {
  const principals = parseStatements(document).flatMap(({ fields }) => fields.get('Principal') ?? []);
  const services = principals.map((principal) => principal.replace(/^Service:/, ''));
  return sameDocument(document, trustOfServices(services));
}

function oneOrList(values: readonly string[]): string | readonly string[] {
  return values.length === 1 && values[0] !== undefined ? values[0] : values;
}

/**
 * The trust policy's size that no account exceeds.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAX_TRUST_POLICY_QUOTA = 4096;

/**
 * Reports a trust policy that exceeds the quota.
 *
 * @param limit the account's own quota, if it is known
 */
export function trustPolicyProblem(
  document: PolicyDocument,
  limit: number = MAX_TRUST_POLICY_QUOTA,
): string | undefined {
  const size = sizeOf(document);
  if (size <= limit) return undefined;
  const advice =
    size <= MAX_TRUST_POLICY_QUOTA
      ? `ask AWS to raise the quota (at most ${MAX_TRUST_POLICY_QUOTA})`
      : 'no account can have more: name fewer principals, or accounts in place of roles';
  return `the trust policy has ${size} characters, and IAM allows ${limit}; ${advice}`;
}

/** Returns hints about a trust policy: EC2 cannot use the role's instance profile, or GitHub's audience is not tested. */
export function trustHints(trust: PolicyDocument, settings: Settings): InputProblem[] {
  const input = settings['trust-policy'] === undefined ? 'trust-services' : 'trust-policy';
  const allowing = parseStatements(trust).filter(({ effect }) => effect === 'Allow');
  const principals = allowing.flatMap(({ fields }) => fields.get('Principal') ?? ['*']);
  const hints: string[] = [];
  const usesProfile = principals.some((name) => name === '*' || name.startsWith('Service:ec2.'));
  if (settings['instance-profile'] && principals.length > 0 && !usesProfile)
    hints.push(
      'EC2 cannot assume the role, so no instance can use its instance profile; set instance-profile: false, or let ec2 assume it',
    );
  const isGitHub = (name: string): boolean =>
    name.startsWith('Federated:') && name.endsWith(`/${GITHUB_ISSUER}`);
  const withoutAudience = allowing.some(
    ({ fields, conditions }) =>
      fields.get('Principal')?.some(isGitHub) &&
      ![...conditions.keys()].some((test) => test.toLowerCase().includes(`${GITHUB_ISSUER}:aud`)),
  );
  if (withoutAudience)
    hints.push(
      `the trust in GitHub does not test the audience; add the condition StringEquals "${GITHUB_ISSUER}:aud": "sts.amazonaws.com"`,
    );
  return hints.map((message) => ({ input, message, isHint: true }));
}
