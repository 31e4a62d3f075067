/**
 * The calls that change a role's trust and permissions. Only this file decides their order: no state in between interrupts
 * access that both ends allow, or allows access that neither end does.
 *
 * The plan leads through the state that has the grants of both ends, the denials of both, and the principals that both allow.
 * Denials precede grants before that state; revocations precede lifted denials after it. Revocations come first, with a reason,
 * only if a quota leaves no room for that state, or if a boundary changes together with the grants under it.
 */
import { nameInArn, policyEffects } from '../aws/arn.ts';
import { broadens, phaseDocuments, policyChange, type PolicyChange } from '../aws/broadening.ts';
import {
  encodeDocument,
  INLINE_POLICY_QUOTA,
  sameDocument,
  sizeOf,
  TRUST_POLICY_QUOTA,
  type PolicyDocument,
} from '../aws/policy-document.ts';
import { DENY_ALL, intersectTrust } from '../aws/trust-policy.ts';
import { change, type Change, type Limits } from './resource.ts';
import { added, type Role } from './role-state.ts';

const MOVING_BOUNDARY = 'the boundary changes with the grants';
const NO_ROOM = 'no room for both';

type Phase = 'deny' | 'grant' | 'revoke' | 'lift';
/** With `direct` there is no state in between: a quota leaves no room for it, or the role is deleted. */
type Way = 'continuous' | 'safe' | 'direct';
const phasesOf = (way: Way): readonly Phase[] =>
  way === 'continuous' ? ['deny', 'grant', 'revoke', 'lift'] : ['revoke', 'deny', 'grant', 'lift'];

/** One call on one policy. */
interface Step {
  readonly policy: string;
  readonly phase: Phase;
  readonly change: Change;
  /** Whether it both grants and denies, so that one call changes both. */
  readonly mixed: boolean;
  /** Characters of the inline policy after the call. */
  readonly size?: number;
}

/**
 * Plans boundary, trust and policies from one role to another.
 *
 * @param deleting whether the role is deleted next
 */
export function planAccess(target: Role, actual: Role, limits: Limits, deleting = false): Change[] {
  const boundary = boundaryChange(target, actual, limits);
  const swaps = boundary.narrows && boundary.widens;
  const steps = (way: Way): Step[] => accessSteps(target, actual, limits, way, swaps);
  // A destroy may have no right to put policies.
  const ways: readonly Way[] = deleting ? [] : swaps ? ['safe'] : ['continuous', 'safe'];
  const way = ways.find((each) => fitsInlineQuota(steps(each), actual, limits)) ?? 'direct';
  const ordered = withinAttachQuota(steps(way), actual, limits);
  const why = swaps ? MOVING_BOUNDARY : NO_ROOM;
  const changes = deleting ? withoutIdleLifts(ordered, actual, limits) : explained(ordered, why);
  const grows = boundary.widens || grantsMore(target, actual, limits);
  const shrinks = boundary.narrows || grantsMore(actual, target, limits);
  const [meanwhile, reason] = transitionalTrust(actual.trust, target.trust, grows, shrinks);
  const before = trustChanges(target, actual.trust, meanwhile).map((each) => because(each, reason));
  const after = trustChanges(target, meanwhile, target.trust);
  // A boundary that only narrows is swapped first, one that only widens last, any other between revoking and granting.
  if (!boundary.widens) return [...before, ...boundary.changes, ...changes, ...after];
  if (!boundary.narrows) return [...before, ...changes, ...after, ...boundary.changes];
  const revoked = ordered.findLastIndex(({ phase }) => phase === 'revoke' || phase === 'deny') + 1;
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
  const input = { RoleName, PermissionsBoundary: boundary };
  const removal = `remove the permissions boundary ${before ?? 'none'}`;
  const setting = `set the permissions boundary ${before ?? 'none'} → ${boundary ?? 'none'}`;
  const swap =
    boundary === undefined
      ? change('DeleteRolePermissionsBoundary', RoleName, { RoleName }, removal, effect)
      : change('PutRolePermissionsBoundary', RoleName, input, setting, effect);
  return { changes: [swap], narrows, widens };
}

/**
 * Returns the trust policy while grants change: it lets no principal of one end have the grants of the other. The reason is
 * there if it may interrupt a principal that both ends trust.
 */
function transitionalTrust(
  before: PolicyDocument,
  after: PolicyDocument,
  grows: boolean,
  shrinks: boolean,
): readonly [PolicyDocument, (string | undefined)?] {
  if (sameDocument(before, after) || !broadens(before, after)) return [after];
  if (!broadens(after, before)) return [before];
  if (!grows || !shrinks) return [grows ? after : before];
  let reason: string | undefined;
  const common = intersectTrust(before, after, () => (reason = 'the trust in common is unknown'));
  const quota = Math.max(TRUST_POLICY_QUOTA, sizeOf(before), sizeOf(after));
  return sizeOf(common) > quota ? [DENY_ALL, NO_ROOM] : [common, reason];
}

