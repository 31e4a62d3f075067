/** Random states of a role and its profile, and a model of IAM that takes changes one by one and refuses what IAM would. */
import fc from 'fast-check';
import { canonicalText, encodeDocument, type PolicyDocument } from '../../src/aws/policy-document.ts';
import type { Change, Plan } from '../../src/resources/resource.ts';
import { prerequisitesOf } from '../../src/reconcile/send.ts';
import { effect } from '../../src/resources/properties.ts';
import type { InstanceProfile } from '../../src/resources/instance-profile.ts';
import type { Role } from '../../src/resources/role-state.ts';
import type { State, Tags } from '../../src/resources/resource.ts';
import { OWNER_TAG, sameKey } from '../../src/resources/tags.ts';

const ROLE_ID = 'AROAROLEROLEROLEROLE';
export const OWNER = 'octo-org/octo-repo';
export const INLINE_QUOTA = 10_240;

const LETTERS = ['a', 'b', 'c', 'd'] as const;
const MANAGED = Array.from({ length: 14 }, (_, n) => `arn:aws:iam::aws:policy/P${n}`);
const ACCOUNTS = ['111111111111', '222222222222', '333333333333', '444444444444'];

function identity(kind: 'role' | 'instance-profile', id: string): Role['identity'] {
  return { arn: `arn:aws:iam::999999999999:${kind}/demo`, id, created: new Date(0) };
}

const tags: fc.Arbitrary<Tags> = fc
  .uniqueArray(
    fc.tuple(
      fc.constantFrom('project', 'Project', 'TEAM', 'team', 'stage', 'café'),
      fc.constantFrom('', 'x', 'y'),
    ),
    { selector: ([key]) => key.toLowerCase(), maxLength: 4 },
  )
  .map((pairs) => new Map([...pairs, [OWNER_TAG, OWNER]]));

const some = (values: readonly string[], minLength = 0): fc.Arbitrary<string[]> =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength, maxLength: 3 });

const trust: fc.Arbitrary<PolicyDocument> = fc
  .tuple(some(ACCOUNTS, 1), some(ACCOUNTS), fc.boolean())
  .map(([allowed, denied, anyone]) => ({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: anyone && allowed.length > 2 ? '*' : allowed },
        Action: 'sts:AssumeRole',
      },
      ...(denied.length === 0
        ? []
        : [{ Effect: 'Deny', Principal: { AWS: denied }, Action: 'sts:AssumeRole' }]),
    ],
  }));

const actionsOf = (letters: readonly string[]): string[] => letters.map((letter) => `s3:${letter}`);

function inlineDocument(
  allowed: fc.Arbitrary<string[]>,
  denied: fc.Arbitrary<string[]>,
  pad: fc.Arbitrary<number>,
) {
  return fc.tuple(allowed, denied, pad).map(([allow, deny, size]): PolicyDocument => ({
    Version: '2012-10-17',
    ...(size === 0 ? {} : { Id: 'x'.repeat(size) }),
    Statement: [
      ...(allow.length === 0 ? [] : [{ Effect: 'Allow', Action: actionsOf(allow), Resource: '*' }]),
      ...(deny.length === 0 ? [] : [{ Effect: 'Deny', Action: actionsOf(deny), Resource: '*' }]),
    ],
  }));
}

function inlinePolicies(pad: fc.Arbitrary<number>): fc.Arbitrary<ReadonlyMap<string, PolicyDocument>> {
  const none = fc.constant<string[]>([]);
  const allows = inlineDocument(some(LETTERS, 1), none, pad);
  const denies = inlineDocument(none, some(LETTERS, 1), pad);
  const either = inlineDocument(some(LETTERS, 1), some(LETTERS), pad);
  return fc
    .record(
      { reads: allows, writes: allows, Guard: denies, guard2: denies, both: either },
      { requiredKeys: [] },
    )
    .map((each) => new Map(Object.entries(each)));
}

export interface StateOptions {
  /** Most managed policies of a role. */
  readonly managed?: number;
  /** Characters added to inline documents. */
  readonly pad?: fc.Arbitrary<number>;
}

export function roles({ managed = 12, pad = fc.constant(0) }: StateOptions = {}): fc.Arbitrary<Role> {
  return fc.record({
    name: fc.constant('demo'),
    path: fc.constant('/'),
    description: fc.constantFrom('', 'one', 'zwei'),
    maxSessionDuration: fc.constantFrom(3600, 3700, 43_200),
    trust,
    boundary: fc.constantFrom(undefined, 'arn:aws:iam::aws:policy/BoundA', 'arn:aws:iam::aws:policy/BoundB'),
    tags,
    managedPolicies: fc
      .uniqueArray(fc.constantFrom(...MANAGED), { maxLength: managed })
      .map((arns) => new Set(arns)),
    inlinePolicies: inlinePolicies(pad),
    instanceProfiles: fc.constant(new Set<string>()),
    identity: fc.constant(identity('role', ROLE_ID)),
  });
}

