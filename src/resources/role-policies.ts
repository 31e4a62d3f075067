/**
 * The calls on a role's policies, in phases that lead through the state with the grants and the denials of both ends. Before
 * that state denials precede grants; after it revocations precede lifted denials.
 */
import { nameInArn } from '../aws/arn.ts';
import { broadens, phaseDocuments, policyChange, type PolicyChange } from '../aws/broadening.ts';
import { policyEffects } from '../aws/managed-policies.ts';
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
const REVOKED_FIRST: readonly Phase[] = ['revoke', 'deny', 'grant', 'lift'];
const PHASES: Readonly<Record<Way, readonly Phase[]>> = {
  continuous: ['deny', 'grant', 'revoke', 'lift'],
  safe: REVOKED_FIRST,
  direct: REVOKED_FIRST,
};
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

/** Reports whether `next` may allow something that `role` does not. */
export function grantsMore(next: Role, role: Role, limits: Limits): boolean {
  const [attached, detached] = [added(next, role), added(role, next)];
  return (
    attached.some((arn) => policyEffects(arn, limits.documents).grants) ||
    detached.some((arn) => policyEffects(arn, limits.documents).denies) ||
    inlineNames(next, role).some((name) => inlineBroadens(role, next, name))
  );
}

/** Lists the managed policies that only the first of two roles has. */
export function added(next: Role | undefined, role: Role | undefined): string[] {
  return [...(next?.managedPolicies ?? [])].filter((arn) => role?.managedPolicies.has(arn) !== true).sort();
}

function inlineNames(a: Role, b: Role): string[] {
  return [...new Set([...a.inlinePolicies.keys(), ...b.inlinePolicies.keys()])].sort();
}

function inlineBroadens(before: Role, after: Role, name: string): boolean {
  return isUnread(before, name) || isUnread(after, name)
    ? before.inlinePolicies.has(name) !== after.inlinePolicies.has(name)
    : broadens(before.inlinePolicies.get(name), after.inlinePolicies.get(name));
}

function isUnread({ inlinePolicies }: Role, name: string): boolean {
  return inlinePolicies.has(name) && inlinePolicies.get(name) === undefined;
}

/** Lists the calls on policies in the order of the phases. */
export function accessSteps(target: Role, actual: Role, limits: Limits, way: Way): Step[] {
  const inline = inlineNames(target, actual).filter((name) => differs(target, actual, name));
  const managed = [
    ...added(target, actual).map((arn) => managedStep(target, arn, limits, true)),
    ...added(actual, target).map((arn) => managedStep(target, arn, limits, false)),
  ];
  const parts = [
    ...inline.map((name) => partsOf(target, actual, name)),
    ...managed.map(({ phase, mixed }) => ({
      grants: phase === 'grant',
      revokes: phase === 'revoke',
      denies: phase === 'deny' || phase === 'lift' || mixed,
    })),
  ];
  const number = (part: keyof PolicyChange): number => parts.filter((each) => each[part]).length;
  const counts: PartCounts = {
    grants: number('grants'),
    revokes: number('revokes'),
    denies: number('denies'),
  };
  const puts = inline.flatMap((name) => inlineSteps(target, actual, name, way, counts));
  const growth = ({ policy, size: to = 0 }: Step): number => to - sizeOf(actual.inlinePolicies.get(policy));
  puts.sort((a, b) => growth(a) - growth(b));
  const phases = PHASES[way];
  // A policy that grants and denies follows the pure denials before the state in between, and precedes them after it.
  const rank = ({ phase, mixed }: Step): number =>
    phases.indexOf(phase) * 2 + Number((phase === 'revoke') === mixed);
  return [...managed, ...puts].sort((a, b) => rank(a) - rank(b));
}

/** The number of policies that grant, revoke and deny differently, each policy included. */
type PartCounts = Readonly<Record<keyof PolicyChange, number>>;

