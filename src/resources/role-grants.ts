/**
 * The calls that change a role's trust and permissions. Only this file and role-policies.ts decide their order: no state in
 * between interrupts access that both ends allow, or allows access that neither end does.
 *
 * The plan leads through the state that has the grants of both ends, the denials of both, and the principals that both allow.
 * Revocations precede everything else only if a quota leaves no room for that state, or if a boundary changes together with
 * the grants under it. The plan then gives the reason.
 */
import { broadens } from '../aws/broadening.ts';
import { isAwsManaged } from '../aws/arn.ts';
import { encodeDocument, sameDocument, type PolicyDocument } from '../aws/policy-document.ts';
import { DENY_ALL, intersectTrust } from '../aws/trust-policy.ts';
import { change, type Change, type Limits } from './resource.ts';
import {
  accessSteps,
  added,
  early,
  fitsInlineQuota,
  grantsMore,
  NO_ROOM,
  sizeOf,
  TRUST_POLICY_QUOTA,
  withinAttachQuota,
  withoutIdleLifts,
  type Step,
  type Way,
} from './role-policies.ts';
import type { Role } from './role-state.ts';

const MOVING_BOUNDARY = 'the boundary changes with the grants';

/**
 * Plans boundary, trust and policies from one role to another.
 *
 * @param deleting whether the role is deleted next
 */
export function planAccess(target: Role, actual: Role, limits: Limits, deleting = false): Change[] {
  const boundary = boundaryChange(target, actual, limits);
  const steps = (way: Way): Step[] => accessSteps(target, actual, limits, way);
  const swaps = boundary.narrows && boundary.widens;
  // A destroy may have no right to put policies.
  const ways: readonly Way[] = deleting ? [] : swaps ? ['safe'] : ['continuous', 'safe'];
  const way = ways.find((each) => fitsInlineQuota(steps(each), actual, limits)) ?? 'direct';
  const ordered = withinAttachQuota(steps(way), actual, limits);
  const explained = way === 'continuous' ? ordered : early(ordered, swaps ? MOVING_BOUNDARY : NO_ROOM);
  const changes = deleting
    ? withoutIdleLifts(explained, actual, limits)
    : explained.map((step) => step.change);
  const [meanwhile, reason] = transitionalTrust(target, actual, {
    grows: boundary.widens || grantsMore(target, actual, limits),
    shrinks: boundary.narrows || grantsMore(actual, target, limits),
  });
  const before = trustChanges(target, actual.trust, meanwhile, reason);
  const after = trustChanges(target, meanwhile, target.trust);
  // A boundary that only narrows is swapped first, one that only widens last, any other between revoking and granting.
  if (!boundary.widens) return [...before, ...boundary.changes, ...changes, ...after];
  if (!boundary.narrows) return [...before, ...changes, ...after, ...boundary.changes];
  const revoked = explained.findLastIndex(({ phase }) => phase === 'revoke' || phase === 'deny') + 1;
  return [...before, ...changes.slice(0, revoked), ...boundary.changes, ...changes.slice(revoked), ...after];
}

/** Plans the boundary, and reports whether it may allow less or more than before. */
function boundaryChange(
  { name: RoleName, boundary }: Role,
  { boundary: before }: Role,
  { documents }: Limits,
): { readonly changes: readonly Change[]; readonly narrows: boolean; readonly widens: boolean } {
  if (boundary === before) return { changes: [], narrows: false, widens: false };
  const [oldDocument, newDocument] = [before, boundary].map((arn) => documents?.get(String(arn)));
  const documentMissing = oldDocument === undefined || newDocument === undefined;
  const widens = before !== undefined && (documentMissing || broadens(oldDocument, newDocument));
  const narrows = boundary !== undefined && (documentMissing || broadens(newDocument, oldDocument));
  const effect = { broadens: widens, sets: { boundary } };
  if (boundary === undefined) {
    const summary = `remove the permissions boundary ${String(before)}`;
    const removal = change('DeleteRolePermissionsBoundary', RoleName, { RoleName }, summary, effect);
    return { changes: [removal], narrows, widens };
  }
  const summary = `set the permissions boundary ${before ?? 'none'} → ${boundary}`;
  const input = { RoleName, PermissionsBoundary: boundary };
  const put = change('PutRolePermissionsBoundary', RoleName, input, summary, effect);
  return { changes: [put], narrows, widens };
}

/**
 * Lists the managed policies whose documents decide the order: those that would be attached or detached, and both boundaries
 * if one replaces the other. A table covers the policies that AWS manages.
 */
export function policiesThatDecide(target: Role | undefined, actual: Role | undefined): string[] {
  const moved = [...added(target, actual), ...added(actual, target)];
  const bounds = [target, actual].flatMap((role) => role?.boundary ?? []);
  const swapped = bounds.length === 2 && bounds[0] !== bounds[1] ? bounds : [];
  return [...new Set([...moved.filter((arn) => !isAwsManaged(arn)), ...swapped])];
}

/**
 * Returns the trust policy while grants change: it lets no principal of one end have the grants of the other. The reason is
 * there if it may interrupt a principal that both ends trust.
 */
function transitionalTrust(
  target: Role,
  actual: Role,
  { grows, shrinks }: { readonly grows: boolean; readonly shrinks: boolean },
): readonly [PolicyDocument, (string | undefined)?] {
  const [before, after] = [actual.trust, target.trust];
  if (sameDocument(before, after) || !broadens(before, after)) return [after];
  if (!broadens(after, before)) return [before];
  if (!grows || !shrinks) return [grows ? after : before];
  let reason: string | undefined;
  const common = intersectTrust(before, after, () => (reason = 'the trust in common is unknown'));
  const quota = Math.max(TRUST_POLICY_QUOTA, sizeOf(before), sizeOf(after));
  return sizeOf(common) > quota ? [DENY_ALL, NO_ROOM] : [common, reason];
}

export function trustChanges(
  role: Role,
  before: PolicyDocument,
  after: PolicyDocument,
  reason?: string,
): Change[] {
  if (sameDocument(before, after)) return [];
  const wider = broadens(before, after);
  const because = reason === undefined ? '' : ` (first: ${reason})`;
  const summary = `${wider ? 'update' : 'narrow'} the trust policy${because}`;
  const input = { RoleName: role.name, PolicyDocument: encodeDocument(after) };
  const effect = { broadens: wider, sets: { trust: after } };
  return [change('UpdateAssumeRolePolicy', role.name, input, summary, effect)];
}
