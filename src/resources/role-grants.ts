/**
 * Who may assume a role and what it may do: the calls from one to the other, and their order. The order is decided here and
 * nowhere else: no state in between interrupts what both ends allow, or allows what neither end does.
 */
import { policyName } from '../iam/arn.ts';
import {
  allowsAnything,
  broadens,
  commonTrust,
  deniesLess,
  readAlike,
  withDenialsOf,
} from '../iam/broadening.ts';
import { encodeDocument, sameDocument, type PolicyDocument } from '../iam/policy-document.ts';
import { change, type Change, type Quotas } from './resource.ts';
import type { Role } from './role-state.ts';

/** Characters of all inline policies of a role, white space not counted. */
const INLINE_POLICY_QUOTA = 10_240;

/** Plans boundary, trust and policies from one role to another. */
export function planAccess(target: Role, actual: Role, quotas: Quotas): Change[] {
  const meanwhile = trustMeanwhile(target, actual);
  return [
    ...boundarySet(target, actual),
    ...trustChanges(target, actual.trust, meanwhile),
    ...grants(target, actual, quotas),
    ...trustChanges(target, meanwhile, target.trust),
    ...boundaryRemoved(target, actual),
  ];
}

function boundarySet({ name: RoleName, boundary }: Role, actual: Role): Change[] {
  if (boundary === undefined || boundary === actual.boundary) return [];
  const summary = `set the permissions boundary ${actual.boundary ?? 'none'} → ${boundary}`;
  const input = { RoleName, PermissionsBoundary: boundary };
  // One boundary instead of another may allow more; a first one cannot.
  const broadens = actual.boundary !== undefined;
  return [change('PutRolePermissionsBoundary', RoleName, input, summary, { broadens, sets: { boundary } })];
}

function boundaryRemoved({ name: RoleName, boundary }: Role, actual: Role): Change[] {
  if (boundary !== undefined || actual.boundary === undefined) return [];
  const summary = `remove the permissions boundary ${actual.boundary}`;
  const effect = { broadens: true, sets: { boundary: undefined } };
  return [change('DeleteRolePermissionsBoundary', RoleName, { RoleName }, summary, effect)];
}

