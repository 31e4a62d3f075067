/** Random updates of a role. Start and target share a small alphabet, so they often overlap and contradict each other. */
import fc from 'fast-check';
import type { Policy, Role, Statement } from './evaluator.ts';
import {
  ACCOUNTS,
  ACTIONS,
  BOUNDARIES,
  EXTERNAL_ID,
  MANAGED,
  ORGANIZATIONS,
  policy,
  REGIONS,
  RESOURCES,
  SERVICES,
  type State,
} from './worlds.ts';

/** Without a start the role is created, without a target destroyed. */
export interface Update {
  readonly start: State;
  readonly target: State;
}

const some = (values: readonly string[], minLength = 1, maxLength = 2): fc.Arbitrary<string[]> =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength, maxLength });
/** Picks a part of a statement; the first is the usual one. */
const mostly = (
  usual: fc.Arbitrary<Partial<Statement>>,
  ...others: readonly fc.Arbitrary<Partial<Statement>>[]
): fc.Arbitrary<Partial<Statement>> =>
  fc.oneof({ arbitrary: usual, weight: 4 }, ...others.map((arbitrary) => ({ arbitrary, weight: 1 })));
const nothing: fc.Arbitrary<Partial<Statement>> = fc.constant({});
const condition = (
  operator: string,
  key: string,
  values: readonly string[],
): fc.Arbitrary<Partial<Statement>> =>
  some(values).map((chosen) => ({ Condition: { [operator]: { [key]: chosen } } }));

const effect = fc.constantFrom('Allow' as const, 'Allow' as const, 'Allow' as const, 'Deny' as const);
const actions = [...ACTIONS, 'sqs:*', 's3:*', 's3:Get*', '*'];

const identityStatement: fc.Arbitrary<Statement> = fc
  .tuple(
    effect,
    mostly(
      some(actions).map((Action) => ({ Action })),
      some(actions).map((NotAction) => ({ NotAction })),
    ),
    mostly(
      fc.constant({ Resource: '*' }),
      fc.constantFrom(...RESOURCES).map((Resource) => ({ Resource })),
      fc.constantFrom(...RESOURCES).map((NotResource) => ({ NotResource })),
    ),
    mostly(
      nothing,
      condition('StringEquals', 'aws:RequestedRegion', REGIONS),
      condition('StringNotEquals', 'aws:RequestedRegion', REGIONS),
    ),
  )
  .map(([Effect, ...parts]) => ({ Effect, ...parts[0], ...parts[1], ...parts[2] }));

const inlinePolicy: fc.Arbitrary<Policy> = fc
  .array(identityStatement, { minLength: 1, maxLength: 2 })
  .map((statements) => policy(...statements));

const services = some(SERVICES).map((Service) => ({ Principal: { Service } }));
const accounts = some(ACCOUNTS).map((AWS) => ({ Principal: { AWS } }));
const trustCondition = mostly(
  nothing,
  condition('StringEquals', 'aws:PrincipalOrgID', ORGANIZATIONS),
  condition('StringEquals', 'aws:SourceAccount', ACCOUNTS),
  condition('StringLike', 'aws:SourceAccount', [...ACCOUNTS, '1*']),
  condition('StringEquals', 'sts:ExternalId', [EXTERNAL_ID]),
);
/** Public trust is refused without a condition on the organization. */
const anyPrincipal = condition('StringEquals', 'aws:PrincipalOrgID', ORGANIZATIONS).map((more) => ({
  Principal: { AWS: '*' },
  ...more,
}));
const allowed: fc.Arbitrary<Partial<Statement>> = fc.oneof(
  {
    arbitrary: fc.tuple(fc.oneof(services, accounts), trustCondition).map(([a, b]) => ({ ...a, ...b })),
    weight: 5,
  },
  { arbitrary: anyPrincipal, weight: 1 },
);
const denied = fc.tuple(
  fc.oneof(services, accounts, fc.constant({ Principal: '*' as const })),
  condition('StringNotEquals', 'aws:SourceAccount', ACCOUNTS),
);
const trustPolicy: fc.Arbitrary<Policy> = fc
  .tuple(
    fc.array(allowed, { minLength: 1, maxLength: 2 }),
    fc.option(
      denied.map(([a, b]) => ({ ...a, ...b })),
      { freq: 5, nil: undefined },
    ),
  )
  .map(([allow, deny]) =>
    policy(
      ...allow.map((parts) => ({ Effect: 'Allow' as const, Action: 'sts:AssumeRole', ...parts })),
      ...(deny === undefined ? [] : [{ Effect: 'Deny' as const, Action: 'sts:AssumeRole', ...deny }]),
    ),
  );

const role: fc.Arbitrary<Role> = fc.record(
  {
    AssumeRolePolicyDocument: fc.oneof(
      fc.constant(
        policy({ Effect: 'Allow', Principal: { Service: SERVICES[0] ?? '' }, Action: 'sts:AssumeRole' }),
      ),
      trustPolicy,
    ),
    InlinePolicies: fc.record(
      { p1: inlinePolicy, p2: inlinePolicy, p3: inlinePolicy },
      { requiredKeys: [], noNullPrototype: true },
    ),
    AttachedPolicies: some(Object.keys(MANAGED), 0, 3),
    PermissionsBoundary: fc.oneof(
      { arbitrary: fc.constant(null), weight: 2 },
      { arbitrary: fc.constantFrom(...Object.keys(BOUNDARIES)), weight: 1 },
    ),
  },
  { noNullPrototype: true },
);

/** Draws a target on its own, and often keeps the trust, the boundary or the inline policies of the start. */
const update: fc.Arbitrary<Update> = fc
  .tuple(
    role,
    role,
    fc.subarray(['AssumeRolePolicyDocument', 'PermissionsBoundary', 'InlinePolicies'] as const),
  )
  .map(([start, other, kept]) => ({
    start,
    target: { ...other, ...Object.fromEntries(kept.map((property) => [property, start[property]])) },
  }));

const created: fc.Arbitrary<Update> = role.map((target) => ({ start: undefined, target }));
const destroyed: fc.Arbitrary<Update> = role.map((start) => ({ start, target: undefined }));

/** Draws updates: of twelve, about one creates a role and one destroys it. */
export function randomUpdates(count: number, seed: number): readonly Update[] {
  return fc.sample(
    fc.oneof(
      { arbitrary: update, weight: 10 },
      { arbitrary: created, weight: 1 },
      { arbitrary: destroyed, weight: 1 },
    ),
    { numRuns: count, seed },
  );
}
