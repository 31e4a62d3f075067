/** Trust policies from the names of services. */
import type { PolicyDocument } from '../aws/policy-document.ts';

/**
 * What services need beyond `sts:AssumeRole`.
 *
 * https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
const FURTHER_ACTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['rolesanywhere.amazonaws.com', ['sts:SetSourceIdentity', 'sts:TagSession']],
  ['pods.eks.amazonaws.com', ['sts:TagSession']],
]);

/** The actions that a service needs to assume a role. */
export function neededActions(host: string): readonly string[] {
  return ['sts:AssumeRole', ...(FURTHER_ACTIONS.get(host) ?? [])];
}

/** `ec2` → `ec2.amazonaws.com`; a full host is taken as it is, since partitions differ on theirs. */
export function servicePrincipal(service: string): string {
  return /\.amazonaws\.com(?:\.cn)?$/.test(service) ? service : `${service}.amazonaws.com`;
}

/** The trust policy that lets these services assume the role: one statement for each set of actions. */
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
      Principal: { Service: one(hosts) },
      Action: one(actions.split(' ')),
    })),
  };
}

function one(values: readonly string[]): string | readonly string[] {
  return values.length === 1 && values[0] !== undefined ? values[0] : values;
}