/** The trust that stands while grants change: never one that lets a principal of one end have the grants of the other. */
function trustMeanwhile(target: Role, actual: Role): PolicyDocument {
  // As it is in every run that finds no change, and what follows takes its time.
  if (sameDocument(actual.trust, target.trust)) return target.trust;
  if (!broadens(actual.trust, target.trust)) return target.trust;
  if (!broadens(target.trust, actual.trust)) return actual.trust;
  const grows = adds(target, actual);
  const shrinks = adds(actual, target);
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

/** Whether `next` may grant what `role` does not. */
function adds(next: Role, role: Role): boolean {
  return (
    [...next.managedPolicies].some((arn) => !role.managedPolicies.has(arn)) ||
    [...new Set([...next.inlinePolicies.keys(), ...role.inlinePolicies.keys()])].some((name) =>
      inlineBroadens(role, name, next),
    )
  );
}

function inlineBroadens(before: Role, name: string, after: Role): boolean {
  const unread = (role: Role): boolean =>
    role.inlinePolicies.has(name) && role.inlinePolicies.get(name) === undefined;
  return (
    unread(before) ||
    unread(after) ||
    broadens(before.inlinePolicies.get(name), after.inlinePolicies.get(name))
  );
}

/**
 * Denials first and last: what comes to be denied is so before anything is granted, and what is no longer denied is so
 * after everything else is taken.
 */
function grants(target: Role, actual: Role, quotas: Quotas): Change[] {
  const puts = inlinePuts(target, actual);
  const deletes = inlineDeletes(target, actual);
  const take = [...actual.managedPolicies].some((arn) => !target.managedPolicies.has(arn));
  const give = [...target.managedPolicies].some((arn) => !actual.managedPolicies.has(arn));
  const first: (InlineStep & { after: PolicyDocument })[] = [];
  const between: InlinePut[] = [];
  const last: InlinePut[] = [];
  for (const put of puts) {
    const others = puts.filter((other) => other !== put);
    const shrinks = take || deletes.length > 0 || others.some((other) => broadens(other.after, other.before));
    const grows = give || others.some((other) => broadens(other.before, other.after));
    if (!put.tightens && !put.loosens) between.push(put);
    else if (!put.loosens || (put.tightens && !shrinks)) first.push(put);
    else if (!put.tightens || !grows) last.push(put);
    else {
      const both = withBothDenials(target, put);
      if (both !== undefined) first.push(both);
      last.push(put);
    }
  }
  first.sort((a, b) => Number(allowsAnything(a.after)) - Number(allowsAnything(b.after)));
  last.sort((a, b) => Number(allowsAnything(b.before)) - Number(allowsAnything(a.before)));
  const after = [
    ...deletes.filter(({ change }) => !change.broadens),
    ...last,
    ...deletes.filter(({ change }) => change.broadens),
  ];
  // At the quota room comes first: deletes, then what shrinks.
  return fitsInlineQuota([...first, ...between, ...after], actual)
    ? [...changesOf(first), ...managed(target, actual, quotas, changesOf(between)), ...changesOf(after)]
    : [...changesOf(deletes), ...managed(target, actual, quotas, changesOf(puts))];
}

function changesOf(steps: readonly InlineStep[]): Change[] {
  return steps.map(({ change }) => change);
}

/** Attach, put, detach; at the quota as many detach first as must. */
function managed(target: Role, actual: Role, quotas: Quotas, puts: readonly Change[]): Change[] {
  const attaches = [...target.managedPolicies].filter((arn) => !actual.managedPolicies.has(arn)).sort();
  const detaches = [...actual.managedPolicies].filter((arn) => !target.managedPolicies.has(arn)).sort();
  const changes: Change[] = [];
  for (const [index, arn] of attaches.entries()) {
    const full = actual.managedPolicies.size + index >= quotas.attachedPoliciesPerRole;
    const first = full ? detaches.shift() : undefined;
    if (first !== undefined) changes.push(detach(target, first));
    changes.push(attach(target, arn));
  }
  return [...changes, ...puts, ...detaches.map((arn) => detach(target, arn))];
}

interface InlineStep {
  readonly name: string;
  readonly change: Change;
  /** Characters of the policy once this is done. */
  readonly size: number;
}

interface InlinePut extends InlineStep {
  readonly before: PolicyDocument | undefined;
  readonly after: PolicyDocument;
  /** Whether it denies what was not denied, and no longer denies what was. */
  readonly tightens: boolean;
  readonly loosens: boolean;
}

/** Those that shrink first. */
function inlinePuts(target: Role, actual: Role): InlinePut[] {
  const puts: (InlinePut & { growth: number })[] = [];
  for (const [name, after] of target.inlinePolicies) {
    if (after === undefined) continue;
    const before = actual.inlinePolicies.get(name);
    if (before !== undefined && sameDocument(before, after)) continue;
    const summary = `${actual.inlinePolicies.has(name) ? 'update' : 'add'} the inline policy ${name}`;
    puts.push({
      name,
      size: size(after),
      change: putInline(target, name, after, summary, {
        broadens: inlineBroadens(actual, name, target),
        adds: !actual.inlinePolicies.has(name),
      }),
      before,
      after,
      tightens: deniesLess(after, before),
      loosens: deniesLess(before, after),
      growth: size(after) - (before === undefined ? 0 : size(before)),
    });
  }
  return puts.sort((a, b) => a.growth - b.growth);
}

/** The first of two steps from one set of denials to another while other grants change: both denied. */
function withBothDenials(
  role: Role,
  { name, before, after }: InlinePut,
): (InlineStep & { after: PolicyDocument }) | undefined {
  if (!readAlike(before, after)) return undefined;
  const both = withDenialsOf(after, before ?? {});
  const summary = `update the inline policy ${name}, with what it denied until now`;
  const change = putInline(role, name, both, summary, { broadens: broadens(before, both) });
  return { name, change, size: size(both), after: both };
}

function putInline(
  { name: RoleName }: Role,
  PolicyName: string,
  document: PolicyDocument,
  summary: string,
  effect: Pick<Change, 'broadens'> & Pick<Partial<Change>, 'adds'>,
): Change {
  const input = { RoleName, PolicyName, PolicyDocument: encodeDocument(document) };
  const sets = { [`inlinePolicies/${PolicyName}`]: document };
  return change('PutRolePolicy', RoleName, input, summary, { ...effect, sets });
}

/** What only allows goes first and what only denies last: it must not go while something is granted. */
function inlineDeletes(target: Role, actual: Role): InlineStep[] {
  const document = (name: string): PolicyDocument | undefined => actual.inlinePolicies.get(name);
  const turn = (name: string): number =>
    Number(deniesLess(document(name), undefined)) + Number(!allowsAnything(document(name)));
  return [...actual.inlinePolicies.keys()]
    .filter((name) => !target.inlinePolicies.has(name))
    .sort()
    .sort((a, b) => turn(a) - turn(b))
    .map((name) => ({ name, change: deleteInline(target, name, document(name)), size: 0 }));
}

/** Whether the quota of inline policies holds after each of the steps. */
function fitsInlineQuota(steps: readonly InlineStep[], actual: Role): boolean {
  const sizes = new Map(
    [...actual.inlinePolicies].map(([name, document]) => [name, document === undefined ? 0 : size(document)]),
  );
  return steps.every((step) => {
    sizes.set(step.name, step.size);
    return [...sizes.values()].reduce((sum, each) => sum + each, 0) <= INLINE_POLICY_QUOTA;
  });
}

function size(document: PolicyDocument): number {
  return encodeDocument(document).replace(/\s/g, '').length;
}

function attach({ name: RoleName }: Role, PolicyArn: string): Change {
  const summary = `attach ${policyName(PolicyArn)}`;
  const effect = { broadens: true, adds: true, sets: { [`managedPolicies/${PolicyArn}`]: true } };
  return change('AttachRolePolicy', RoleName, { RoleName, PolicyArn }, summary, effect);
}

function detach({ name: RoleName }: Role, PolicyArn: string): Change {
  const summary = `detach ${policyName(PolicyArn)}`;
  const sets = { [`managedPolicies/${PolicyArn}`]: undefined };
  return change('DetachRolePolicy', RoleName, { RoleName, PolicyArn }, summary, { sets });
}

/** @param document what it says, where it was read: with it goes a Deny, maybe */
function deleteInline(
  { name: RoleName }: Role,
  PolicyName: string,
  document: PolicyDocument | undefined,
): Change {
  const wider = document === undefined || broadens(document, undefined);
  const summary = `delete the inline policy ${PolicyName}`;
  const sets = { [`inlinePolicies/${PolicyName}`]: undefined };
  return change('DeleteRolePolicy', RoleName, { RoleName, PolicyName }, summary, { broadens: wider, sets });
}
