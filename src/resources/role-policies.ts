/**
 * The calls on a role's policies, in phases that lead through the state with the grants and the denials of both ends. Before
 * that state denials precede grants; after it revocations precede lifted denials.
 */
import { nameInArn, policyEffects } from '../aws/arn.ts';
import { broadens, phaseDocuments, policyChange, type PolicyChange } from '../aws/broadening.ts';
import { encodeDocument, sameDocument, type PolicyDocument } from '../aws/policy-document.ts';
import { change, type Change, type Limits } from './resource.ts';
import type { Role } from './role-state.ts';

/** The trust policy's size in an account that has not asked AWS for more. */
export const TRUST_POLICY_QUOTA = 2048;
/** Characters of all inline policies of a role, white space not counted. */
export const INLINE_POLICY_QUOTA = 10_240;

type Phase = 'deny' | 'grant' | 'revoke' | 'lift';
/** With `direct` there is no state in between: a quota leaves no room for it, or the role is deleted. */
export type Way = 'continuous' | 'safe' | 'direct';
const phasesOf = (way: Way): readonly Phase[] =>
  way === 'continuous' ? ['deny', 'grant', 'revoke', 'lift'] : ['revoke', 'deny', 'grant', 'lift'];
export const NO_ROOM = 'no room for both';

/** One call on one policy. */
export interface Step {
  readonly policy: string;
  readonly phase: Phase;
  readonly change: Change;
  /** Whether the policy grants something after the call. */
  readonly grants: boolean;
  /** Whether it both grants and denies, so that one call changes both. */
  readonly mixed: boolean;
  /** Characters of the inline policy after the call. */
  readonly size?: number;
}

/** Lists the managed policies that only the first of two roles has. */
export function added(next: Role | undefined, role: Role | undefined): string[] {
  return [...(next?.managedPolicies ?? [])].filter((arn) => role?.managedPolicies.has(arn) !== true).sort();
}

/** Reports whether `next` may allow something that `role` does not. */
export function grantsMore(next: Role, role: Role, limits: Limits): boolean {
  return accessSteps(next, role, limits, 'direct').some((step) => step.change.broadens);
}

/** Lists the calls on policies in the order of the phases. */
export function accessSteps(target: Role, actual: Role, limits: Limits, way: Way): Step[] {
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
  const puts = inline.flatMap((each) => {
    const others = parts.filter((part) => part !== each.part);
    return inlineSteps(target, each, way, (key) => !others.some((part) => part[key]));
  });
  const growth = ({ policy, size: to = 0 }: Step): number => to - sizeOf(actual.inlinePolicies.get(policy));
  puts.sort((a, b) => growth(a) - growth(b));
  const phases = phasesOf(way);
  // A policy that grants and denies follows the pure denials before the state in between, and precedes them after it.
  const rank = ({ phase, mixed }: Step): number =>
    phases.indexOf(phase) * 2 + Number((phase === 'revoke') === mixed);
  return [...managed, ...puts].sort((a, b) => rank(a) - rank(b));
}

/** An inline policy that changes. */
interface InlineUpdate {
  readonly name: string;
  readonly before: PolicyDocument | undefined;
  readonly after: PolicyDocument | undefined;
  /** Whether the policy exists and its document was not read: then it may grant and deny. */
  readonly unread: boolean;
  readonly part: PolicyChange;
}

function inlineUpdates(target: Role, actual: Role): InlineUpdate[] {
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
    grants: attach && grants,
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
  type Document = InlineUpdate['before'];
  const step = (phase: Phase, from: Document, to: Document, mixed = false): Step => ({
    policy: PolicyName,
    phase,
    mixed,
    grants: broadens(undefined, to),
    size: sizeOf(to),
    change: inlineChange(from, to),
  });
  const inlineChange = (from: Document, to: Document): Change => {
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
    const last = after === undefined || changes ? 'lift' : 'grant';
    const phase = part.grants ? 'grant' : part.revokes ? 'revoke' : last;
    return [step(phase, before, after, part.denies && phase !== last)];
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
export function withoutIdleLifts(steps: readonly Step[], actual: Role, { documents }: Limits): Change[] {
  const grants = new Map<string, boolean>();
  for (const arn of actual.managedPolicies) grants.set(arn, policyEffects(arn, documents).grants);
  for (const [name, document] of actual.inlinePolicies)
    grants.set(name, document === undefined || broadens(undefined, document));
  return steps.map(({ policy, grants: still, change: each }) => {
    grants.set(policy, still);
    return { ...each, broadens: each.broadens && [...grants.values()].includes(true) };
  });
}

/** Adds the reason to revocations that precede the grants that replace them. */
export function early(steps: readonly Step[], reason: string): Step[] {
  const replaces = steps.some(({ phase }) => phase === 'grant');
  return steps.map((step) => (replaces && step.phase === 'revoke' ? because(step, reason) : step));
}

function because(step: Step, reason: string): Step {
  return { ...step, change: { ...step.change, summary: `${step.change.summary} (first: ${reason})` } };
}

/** Moves as many detachments forward as the quota of attached policies demands. */
export function withinAttachQuota(steps: readonly Step[], { managedPolicies }: Role, limits: Limits): Step[] {
  const isApi = (api: Change['api']) => (step: Step) => step.change.api === api;
  const detaches = new Set(steps.filter(isApi('DetachRolePolicy')));
  let attached = managedPolicies.size;
  return steps.flatMap((step) => {
    if (isApi('DetachRolePolicy')(step)) {
      // One that was moved forward is not in the set any more.
      if (!detaches.delete(step)) return [];
      attached -= 1;
    }
    if (!isApi('AttachRolePolicy')(step)) return [step];
    const [next] = attached >= limits.attachedPoliciesPerRole ? detaches : [];
    if (next === undefined) {
      attached += 1;
      return [step];
    }
    detaches.delete(next);
    return [because(next, NO_ROOM), step];
  });
}

/** Reports whether the quota of inline policies holds after each step. */
export function fitsInlineQuota(
  steps: readonly Step[],
  actual: Role,
  { keptInlineSize = 0 }: Limits,
): boolean {
  const sizes = new Map([...actual.inlinePolicies].map(([name, document]) => [name, sizeOf(document)]));
  return steps.every((step) => {
    if (step.size === undefined) return true;
    sizes.set(step.policy, step.size);
    return [...sizes.values()].reduce((sum, each) => sum + each, keptInlineSize) <= INLINE_POLICY_QUOTA;
  });
}

/** Counts a document's characters as IAM does: without white space. */
export function sizeOf(document: PolicyDocument | undefined): number {
  return document === undefined ? 0 : encodeDocument(document).replace(/\s/g, '').length;
}
