/**
 * Who may assume a role and what it may do: the calls from one to the other, and their order. The order is decided here and
 * nowhere else: no state in between interrupts what both ends allow, or allows what neither end does.
 *
 * The way leads through the state that has the grants of both ends, the denials of both, and the principals that both let in.
 * Towards it denials precede grants; away from it revocations precede lifted denials. Only if a quota leaves no room for that
 * state, or a boundary moves together with the grants under it, do revocations precede everything else.
 */
import { policyName } from '../iam/arn.ts';
import { broadens, commonTrust, phaseDocuments } from '../iam/broadening.ts';
import { policyEffects } from '../iam/managed-policies.ts';
import { encodeDocument, sameDocument, type PolicyDocument } from '../iam/policy-document.ts';
import { change, type Change, type Limits } from './resource.ts';
import type { Role } from './role-state.ts';

/** Characters of all inline policies of a role, white space not counted. */
const INLINE_POLICY_QUOTA = 10_240;

type Phase = 'deny' | 'grant' | 'revoke' | 'lift';
const CONTINUOUS: readonly Phase[] = ['deny', 'grant', 'revoke', 'lift'];
const SAFE: readonly Phase[] = ['revoke', 'deny', 'grant', 'lift'];

/** One call on one policy. */
interface Step {
  readonly policy: string;
  readonly phase: Phase;
  readonly change: Change;
  /** Whether the policy grants something after the call. */
  readonly grants: boolean;
  /** Whether it both grants and denies, so that one call changes both. */
  readonly mixed?: boolean;
  /** Characters of the inline policy after the call. */
  readonly size?: number;
}

/** Plans boundary, trust and policies from one role to another. */
export function planAccess(target: Role, actual: Role, limits: Limits): Change[] {
  const boundary = boundaryChange(target, actual, limits);
  const continuous = accessSteps(target, actual, limits, CONTINUOUS);
  const safe = (boundary.narrows && boundary.widens) || !fitsInlineQuota(continuous, actual);
  const steps = safe ? accessSteps(target, actual, limits, SAFE) : continuous;
  const reason = boundary.widens ? 'the boundary changes with the grants' : NO_ROOM;
  const changes = flagged(
    safe ? explained(steps, reason) : withinAttachQuota(steps, actual, limits),
    actual,
    limits,
  );
  const meanwhile = transitionalTrust(target, actual, {
    grows: boundary.widens || grantsMore(target, actual, limits),
    shrinks: boundary.narrows || grantsMore(actual, target, limits),
  });
  // A boundary that only narrows is swapped first, one that only widens last, any other between revoking and granting.
  const middle = steps.filter(({ phase }) => phase === 'revoke' || phase === 'deny').length;
  const at = !boundary.widens ? 0 : boundary.narrows ? middle : changes.length;
  return [
    ...trustChanges(target, actual.trust, meanwhile),
    ...changes.slice(0, at),
    ...boundary.changes,
    ...changes.slice(at),
    ...trustChanges(target, meanwhile, target.trust),
  ];
}

/** Plans the boundary, and reports whether it may allow less or more than before. */
function boundaryChange(
  { name: RoleName, boundary }: Role,
  { boundary: before }: Role,
  { documents }: Limits,
): { readonly changes: readonly Change[]; readonly narrows: boolean; readonly widens: boolean } {
  if (boundary === before) return { changes: [], narrows: false, widens: false };
  if (boundary === undefined) {
    const effect = { broadens: true, sets: { boundary } };
    const summary = `remove the permissions boundary ${before ?? ''}`;
    const removal = change('DeleteRolePermissionsBoundary', RoleName, { RoleName }, summary, effect);
    return { changes: [removal], narrows: false, widens: true };
  }
  const [was, is] = [documents?.get(before ?? ''), documents?.get(boundary)];
  const unread = before !== undefined && (was === undefined || is === undefined);
  const widens = before !== undefined && (unread || broadens(was, is));
  const narrows = before === undefined || unread || broadens(is, was);
  const summary = `set the permissions boundary ${before ?? 'none'} → ${boundary}`;
  const input = { RoleName, PermissionsBoundary: boundary };
  const effect = { broadens: widens, sets: { boundary } };
  return {
    changes: [change('PutRolePermissionsBoundary', RoleName, input, summary, effect)],
    narrows,
    widens,
  };
}

