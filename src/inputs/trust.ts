/** Trust policies from the names of services. */
import { parseStatements, sameDocument, type PolicyDocument } from '../aws/policy-document.ts';

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
  /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.[a-z]{2}|aws\.internal|[a-z0-9.-]+\.gov|adc-e\.uk)$|^alexa-[a-z]+\.amazon\.com$/i;

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
  const byActions = new Map<string, string[]>();
  for (const host of new Set(services.map(servicePrincipal))) {
    const actions = neededActions(host).join(' ');
    byActions.set(actions, [...(byActions.get(actions) ?? []), host]);
  }
  return {
    Version: '2012-10-17',
    Statement: [...byActions].map(([actions, hosts]) => ({
      Effect: 'Allow',
      Principal: { Service: oneOrList(hosts) },
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
