/**
 * Undoing: the state at the start, for what this run touched and nothing else. It starts from what the run knows it
 * wrote, not from a fresh look: a lagging replica says "absent", and nothing would be undone.
 */
import type { Change } from '../resources/change.ts';
import { effect } from '../resources/effect.ts';
import type { InstanceProfileState, RoleState, State } from '../resources/state.ts';
import { sameKey } from '../resources/tags.ts';
import type { Sent } from './send.ts';

/** What stands by all that this run knows: the start, and what was written since, also what may have been. */
export function believed(start: State, sent: readonly Sent[]): State {
  return sent.reduce((state, { change }) => effect(state, change), start);
}

/**
 * The state to go back to: `actual`, with everything that this run wrote as it was at the start.
 *
 * @param actual what stands now; what others changed meanwhile stays
 */
export function undone(start: State, actual: State, sent: readonly Sent[]): State {
  const changes = sent.map(({ change }) => change);
  return {
    role: undoneRole(start.role, actual.role, changes),
    instanceProfile: undoneProfile(start.instanceProfile, actual.instanceProfile, changes),
  };
}

function undoneRole(
  start: RoleState | undefined,
  actual: RoleState | undefined,
  changes: readonly Change[],
): RoleState | undefined {
  const wrote = (api: Change['api']): boolean => changes.some((change) => change.api === api);
  if (wrote('CreateRole') && start === undefined) return undefined;
  if (actual === undefined || start === undefined) return actual;
  return {
    ...actual,
    ...(wrote('UpdateRole')
      ? { description: start.description, maxSessionDuration: start.maxSessionDuration }
      : {}),
    ...(wrote('UpdateAssumeRolePolicy') ? { trust: start.trust } : {}),
    ...(wrote('PutRolePermissionsBoundary') || wrote('DeleteRolePermissionsBoundary')
      ? { boundary: start.boundary }
      : {}),
    tags: restored(start.tags, actual.tags, tagKeys(changes, 'role'), sameKey),
    managedPolicies: new Set(
      restored(
        new Map([...start.managedPolicies].map((arn) => [arn, arn])),
        new Map([...actual.managedPolicies].map((arn) => [arn, arn])),
        changes.flatMap((change) =>
          change.api === 'AttachRolePolicy' || change.api === 'DetachRolePolicy'
            ? [change.input.PolicyArn ?? '']
            : [],
        ),
      ).keys(),
    ),
    inlinePolicies: restored(
      start.inlinePolicies,
      actual.inlinePolicies,
      changes.flatMap((change) =>
        change.api === 'PutRolePolicy' || change.api === 'DeleteRolePolicy'
          ? [change.input.PolicyName ?? '']
          : [],
      ),
    ),
  };
}

function undoneProfile(
  start: InstanceProfileState | undefined,
  actual: InstanceProfileState | undefined,
  changes: readonly Change[],
): InstanceProfileState | undefined {
  const wrote = (api: Change['api']): boolean => changes.some((change) => change.api === api);
  if (wrote('CreateInstanceProfile') && start === undefined) return undefined;
  if (wrote('DeleteInstanceProfile') && actual === undefined) return start;
  if (actual === undefined || start === undefined) return actual;
  return {
    ...actual,
    tags: restored(start.tags, actual.tags, tagKeys(changes, 'instance-profile'), sameKey),
    ...(wrote('AddRoleToInstanceProfile') || wrote('RemoveRoleFromInstanceProfile')
      ? { role: start.role }
      : {}),
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

function tagKeys(changes: readonly Change[], lane: Change['lane']): string[] {
  return changes
    .filter((change) => change.lane === lane)
    .flatMap((change) => {
      switch (change.api) {
        case 'TagRole':
        case 'TagInstanceProfile':
          return (change.input.Tags ?? []).map((tag) => tag.Key ?? '');
        case 'UntagRole':
        case 'UntagInstanceProfile':
          return [...(change.input.TagKeys ?? [])];
        default:
          return [];
      }
    });
}