const profiles: fc.Arbitrary<InstanceProfile> = fc.record({
  name: fc.constant('demo'),
  path: fc.constant('/'),
  tags,
  role: fc.constantFrom(
    undefined,
    { name: 'demo', id: ROLE_ID },
    { name: 'demo', id: ROLE_ID },
    { name: 'other', id: 'AROAOTHEROTHEROTHER' },
  ),
  identity: fc.constant(identity('instance-profile', 'AIPAPROFILEPROFILE')),
});

/** Draws states that IAM can show: a role that does not exist is in no profile. */
export function states(options: StateOptions = {}): fc.Arbitrary<State> {
  const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
    fc.option(value, { nil: undefined, freq: 4 });
  return fc.tuple(maybe(roles(options)), maybe(profiles)).map(([role, instanceProfile]) => ({
    role,
    instanceProfile:
      instanceProfile?.role?.name === 'demo' && role === undefined
        ? { ...instanceProfile, role: undefined }
        : instanceProfile,
  }));
}

/** Draws a state and a target state. On the way there may be a role made again under its name, and other profiles. */
export function journeys(options: StateOptions = {}): fc.Arbitrary<{ actual: State; target: State }> {
  return fc
    .tuple(states(options), states(options), fc.boolean(), some(['elsewhere', 'somewhere']))
    .map(([from, to, remade, holders]) => {
      const { role } = from;
      const holder = from.instanceProfile?.role;
      return {
        actual: {
          role: role && { ...role, instanceProfiles: new Set(to.role === undefined ? holders : []) },
          instanceProfile:
            remade && holder?.name === 'demo' && from.instanceProfile !== undefined
              ? { ...from.instanceProfile, role: { name: 'demo', id: 'AROAFORMERFORMER' } }
              : from.instanceProfile,
        },
        target: to,
      };
    })
    .map(({ actual, target }) => ({
      actual,
      target: {
        role: target.role && { ...target.role, identity: actual.role?.identity },
        instanceProfile: target.instanceProfile && {
          ...target.instanceProfile,
          identity: actual.instanceProfile?.identity,
          role:
            target.instanceProfile.role?.name === 'demo'
              ? { name: 'demo', id: actual.role?.identity?.id }
              : target.instanceProfile.role,
        },
      },
    }));
}

/** Returns the comparable facts of a state, without the identities that IAM assigns. */
export function facts({ role, instanceProfile }: State): unknown {
  return {
    role: role && {
      ...role,
      identity: undefined,
      trust: canonicalText(role.trust),
      tags: [...role.tags].sort(),
      managedPolicies: [...role.managedPolicies].sort(),
      inlinePolicies: [...role.inlinePolicies]
        .map(([name, document]) => [name, document && canonicalText(document)])
        .sort(),
      instanceProfiles: [...role.instanceProfiles].sort(),
    },
    instanceProfile: instanceProfile && {
      ...instanceProfile,
      identity: undefined,
      tags: [...instanceProfile.tags].sort(),
      role: instanceProfile.role?.name,
    },
  };
}

/** Draws one order of a plan's changes that its lanes and their waits allow, by `choose` (from 0 up to 1). */
export function anOrder(plan: Plan, choose: () => number): Change[] {
  const { changes } = plan;
  const done: Change[] = [];
  while (done.length < changes.length) {
    const left = changes.filter((change) => !done.includes(change));
    const ready = left.filter(
      (change) =>
        left.find(({ kind }) => kind === change.kind) === change &&
        prerequisitesOf(change, plan).every((other) => done.includes(other)),
    );
    const next = ready[Math.floor(choose() * ready.length)];
    if (next === undefined) throw new Error('the lanes wait for one another');
    done.push(next);
  }
  return done;
}

/** Numbers for `anOrder`. */
export const choices: fc.Arbitrary<() => number> = fc
  .infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }))
  .map((stream) => () => (stream.next().value as number | undefined) ?? 0);

export function inlineSize(role: Role | undefined): number {
  return [...(role?.inlinePolicies.values() ?? [])].reduce(
    (sum, document) =>
      sum + (document === undefined ? 0 : encodeDocument(document).replace(/\s/g, '').length),
    0,
  );
}

