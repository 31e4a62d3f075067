/** The minimal IAM policy for the callers of a step. `docs/permissions.md` is generated from the same statements. */
import { actionOf, authorizedKind, CALLS, callsOf, SERVICES, type Call, type Service } from '../aws/calls.ts';
import { GITHUB_ISSUER } from '../aws/github-subjects.ts';
import { profileArns, receiver } from '../aws/permissions.ts';
import { RESOURCES } from '../resources/index.ts';
import type { RunSettings } from '../inputs/declaration.ts';
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
  service: Service,
  isNeeded: (call: Call) => boolean,
  names: PolicyNames,
): object[] {
  const needed = callsOf(service).filter(isNeeded);
  const { partition, account, issuer = GITHUB_ISSUER } = names;
  const iamArn = (resource: string, owner = account): string => `arn:${partition}:iam::${owner}:${resource}`;
  // A text that is an ARN already stays.
  const arnOf = (kind: string, name: string): string =>
    name.startsWith('arn:') ? name : iamArn(`${kind}/${name}`);
  const arnsOf = (kind: string, all: string | readonly string[]): string | readonly string[] =>
    typeof all === 'string' ? arnOf(kind, all) : all.map((name) => arnOf(kind, name));
  const roles = arnsOf('role', names.role);
  const resources = new Map<string, string | readonly string[]>([
    ['role', roles],
    ['instanceProfile', arnsOf('instance-profile', names.instanceProfile)],
    ['oidcProvider', iamArn(`oidc-provider/${issuer}`)],
    ['policy', [iamArn('policy/*', 'aws'), iamArn('policy/*')]],
    ['account', '*'],
  ]);
  const byKind = Map.groupBy<string, Call>(needed, authorizedKind);
  const kinds = [...new Set([...resources.keys(), ...byKind.keys()])];
  const allowed = kinds.flatMap((kind) => {
    const Action = byKind.get(kind)?.map(actionOf).sort();
    const Resource = resources.get(kind) ?? profileArns(service, names);
    return Action === undefined ? [] : [{ Effect: 'Allow', Action, Resource }];
  });
  const [passing] = needed.filter((call) => CALLS[call].alsoNeeds.includes('iam:PassRole'));
  if (passing === undefined) return allowed;
  const Condition = { StringEquals: { 'iam:PassedToService': receiver(passing, partition) } };
  return [...allowed, { Effect: 'Allow', Action: 'iam:PassRole', Resource: roles, Condition }];
}

/**
 * Returns the smallest policy for these roles in all their modes: with the ARNs of their own roles and profiles, without calls
 * that no declaration makes. The account is `*` if no resource shows its id.
 *
 * @param ec2ImageId the image with which `wait-for: ec2` asks EC2
 */
export function callerPolicy(
  outcomes: readonly Pick<Outcome, 'declaration' | 'start'>[],
  {
    partition,
    account = '*',
    'wait-for': waitFor,
    'ec2-image-id': ec2ImageId = '',
  }: Partial<RunSettings> & { readonly partition: string; readonly account: string | undefined },
): CallerPolicy {
  const declarations = outcomes.map(({ declaration }) => declaration);
  const roles = outcomes.flatMap(({ declaration: { role, roleName }, start }) =>
    names(role?.path ?? start?.role?.path, roleName),
  );
  const profiles = outcomes.flatMap(({ declaration: { role, instanceProfileName }, start }) =>
    names(role?.instanceProfile?.path ?? start?.instanceProfile?.path, instanceProfileName),
  );
  const [issuer] = declarations.flatMap(({ role }) => role?.oidcIssuer ?? []);
  const context = { partition, account, instanceProfile: profiles, issuer };
  const neverSent = RESOURCES.flatMap((kind) => kind.neverSent?.(declarations) ?? []);
  // STS allows its call to every caller.
  const omitted = new Set<Call>([...callsOf('sts'), ...neverSent]);
  const isNeeded = (call: Call): boolean => !omitted.has(call);
  const passed = outcomes.flatMap(({ declaration, start }) =>
    RESOURCES.flatMap((kind) => kind.passedRoles?.(declaration, start) ?? []),
  );
  const asksEc2 = waitFor === 'ec2' && declarations.some(({ role }) => role?.instanceProfile !== undefined);
  const [, parameter] = /^resolve:ssm:(?:arn:.*:parameter)?\/?([^:]+)/.exec(ec2ImageId) ?? [];
  const ofEc2 = [
    ['ec2:RunInstances', '*'],
    ...(parameter === undefined
      ? []
      : [['ssm:GetParameters', `arn:${partition}:ssm:*:*:parameter/${parameter}`]]),
  ];
  return {
    Version: '2012-10-17',
    Statement: [
      ...SERVICES.flatMap((service) => {
        const role = service === 'iam' ? roles : [...new Set([...roles, ...passed])];
        return statementsOf(service, isNeeded, { ...context, role });
      }),
      ...(asksEc2 ? ofEc2 : []).map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource })),
    ],
  };
}

/** Returns both forms of a resource: IAM checks calls on one that does not exist without its path. */
function names(path = '/', name: string): readonly string[] {
  // A path may hold the characters that are wildcards and variables in a policy.
  const literal = path.slice(1).replace(/[*?$]/g, '${$&}');
  return path === '/' ? [name] : [name, `${literal}${name}`];
}
