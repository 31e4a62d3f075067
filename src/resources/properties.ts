/**
 * The properties of a resource, whatever its kind: `description`, `tags/team`, `managedPolicies/arn:…`. Comparing, digesting,
 * restoring and changing a resource are loops over them.
 */
import { hash } from 'node:crypto';
import { canonicalText, type PolicyDocument } from '../aws/policy-document.ts';
import type { Change, Kind, Plan, Resource, ResourceKind, Sets, State } from './resource.ts';
import { ORIGIN_PROPERTY } from './tags.ts';

/** Property to its canonical value: equal texts mean the same to IAM. */
type Properties = ReadonlyMap<string, string>;

type Entries = ReadonlyMap<string, unknown> | ReadonlySet<string>;

/** Fields that identify a resource; every other field holds properties. */
const IDENTIFYING = new Set(['name', 'identity', 'duplicates']);

export function propertiesOf(resource: Resource | undefined): Properties {
  const values = fieldsOf(resource).flatMap(([field, value]): [string, string][] => {
    if (!isEntries(value)) return value === undefined ? [] : [[field, canonical(value)]];
    return entriesOf(value).map(([entry, item]) => [
      propertyKey(field, entry),
      field === 'tags' ? `${entry}=${String(item)}` : canonical(item ?? true),
    ]);
  });
  // Keys of tags that differ only by case are one property: IAM does not distinguish them.
  const byKey = Map.groupBy(values, ([key]) => key);
  return new Map(
    [...byKey].map(([key, group]) => {
      const texts = group.map(([, text]) => text);
      return [key, texts.sort().join('\n')];
    }),
  );
}

/** Returns the value of one property as the resource has it. */
export function valueOf(resource: Resource | undefined, property: string): unknown {
  const [field, entry] = splitProperty(property);
  const value: unknown = resource?.[field as keyof Resource];
  if (entry === undefined) return value;
  if (!isEntries(value)) return undefined;
  return entriesOf(value).find(([key]) => propertyKey(field, key) === propertyKey(field, entry))?.[1];
}

/** Returns the resource with these properties as `source` has them. */
export function restore<R extends Resource>(resource: R, source: R, keys: ReadonlySet<string>): R {
  const restored = fieldsOf({ ...source, ...resource }).map(([field]): [string, unknown] => {
    const [now, then]: unknown[] = [resource, source].map((each) => each[field as keyof R]);
    if (!isEntries(now) || !isEntries(then)) return [field, keys.has(field) ? then : now];
    const isRestored = ([entry]: readonly [string, unknown]): boolean => keys.has(propertyKey(field, entry));
    const rest = entriesOf(now).filter((entry) => !isRestored(entry));
    return [field, like(now, [...rest, ...entriesOf(then).filter(isRestored)])];
  });
  return { ...resource, ...Object.fromEntries(restored) };
}

/** Returns the resource with the properties set; a value of undefined removes an entry. */
export function withProperties<R extends Resource>(resource: R, sets: Sets): R {
  const result = { ...resource } as unknown as Record<string, unknown>;
  for (const [property, value] of Object.entries(sets)) {
    const [field, entry] = splitProperty(property);
    const entries = result[field];
    if (entry === undefined || !isEntries(entries)) result[field] = value;
    else {
      // Exactly: Roles Anywhere has keys that differ by case alone, and a plan for IAM removes the other spelling itself.
      const rest = entriesOf(entries).filter(([key]) => key !== entry);
      result[field] = like(entries, value === undefined ? rest : [...rest, [entry, value]]);
    }
  }
  return result as unknown as R;
}

/** Returns the state after a change took effect. Folded over a plan's changes it gives the plan's target. */
export function effect(state: State, { kind, creates, deletes, sets }: Change): State {
  const resource = state[kind] as Resource | undefined;
  if (creates !== undefined || resource === undefined) return { ...state, [kind]: creates };
  const next = deletes === undefined ? withProperties(resource, sets ?? {}) : without(resource, deletes);
  return { ...state, [kind]: next };
}

