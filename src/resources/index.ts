/** Every kind of resource, and the loops over them that lead from a declaration to a plan. All but the reads are pure. */
import { instanceProfile } from './instance-profile.ts';
import {
  PRUNABLE,
  DEFAULT_LIMITS,
  labelOf,
  type ResourceKind,
  type Declaration,
  type Kind,
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
import { hasOwner, isOurs, OWNER_TAG, REPOSITORY_ID_TAG, tagValue } from './tags.ts';

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

/** The reasons of a refusal, each with its remedies. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly reasons: readonly string[];
  constructor(reasons: readonly string[]) {
    super(reasons.join('\n'));
    this.reasons = reasons;
  }
}

/**
 * Explains why the declaration must not be applied: all reasons at once, none if it may.
 *
 * @param created the kinds of which this run created a resource
 */
export function refusals(
  declaration: Declaration,
  actual: State,
  created: ReadonlySet<Kind> = new Set(),
): readonly string[] {
  const desired = desiredState(declaration, actual, new Map());
  return RESOURCES.flatMap((kind) => {
    const resource = actual[kind.kind];
    if (resource === undefined) return [];
    const target = desired[kind.kind];
    // A resource that remains unchanged needs no permission.
    const common = target === resource ? [] : [...commonRefusals(kind, resource, target, declaration)];
    return kind.refusals?.(declaration, resource, created.has(kind.kind), common) ?? common;
  });
}

/** Explains why a resource must not get its target state, whatever its kind. */
function* commonRefusals(
  { kind, nameInput, maxTags = Infinity }: ResourceKind,
  { name, path, tags }: Resource,
  target: Resource | undefined,
  declaration: Declaration,
): Generator<string> {
  const label = labelOf(kind);
  if (!isOurs({ tags }, declaration)) {
    const owner = tagValue(tags, OWNER_TAG);
    const why =
      owner === undefined
        ? 'exists and has no owner tag'
        : `exists and belongs to ${ownerText(owner, tagValue(tags, REPOSITORY_ID_TAG))}, not to ${ownerText(declaration.owner, declaration.repositoryId)}`;
    const remedy =
      declaration.role === undefined
        ? `check ${nameInput}; destroy deletes only resources with its owner tag. To delete it anyway, first take it over (mode: apply, adopt: true), then run mode: destroy`
        : `set adopt: true to take it over (mode: read shows the step that declares it as it is), or choose another ${nameInput}`;
    yield `${label}/${name} ${why}: ${remedy}`;
  }
  if (target === undefined) return;
  // IAM has no call to change path and name, and a destroy leaves what another owner has.
  const isOwn = hasOwner({ tags }, declaration);
  const otherWay = isOwn ? 'remove it with mode: destroy and apply again' : `choose another ${nameInput}`;
  if (target.path !== path)
    yield (
      `${label}/${name} exists under the path ${path ?? ''}, and IAM cannot move it to ${target.path ?? ''}: ` +
      `declare ${label}-path: ${path ?? ''}, or ${otherWay}`
    );
  // The quota also counts the tags that `prune` leaves out.
  if (target.tags.size > maxTags)
    yield (
      `${label}/${target.name} would have ${target.tags.size} tags, and no account can have more than ${maxTags}: ` +
      'declare fewer tags, or let prune remove those that are not declared'
    );
}

function ownerText(owner: string, repositoryId: string | undefined): string {
  const id = repositoryId === undefined ? '' : ` (repository id ${repositoryId})`;
  return `${JSON.stringify(owner)}${id}`;
}
