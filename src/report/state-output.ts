/** The output `state`: each kind of resource with its identity and all of its properties. */
import { replaceRoleArns } from '../aws/placeholder.ts';
import { fieldsOf } from '../resources/properties.ts';
import type { Resource, State } from '../resources/resource.ts';

/** Returns the state as plain JSON; an absent resource is null. */
export function stateOutput(state: State): Readonly<Record<string, unknown>> {
  const { role, instanceProfile } = state;
  const contains = role !== undefined && instanceProfile?.role?.name === role.name;
  // Only `read` and `destroy` list the profiles of a role; the other modes know its own.
  const known = contains
    ? {
        ...state,
        role: { ...role, instanceProfiles: new Set([...role.instanceProfiles, instanceProfile.name]) },
      }
    : state;
  const resources = Object.entries(known).map(([kind, resource]: [string, Resource | undefined]) => [
    kind,
    resource === undefined ? null : resourceOutput(resource, state.role?.identity?.arn),
  ]);
  return JSON.parse(JSON.stringify(Object.fromEntries(resources), plain)) as Readonly<
    Record<string, unknown>
  >;
}

/** @param roleArn replaces the placeholder of the step's own role */
function resourceOutput(resource: Resource, roleArn: string | undefined): object {
  const { arn, id, created, facts } = resource.identity ?? {};
  const { name, duplicates = [] } = resource;
  return {
    name,
    arn,
    id,
    created,
    ...facts,
    ...Object.fromEntries(fieldsOf(resource).map(([field, value]) => [field, output(value, roleArn)])),
    ...(duplicates.length === 0
      ? {}
      : { duplicates: duplicates.map((each) => resourceOutput(each, roleArn)) }),
  };
}

function output(value: unknown, roleArn: string | undefined): unknown {
  if (!(value instanceof Set) || roleArn === undefined) return value ?? null;
  return new Set([...(value as ReadonlySet<string>)].map((item) => replaceRoleArns(item, roleArn)));
}

/** Converts the values that JSON lacks. A document that was not read is null. */
function plain(_: string, value: unknown): unknown {
  if (value instanceof Set) return [...(value as ReadonlySet<string>)].sort();
  if (!(value instanceof Map)) return value;
  const entries = [...(value as ReadonlyMap<string, unknown>)].map(
    ([key, item]) => [key, item ?? null] as const,
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
