/** While a role is brought from one state to another, nothing that both have is ever missing from it. */
import fc from 'fast-check';
import { allowS3, OWNER_KEY, OWNER, world, WORKSHOP_ROLE } from '../harness/world.ts';

const POLICIES = [
  'AmazonS3ReadOnlyAccess',
  'AmazonSQSFullAccess',
  'AmazonSSMManagedInstanceCore',
  'ReadOnlyAccess',
  'PowerUserAccess',
] as const;

interface Declared {
  readonly policies: readonly string[];
  readonly inline: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly services: readonly string[];
  readonly boundary: string;
  readonly duration: number;
}

const some = <T>(values: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...values]);
const map = (keys: readonly string[], values: readonly string[]): fc.Arbitrary<Record<string, string>> =>
  fc
    .tuple(
      some(keys),
      fc.array(fc.constantFrom(...values), { minLength: keys.length, maxLength: keys.length }),
    )
    .map(([chosen, given]) => Object.fromEntries(chosen.map((key, index) => [key, given[index] ?? ''])));

const declared: fc.Arbitrary<Declared> = fc.record({
  policies: some(POLICIES),
  inline: map(['a', 'b', 'c'], ['GetObject', 'PutObject']),
  tags: map(['team', 'cost', 'stage'], ['1', '2']),
  services: some(['ec2', 'ssm', 'lambda']).filter((services) => services.length > 0),
  boundary: fc.constantFrom('none', 'PowerUserAccess', 'ReadOnlyAccess'),
  duration: fc.constantFrom(3600, 7200),
});

function inputs(state: Declared): Record<string, string> {
  return {
    'role-name': WORKSHOP_ROLE,
    'policy-arns': state.policies.join('\n'),
    'inline-policies': JSON.stringify(
      Object.fromEntries(Object.entries(state.inline).map(([name, action]) => [name, allowS3(action)])),
    ),
    tags: JSON.stringify(state.tags),
    'trust-services': state.services.join('\n'),
    'permissions-boundary': state.boundary,
    'max-session-duration': String(state.duration),
  };
}

test('random updates never interrupt a common permission, after any call', async () => {
  const w = await world();
  let updates = 0;
  let looks = 0;
  await fc.assert(
    fc.asyncProperty(declared, declared, async (from, to) => {
      w.emulator.reset();
      expect(await w.step(inputs(from))).toMatchObject({ ok: true });
      const keep = {
        policies: from.policies.filter((policy) => to.policies.includes(policy)),
        inline: Object.keys(from.inline).filter((name) => name in to.inline),
        tags: Object.keys(from.tags).filter((key) => key in to.tags),
        services: from.services.filter((service) => to.services.includes(service)),
      };
      const stop = w.emulator.onCall(() => {
        looks += 1;
        const { roles, instanceProfiles } = w.emulator.snapshot();
        const role = roles[WORKSHOP_ROLE];
        const names = role?.AttachedPolicies.map((arn) => arn.slice(arn.lastIndexOf('/') + 1));
        expect(names).toEqual(expect.arrayContaining(keep.policies));
        for (const name of keep.inline) {
          // Present, and at every moment in its initial or its desired version.
          expect([allowS3(from.inline[name] ?? ''), allowS3(to.inline[name] ?? '')]).toContainEqual(
            role?.InlinePolicies[name],
          );
        }
        for (const tags of [role?.Tags, instanceProfiles[WORKSHOP_ROLE]?.Tags]) {
          expect(tags).toMatchObject({ [OWNER_KEY]: OWNER });
          for (const key of keep.tags) expect([from.tags[key], to.tags[key]]).toContain(tags?.[key]);
        }
        const trust = JSON.stringify(role?.AssumeRolePolicyDocument);
        for (const service of keep.services) expect(trust).toContain(`${service}.amazonaws.com`);
        // If both ends have a boundary, the role always has one in between.
        if (from.boundary !== 'none' && to.boundary !== 'none')
          expect(role?.PermissionsBoundary).not.toBeNull();
        expect(instanceProfiles[WORKSHOP_ROLE]?.Roles).toEqual([WORKSHOP_ROLE]);
      });
      const failures: unknown[] = [];
      try {
        const step = await w.step(inputs(to));
        if (!step.ok) failures.push(step.log);
        if (w.writes().length > 0) updates += 1;
      } finally {
        stop();
      }
      expect(failures).toEqual([]);
      expect(await w.step({ ...inputs(to), mode: 'check' })).toMatchObject({ ok: true });
    }),
    { numRuns: 40, seed: 20 },
  );
  expect(updates).toBeGreaterThan(30);
  expect(looks).toBeGreaterThan(300);
});
