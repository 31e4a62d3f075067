/** The differences that a plan makes: one for each property and resource, however many calls it takes. */
import type { PolicyDocument } from '../aws/policy-document.ts';
import { RESOURCES } from '../resources/index.ts';
import { canonical, isDocument, isEntries, valueOf, withDuplicates } from '../resources/properties.ts';
import {
  changeKey,
  type Change,
  type PropertySpec,
  type Resource,
  type ResourceKind,
  type State,
} from '../resources/resource.ts';
import { reference, type Format } from './words.ts';

export interface Difference {
  readonly kind: ResourceKind;
  /** `role/demo`. */
  readonly resource: string;
  /** `tags/team`; undefined if the resource itself is created or deleted. */
  readonly property: string | undefined;
  /** `team`; empty if the property has no entries. */
  readonly entry: string;
  readonly spec: PropertySpec;
  /** The values of the property, or the resources; undefined if absent. */
  readonly before: unknown;
  readonly after: unknown;
  /** The verb of the last call: `attach`. */
  readonly verb: string;
  readonly broadens: boolean;
  /** Why a removal precedes the grant that replaces it. */
  readonly reasons: readonly string[];
}

/** Returns the differences between two states that the changes lead through, in the order of the changes. */
export function differencesOf(changes: readonly Change[], from: State, to: State): Difference[] {
  const result = new Map<string, Difference>();
  const created = new Set(changes.flatMap(({ kind, creates }) => (creates === undefined ? [] : [kind])));
  for (const change of changes) {
    const kind = RESOURCES.find((each) => each.kind === change.kind);
    if (kind === undefined) continue;
    const [before, after]: (Resource | undefined)[] = [from[change.kind], to[change.kind]];
    for (const property of propertiesSet(change, before, after)) {
      // A new resource is one difference with all its values, except for entries that have calls of their own.
      const isPart = property !== undefined && !property.includes('/') && created.has(change.kind);
      const shown = isPart ? undefined : property;
      // Duplicates are deleted by their ids.
      const key = `${change.resource} ${shown ?? (change.deletes === undefined ? '' : changeKey(change))}`;
      const known = result.get(key);
      const values =
        shown === undefined
          ? resources(change, before, after)
          : [valueAt(before, shown), valueAt(after, shown)];
      const [field = '', ...entry] = shown?.split('/') ?? [];
      result.set(key, {
        kind,
        resource: change.resource,
        property: shown,
        entry: entry.join('/'),
        spec: kind.properties[field] ?? { label: field },
        before: values[0],
        after: values[1],
        verb: known?.property === undefined && known !== undefined ? known.verb : change.action,
        broadens: change.broadens || known?.broadens === true,
        reasons: [...(known?.reasons ?? []), ...(/ \(first: (.*)\)$/.exec(change.summary)?.slice(1) ?? [])],
      });
    }
  }
  return [...result.values()];
}

/** Returns the value of a property. Tag keys that differ by case are one tag to IAM, and two to a reader. */
function valueAt(resource: Resource | undefined, property: string): unknown {
  const [field = '', ...entry] = property.split('/');
  const entries: unknown = resource?.[field as keyof Resource];
  return isEntries(entries) && !entries.has(entry.join('/')) ? undefined : valueOf(resource, property);
}

/** Returns both values of a difference if they are documents, else undefined. */
export function documentsIn(before: unknown, after: unknown): (PolicyDocument | undefined)[] {
  return [before, after].map((value) => (isDocument(value) ? value : undefined));
}

/** Lists the properties that a change sets. A call may have to send unchanged ones with them. */
function propertiesSet(
  { creates, deletes, sets = {} }: Change,
  before: Resource | undefined,
  after: Resource | undefined,
): (string | undefined)[] {
  if (creates !== undefined || deletes !== undefined) return [undefined];
  const all = Object.keys(sets);
  const differ = all.filter((property) => {
    const [old, now] = [before, after].map((resource) => valueOf(resource, property));
    return old === undefined || now === undefined ? old !== now : canonical(old) !== canonical(now);
  });
  return differ.length === 0 ? all.slice(0, 1) : differ;
}

function resources(
  { creates, deletes }: Change,
  before: Resource | undefined,
  after: Resource | undefined,
): (Resource | undefined)[] {
  if (deletes === undefined) return [undefined, after ?? creates];
  return [withDuplicates(before).find(({ identity }) => identity?.id === deletes) ?? before, undefined];
}

/** Names the property, or the resource itself: "managed policy `x`", "role `demo`". */
export function subjectText({ kind, resource, property, entry, spec }: Difference, format: Format): string {
  if (property === undefined) return `${kind.noun} ${format.code(resource.replace(/^[^/]*\//, ''))}`;
  return entry === '' ? spec.label : `${spec.label} ${reference(entry, format)}`;
}

/** Returns the subject of a table's row, with its resource unless that is the role. */
export function rowSubject(kind: ResourceKind, subject: string): string {
  return kind === RESOURCES[0] || subject.startsWith(kind.noun) ? subject : `${kind.noun}: ${subject}`;
}
