/**
 * Undoing: the state at the start, for what this run touched and nothing else. It starts from what the run knows it
 * wrote, not from a fresh look: a lagging replica says "absent", and nothing would be undone.
 */
import { canonicalText } from '../../src/iam/policy-document.ts';
import { effects } from './effect.ts';
import type { Change } from '../../src/resources/resource.ts';
import type { Identity, InstanceProfileState, RolesAnywhereProfileState, RoleState, State } from './state.ts';
import { withNamesakes } from './profile-changes.ts';
import { OWNER_TAG, sameKey, tagValue } from './tags.ts';
import {
  attached,
  boundary,
  description,
  History,
  inline,
  isForeign,
  isOpen,
  maxSessionDuration,
  profileHistory,
  roleHistory,
  roleIn,
  statesOf,
  tag,
  trust,
  type Value,
} from './history.ts';
import type { Sent } from '../../src/reconcile/send.ts';

/** What stands by all that this run knows: the start, and what was written since, also what may have been. */
export function believed(start: State, sent: readonly Sent[]): State {
  return effects(
    start,
    sent.map(({ change }) => change),
  );
}

/** With the ARNs and ids that IAM gave to what this run made, where no look has shown them: they are outputs, too. */
export function withBirths(state: State, sent: readonly Sent[]): State {
  const identity = (api: Change['api']): Identity | undefined =>
    sent.findLast(({ change, identity: given }) => change.api === api && given !== undefined)?.identity;
  const { role, instanceProfile, rolesAnywhereProfile } = state;
  return {
    role: role && { ...role, identity: role.identity ?? identity('CreateRole') },
    instanceProfile: instanceProfile && {
      ...instanceProfile,
      identity: instanceProfile.identity ?? identity('CreateInstanceProfile'),
    },
    rolesAnywhereProfile: rolesAnywhereProfile && {
      ...rolesAnywhereProfile,
      identity: rolesAnywhereProfile.identity ?? identity('CreateProfile'),
    },
  };
}

/** Another run or tool has written since. Whole is then only what it makes of it, and an undo would spoil that. */
export class Overwritten extends Error {
  override readonly name = 'Overwritten';
  constructor() {
    super('It was not undone: another run or tool has written to the same role or profile since.');
  }
}

/** Whether something stands in the place of what this run found or wrote. */
export function isOverwritten(start: State, sent: readonly Sent[], seen: State): boolean {
  return isForeign(
    statesOf(
      start,
      sent.map(({ change }) => change),
    ),
    seen,
  );
}

/** A look for an undo to begin with: what was there at the start and is not seen now is behind a replica that lags. */
export function orStart(seen: State, start: State): State {
  return {
    role: seen.role ?? start.role,
    instanceProfile: seen.instanceProfile ?? start.instanceProfile,
    rolesAnywhereProfile: seen.rolesAnywhereProfile ?? start.rolesAnywhereProfile,
  };
}

/**
 * The state to go back to: `actual`, with everything that this run wrote as it was at the start.
 *
 * @param actual what stands now; what this run did not write stays
 * @param others what becomes of values that somebody else has written over this run's
 */
export function undone(
  start: State,
  actual: State,
  sent: readonly Sent[],
  others: 'keep' | 'overwrite' = 'keep',
): State {
  const states = statesOf(
    start,
    sent.map(({ change }) => change),
  );
  const role = new Undo(roleHistory(states, actual), others);
  const profile = new Undo(profileHistory(states, actual), others);
  const anywhere = new History(
    states.map(({ rolesAnywhereProfile }) => rolesAnywhereProfile),
    actual.rolesAnywhereProfile,
  );
  return {
    role: undoneRole(role, start.role, actual.role),
    instanceProfile: undoneProfile(profile, start.instanceProfile, actual.instanceProfile),
    rolesAnywhereProfile: undoneRolesAnywhere(
      // What others have written over is told apart value by value: `isOverwritten` does not look at it.
      new Undo(anywhere, 'keep'),
      start.rolesAnywhereProfile,
      actual.rolesAnywhereProfile,
      sent.flatMap(({ change }) => (change.api === 'CreateProfile' ? change.input.tags : [])),
    ),
  };
}

class Undo<T> {
  readonly history: History<T>;
  readonly #keep: boolean;

  constructor(history: History<T>, others: 'keep' | 'overwrite') {
    this.history = history;
    this.#keep = others === 'keep';
  }

