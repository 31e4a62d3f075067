/**
 * Rolling back restores the state at the start, only for the properties that this run changed. It begins with the changes that
 * the run knows it sent, not with a read: if a lagging replica returns NoSuchEntity, the rollback would do nothing.
 *
 * A foreign value is one that no state of this run has. While a run applies, foreign values become part of the state to restore.
 * A foreign value found during a rollback ends it: another run's declaration may want what this run would take away.
 */
import { RESOURCES, stateOf } from '../resources/index.ts';
import {
  differences,
  effect,
  effectsOnObserved,
  merged,
  propertiesOf,
  restore,
  splitProperty,
  withDuplicates,
} from '../resources/properties.ts';
import type { Change, Kind, Resource, ResourceKind, State, Tags } from '../resources/resource.ts';
import { OWNER_TAG, tagValue } from '../resources/tags.ts';

/** Another run or tool has changed the resource since. Rolling back would destroy its work. */
export class ForeignWriteError extends Error {}

/** The states of one resource. */
type History = readonly (Resource | undefined)[];

/** Returns the states that this run knows of a kind: the one at the start, and one after each change. */
export function stateHistory(start: State, changes: readonly Change[]): State[] {
  return changes.reduce((states, change) => [...states, effect(states.at(-1) ?? start, change)], [start]);
}

/**
 * Lists the properties with a value that this run neither observed nor wrote: another run or tool wrote it. A mere
 * addition does not count: inventories add tags, and services attach policies for their agents.
 */
export function foreignValues(
  history: readonly State[],
  actual: State,
): readonly { readonly kind: ResourceKind; readonly property: string }[] {
  return RESOURCES.flatMap((kind) => {
    const known = historyOf(kind.kind, history);
    const resource = ownResource(known, actual[kind.kind]);
    if (resource === undefined) return [];
    return foreignProperties(known, resource, kind).map((property) => ({ kind, property }));
  });
}

/** Returns the state to go back to: `actual`, with every property that this run wrote as it was at the start. */
export function rollbackTarget(start: State, actual: State, sent: readonly Change[]): State {
  const history = stateHistory(start, sent);
  return stateOf((kind) => restored(kind, historyOf(kind.kind, history), actual[kind.kind]));
}

/** Reports whether an observation shows the effect of a change. */
export function shows(observed: State, change: Change): boolean {
  const after = effectsOnObserved(observed, [change]);
  return differences(propertiesOf(observed[change.kind]), propertiesOf(after[change.kind])).length === 0;
}

/** Returns the resource that the run knows, if any. With names that are not unique another one may be older. */
function ownResource(history: History, actual: Resource | undefined): Resource | undefined {
  const known = history.find((each) => each !== undefined);
  if (known === undefined) return undefined;
  if (actual?.duplicates === undefined) return actual;
  return withDuplicates(actual).find(({ identity, tags }) =>
    known.identity === undefined ? hasSameOwner(tags, known.tags) : identity?.id === known.identity.id,
  );
}

function hasSameOwner(tags: Tags, others: Tags): boolean {
  return tagValue(tags, OWNER_TAG) === tagValue(others, OWNER_TAG);
}

function historyOf(kind: Kind, states: readonly State[]): History {
  return states.map((state) => state[kind]);
}

function restored(kind: ResourceKind, history: History, actual: Resource | undefined): Resource | undefined {
  const [start] = history;
  if (actual === undefined) return history.includes(undefined) ? start : undefined;
  const rest = merged(withDuplicates(actual).filter((each) => !isCreation(history, each, kind)));
  if (rest === undefined || start === undefined || ownResource([start], rest) !== rest) return rest;
  const foreign = new Set(foreignProperties(history, rest, kind));
  const before = propertiesOf(start);
  const changed = history.flatMap((each) => differences(before, propertiesOf(each)));
  return restore(rest, start, new Set(changed.filter((key) => !foreign.has(key))));
}

/** Reports whether this run created the resource, and no other writer has changed it since. */
function isCreation(history: History, resource: Resource, kind: ResourceKind): boolean {
  const [start] = history;
  const created = history.find((each) => each !== undefined && each.identity === undefined);
  if (created === undefined) return false;
  // Another tool may have created one of this name while a response was lost.
  if (!hasSameOwner(resource.tags, created.tags)) return false;
  if (resource.duplicates === undefined)
    return start === undefined && foreignProperties(history, resource, kind).length === 0;
  return !withDuplicates(start).some(({ identity }) => identity?.id === resource.identity?.id);
}

/** Returns the known properties whose actual value is none of the known ones. */
function foreignProperties(history: History, actual: Resource, kind: ResourceKind): string[] {
  const known = history.map(propertiesOf);
  const now = propertiesOf(actual);
  const undecided = new Set(kind.undecided?.(actual as never));
  // A new entry is an addition. A new value of a field replaces its absence, which was a value.
  const fields = [...now.keys()].filter((key) => !key.includes('/'));
  const keys = new Set([...known.flatMap((properties) => [...properties.keys()]), ...fields]);
  return [...keys].filter(
    (key) => !undecided.has(splitProperty(key)[0]) && !known.some((each) => each.get(key) === now.get(key)),
  );
}

/** Returns the state as a rollback can restore it. */
export function restorable(start: State): State {
  return stateOf((kind) => {
    const resource = start[kind.kind];
    return resource && (kind.restorable?.(resource) ?? resource);
  });
}

/** Fills resources that a lagging replica doesn't show with their state at the start. */
export function fillMissing(seen: State, start: State): State {
  return stateOf(({ kind }) => seen[kind] ?? start[kind]);
}
