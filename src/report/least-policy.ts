/** The minimal IAM policy for the callers of a step. `docs/permissions.md` is generated from the same statements. */
import { actionOf, authorizedKind, CALLS, serviceOf, type Call, type CallKind } from '../aws/calls.ts';
import { GITHUB_ISSUER } from '../aws/github-subjects.ts';
import { profileArns, receiver } from '../aws/permissions.ts';
import { RESOURCES } from '../resources/index.ts';
import type { Outcome } from '../reconcile/outcome.ts';

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

/** Returns the minimal statements for all needed calls to one service. */
export function statementsOf(
  service: ReturnType<typeof serviceOf>,
  isNeeded: (call: Call) => boolean,
  names: PolicyNames,
): object[] {
  const calls = Object.keys(CALLS) as Call[];
  const needed = calls.filter((call) => serviceOf(call) === service && isNeeded(call));
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
  const [issuer] = declarations.flatMap(({ role }) => role?.oidcIssuer ?? []);
  const context = { partition, account, role: roles, instanceProfile: profiles, issuer };
  // Only sweeps and manifests list roles; those of a manifest have a statement of their own.
  const omitted = new Set<Call>([
    'ListRoles',
    ...RESOURCES.flatMap((kind) => kind.neverSent?.(declarations) ?? []),
  ]);
  const isNeeded = (call: Call): boolean => !omitted.has(call);
  const listed = declarations.flatMap(({ role }) => role?.rolesAnywhere?.roleArns ?? []);
  return {
    Version: '2012-10-17',
    Statement: [
      ...statementsOf('iam', isNeeded, context),
      ...(declarations.some(({ role }) => role?.manifest !== undefined)
        ? [{ Effect: 'Allow', Action: ['iam:ListRoles'], Resource: '*' }]
        : []),
      ...(declarations.some(({ rolesAnywhereName }) => rolesAnywhereName !== undefined)
        ? statementsOf('rolesanywhere', isNeeded, { ...context, role: [...roles, ...listed] })
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
