/**
 * The calls that lead from one role to another, and what each of them does to it. The order is decided here and nowhere
 * else:
 *
 * - create carries all it can, so that ownership and boundary stand from the first moment
 * - what narrows comes before what is granted, what widens after what is taken: no state on the way lets anybody do what
 *   neither end allows
 * - attach before detach, put over the old document: what both ends have is never missing; only at the quota does detach
 *   go first
 */
import { policyName, resourceOfArn } from '../iam/arn.ts';
import {
  allowsAnything,
  broadens,
  commonTrust,
  deniesLess,
  readAlike,
  withDenialsOf,
  withoutPrincipal,
} from '../iam/broadening.ts';
import { encodeDocument, sameDocument, type PolicyDocument } from '../iam/policy-document.ts';
import { change, type Change } from './change.ts';
import type { RoleState } from './state.ts';
import { tagChanges, tagsToIam } from './tags.ts';

/** What the account allows; IAM's defaults where it has not been asked. */
export interface Quotas {
  readonly attachedPoliciesPerRole: number;
}

export const DEFAULT_QUOTAS: Quotas = { attachedPoliciesPerRole: 10 };

/** Characters of all inline policies of a role, white space not counted. */
const INLINE_POLICY_QUOTA = 10_240;

export function planRole(
  target: RoleState | undefined,
  actual: RoleState | undefined,
  quotas: Quotas,
): Change[] {
  if (target === undefined) return actual === undefined ? [] : remove(actual);
  if (actual === undefined) {
    const made: RoleState = { ...target, managedPolicies: new Set(), inlinePolicies: new Map() };
    const trustAtCreation = withoutPrincipal(target.trust, (arn) => isRoleItself(arn, target));
    return [
      create(target, trustAtCreation),
      ...grants(target, made, quotas),
      ...trust(target, trustAtCreation, target.trust),
    ];
  }
  const meanwhile = trustMeanwhile(target, actual);
  return [
    ...tags(target, actual),
    ...settings(target, actual),
    ...boundarySet(target, actual),
    ...trust(target, actual.trust, meanwhile),
    ...grants(target, actual, quotas),
    ...trust(target, meanwhile, target.trust),
    ...boundaryRemoved(target, actual),
  ];
}

function isRoleItself(arn: string, role: RoleState): boolean {
  return resourceOfArn(arn) === `role${role.path}${role.name}`;
}

function create(target: RoleState, trustAtCreation: PolicyDocument): Change {
  const Tags = tagsToIam(target.tags);
  const input = {
    RoleName: target.name,
    Path: target.path,
    AssumeRolePolicyDocument: encodeDocument(trustAtCreation),
    MaxSessionDuration: target.maxSessionDuration,
    ...(target.description === '' ? {} : { Description: target.description }),
    ...(target.boundary === undefined ? {} : { PermissionsBoundary: target.boundary }),
    ...(Tags.length === 0 ? {} : { Tags }),
  };
  return change('CreateRole', `role/${target.name}`, input, 'create the role', { broadens: true });
}

/** Role out of every profile, its own of Roles Anywhere gone, then detach, then inline, then the role. The boundary goes with the role, never before. */
function remove(actual: RoleState): Change[] {
  const RoleName = actual.name;
  return [
    ...[...actual.managedPolicies].sort().map((arn) => detach(actual, arn)),
    // What only denies goes last; that it goes widens nothing where all goes.
    ...changesOf(inlineDeletes({ ...actual, inlinePolicies: new Map() }, actual)),
    change('DeleteRole', `role/${RoleName}`, { RoleName }, 'delete the role'),
  ].map((each) => ({ ...each, broadens: false, after: ['RemoveRoleFromInstanceProfile', 'DeleteProfile'] }));
}

function tags(target: RoleState, actual: RoleState): Change[] {
  const RoleName = target.name;
  return tagChanges(
    target.tags,
    actual.tags,
    (TagKeys, summary) => change('UntagRole', `role/${RoleName}`, { RoleName, TagKeys }, summary),
    (set, summary) => change('TagRole', `role/${RoleName}`, { RoleName, Tags: tagsToIam(set) }, summary),
  );
}

/** Always both: what UpdateRole does with a field left out differs between the reference and observation. */
function settings(target: RoleState, actual: RoleState): Change[] {
  const parts = [
    ...(target.description === actual.description
      ? []
      : [`description ${JSON.stringify(actual.description)} → ${JSON.stringify(target.description)}`]),
    ...(target.maxSessionDuration === actual.maxSessionDuration
      ? []
      : [`max session duration ${actual.maxSessionDuration} s → ${target.maxSessionDuration} s`]),
  ];
  if (parts.length === 0) return [];
  const { name: RoleName, description: Description, maxSessionDuration: MaxSessionDuration } = target;
  const input = { RoleName, Description, MaxSessionDuration };
  return [change('UpdateRole', `role/${RoleName}`, input, parts.join('; '))];
}

