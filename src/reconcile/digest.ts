/** A plan's digest: what was reviewed and what will be sent are the same when their digests are. */
import { createHash } from 'node:crypto';
import { canonicalText, isObject } from '../iam/policy-document.ts';
import { changeKey, type Change, type Plan } from '../resources/change.ts';
import type {
  InstanceProfileState,
  RoleState,
  RolesAnywhereProfileState,
  State,
  Tags,
} from '../resources/state.ts';
import { PULL_REQUEST_TAG, sameKey } from '../resources/tags.ts';

/** @returns SHA-256, 64 hex digits, of the planned changes and of the state they start from */
export function planDigest(plan: Plan, start: State): string {
  const content = {
    changes: plan.changes.map(({ api, input }) => [api, sortedInput(input)]),
    role: start.role === undefined ? null : roleFacts(start.role),
    instanceProfile: start.instanceProfile === undefined ? null : profileFacts(start.instanceProfile),
    // Left out where there is none, as before there could be one.
    rolesAnywhereProfile: start.rolesAnywhereProfile && rolesAnywhereFacts(start.rolesAnywhereProfile),
  };
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

/** @returns SHA-256 of the digests of many plans, in order; nothing where one of them is not known */
export function planDigestOfAll(digests: readonly (string | undefined)[]): string | undefined {
  if (digests.length === 0 || digests.includes(undefined)) return undefined;
  return createHash('sha256').update(digests.join()).digest('hex');
}

/** What would be sent is not what was reviewed. */
export class PlanChanged extends Error {
  override readonly name = 'PlanChanged';
  constructor(explanation: string, changes: readonly Change[], options?: ErrorOptions) {
    super(
      [
        'The plan has changed since it was reviewed.',
        explanation,
        ...changes.map((change) => `- ${change.resource}: ${change.summary}`),
        'Review it again: run mode: plan, and give its plan-digest to the step that applies.',
      ].join('\n'),
      options,
    );
  }
}

/**
 * Holds the first plan to the one that was reviewed. A digest cannot be read backwards, so the difference is shown as the
 * plan that it is now.
 *
 * @throws PlanChanged before anything is written
 */
export function holdToReviewed(expected: string, digest: string, plan: Plan): void {
  if (plan.changes.length === 0 || digest === expected) return;
  const explanation = `expected-plan-digest is ${expected}, the plan's digest is ${digest}. Nothing was written. The plan is now:`;
  throw new PlanChanged(explanation, plan.changes);
}

/** Of a later plan, what was reviewed and may be sent again, and what was not. */
export function reviewedPart(first: Plan, later: Plan): { reviewed: Plan; further: readonly Change[] } {
  const known = new Set(first.changes.map(changeKey));
  const isKnown = (change: Change): boolean => known.has(changeKey(change));
  return {
    reviewed: { changes: later.changes.filter(isKnown) },
    further: later.changes.filter((change) => !isKnown(change)),
  };
}

function roleFacts(role: RoleState): unknown {
  return {
    id: role.born?.id,
    path: role.path,
    description: role.description,
    maxSessionDuration: role.maxSessionDuration,
    trust: canonicalText(role.trust),
    boundary: role.boundary ?? null,
    tags: tagFacts(role.tags),
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
    tags: tagFacts(profile.tags),
    role: profile.role?.id ?? profile.role?.name ?? null,
  };
}

function rolesAnywhereFacts(profile: RolesAnywhereProfileState): unknown {
  return {
    id: profile.born?.id,
    enabled: profile.enabled,
    durationSeconds: profile.durationSeconds,
    roleArns: [...profile.roleArns].sort(),
    managedPolicies: [...profile.managedPolicies].sort(),
    sessionPolicy: profile.sessionPolicy === undefined ? null : canonicalText(profile.sessionPolicy),
    requireInstanceProperties: profile.requireInstanceProperties,
    tags: tagFacts(profile.tags),
  };
}

/** The tag that only tells on whose event a thing was made: what was reviewed may be applied on another. */
function tellsOrigin(key: string | undefined): boolean {
  return key !== undefined && sameKey(key, PULL_REQUEST_TAG);
}

function tagFacts(tags: Tags): unknown {
  return [...tags].filter(([key]) => !tellsOrigin(key)).sort(byText);
}

/** An input's fields in one order, its documents in their canonical form: only meaning counts. */
function sortedInput(input: object): unknown {
  return Object.entries(input)
    .map(([field, value]: [string, unknown]) => {
      if (/PolicyDocument$|^sessionPolicy$/.test(field) && typeof value === 'string')
        return [field, canonical(value)];
      // IAM's lists of tags, and those of Roles Anywhere.
      if (/^tags$/i.test(field) && Array.isArray(value)) {
        const list = value as readonly { readonly Key?: string; readonly key?: string }[];
        return [field, list.filter((tag) => !tellsOrigin(tag.Key ?? tag.key))];
      }
      return [field, value];
    })
    .sort(byText);
}

function canonical(document: string): string {
  const parsed: unknown = JSON.parse(document);
  return isObject(parsed) ? canonicalText(parsed) : document;
}

function byText(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a[0]) < String(b[0]) ? -1 : 1;
}
