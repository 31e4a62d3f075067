import fc from 'fast-check';
import { plan } from '../../src/resources/index.ts';
import { CALLS } from '../../src/aws/calls.ts';
import { labelOf, type Change, type State } from '../../src/resources/resource.ts';
import type { Role } from '../../src/resources/role-state.ts';
import { FULL } from '../harness/full.ts';
import {
  access,
  anOrder,
  choices,
  facts,
  INLINE_QUOTA,
  inlineSize,
  journeys,
  refusal,
  states,
  through,
  type StateOptions,
} from '../harness/states.ts';

const QUOTA = 10;
const big = fc.constantFrom(0, 1_500, 3_000, 5_000);

/** Draws a journey, its plan, and the states on the way in one order that the plan allows. */
function travelled(options: StateOptions = {}) {
  return fc.tuple(journeys(options), choices).map(([{ actual, target }, choose]) => {
    const changes = anOrder(plan(target, actual, { attachedPoliciesPerRole: QUOTA }), choose);
    return { actual, target, changes, way: through(actual, changes) };
  });
}

type Travelled = ReturnType<typeof travelled> extends fc.Arbitrary<infer T> ? T : never;

/** Reports whether the plan revokes before it grants, because of a quota or a changed boundary. */
const revokesFirst = ({ changes }: Pick<Travelled, 'changes'>): boolean =>
  changes.some(({ summary }) => summary.includes('(first: '));

function always(check: (journey: Travelled) => void, options: StateOptions = {}): void {
  fc.assert(fc.property(travelled(options), check), { numRuns: FULL ? 200 : 40 });
}

/** Returns the roles on the way, if both ends have a role. */
function rolesOnTheWay({ actual, target, way }: Travelled): Role[] {
  if (actual.role === undefined || target.role === undefined) return [];
  return way.map(({ role }) => role).filter((role) => role !== undefined);
}

describe('a plan', () => {
  test('from a state to itself is empty', () => {
    fc.assert(
      fc.property(states(), (state) => {
        expect(plan(state, structuredClone(state)).changes).toEqual([]);
      }),
    );
  });

  test('leads to its target, in every order that its lanes allow', () => {
    always(({ target, way }) => {
      expect(facts(way.at(-1) ?? target)).toEqual(facts(target));
    });
  });

  test('leaves nothing to plan', () => {
    always(({ target, way }) => {
      const end = way.at(-1) ?? target;
      const holder = end.instanceProfile?.role;
      // The ids that IAM gives, which an effect cannot know.
      const seen: State = {
        role: end.role && { ...end.role, identity: target.role?.identity },
        instanceProfile: end.instanceProfile && {
          ...end.instanceProfile,
          role: holder?.name === target.instanceProfile?.role?.name ? target.instanceProfile?.role : holder,
        },
      };
      expect(plan(target, seen).changes).toEqual([]);
    });
  });

  test('contains no change that IAM would refuse on the way', () => {
    always(
      ({ changes, way }) => {
        const refused = changes.map((change, at) => {
          const before = way[at];
          return before && refusal(before, change, QUOTA);
        });
        expect(refused.filter((why) => why !== undefined)).toEqual([]);
      },
      { managed: QUOTA },
    );
  });

  test('never deletes and recreates', () => {
    always(({ changes }) => {
      const apis = changes.map(({ api }) => api);
      expect(apis.includes('CreateRole') && apis.includes('DeleteRole')).toBe(false);
      expect(apis.includes('CreateInstanceProfile') && apis.includes('DeleteInstanceProfile')).toBe(false);
      if (revokesFirst({ changes })) return;
      changes.forEach((change, at) => {
        if (change.api !== 'DeleteRolePolicy') return;
        const again = changes
          .slice(at)
          .filter(
            (later) => later.api === 'PutRolePolicy' && later.input.PolicyName === change.input.PolicyName,
          );
        expect(again).toEqual([]);
      });
    });
  });

  test('always sends description and session duration together', () => {
    always(({ target, changes }) => {
      for (const change of changes) {
        if (change.api !== 'UpdateRole') continue;
        expect(change.input).toEqual({
          RoleName: 'demo',
          Description: target.role?.description,
          MaxSessionDuration: target.role?.maxSessionDuration,
        });
      }
    });
  });

  test('leaves equal properties of both ends unchanged', () => {
    always(({ actual, target, changes }) => {
      const apis = new Set(changes.map(({ api }) => api));
      if (actual.role === undefined || target.role === undefined) return;
      if (actual.role.boundary === target.role.boundary)
        expect(apis).not.toContain('PutRolePermissionsBoundary');
      if (
        actual.role.description === target.role.description &&
        actual.role.maxSessionDuration === target.role.maxSessionDuration
      )
        expect(apis).not.toContain('UpdateRole');
    });
  });
});