/** Returns the trust policy while grants change: it lets no principal of one end have the grants of the other. */
function transitionalTrust(
  target: Role,
  actual: Role,
  { grows, shrinks }: { readonly grows: boolean; readonly shrinks: boolean },
): PolicyDocument {
  // Most runs end here; the comparisons below take their time.
  if (sameDocument(actual.trust, target.trust)) return target.trust;
  if (!broadens(actual.trust, target.trust)) return target.trust;
  if (!broadens(target.trust, actual.trust)) return actual.trust;
  if (grows && shrinks) return commonTrust(actual.trust, target.trust);
  return grows ? target.trust : actual.trust;
}

export function trustChanges(role: Role, before: PolicyDocument, after: PolicyDocument): Change[] {
  if (sameDocument(before, after)) return [];
  const wider = broadens(before, after);
  const summary = wider ? 'update the trust policy' : 'narrow the trust policy';
  const input = { RoleName: role.name, PolicyDocument: encodeDocument(after) };
  const effect = { broadens: wider, sets: { trust: after } };
  return [change('UpdateAssumeRolePolicy', role.name, input, summary, effect)];
}

/** Reports whether `next` may allow something that `role` does not. */
function grantsMore(next: Role, role: Role, limits: Limits): boolean {
  const [attached, detached] = [added(next, role), added(role, next)];
  return (
    attached.some((arn) => policyEffects(arn, limits.documents).grants) ||
    detached.some((arn) => policyEffects(arn, limits.documents).denies) ||
    inlineNames(next, role).some((name) => inlineBroadens(role, next, name))
  );
}

