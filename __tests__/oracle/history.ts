/**
 * What a run knows of a role and its profile: the start, and what each of its own changes made of it. A value that stands
 * in none of these states is somebody else's work; one that does may be an old look.
 */
import { canonicalText, deletedPrincipals } from '../../src/iam/policy-document.ts';
import type { Change } from '../../src/resources/resource.ts';
import { effect } from './effect.ts';
import type { InstanceProfileState, RoleState, State, Tags } from './state.ts';
import { sameKey } from './tags.ts';

/** Reads one value of a role or a profile, as what `===` can compare. */
export type Value<T> = (state: T) => unknown;

export const description: Value<RoleState> = (role) => role.description;
export const maxSessionDuration: Value<RoleState> = (role) => role.maxSessionDuration;
export const boundary: Value<RoleState> = (role) => role.boundary;
export const trust: Value<RoleState> = (role) => canonicalText(role.trust);
export const roleIn: Value<InstanceProfileState> = (profile) => profile.role?.name;

export function tag(key: string): Value<{ readonly tags: Tags }> {
  return ({ tags }) => [...tags].find(([other]) => sameKey(other, key))?.join('=');
}

export function attached(arn: string): Value<RoleState> {
  return (role) => role.managedPolicies.has(arn);
}

export function inline(name: string): Value<RoleState> {
  return ({ inlinePolicies }) => {
    const document = inlinePolicies.get(name);
    return document === undefined ? inlinePolicies.has(name) : canonicalText(document);
  };
}

/** A principal made just now reads as its bare id at first: no sign that somebody else wrote the trust policy. */
export function isOpen(role: RoleState): boolean {
  return deletedPrincipals(role.trust).length > 0;
}

/** The states that a run knows of: the start, and one after each change. */
export function statesOf(start: State, changes: readonly Change[]): State[] {
  const states = [start];
  for (const change of changes) states.push(effect(states.at(-1) ?? start, change));
  return states;
}

/** One thing's states, and what stands of it now. */
export class History<T> {
  readonly #states: readonly (T | undefined)[];
  readonly #actual: T | undefined;

  constructor(states: readonly (T | undefined)[], actual: T | undefined) {
    this.#states = states;
    this.#actual = actual;
  }

  /** Whether this run made it. */
  get isCreated(): boolean {
    return this.#states[0] === undefined && this.#states.some((state) => state !== undefined);
  }

  /** Whether this run changed the value. */
  isChanged(value: Value<T>): boolean {
    const [first, ...later] = this.#states.map((state) => state && value(state));
    return later.some((each) => each !== first);
  }

  /** Whether the value that stands is in none of the states: somebody else has written it. */
  isForeign(value: Value<T>): boolean {
    const known = this.#states.map((state) => state && value(state));
    return !known.includes(this.#actual && value(this.#actual));
  }

  /** The keys that any of the states has, in a map or a set of theirs. */
  keys(of: (state: T) => Iterable<string>): string[] {
    return [...new Set(this.#states.flatMap((state) => (state === undefined ? [] : [...of(state)])))];
  }
}

export function roleHistory(states: readonly State[], actual: State): History<RoleState> {
  return new History(
    states.map(({ role }) => role),
    actual.role,
  );
}

export function profileHistory(states: readonly State[], actual: State): History<InstanceProfileState> {
  return new History(
    states.map(({ instanceProfile }) => instanceProfile),
    actual.instanceProfile,
  );
}

/**
 * Whether something else stands in the place of what this run has found or written: another run or tool is at work. What
 * others merely add (tags of an inventory, policies of a service that sets up its agents) is no such sign.
 */
export function isForeign(states: readonly State[], actual: State): boolean {
  const role = roleHistory(states, actual);
  const profile = profileHistory(states, actual);
  const ofRole =
    actual.role === undefined || states.every((state) => state.role === undefined)
      ? []
      : [
          description,
          maxSessionDuration,
          boundary,
          ...(isOpen(actual.role) ? [] : [trust]),
          ...role.keys((state) => state.tags.keys()).map(tag),
          ...role.keys((state) => state.managedPolicies).map(attached),
          ...role.keys((state) => state.inlinePolicies.keys()).map(inline),
        ];
  const ofProfile =
    actual.instanceProfile === undefined || states.every((state) => state.instanceProfile === undefined)
      ? []
      : [roleIn, ...profile.keys((state) => state.tags.keys()).map(tag)];
  return ofRole.some((value) => role.isForeign(value)) || ofProfile.some((value) => profile.isForeign(value));
}
