/** Random states, with names as hostile as IAM allows and worse. */
import fc from 'fast-check';
import type { Json, PolicyDocument } from '../../src/aws/policy-document.ts';
import type { Role } from '../../src/resources/role-state.ts';
import type { State } from '../../src/resources/resource.ts';
import { HOSTILE } from './rendered.ts';

const MERMAID = [
  'end',
  'class',
  'style:#35;x',
  'linkStyle 0 x',
  '%%{init: {"securityLevel":"loose"}}%%',
  '"]; click n1 "javascript:alert(1)"',
  '"]\n  n9 --> n1',
  'n1 --> n2',
  '#quot;',
  '#;',
  '1. list',
  '- list',
  '\\"',
  '"`md`"',
  'fa:fa-user',
  '|x|',
  ':::new',
  '{{x}}',
  '\u2028',
  '\ud800',
];

export const name = fc.oneof(
  { weight: 3, arbitrary: fc.stringMatching(/^[\w+=,.@-]{1,80}$/) },
  { weight: 2, arbitrary: fc.constantFrom(...HOSTILE, ...MERMAID) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }) },
);

const principal: fc.Arbitrary<Json> = fc.oneof(
  fc.constant('*'),
  fc.record({ Service: fc.oneof(name, fc.array(name, { maxLength: 3 })) }),
  fc.record({ AWS: fc.array(name, { maxLength: 3 }) }),
);

export const document: fc.Arbitrary<PolicyDocument> = fc.record({
  Version: fc.constantFrom('2012-10-17', '2008-10-17'),
  Statement: fc.array(
    fc.record(
      {
        Effect: fc.constantFrom('Allow', 'Deny'),
        Principal: principal,
        Action: fc.oneof(name, fc.array(name, { maxLength: 4 })),
        Condition: fc.record({ StringEquals: fc.dictionary(name, name, { maxKeys: 2 }) }),
      },
      { requiredKeys: ['Effect'] },
    ),
    { maxLength: 2 },
  ),
});

const role: fc.Arbitrary<Role> = fc.record({
  name,
  path: fc.constant('/'),
  description: name,
  maxSessionDuration: fc.integer({ min: 3600, max: 43_200 }),
  trust: document,
  boundary: fc.option(name, { nil: undefined }),
  tags: fc.array(fc.tuple(name, name), { maxLength: 3 }).map((tags) => new Map(tags)),
  managedPolicies: fc.array(name, { maxLength: 4 }).map((arns) => new Set(arns)),
  inlinePolicies: fc.array(fc.tuple(name, document), { maxLength: 3 }).map((policies) => new Map(policies)),
  instanceProfiles: fc.constant(new Set<string>()),
  identity: fc.constant(undefined),
});

export const state: fc.Arbitrary<State> = fc
  .tuple(fc.option(role, { nil: undefined }), fc.option(name, { nil: undefined }), fc.boolean())
  .map(([found, profile, holds]) => ({
    role: found,
    instanceProfile:
      profile === undefined
        ? undefined
        : {
            name: profile,
            path: '/',
            tags: new Map(),
            role: holds && found !== undefined ? { name: found.name, id: undefined } : undefined,
            identity: undefined,
          },
  }));

/** Two states of one role: half of the time they share some of what they hold. */
export const states = fc.tuple(state, state, fc.boolean()).map(([before, after, related]): [State, State] => {
  if (!related || before.role === undefined || after.role === undefined) return [before, after];
  const managedPolicies = new Set(
    [...before.role.managedPolicies].slice(0, 2).concat(...after.role.managedPolicies),
  );
  return [
    before,
    { ...after, role: { ...after.role, name: before.role.name, trust: before.role.trust, managedPolicies } },
  ];
});