function added(next: Role, role: Role): string[] {
  return [...next.managedPolicies].filter((arn) => !role.managedPolicies.has(arn)).sort();
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
function accessSteps(target: Role, actual: Role, limits: Limits, phases: readonly Phase[]): Step[] {
  const changed = inlineNames(target, actual).filter((name) => differs(target, actual, name));
  const [attached, detached] = [added(target, actual), added(actual, target)];
  // A single policy changes at once: no other one has to make up for it meanwhile.
  const alone = phases === CONTINUOUS && changed.length + attached.length + detached.length === 1;
  const steps = [
    ...changed.flatMap((name) => inlineSteps(target, actual, name, phases, alone)),
    ...attached.map((arn) => managedStep(target, arn, limits, true)),
    ...detached.map((arn) => managedStep(target, arn, limits, false)),
  ];
  // A policy that grants and denies follows the other denials towards the state in between, and precedes them away from it.
  const rank = ({ phase, mixed }: Step): number =>
    phases.indexOf(phase) * 2 + Number((phase === 'revoke') === (mixed === true));
  return steps.sort((a, b) => rank(a) - rank(b));
}

function differs(target: Role, actual: Role, name: string): boolean {
  const [before, after] = [actual.inlinePolicies.get(name), target.inlinePolicies.get(name)];
  if (before !== undefined && after !== undefined) return !sameDocument(before, after);
  // A document that was not read is not declared either, so it either remains or is deleted.
  return before !== after || actual.inlinePolicies.has(name) !== target.inlinePolicies.has(name);
}

function managedStep({ name: RoleName }: Role, PolicyArn: string, limits: Limits, attach: boolean): Step {
  const { grants, denies } = policyEffects(PolicyArn, limits.documents);
  const input = { RoleName, PolicyArn };
  const summary = `${attach ? 'attach' : 'detach'} ${policyName(PolicyArn)}`;
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

/** Puts the document once for each phase that changes it. */
function inlineSteps(
  target: Role,
  actual: Role,
  name: string,
  phases: readonly Phase[],
  alone: boolean,
): Step[] {
  const [before, after] = [actual.inlinePolicies.get(name), target.inlinePolicies.get(name)];
  const step = (phase: Phase, from: PolicyDocument | undefined, to: PolicyDocument | undefined): Step => ({
    policy: name,
    phase,
    grants: to !== undefined && broadens(undefined, to),
    size: to === undefined ? 0 : size(to),
    change:
      to === undefined
        ? deleteInline(target, name, from)
        : putInline(
            target,
            name,
            from,
            to,
            !actual.inlinePolicies.has(name) && from === before,
            to === after,
          ),
  });
  if (isUnread(actual, name)) return [step(after === undefined ? 'revoke' : 'grant', before, after)];
  const documents = phaseDocuments(before, after, phases === SAFE);
  if (alone || documents === undefined) {
    const widens = broadens(before, after);
    const lifts = widens && (after === undefined || !broadens(undefined, after));
    return [step(lifts ? 'lift' : widens ? 'grant' : after === undefined ? 'revoke' : 'deny', before, after)];
  }
  return phases.flatMap((phase, index) => {
    const [from, to] = [documents[index], documents[index + 1]];
    return from === to ? [] : [step(phase, from, to)];
  });
}

function putInline(
  { name: RoleName }: Role,
  PolicyName: string,
  before: PolicyDocument | undefined,
  document: PolicyDocument,
  adds: boolean,
  final: boolean,
): Change {
  const summary = `${adds ? 'add' : 'update'} the inline policy ${PolicyName}${final ? '' : ', for the transition'}`;
  const input = { RoleName, PolicyName, PolicyDocument: encodeDocument(document) };
  const sets = { [`inlinePolicies/${PolicyName}`]: document };
  const wider = broadens(before, document);
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

/** Clears the flag of a lifted denial if no policy grants anything at that moment. */
function flagged(steps: readonly Step[], actual: Role, { documents }: Limits): Change[] {
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

const NO_ROOM = 'no room for both';

/** Tells why a revocation precedes the grants that replace it. */
function explained(steps: readonly Step[], reason: string): Step[] {
  const replaces = steps.some(({ phase }) => phase === 'grant');
  return steps.map((step) => (replaces && step.phase === 'revoke' ? early(step, reason) : step));
}

function early(step: Step, reason: string): Step {
  return { ...step, change: { ...step.change, summary: `${step.change.summary} (first: ${reason})` } };
}

/** Moves as many detachments forward as the quota of attached policies demands. */
function withinAttachQuota(steps: readonly Step[], { managedPolicies }: Role, limits: Limits): Step[] {
  const isApi = (api: Change['api']) => (step: Step) => step.change.api === api;
  const detaches = steps.filter(isApi('DetachRolePolicy'));
  const moved = new Set<Step>();
  let attached = managedPolicies.size;
  return steps.flatMap((step) => {
    if (moved.has(step)) return [];
    if (isApi('DetachRolePolicy')(step)) attached -= 1;
    if (!isApi('AttachRolePolicy')(step)) return [step];
    const first =
      attached >= limits.attachedPoliciesPerRole ? detaches.find((each) => !moved.has(each)) : undefined;
    if (first === undefined) attached += 1;
    else moved.add(first);
    return first === undefined ? [step] : [early(first, NO_ROOM), step];
  });
}

/** Reports whether the quota of inline policies holds after each step. */
function fitsInlineQuota(steps: readonly Step[], actual: Role): boolean {
  const sizes = new Map(
    [...actual.inlinePolicies].map(([name, document]) => [name, document === undefined ? 0 : size(document)]),
  );
  return steps.every((step) => {
    if (step.size === undefined) return true;
    sizes.set(step.policy, step.size);
    return [...sizes.values()].reduce((sum, each) => sum + each, 0) <= INLINE_POLICY_QUOTA;
  });
}

function size(document: PolicyDocument): number {
  return encodeDocument(document).replace(/\s/g, '').length;
}