/** Returns the reason why IAM would refuse a change, in a word; undefined when it accepts it. */
export function refusal({ role, instanceProfile }: State, change: Change, quota: number): string | undefined {
  const { api, input } = change;
  const has = (key: string, all: Tags | undefined): boolean =>
    [...(all ?? [])].some(([own]) => sameKey(own, key));
  const check = (ok: boolean, why: string): string | undefined => (ok ? undefined : `${api}: ${why}`);
  switch (api) {
    case 'CreateRole':
      return check(role === undefined, 'it exists');
    case 'DeleteRole':
      return check(
        role?.managedPolicies.size === 0 &&
          role.inlinePolicies.size === 0 &&
          role.instanceProfiles.size === 0 &&
          instanceProfile?.role?.name !== role.name,
        'something hangs on it',
      );
    case 'UpdateRole':
      return check(
        role !== undefined && input.Description !== undefined && input.MaxSessionDuration !== undefined,
        'a field is left out',
      );
    case 'AttachRolePolicy':
      return check(role !== undefined && role.managedPolicies.size < quota, 'the quota is used up');
    case 'DetachRolePolicy':
      return check(role?.managedPolicies.has(input.PolicyArn ?? '') === true, 'it is not attached');
    case 'PutRolePolicy':
      return check(role !== undefined, 'there is no role');
    case 'DeleteRolePolicy':
      return check(role?.inlinePolicies.has(input.PolicyName ?? '') === true, 'there is no such policy');
    case 'UntagRole':
      return check(
        (input.TagKeys ?? []).every((key) => has(key, role?.tags)),
        'there is no such tag',
      );
    case 'UntagInstanceProfile':
      return check(
        (input.TagKeys ?? []).every((key) => has(key, instanceProfile?.tags)),
        'there is no such tag',
      );
    case 'CreateInstanceProfile':
      return check(instanceProfile === undefined, 'it exists');
    case 'DeleteInstanceProfile':
      return check(instanceProfile !== undefined && instanceProfile.role === undefined, 'it holds a role');
    case 'AddRoleToInstanceProfile':
      return check(
        instanceProfile !== undefined &&
          instanceProfile.role === undefined &&
          (role !== undefined || input.RoleName !== 'demo'),
        'no room, or no role',
      );
    case 'RemoveRoleFromInstanceProfile':
      return check(
        (instanceProfile?.name === input.InstanceProfileName &&
          instanceProfile?.role?.name === input.RoleName) ||
          role?.instanceProfiles.has(input.InstanceProfileName ?? '') === true,
        'the role is not in it',
      );
    case 'UpdateAssumeRolePolicy':
    case 'PutRolePermissionsBoundary':
    case 'TagRole':
      return check(role !== undefined, 'there is no role');
    case 'DeleteRolePermissionsBoundary':
      return check(role?.boundary !== undefined, 'there is none');
    case 'TagInstanceProfile':
      return check(instanceProfile !== undefined, 'there is no profile');
    default:
      // A profile of Roles Anywhere has properties of its own.
      return undefined;
  }
}

/** Returns the states that changes lead through, the first and the last included. */
export function through(start: State, changes: readonly Change[]): State[] {
  const all = [start];
  for (const change of changes) all.push(effect(all.at(-1) ?? start, change));
  return all;
}

/** Lists the grants as `account action`, with a role's managed policy Pn allowing `Pn` and one letter of `s3`. */
export function access({ role }: State): Set<string> {
  if (role === undefined) return new Set();
  const said = (document: PolicyDocument, effect: string, field: string): string[] =>
    (document['Statement'] as readonly Record<string, unknown>[])
      .filter((statement) => statement['Effect'] === effect)
      .flatMap((statement) => {
        const value = statement[field];
        const list = field === 'Principal' ? (value as { AWS?: unknown } | '*') : value;
        return [
          typeof list === 'object' && list !== null && 'AWS' in list ? list.AWS : list,
        ].flat() as string[];
      });
  const matching = (names: readonly string[], all: readonly string[]): string[] =>
    all.filter((name) => names.includes('*') || names.includes(name));
  const denied = matching(said(role.trust, 'Deny', 'Principal'), ACCOUNTS);
  const who = matching(said(role.trust, 'Allow', 'Principal'), ACCOUNTS).filter(
    (name) => !denied.includes(name),
  );
  const inline = [...role.inlinePolicies.values()].filter((document) => document !== undefined);
  const forbidden = inline.flatMap((document) => said(document, 'Deny', 'Action'));
  const granted = [...role.managedPolicies].flatMap((arn) => {
    const name = arn.slice(arn.lastIndexOf('/') + 1);
    return [name, `s3:${LETTERS[Number(name.slice(1)) % LETTERS.length] ?? ''}`];
  });
  const what = [...granted, ...inline.flatMap((document) => said(document, 'Allow', 'Action'))].filter(
    (action) => !forbidden.includes(action),
  );
  return new Set(who.flatMap((account) => what.map((action) => `${account} ${action}`)));
}