/** Applies changes to a possibly stale state. Skips a creation if the state already has the resource. */
export function effectsOnObserved(state: State, changes: readonly Change[]): State {
  return changes.reduce(
    (before, change) =>
      change.creates !== undefined && before[change.kind] !== undefined ? before : effect(before, change),
    state,
  );
}

/** Lists a resource and its duplicates, the oldest first. */
export function withDuplicates<R extends Resource>(resource: R | undefined): readonly R[] {
  return resource === undefined ? [] : [resource, ...((resource.duplicates ?? []) as readonly R[])];
}

/** Returns the first as the resource, with all further ones as its duplicates if its kind can have some. */
export function merged<R extends Resource>(all: readonly R[]): R | undefined {
  const [first, ...duplicates] = all;
  return first?.duplicates === undefined ? first : { ...first, duplicates };
}

/** Returns the properties at which two resources differ. */
export function differences(a: Properties, b: Properties): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key));
}

/** Names a property for people: `description`, `tag team`, `managed policy arn:…`. */
export function nounOf(specs: ResourceKind['properties'], property: string): string {
  const [field, entry] = splitProperty(property);
  const label = specs[field]?.label ?? field;
  return entry === undefined ? label : `${label} ${entry}`;
}

/** Returns a scalar value as text. */
export function scalarText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * Reports whether a value may be another form of the same. Text may differ in spaces, line ends, punctuation, case and
 * encoding; a document only in spaces and line ends.
 */
export function isOtherForm(value: unknown, other: unknown): boolean {
  const essence = (each: unknown): string =>
    typeof each === 'string'
      ? each.toLowerCase().replace(/[^a-z0-9]/g, '')
      : canonical(each).replace(/\\[nrt]|\s/g, '');
  if (value === undefined || typeof value !== typeof other) return false;
  return essence(value) !== '' && essence(value) === essence(other);
}

export function isDocument(value: unknown): value is PolicyDocument {
  return typeof value === 'object' && value !== null && 'Statement' in value;
}

/** Returns both values as far as they are documents, else undefined. */
export function documentsIn(before: unknown, after: unknown): (PolicyDocument | undefined)[] {
  return [before, after].map((value) => (isDocument(value) ? value : undefined));
}

/** Lists the resources that exist, each with its kind. */
export function resourcesOf(state: State): [Kind, Resource][] {
  const entries = Object.entries(state) as [Kind, Resource | undefined][];
  return entries.filter((entry): entry is [Kind, Resource] => entry[1] !== undefined);
}

function without(resource: Resource, id: string | true): Resource | undefined {
  const all = withDuplicates(resource);
  const rest = all.filter(({ identity }) => id !== true && identity?.id !== id);
  // A resource that this run just created has no id yet.
  if (rest.length === all.length) return resource.identity === undefined ? undefined : resource;
  return merged(rest);
}

/** Lists the fields that hold properties. */
export function fieldsOf(resource: Resource | undefined): [string, unknown][] {
  return Object.entries(resource ?? {}).filter(([field]) => !IDENTIFYING.has(field));
}

export function isEntries(value: unknown): value is Entries {
  return value instanceof Map || value instanceof Set;
}

function entriesOf(value: Entries): (readonly [string, unknown])[] {
  return value instanceof Map
    ? [...(value as ReadonlyMap<string, unknown>)]
    : [...(value as ReadonlySet<string>)].map((entry) => [entry, true] as const);
}

function like(entries: Entries, items: readonly (readonly [string, unknown])[]): Entries {
  return entries instanceof Map ? new Map(items) : new Set(items.map(([entry]) => entry));
}

function propertyKey(field: string, entry: string): string {
  return `${field}/${field === 'tags' ? entry.toLowerCase() : entry}`;
}

/** Splits `tags/team` into its field and its entry; a field without entries has none. */
export function splitProperty(property: string): [field: string, entry: string | undefined] {
  const slash = property.indexOf('/');
  return slash === -1 ? [property, undefined] : [property.slice(0, slash), property.slice(slash + 1)];
}

/** Returns the text that equal values share. Compares documents by meaning, and the role in an instance profile by name. */
export function canonical(value: unknown): string {
  if (isDocument(value)) return canonicalText(value);
  const { name } = value as { readonly name?: unknown };
  return JSON.stringify(name ?? value);
}

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
