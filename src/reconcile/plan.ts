/** One pure function turns two states into the calls that lead from one to the other. */
import type { Plan } from '../resources/change.ts';
import { planInstanceProfile } from '../resources/instance-profile.ts';
import { planRolesAnywhereProfile } from '../resources/roles-anywhere-profile-changes.ts';
import { DEFAULT_QUOTAS, planRole, type Quotas } from '../resources/role-changes.ts';
import type { State } from '../resources/state.ts';

/**
 * The calls that make `actual` into `target`; none when it already is.
 *
 * @param target what is declared; absent to destroy; the state at the start to undo
 * @param actual what IAM shows, or what this run knows to stand
 */
export function plan(target: State, actual: State, quotas: Quotas = DEFAULT_QUOTAS): Plan {
  return {
    changes: [
      ...planRole(target.role, actual.role, quotas),
      ...planInstanceProfile(target, actual),
      ...planRolesAnywhereProfile(target, actual),
    ],
  };
}