describe('on the way from one state to another', () => {
  test('no managed policy that both have is ever missing', () => {
    always((journey) => {
      const kept = [...(journey.target.role?.managedPolicies ?? [])].filter((arn) =>
        journey.actual.role?.managedPolicies.has(arn),
      );
      for (const role of rolesOnTheWay(journey)) {
        expect(kept.filter((arn) => !role.managedPolicies.has(arn))).toEqual([]);
      }
    });
  });

  test('no inline policy that both have is ever missing', () => {
    always(
      (journey) => {
        if (revokesFirst(journey)) return;
        const kept = [...(journey.target.role?.inlinePolicies.keys() ?? [])].filter((name) =>
          journey.actual.role?.inlinePolicies.has(name),
        );
        for (const role of rolesOnTheWay(journey)) {
          expect(kept.filter((name) => !role.inlinePolicies.has(name))).toEqual([]);
        }
      },
      { pad: big },
    );
  });

  test('no tag that both have is ever missing, and no two keys differ by case alone', () => {
    always((journey) => {
      const kept = [...(journey.target.role?.tags.keys() ?? [])].filter((key) =>
        journey.actual.role?.tags.has(key),
      );
      for (const role of rolesOnTheWay(journey)) {
        expect(kept.filter((key) => !role.tags.has(key))).toEqual([]);
        expect(new Set([...role.tags.keys()].map((key) => key.toLowerCase())).size).toBe(role.tags.size);
      }
    });
  });

  test('the quota of attached policies holds, when it does at both ends', () => {
    always(
      ({ way }) => {
        for (const { role } of way) expect(role?.managedPolicies.size ?? 0).toBeLessThanOrEqual(QUOTA);
      },
      { managed: QUOTA },
    );
  });

  test('attaching precedes detaching, except at the quota', () => {
    always(
      ({ actual, target, changes, way }) => {
        const both = new Set([
          ...(actual.role?.managedPolicies ?? []),
          ...(target.role?.managedPolicies ?? []),
        ]);
        const attaches = changes.some(({ api }) => api === 'AttachRolePolicy');
        changes.forEach((change, at) => {
          if (change.api !== 'DetachRolePolicy' || !attaches) return;
          const later = changes.slice(at).some(({ api }) => api === 'AttachRolePolicy');
          if (changes.some(({ summary }) => summary.includes('boundary changes'))) return;
          if (both.size <= QUOTA) expect(later).toBe(false);
          else if (later) expect(way[at]?.role?.managedPolicies.size).toBe(QUOTA);
        });
      },
      { managed: QUOTA },
    );
  });

  test('the quota of inline policies holds, when it does at both ends', () => {
    always(
      ({ actual, target, way }) => {
        if (Math.max(inlineSize(actual.role), inlineSize(target.role)) > INLINE_QUOTA) return;
        for (const { role } of way) expect(inlineSize(role)).toBeLessThanOrEqual(INLINE_QUOTA);
      },
      { pad: big },
    );
  });

  test('no principal gets access that neither end grants', () => {
    always(({ actual, target, way }) => {
      const ends = new Set([...access(actual), ...access(target)]);
      for (const state of way) expect([...access(state)].filter((each) => !ends.has(each))).toEqual([]);
    });
  });

  test('a first boundary precedes every grant, a replaced one all but revocations, a removed one nothing', () => {
    const grants = new Set<Change['api']>(['AttachRolePolicy']);
    always(({ actual, target, changes }) => {
      const apis = changes.filter(({ kind }) => kind === 'role').map(({ api }) => api);
      const set = apis.indexOf('PutRolePermissionsBoundary');
      if (set >= 0) expect(apis.slice(0, set).some((api) => grants.has(api))).toBe(false);
      if (set >= 0 && actual.role?.boundary !== undefined)
        expect(apis.slice(set).some((api) => api === 'DetachRolePolicy')).toBe(false);
      const gone = apis.indexOf('DeleteRolePermissionsBoundary');
      expect(gone >= 0).toBe(
        actual.role?.boundary !== undefined &&
          target.role !== undefined &&
          target.role.boundary === undefined,
      );
      if (gone >= 0) expect(gone).toBe(apis.length - 1);
    });
  });

  test('an undeclared profile keeps the role until every other change of the role is applied', () => {
    always(({ target, changes }) => {
      const gone = changes.findIndex(({ api }) => api === 'DeleteInstanceProfile');
      if (gone < 0 || target.role === undefined) return;
      expect(gone).toBe(changes.length - 1);
    });
  });
});

describe('a change', () => {
  test('is marked as broadening if it grants more access', () => {
    always(({ changes, way }) => {
      changes.forEach((change, at) => {
        const [before, after] = [way[at], way[at + 1]];
        if (before === undefined || after === undefined || change.api === 'DeleteRolePolicy') return;
        const had = access(before);
        if ([...access(after)].some((each) => !had.has(each))) expect(change.broadens).toBe(true);
      });
    });
  });

  test('names the role or the profile that it is sent to', () => {
    always(({ changes }) => {
      for (const change of changes) {
        const name = 'InstanceProfileName' in change.input ? change.input.InstanceProfileName : 'demo';
        expect(change.resource).toBe(`${labelOf(CALLS[change.api].kind)}/${String(name)}`);
      }
    });
  });
});