export function trustChanges(role: Role, before: PolicyDocument, after: PolicyDocument): Change[] {
  if (sameDocument(before, after)) return [];
  const wider = broadens(before, after);
  const summary = `${wider ? 'update' : 'narrow'} the trust policy`;
  const input = { RoleName: role.name, PolicyDocument: encodeDocument(after) };
  const effect = { broadens: wider, sets: { trust: after } };
  return [change('UpdateAssumeRolePolicy', role.name, input, summary, effect)];
}

/** Reports whether `next` may allow something that `role` does not. */
function grantsMore(next: Role, role: Role, limits: Limits): boolean {
  return accessSteps(next, role, limits, 'direct').some((step) => step.change.broadens);
}

/** Lists the calls on policies in the order of the phases. A boundary that swaps changes as much as another policy can. */
function accessSteps(target: Role, actual: Role, limits: Limits, way: Way, swaps = false): Step[] {
  const managed = [
    ...added(target, actual).map((arn) => managedStep(target, arn, limits, true)),
    ...added(actual, target).map((arn) => managedStep(target, arn, limits, false)),
  ];
  const inline = inlineUpdates(target, actual);
  const parts: readonly PolicyChange[] = [
    ...inline.map(({ part }) => part),
    ...managed.map(({ phase, mixed }) => ({
      grants: phase === 'grant',
      revokes: phase === 'revoke',
      denies: phase === 'deny' || phase === 'lift' || mixed,
    })),
  ];
  const puts = inline.flatMap((each) =>
    inlineSteps(target, each, way, (key) => !swaps && !parts.some((part) => part !== each.part && part[key])),
  );
  const growth = ({ policy, size: to = 0 }: Step): number => to - sizeOf(actual.inlinePolicies.get(policy));
  puts.sort((a, b) => growth(a) - growth(b));
  const phases = phasesOf(way);
  // A policy that grants and denies follows the pure denials before the state in between, and precedes them after it.
  // Without room for that state, documents that shrink precede those that grow, even if that lifts a denial.
  const rank = (step: Step): number => {
    const usual = phases.indexOf(step.phase) * 2 + Number((step.phase === 'revoke') === step.mixed);
    if (way !== 'direct' || step.size === undefined) return usual;
    return growth(step) > 0 ? Math.max(usual, 2) : Math.min(usual, 2);
  };
  return [...managed, ...puts].sort((a, b) => rank(a) - rank(b));
}

type InlineUpdate = ReturnType<typeof inlineUpdates>[number];

/** Lists the inline policies that change. One whose document was not read may grant and deny. */
function inlineUpdates(target: Role, actual: Role) {
  const names = new Set([...target.inlinePolicies.keys(), ...actual.inlinePolicies.keys()]);
  return [...names].sort().flatMap((name) => {
    const [after, before] = [target, actual].map(({ inlinePolicies }) => inlinePolicies.get(name));
    const [remains, exists] = [target, actual].map(({ inlinePolicies }) => inlinePolicies.has(name));
    // A document that was not read is not declared either, so it either remains or is deleted.
    if (remains === exists && sameDocument(before, after)) return [];
    const unread = before === undefined && exists === true;
    const part = unread
      ? { grants: after !== undefined, revokes: true, denies: true }
      : policyChange(before, after);
    return [{ name, before, after, unread, part }];
  });
}

function managedStep({ name: RoleName }: Role, PolicyArn: string, limits: Limits, attach: boolean): Step {
  const { grants, denies } = policyEffects(PolicyArn, limits.documents);
  const input = { RoleName, PolicyArn };
  const summary = `${attach ? 'attach' : 'detach'} ${nameInArn(PolicyArn)}`;
  const sets = { [`managedPolicies/${PolicyArn}`]: attach ? true : undefined };
  return {
    policy: PolicyArn,
    phase: attach ? (grants ? 'grant' : 'deny') : grants ? 'revoke' : 'lift',
    mixed: grants && denies,
    change: attach
      ? change('AttachRolePolicy', RoleName, input, summary, { broadens: grants, adds: true, sets })
      : change('DetachRolePolicy', RoleName, input, summary, { broadens: denies, sets }),
  };
}

/**
 * Puts the document once for each phase that changes it, or only once if no other policy depends on its parts.
 *
 * @param noOther reports whether no other policy changes such a part
 */