  /** Whether this run made it, and nobody has written over one of these values since. */
  isOurCreation(values: readonly Value<T>[]): boolean {
    const { history } = this;
    return history.isCreated && !(this.#keep && values.some((value) => history.isForeign(value)));
  }

  /** Whether this run changed the value, and nobody has written over it since. */
  goesBack(value: Value<T>): boolean {
    return this.history.isChanged(value) && !(this.#keep && this.history.isForeign(value));
  }

  /** The keys whose values go back. */
  keys(of: (state: T) => Iterable<string>, value: (key: string) => Value<T>): string[] {
    return this.history.keys(of).filter((key) => this.goesBack(value(key)));
  }
}

function undoneRole(
  undo: Undo<RoleState>,
  start: RoleState | undefined,
  actual: RoleState | undefined,
): RoleState | undefined {
  if (actual === undefined) return undefined;
  const allTags = undo.history.keys((role) => role.tags.keys()).map(tag);
  if (undo.isOurCreation([description, maxSessionDuration, boundary, ...allTags])) return undefined;
  if (start === undefined) return actual;
  const tags = undo.keys((role) => role.tags.keys(), tag);
  const arns = undo.keys((role) => role.managedPolicies, attached);
  const names = undo.keys((role) => role.inlinePolicies.keys(), inline);
  const trustGoesBack = isOpen(actual) ? undo.history.isChanged(trust) : undo.goesBack(trust);
  const asMap = (set: ReadonlySet<string>): ReadonlyMap<string, string> =>
    new Map([...set].map((item) => [item, item]));
  return {
    ...actual,
    description: undo.goesBack(description) ? start.description : actual.description,
    maxSessionDuration: undo.goesBack(maxSessionDuration)
      ? start.maxSessionDuration
      : actual.maxSessionDuration,
    trust: trustGoesBack ? start.trust : actual.trust,
    boundary: undo.goesBack(boundary) ? start.boundary : actual.boundary,
    tags: restored(start.tags, actual.tags, tags, sameKey),
    managedPolicies: new Set(
      restored(asMap(start.managedPolicies), asMap(actual.managedPolicies), arns).keys(),
    ),
    inlinePolicies: restored(start.inlinePolicies, actual.inlinePolicies, names),
  };
}

function undoneProfile(
  undo: Undo<InstanceProfileState>,
  start: InstanceProfileState | undefined,
  actual: InstanceProfileState | undefined,
): InstanceProfileState | undefined {
  // Gone, and by this run.
  if (actual === undefined) return undo.goesBack(() => true) ? start : undefined;
  if (undo.isOurCreation(undo.history.keys((profile) => profile.tags.keys()).map(tag))) return undefined;
  if (start === undefined) return actual;
  const tags = undo.keys((profile) => profile.tags.keys(), tag);
  return {
    ...actual,
    tags: restored(start.tags, actual.tags, tags, sameKey),
    role: undo.goesBack(roleIn) ? start.role : actual.role,
  };
}

function undoneRolesAnywhere(
  undo: Undo<RolesAnywhereProfileState>,
  start: RolesAnywhereProfileState | undefined,
  actual: RolesAnywhereProfileState | undefined,
  written: readonly { readonly key: string; readonly value: string }[],
): RolesAnywhereProfileState | undefined {
  if (actual === undefined) return undo.goesBack(() => true) ? start : undefined;
  const owner = written.find(({ key }) => key === OWNER_TAG)?.value;
  // Of several of one name those go that this run made: not there at the start, and with the owner that it wrote.
  const stood = new Set(withNamesakes(start).map(({ identity }) => identity?.id));
  const [first, ...duplicates] = withNamesakes(actual).filter(
    ({ identity, tags }) =>
      owner === undefined || stood.has(identity?.id) || tagValue(tags, OWNER_TAG) !== owner,
  );
  if (first === undefined) return undefined;
  if (start === undefined || !stood.has(first.identity?.id)) return { ...first, duplicates };
  const list = (arns: ReadonlySet<string>): string => [...arns].sort().join();
  const back = <Key extends keyof RolesAnywhereProfileState>(
    key: Key,
    value: Value<RolesAnywhereProfileState> = (profile) => profile[key],
  ): RolesAnywhereProfileState[Key] => (undo.goesBack(value) ? start[key] : first[key]);
  return {
    ...first,
    duplicates,
    enabled: back('enabled'),
    durationSeconds: back('durationSeconds'),
    roleArns: back('roleArns', ({ roleArns }) => list(roleArns)),
    managedPolicies: back('managedPolicies', ({ managedPolicies }) => list(managedPolicies)),
    sessionPolicy: back(
      'sessionPolicy',
      ({ sessionPolicy }) => sessionPolicy && canonicalText(sessionPolicy),
    ),
    // Its keys are told apart by case, unlike IAM's.
    tags: restored(
      start.tags,
      first.tags,
      undo.keys(
        (profile) => profile.tags.keys(),
        (key) => (profile) => profile.tags.get(key),
      ),
    ),
  };
}

/** `actual` with the touched keys as they were at the start. */
function restored<V>(
  start: ReadonlyMap<string, V>,
  actual: ReadonlyMap<string, V>,
  touched: readonly string[],
  same: (a: string, b: string) => boolean = (a, b) => a === b,
): ReadonlyMap<string, V> {
  const isTouched = ([key]: readonly [string, V]): boolean => touched.some((each) => same(each, key));
  return new Map([...[...actual].filter((entry) => !isTouched(entry)), ...[...start].filter(isTouched)]);
}
