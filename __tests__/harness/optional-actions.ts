/** The actions that a run can do without. */
import type { PermissionMode } from '../../scripts/modes.ts';

/** Returns the actions that only improve the order of calls in a mode: without them a run assumes the worst and continues. */
export function optionalActions(mode: PermissionMode): readonly string[] {
  if (mode === 'read') return ['iam:GetRolePolicy'];
  return mode === 'destroy' || mode === 'sweep'
    ? ['iam:GetPolicy', 'iam:GetPolicyVersion', 'iam:GetRolePolicy']
    : ['iam:GetPolicyVersion', 'iam:GetOpenIDConnectProvider'];
}