function boundarySet({ name: RoleName, boundary }: RoleState, actual: RoleState): Change[] {
  if (boundary === undefined || boundary === actual.boundary) return [];
  const summary = `set the permissions boundary ${actual.boundary ?? 'none'} → ${boundary}`;
  const input = { RoleName, PermissionsBoundary: boundary };
  // One boundary for another may allow more; where there was none it cannot.
  const broadens = actual.boundary !== undefined;
  return [change('PutRolePermissionsBoundary', `role/${RoleName}`, input, summary, { broadens })];
}

function boundaryRemoved({ name: RoleName, boundary }: RoleState, actual: RoleState): Change[] {
  if (boundary !== undefined || actual.boundary === undefined) return [];
  const summary = `remove the permissions boundary ${actual.boundary}`;
  const wider = { broadens: true };
  return [change('DeleteRolePermissionsBoundary', `role/${RoleName}`, { RoleName }, summary, wider)];
}

/** The trust that stands while grants change: never one that lets a principal of one end have the grants of the other. */
function trustMeanwhile(target: RoleState, actual: RoleState): PolicyDocument {
  // As it is in every run that finds no change, and what follows takes its time.
  if (sameDocument(actual.trust, target.trust)) return target.trust;
  if (!broadens(actual.trust, target.trust)) return target.trust;
  if (!broadens(target.trust, actual.trust)) return actual.trust;
  const grows = adds(target, actual);
  const shrinks = adds(actual, target);
  if (grows && shrinks) return commonTrust(actual.trust, target.trust);
  return grows ? target.trust : actual.trust;
}

function trust(role: RoleState, before: PolicyDocument, after: PolicyDocument): Change[] {
  if (sameDocument(before, after)) return [];
  const wider = broadens(before, after);
  const summary = wider ? 'update the trust policy' : 'narrow the trust policy';
  const input = { RoleName: role.name, PolicyDocument: encodeDocument(after) };
  return [change('UpdateAssumeRolePolicy', `role/${role.name}`, input, summary, { broadens: wider })];
}

/** Whether `next` may grant what `role` does not. */
function adds(next: RoleState, role: RoleState): boolean {
  return (
    [...next.managedPolicies].some((arn) => !role.managedPolicies.has(arn)) ||
    [...new Set([...next.inlinePolicies.keys(), ...role.inlinePolicies.keys()])].some((name) =>
      inlineBroadens(role, name, next),
    )
  );
}

function inlineBroadens(before: RoleState, name: string, after: RoleState): boolean {
  const unread = (role: RoleState): boolean =>
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
function grants(target: RoleState, actual: RoleState, quotas: Quotas): Change[] {
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
function managed(target: RoleState, actual: RoleState, quotas: Quotas, puts: readonly Change[]): Change[] {
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
function inlinePuts(target: RoleState, actual: RoleState): InlinePut[] {
  const puts: (InlinePut & { growth: number })[] = [];
  for (const [name, after] of target.inlinePolicies) {
    if (after === undefined) continue;
    const before = actual.inlinePolicies.get(name);
    if (before !== undefined && sameDocument(before, after)) continue;
    const summary = `${actual.inlinePolicies.has(name) ? 'update' : 'add'} the inline policy ${name}`;
    puts.push({
      name,
      size: size(after),
      change: putInline(target, name, after, summary, inlineBroadens(actual, name, target)),
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
  role: RoleState,
  { name, before, after }: InlinePut,
): (InlineStep & { after: PolicyDocument }) | undefined {
  if (!readAlike(before, after)) return undefined;
  const both = withDenialsOf(after, before ?? {});
  const summary = `update the inline policy ${name}, with what it denied until now`;
  const change = putInline(role, name, both, summary, broadens(before, both));
  return { name, change, size: size(both), after: both };
}

function putInline(
  { name: RoleName }: RoleState,
  PolicyName: string,
  document: PolicyDocument,
  summary: string,
  wider: boolean,
): Change {
  const input = { RoleName, PolicyName, PolicyDocument: encodeDocument(document) };
  return change('PutRolePolicy', `role/${RoleName}`, input, summary, { broadens: wider });
}

/** What only allows goes first and what only denies last: it must not go while something is granted. */
function inlineDeletes(target: RoleState, actual: RoleState): InlineStep[] {
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
function fitsInlineQuota(steps: readonly InlineStep[], actual: RoleState): boolean {
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

function attach({ name: RoleName }: RoleState, PolicyArn: string): Change {
  const summary = `attach ${policyName(PolicyArn)}`;
  return change('AttachRolePolicy', `role/${RoleName}`, { RoleName, PolicyArn }, summary, { broadens: true });
}

function detach({ name: RoleName }: RoleState, PolicyArn: string): Change {
  const summary = `detach ${policyName(PolicyArn)}`;
  return change('DetachRolePolicy', `role/${RoleName}`, { RoleName, PolicyArn }, summary);
}

/** @param document what it says, where it was read: with it goes a Deny, maybe */
function deleteInline(
  { name: RoleName }: RoleState,
  PolicyName: string,
  document: PolicyDocument | undefined,
): Change {
  const wider = document === undefined || broadens(document, undefined);
  const summary = `delete the inline policy ${PolicyName}`;
  return change('DeleteRolePolicy', `role/${RoleName}`, { RoleName, PolicyName }, summary, {
    broadens: wider,
  });
}