function inlineSteps(
  { name: RoleName }: Role,
  { name: PolicyName, before, after, unread, part }: InlineUpdate,
  way: Way,
  noOther: (key: keyof PolicyChange) => boolean,
): Step[] {
  const step = (phase: Phase, from?: PolicyDocument, to?: PolicyDocument, mixed = false): Step => ({
    policy: PolicyName,
    phase,
    mixed,
    size: sizeOf(to),
    change: inlineChange(from, to),
  });
  const inlineChange = (from?: PolicyDocument, to?: PolicyDocument): Change => {
    const sets = { [`inlinePolicies/${PolicyName}`]: to };
    const names = { RoleName, PolicyName };
    if (to === undefined) {
      const effect = { broadens: from === undefined || broadens(from, to), sets };
      return change('DeleteRolePolicy', RoleName, names, `delete the inline policy ${PolicyName}`, effect);
    }
    const adds = from === undefined && !unread;
    const summary = `${adds ? 'add' : 'update'} the inline policy ${PolicyName}${to === after ? '' : ', for the transition'}`;
    const input = { ...names, PolicyDocument: encodeDocument(to) };
    const effect = { broadens: unread || broadens(from, to), adds, sets };
    return change('PutRolePolicy', RoleName, input, summary, effect);
  };
  const none = (key: keyof PolicyChange): boolean => !part[key] && noOther(key);
  const only = (key: keyof PolicyChange): boolean => part[key] && noOther(key);
  const changes = part.grants || part.revokes || part.denies;
  const alone = way === 'continuous' && noOther('grants') && noOther('revokes') && noOther('denies');
  // The denials in between: if no grant is revoked, the new ones suffice; if none is added, the old ones do.
  const side = none('revokes') ? 'second' : none('grants') ? 'first' : 'both';
  const states =
    unread || alone || way === 'direct' || !changes
      ? undefined
      : phaseDocuments(before, after, way === 'safe', noOther('denies') ? side : 'both');
  if (states === undefined) {
    const only = broadens(before, after) ? 'lift' : part.denies ? 'deny' : 'grant';
    const phase = part.grants ? 'grant' : part.revokes ? 'revoke' : only;
    return [step(phase, before, after, part.denies && phase !== only)];
  }
  const [first, denied, both, revoked, last] = states;
  // The only policy that grants may deny with the same call, and the only one that revokes may lift with it.
  const path = [
    first,
    way === 'continuous' && only('grants') ? first : denied,
    both,
    way === 'continuous' && only('revokes') ? last : revoked,
    last,
  ];
  return phasesOf(way).flatMap((phase, index) => {
    const [from, to] = [path[index], path[index + 1]];
    return from === to ? [] : [step(phase, from, to)];
  });
}

/** Clears the flag of a denial that is lifted from a role to be deleted, once no policy grants anything any more. */
function withoutIdleLifts(steps: readonly Step[], actual: Role, { documents }: Limits): Change[] {
  const inline = [...actual.inlinePolicies].filter(
    ([, document]) => document === undefined || broadens(undefined, document),
  );
  const managed = [...actual.managedPolicies].filter((arn) => policyEffects(arn, documents).grants);
  const granting = new Set([...managed, ...inline.map(([name]) => name)]);
  return steps.map(({ policy, change: each }) => {
    granting.delete(policy);
    return { ...each, broadens: each.broadens && granting.size > 0 };
  });
}

/** Adds the reason to revocations and lifted denials that precede what replaces them. */
function explained(steps: readonly Step[], reason: string): Change[] {
  const last = steps.findLastIndex(({ phase }) => phase === 'grant' || phase === 'deny');
  const reasons: Partial<Record<Phase, string>> = { revoke: reason, lift: NO_ROOM };
  return steps.map((step, index) => because(step.change, index < last ? reasons[step.phase] : undefined));
}

function because(each: Change, reason: string | undefined): Change {
  return reason === undefined ? each : { ...each, summary: `${each.summary} (first: ${reason})` };
}

/** Moves as many detachments forward as the quota of attached policies demands. */
function withinAttachQuota(steps: readonly Step[], { managedPolicies }: Role, limits: Limits): Step[] {
  const detaches = new Set(steps.filter((step) => step.change.api === 'DetachRolePolicy'));
  let attached = managedPolicies.size;
  return steps.flatMap((step) => {
    const { api } = step.change;
    // One that was moved forward is not in the set any more.
    if (api === 'DetachRolePolicy' && !detaches.delete(step)) return [];
    if (api === 'DetachRolePolicy') attached -= 1;
    if (api !== 'AttachRolePolicy') return [step];
    const [next] = attached >= limits.attachedPoliciesPerRole ? detaches : [];
    if (next !== undefined) detaches.delete(next);
    else attached += 1;
    return next === undefined ? [step] : [next, step];
  });
}

/** Reports whether the quota of inline policies holds after each step. */
function fitsInlineQuota(steps: readonly Step[], actual: Role, { keptInlineSize = 0 }: Limits): boolean {
  const sizes = new Map([...actual.inlinePolicies].map(([name, document]) => [name, sizeOf(document)]));
  return steps.every((step) => {
    if (step.size === undefined) return true;
    sizes.set(step.policy, step.size);
    return [...sizes.values()].reduce((sum, each) => sum + each, keptInlineSize) <= INLINE_POLICY_QUOTA;
  });
}
