/** A plan's digest: what was reviewed and what will be sent are the same when their digests are. */
import { createHash } from 'node:crypto';
import { canonicalText, isObject } from '../iam/policy-document.ts';
import type { Plan } from '../resources/change.ts';
import type { InstanceProfileState, RoleState, State } from '../resources/state.ts';

/** @returns SHA-256, 64 hex digits, of the planned changes and of the state they start from */
export function planDigest(plan: Plan, start: State): string {
  const content = {
    changes: plan.changes.map(({ api, input }) => [api, sortedInput(input)]),
    role: start.role === undefined ? null : roleFacts(start.role),
    instanceProfile: start.instanceProfile === undefined ? null : profileFacts(start.instanceProfile),
  };
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

function roleFacts(role: RoleState): unknown {
  return {
    id: role.born?.id,
    path: role.path,
    description: role.description,
    maxSessionDuration: role.maxSessionDuration,
    trust: canonicalText(role.trust),
    boundary: role.boundary ?? null,
    tags: [...role.tags].sort(byText),
    managedPolicies: [...role.managedPolicies].sort(),
    inlinePolicies: [...role.inlinePolicies]
      .map(([name, document]) => [name, document === undefined ? null : canonicalText(document)])
      .sort(byText),
    otherInstanceProfiles: [...role.otherInstanceProfiles].sort(),
  };
}

function profileFacts(profile: InstanceProfileState): unknown {
  return {
    id: profile.born?.id,
    path: profile.path,
    tags: [...profile.tags].sort(byText),
    role: profile.role?.id ?? profile.role?.name ?? null,
  };
}

/** An input's fields in one order, its documents in their canonical form: only meaning counts. */
function sortedInput(input: object): unknown {
  return Object.entries(input)
    .map(([key, value]: [string, unknown]) =>
      key.endsWith('PolicyDocument') && typeof value === 'string' ? [key, canonical(value)] : [key, value],
    )
    .sort(byText);
}

function canonical(document: string): string {
  const parsed: unknown = JSON.parse(document);
  return isObject(parsed) ? canonicalText(parsed) : document;
}

function byText(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a[0]) < String(b[0]) ? -1 : 1;
}
