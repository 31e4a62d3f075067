/** The calls of each mode. A test records the calls of every mode and compares them. */
import { CALLS, serviceOf, type Call } from '../src/aws/calls.ts';
import { statementsOf, type AllowStatement } from '../src/report/least-policy.ts';

const PERMISSION_MODES = ['plan', 'check', 'apply', 'read', 'destroy', 'sweep'] as const;
export type PermissionMode = (typeof PERMISSION_MODES)[number];

type Modes = readonly PermissionMode[];

const PLANNING: Modes = ['plan', 'check', 'apply'];

/** The calls that not all modes that read make. */
const READERS: Readonly<Partial<Record<Call, Modes>>> = {
  GetPolicy: [...PLANNING, 'destroy', 'sweep'],
  GetPolicyVersion: [...PLANNING, 'destroy', 'sweep'],
  GetAccountSummary: PLANNING,
  GetOpenIDConnectProvider: PLANNING,
  ListInstanceProfilesForRole: ['read', 'destroy', 'sweep'],
  ListRoles: ['sweep'],
};

/** Returns the modes that make a call, by what it does. An apply may roll back, so it also deletes. */
export function modesOf(call: Call): Modes {
  const { does } = CALLS[call];
  const removes = does === 'delete' || does === 'unset';
  const modes =
    does === 'read' ? (READERS[call] ?? PERMISSION_MODES) : MODES[removes ? 'removing' : 'writing'];
  // A sweep does not know the names of Roles Anywhere's profiles.
  return serviceOf(call) === 'iam' ? modes : modes.filter((mode) => mode !== 'sweep');
}

const MODES = { writing: ['apply'], removing: ['apply', 'destroy', 'sweep'] } as const;

/** Returns the minimal statements of modes for the calls to one service. */
export function modeStatements(
  service: ReturnType<typeof serviceOf>,
  modes: Modes,
  names: Parameters<typeof statementsOf>[2],
): AllowStatement[] {
  return statementsOf(service, (call) => modesOf(call).some((mode) => modes.includes(mode)), names);
}
