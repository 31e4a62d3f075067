/** Every kind of resource, and the loops over them that lead from a declaration to a plan. All but the reads are pure. */
import { instanceProfile } from './instance-profile.ts';
import {
  PRUNABLE,
  DEFAULT_LIMITS,
  labelOf,
  type ResourceKind,
  type Declaration,
  type Plan,
  type Limits,
  type Resource,
  type ResolvedPolicies,
  type State,
} from './resource.ts';
import { role } from './role.ts';
import { rolesAnywhereProfile } from './roles-anywhere-profile.ts';
import type { Iam } from '../aws/calls.ts';
import { propertiesOf, nounOf } from './properties.ts';

/** In the order in which plans and reports list them. A new kind adds its line here. */
export const RESOURCES: readonly ResourceKind[] = [role, instanceProfile, rolesAnywhereProfile];

/**
 * Reads everything that the declaration concerns, in one wave of parallel calls.
 *
 * @throws CallError if IAM refuses, InconsistentReadError if its answers contradict each other
 */
export async function observe(iam: Iam, declaration: Declaration): Promise<State> {
  const observed = await Promise.all(
    RESOURCES.map(async (each) => [each.kind, await each.observe(iam, declaration)] as const),
  );
  const state: State = Object.fromEntries(observed);
  for (const each of RESOURCES) each.assertConsistent?.(declaration, state);
  return state;
}

/** Returns the state that the declaration asks for, given what exists. */
export function desiredState(declaration: Declaration, actual: State, resolved: ResolvedPolicies): State {
  return stateOf((each) => each.desired(declaration, actual, resolved));
}

/** Builds a state from the resource of each kind. */
export function stateOf(resourceOf: (kind: ResourceKind) => Resource | undefined): State {
  return Object.fromEntries(RESOURCES.map((each) => [each.kind, resourceOf(each)]));
}

/**
 * Plans the calls that turn `actual` into `desired`; none if they are equal.
 *
 * @param desired the declared state; absence to destroy; the state at the start to roll back
 * @param actual the observed state, or the state that this run knows to exist
 */
export function plan(desired: State, actual: State, limits: Limits = DEFAULT_LIMITS): Plan {
  return { changes: RESOURCES.flatMap((each) => each.plan(desired, actual, limits)) };
}

/** Lists the properties that remain although they are not declared, one line each. */
export function keptNotices(declaration: Declaration, actual: State, resolved: ResolvedPolicies): string[] {
  const role = declaration.role && { ...declaration.role, prune: new Set(PRUNABLE) };
  return RESOURCES.flatMap((each) => {
    const kept = propertiesOf(each.desired(declaration, actual, resolved));
    const pruned = propertiesOf(each.desired({ ...declaration, role }, actual, resolved));
    const name = `${labelOf(each.kind)}/${actual[each.kind]?.name ?? ''}`;
    const undeclared = [...kept.keys()].filter((property) => !pruned.has(property));
    const nouns = undeclared.map((property) => nounOf(each.properties, property));
    const lines = nouns.map((noun) => `${name}: ${noun} is not declared and remains`);
    return [...lines, ...(each.notices?.(declaration, actual) ?? [])];
  });
}