function differs(target: Role, actual: Role, name: string): boolean {
  const [before, after] = [actual.inlinePolicies.get(name), target.inlinePolicies.get(name)];
  if (before !== undefined && after !== undefined) return !sameDocument(before, after);
  // A document that was not read is not declared either, so it either remains or is deleted.
  return before !== after || actual.inlinePolicies.has(name) !== target.inlinePolicies.has(name);
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

/** Returns the parts of an inline policy that change. A document that was not read may grant and deny. */
function partsOf(target: Role, actual: Role, name: string): PolicyChange {
  const after = target.inlinePolicies.get(name);
  if (isUnread(actual, name)) return { grants: after !== undefined, revokes: true, denies: true };
  return policyChange(actual.inlinePolicies.get(name), after);
}

/** Puts the document once for each phase that changes it, or only once if no other policy depends on its parts. */
function inlineSteps(target: Role, actual: Role, name: string, way: Way, counts: PartCounts): Step[] {
  const [before, after] = [actual.inlinePolicies.get(name), target.inlinePolicies.get(name)];
  const step = (
    phase: Phase,
    from: PolicyDocument | undefined,
    to: PolicyDocument | undefined,
    mixed = false,
  ): Step => ({
    policy: name,
    phase,
    mixed,
    grants: broadens(undefined, to),
    size: sizeOf(to),
    change:
      to === undefined
        ? deleteInline(target, name, from)
        : putInline(target, name, to, {
            broadens: isUnread(actual, name) || broadens(from, to),
            adds: from === undefined && !isUnread(actual, name),
            final: to === after,
          }),
  });
  const part = partsOf(target, actual, name);
  const noOther = (key: keyof PolicyChange): boolean => counts[key] === Number(part[key]);
  const middle = noOther('denies') ? denialsBetween(counts) : 'both';
  const documents = isUnread(actual, name)
    ? undefined
    : phaseDocuments(before, after, way === 'safe', middle);
  const alone = way === 'continuous' && noOther('grants') && noOther('revokes') && noOther('denies');
  const changes = part.grants || part.revokes || part.denies;
  if (documents === undefined || alone || way === 'direct' || !changes) {
    const last = after === undefined || changes ? 'lift' : 'grant';
    const phase = part.grants ? 'grant' : part.revokes ? 'revoke' : last;
    return [step(phase, before, after, part.denies && phase !== last)];
  }
  const [first, denied, granted, revoked, last] = documents;
  // The only policy that grants may deny with the same call, and the only one that revokes may lift with it.
  const merged =
    way === 'safe'
      ? documents
      : [
          first,
          noOther('grants') && part.grants ? first : denied,
          granted,
          noOther('revokes') && part.revokes ? last : revoked,
          last,
        ];
  return PHASES[way].flatMap((phase, index) => {
    const [from, to] = [merged[index], merged[index + 1]];
    return from === to ? [] : [step(phase, from, to)];
  });
}

/** Chooses the denials in between: if no grant is revoked, the new ones suffice; if none is added, the old ones do. */
function denialsBetween({ grants, revokes }: PartCounts): 'both' | 'first' | 'second' {
  if (revokes === 0) return 'second';
  return grants === 0 ? 'first' : 'both';
}

function putInline(
  { name: RoleName }: Role,
  PolicyName: string,
  document: PolicyDocument,
  {
    broadens: wider,
    adds,
    final,
  }: { readonly broadens: boolean; readonly adds: boolean; readonly final: boolean },
): Change {
  const summary = `${adds ? 'add' : 'update'} the inline policy ${PolicyName}${final ? '' : ', for the transition'}`;
  const input = { RoleName, PolicyName, PolicyDocument: encodeDocument(document) };
  const sets = { [`inlinePolicies/${PolicyName}`]: document };
  return change('PutRolePolicy', RoleName, input, summary, { broadens: wider, adds, sets });
}

/** @param document undefined if it was not read: then it may deny */
function deleteInline(
  { name: RoleName }: Role,
  PolicyName: string,
  document: PolicyDocument | undefined,
): Change {
  const wider = document === undefined || broadens(document, undefined);
  const sets = { [`inlinePolicies/${PolicyName}`]: undefined };
  const summary = `delete the inline policy ${PolicyName}`;
  return change('DeleteRolePolicy', RoleName, { RoleName, PolicyName }, summary, { broadens: wider, sets });
}

/** Clears the flag of a denial that is lifted from a role to be deleted, once no policy grants anything any more. */
export function withoutIdleLifts(steps: readonly Step[], actual: Role, { documents }: Limits): Change[] {
  const grants = new Map<string, boolean>([
    ...[...actual.managedPolicies].map((arn) => [arn, policyEffects(arn, documents).grants] as const),
    ...[...actual.inlinePolicies].map(
      ([name, document]) => [name, document === undefined || broadens(undefined, document)] as const,
    ),
  ]);
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
