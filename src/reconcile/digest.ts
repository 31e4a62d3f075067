/** A plan's digest: the reviewed changes and the sent ones are the same if their digests are. */
import { hash } from 'node:crypto';
import { canonical, fieldsOf, resourcesOf, propertiesOf } from '../resources/properties.ts';
import { changeKey, type Change, type Plan, type Resource, type State } from '../resources/resource.ts';
import { ORIGIN_PROPERTY } from '../resources/tags.ts';

/** Returns SHA-256 of the planned changes and of the state they start from, 64 hex digits. The output has a prefix. */
export function planDigest(plan: Plan, start: State): string {
  const resources = resourcesOf(start).map(([kind, resource]) => {
    return [kind, resource.identity?.id, referencedIds(resource), listed(propertiesOf(resource))];
  });
  const changes = plan.changes.map(({ api, resource, creates, deletes, sets = {} }) => {
    const values = Object.entries(sets).map(
      ([property, value]) => [property, value && canonical(value)] as const,
    );
    return [api, resource, deletes, listed(creates === undefined ? values : propertiesOf(creates))];
  });
  return hash('sha256', JSON.stringify({ changes, resources: resources.sort(byText) }));
}

/** Returns SHA-256 of the digests of many plans, in order; undefined if one of them is not known. */
export function planDigestOfAll(digests: readonly (string | undefined)[]): string | undefined {
  if (digests.length === 0 || digests.includes(undefined)) return undefined;
  return hash('sha256', digests.join());
}

/** The plan is not the reviewed one. */
export class PlanChanged extends Error {
  override readonly name = 'PlanChanged';
  /** The changes that were not reviewed. */
  readonly changes: readonly Change[];
  constructor(explanation: string, changes: readonly Change[], options?: ErrorOptions) {
    super(explanation, options);
    this.changes = changes;
  }
}

/**
 * Compares the first plan with the reviewed one. A digest cannot be reversed, so the error shows the current plan.
 *
 * @throws PlanChanged before anything is written
 */
export function assertReviewed(expected: string, digest: string, plan: Plan): void {
  if (plan.changes.length === 0 || digest === expected) return;
  const explanation = `expected-plan-digest is sha256:${expected}, the plan's digest is sha256:${digest}. Nothing was written. The current plan:`;
  throw new PlanChanged(explanation, plan.changes);
}

/** Splits a later plan into the changes that were reviewed, which may be sent again, and all other changes. */
export function splitByReview(first: Plan, later: Plan): { reviewed: Plan; further: readonly Change[] } {
  const known = new Set(first.changes.map(changeKey));
  const isKnown = (change: Change): boolean => known.has(changeKey(change));
  return {
    reviewed: { changes: later.changes.filter(isKnown) },
    further: later.changes.filter((change) => !isKnown(change)),
  };
}

/** Returns the ids of resources that a resource contains: another one may have the same name. */
function referencedIds(resource: Resource): unknown[] {
  return fieldsOf(resource).flatMap(([, value]) =>
    typeof value === 'object' && value !== null && 'id' in value ? [value.id] : [],
  );
}

/** Lists properties in one order, without the tag of the event: a reviewed plan may be applied on another one. */
function listed(properties: Iterable<readonly [string, unknown]>): unknown[] {
  return [...properties].filter(([property]) => property !== ORIGIN_PROPERTY).sort(byText);
}

function byText(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a[0]) < String(b[0]) ? -1 : 1;
}
