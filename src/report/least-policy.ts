/**
 * The minimal IAM policy for the callers of a step, and for denied calls. `docs/permissions.md` is generated from the same
 * statements.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
import { actionOf, authorizedKind, CALLS, callsOf, SERVICES, type Call, type Service } from '../aws/calls.ts';
import { GITHUB_ISSUER } from '../aws/trust-policy.ts';
import { RESOURCES } from '../resources/index.ts';
import type { RunSettings } from '../inputs/declare.ts';
import type { Outcome } from '../reconcile/run.ts';
import type { Declaration, State } from '../resources/resource.ts';

/** An Allow statement of an identity policy. */
export interface AllowStatement {
  readonly Effect: 'Allow';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

export interface CallerPolicy {
  readonly Version: string;
  readonly Statement: readonly AllowStatement[];
}

export type DeclaredRole = Pick<Declaration, 'roleName' | 'instanceProfileName' | 'role' | 'judged'>;

interface Place {
  readonly partition: string;
  /** The account's id. Without it the ARNs name any account. */
  readonly account: string | undefined;
}

interface PolicyNames extends Place {
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
): AllowStatement[] {
  const needed = callsOf(service).filter(isNeeded);
  const { partition, account = '*', issuer = GITHUB_ISSUER } = names;
  const iamArn = (resource: string, owner = account): string => `arn:${partition}:iam::${owner}:${resource}`;
  // A text that is an ARN already stays.
  const arnOf = (kind: string, name: string): string =>
    name.startsWith('arn:') ? name : iamArn(`${kind}/${name}`);
  const arnsOf = (kind: string, all: string | readonly string[]): string | readonly string[] =>
    typeof all === 'string' ? arnOf(kind, all) : [...new Set(all)].map((name) => arnOf(kind, name));
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
    const Resource = resources.get(kind) ?? `arn:${partition}:${service}:*:${account}:profile/*`;
    return Action === undefined ? [] : [allow(Action, Resource)];
  });
  if (!needed.some((call) => CALLS[call].alsoNeeds.includes('iam:PassRole'))) return allowed;
  const Condition = { StringEquals: { 'iam:PassedToService': receiver(service, partition) } };
  return [...allowed, { ...allow('iam:PassRole', roles), Condition }];
}

/** Returns the service that the calls to a service pass a role to. */
export function receiver(service: Service, partition: string): string | readonly string[] {
  if (service !== 'iam') return `${service}.amazonaws.com`;
  // Sources differ on EC2's name in China.
  return partition === 'aws-cn' ? ['ec2.amazonaws.com', 'ec2.amazonaws.com.cn'] : 'ec2.amazonaws.com';
}

/** Returns the smallest statements that allow the needed calls for these roles, with the ARNs of their own roles and profiles. */
export function leastStatements(
  declared: readonly { readonly declaration: DeclaredRole; readonly start?: State | undefined }[],
  place: Place,
  isNeeded: (call: Call) => boolean,
): AllowStatement[] {
  const roles = declared.flatMap(({ declaration: { role, roleName }, start }) =>
    names(role?.path ?? start?.role?.path, roleName),
  );
  const instanceProfile = declared.flatMap(({ declaration: { role, ...each }, start }) => [
    ...names(role?.instanceProfile?.path ?? start?.instanceProfile?.path, each.instanceProfileName),
    // The run looks for an empty profile with the name of a role that left its manifest, too.
    ...(each.judged ? names(start?.role?.path, each.roleName) : []),
    ...(start?.instanceProfile?.duplicates ?? []).flatMap(({ path, name }) => names(path, name)),
  ]);
  const [issuer] = declared.flatMap(({ declaration }) => declaration.role?.oidcIssuer ?? []);
  const passed = declared.flatMap(({ declaration, start }) =>
    RESOURCES.flatMap((kind) => kind.passedRoles?.(declaration, start) ?? []),
  );
  return SERVICES.flatMap((service) => {
    const role = service === 'iam' ? roles : [...roles, ...passed];
    return statementsOf(service, isNeeded, { ...place, role, instanceProfile, issuer });
  });
}

/**
 * Returns the smallest policy for these roles in all their modes, without calls that no declaration makes.
 *
 * @param ec2ImageId the image with which `wait-for: ec2` asks EC2
 */
export function callerPolicy(
  declared: readonly Pick<Outcome, 'declaration' | 'start'>[],
  { 'wait-for': waitFor, 'ec2-image-id': ec2ImageId = '', ...place }: Partial<RunSettings> & Place,
): CallerPolicy {
  const declarations = declared.map(({ declaration }) => declaration);
  const neverSent = RESOURCES.flatMap((kind) => kind.neverSent?.(declarations) ?? []);
  // STS allows its call to every caller.
  const omitted = new Set<Call>([...callsOf('sts'), ...neverSent]);
  const asksEc2 = waitFor === 'ec2' && declarations.some(({ role }) => role?.instanceProfile !== undefined);
  const [, parameter] = /^resolve:ssm:(?:arn:.*:parameter)?\/?([^:]+)/.exec(ec2ImageId) ?? [];
  const image = parameter === undefined ? [] : [`arn:${place.partition}:ssm:*:*:parameter/${parameter}`];
  const ofEc2 = [allow('ec2:RunInstances', '*'), ...image.map((arn) => allow('ssm:GetParameters', arn))];
  return {
    Version: '2012-10-17',
    Statement: [...leastStatements(declared, place, (call) => !omitted.has(call)), ...(asksEc2 ? ofEc2 : [])],
  };
}

function allow(Action: AllowStatement['Action'], Resource: AllowStatement['Resource']): AllowStatement {
  return { Effect: 'Allow', Action, Resource };
}

/** Returns both forms of a resource: IAM checks calls on one that does not exist without its path. */
function names(path = '/', name: string): readonly string[] {
  // A path may hold the characters that are wildcards and variables in a policy.
  const literal = path.slice(1).replace(/[*?$]/g, '${$&}');
  return path === '/' ? [name] : [name, `${literal}${name}`];
}
