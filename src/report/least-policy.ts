/**
 * The calls of each mode, and the minimal IAM policies: those in `docs/permissions.md`, and the one for a declaration. A test
 * records the calls of every mode and compares them.
 */
import { actionOf, authorizedKind, CALLS, serviceOf, type Call, type CallKind } from '../aws/calls.ts';
import { GITHUB_ISSUER } from '../aws/github-subjects.ts';
import { profileArns, receiver } from '../aws/permissions.ts';
import type { Declaration } from '../resources/declaration.ts';
import { RESOURCES } from '../resources/index.ts';
import type { Outcome } from '../reconcile/outcome.ts';

export const PERMISSION_MODES = ['plan', 'check', 'apply', 'read', 'destroy', 'sweep'] as const;
export type PermissionMode = (typeof PERMISSION_MODES)[number];

type Modes = readonly PermissionMode[];
type Service = ReturnType<typeof serviceOf>;

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

/** Lists the calls to a service that some modes make. */
function callsOf(service: Service, modes: Modes): readonly Call[] {
  const calls = Object.keys(CALLS) as Call[];
  return calls.filter(
    (call) => serviceOf(call) === service && modesOf(call).some((mode) => modes.includes(mode)),
  );
}

export interface CallerPolicy {
  readonly Version: string;
  readonly Statement: readonly object[];
}

interface PolicyNames {
  readonly partition: string;
  readonly account: string;
  /** With their paths; several for a group of roles. */
  readonly role: string | readonly string[];
  readonly instanceProfile: string | readonly string[];
  /** The issuer of `trust-github`; default: that of github.com. */
  readonly issuer?: string | undefined;
}

/** Returns the minimal statements of modes for the calls to one service. */
export function statementsOf(
  service: Service,
  modes: Modes,
  names: PolicyNames,
  omitted: readonly Call[] = [],
): object[] {
  const needed = callsOf(service, modes).filter((call) => !omitted.includes(call));
  const { partition, account, issuer = GITHUB_ISSUER } = names;
  const iamArn = (resource: string, owner = account): string => `arn:${partition}:iam::${owner}:${resource}`;
  // A text that is an ARN already stays.
  const arnOf = (kind: string, name: string): string =>
    name.startsWith('arn:') ? name : iamArn(`${kind}/${name}`);
  const arnsOf = (kind: string, all: string | readonly string[]): string | readonly string[] =>
    typeof all === 'string' ? arnOf(kind, all) : all.map((name) => arnOf(kind, name));
  const roles = arnsOf('role', names.role);
  const allow = (kind: CallKind, Resource: string | readonly string[]): object[] => {
    const actions = needed.filter((call) => authorizedKind(call) === kind).map(actionOf);
    return actions.length === 0 ? [] : [{ Effect: 'Allow', Action: actions.sort(), Resource }];
  };
  const passing = needed.find((call) => CALLS[call].alsoNeeds.includes('iam:PassRole'));
  const pass =
    passing === undefined
      ? []
      : [
          {
            Effect: 'Allow',
            Action: 'iam:PassRole',
            Resource: roles,
            Condition: { StringEquals: { 'iam:PassedToService': receiver(passing, partition) } },
          },
        ];
  return [
    ...allow('role', roles),
    ...allow('instanceProfile', arnsOf('instance-profile', names.instanceProfile)),
    ...(service === 'iam' ? pass : []),
    ...allow('oidcProvider', iamArn(`oidc-provider/${issuer}`)),
    ...allow('policy', [iamArn('policy/*', 'aws'), iamArn('policy/*')]),
    ...allow('rolesAnywhereProfile', profileArns(names)),
    ...allow('account', '*'),
    ...(service === 'iam' ? [] : pass),
  ];
}

const STEP_MODES: Modes = ['plan', 'check', 'apply', 'destroy'];

/**
 * Returns the smallest policy for these roles in all their modes: with the ARNs of their own roles and profiles, without calls
 * that no declaration makes. The account is `*` if no resource shows its id.
 */
export function callerPolicy(
  outcomes: readonly Pick<Outcome, 'declaration' | 'start'>[],
  { partition, account = '*' }: { readonly partition: string; readonly account: string | undefined },
): CallerPolicy {
  const declarations = outcomes.map(({ declaration }) => declaration);
  const roles = outcomes.flatMap(({ declaration: { role, roleName }, start }) =>
    names(role?.path ?? start?.role?.path, roleName),
  );
  const profiles = outcomes.flatMap(({ declaration: { role, instanceProfileName }, start }) =>
    names(role?.instanceProfile?.path ?? start?.instanceProfile?.path, instanceProfileName),
  );
  const issuer = declarations.find(({ role }) => role?.oidcIssuer !== undefined)?.role?.oidcIssuer;
  const context = { partition, account, role: roles, instanceProfile: profiles, issuer };
  const has = (part: (declaration: Declaration) => unknown): boolean =>
    declarations.some((declaration) => part(declaration) !== undefined);
  const omitted = RESOURCES.flatMap((kind) => kind.neverSent?.(declarations) ?? []);
  const listed = declarations.flatMap(({ role }) => role?.rolesAnywhere?.roleArns ?? []);
  return {
    Version: '2012-10-17',
    Statement: [
      ...statementsOf('iam', STEP_MODES, context, omitted),
      ...(has(({ role }) => role?.manifest)
        ? [{ Effect: 'Allow', Action: ['iam:ListRoles'], Resource: '*' }]
        : []),
      ...(has(({ rolesAnywhereName }) => rolesAnywhereName)
        ? statementsOf('rolesanywhere', STEP_MODES, { ...context, role: [...roles, ...listed] })
        : []),
    ],
  };
}

/** Returns both forms of a resource: IAM checks calls on one that does not exist without its path. */
function names(path = '/', name: string): readonly string[] {
  // A path may hold the characters that are wildcards and variables in a policy.
  const literal = path.slice(1).replace(/[*?$]/g, '${$&}');
  return path === '/' ? [name] : [name, `${literal}${name}`];
}
