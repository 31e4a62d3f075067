/**
 * The resource of each call and the permissions it needs, for messages; `docs/permissions.md` is generated from them too.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
import { resourceOfArn } from './arn.ts';
import { actionOf, authorizedKind, CALLS, labelOf, serviceOf, type Call, type Service } from './calls.ts';
import { parsePlaceholder } from './placeholder.ts';

/** An Allow statement of an identity policy. */
export interface AllowStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

interface Names {
  readonly RoleName?: string;
  readonly InstanceProfileName?: string;
  readonly PolicyArn?: string;
  readonly PolicyName?: string;
  readonly OpenIDConnectProviderArn?: string;
  /** The fields from here on are those of services other than IAM. */
  readonly name?: string;
  readonly profileId?: string;
  readonly resourceArn?: string;
  readonly roleArns?: readonly string[];
}

/** Returns the resource of a call, for people: `role/demo`, `instance-profile/demo`, `policy AmazonS3FullAccess`. */
export function resourceOf(call: Call, input: unknown): string {
  const names = input as Names;
  switch (CALLS[call].kind) {
    case 'role': {
      const policy = names.PolicyArn ?? names.PolicyName;
      return `role/${names.RoleName ?? '?'}${policy === undefined ? '' : ` (${policy})`}`;
    }
    case 'instanceProfile': {
      const role = names.RoleName === undefined ? '' : ` (role/${names.RoleName})`;
      return `instance-profile/${names.InstanceProfileName ?? '?'}${role}`;
    }
    case 'policy':
      return `policy ${names.PolicyArn ?? '?'}`;
    case 'oidcProvider':
      return resourceOfArn(names.OpenIDConnectProviderArn ?? 'oidc-provider/?');
    case 'account':
      return 'the account';
    default:
      return `${labelOf(CALLS[call].kind)}/${names.name ?? profileIdOf(names) ?? '?'}`;
  }
}

export interface StatementContext {
  /** The account's id, undefined if it is not known. */
  readonly account: string | undefined;
  readonly partition: string;
  /** The resource in IAM's message. */
  readonly named?: string | undefined;
  readonly rolePath: string;
  readonly instanceProfilePath: string;
}

/** Returns the smallest statement that allows one of the actions that IAM checks for a call. */
export function statementFor(
  call: Call,
  input: unknown,
  context: StatementContext,
  action: string,
): AllowStatement {
  const names = input as Names;
  const [passed = ''] = names.roleArns ?? [];
  const role =
    names.RoleName === undefined && passed.startsWith('arn:')
      ? passed
      : iamArn('role', context, context.rolePath, names.RoleName ?? parsePlaceholder(passed)?.name);
  if (action === 'iam:PassRole') {
    const Condition = { StringEquals: { 'iam:PassedToService': receiver(call, context.partition) } };
    return { Effect: 'Allow', Action: [action], Resource: [role], Condition };
  }
  return { Effect: 'Allow', Action: [action], Resource: [resource()] };

  function resource(): string {
    switch (action === actionOf(call) ? authorizedKind(call) : CALLS[call].kind) {
      case 'role':
        return role;
      case 'instanceProfile':
        return iamArn('instance-profile', context, context.instanceProfilePath, names.InstanceProfileName);
      case 'policy':
        return names.PolicyArn ?? '*';
      case 'oidcProvider':
        return names.OpenIDConnectProviderArn ?? '*';
      case 'account':
        return '*';
      default:
        return profileArns(serviceOf(call), context, profileIdOf(names));
    }
  }
}

/**
 * Returns the statements that allow a denied call: with its own action also those that IAM checks next, for tags and for
 * passing a role. One denied run is enough to learn them all.
 */
export function statementsFor(
  call: Call,
  input: unknown,
  context: StatementContext,
  denied: string | undefined,
): AllowStatement[] {
  const own = actionOf(call);
  if (denied !== undefined && denied !== own) return [statementFor(call, input, context, denied)];
  return mergeActions(
    [own, ...CALLS[call].alsoNeeds].map((action) => statementFor(call, input, context, action)),
  );
}

/** Merges statements that differ only by their actions. */
export function mergeActions(statements: readonly AllowStatement[]): AllowStatement[] {
  const groups = Map.groupBy(statements, ({ Resource, Condition }) => JSON.stringify([Resource, Condition]));
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [{ ...first, Action: [...new Set([first, ...others].flatMap(({ Action }) => Action))] }],
  );
}

/** Returns the service that a call passes a role to. */
export function receiver(call: Call, partition: string): string | readonly string[] {
  if (serviceOf(call) !== 'iam') return `${serviceOf(call)}.amazonaws.com`;
  // Sources differ on EC2's name in China.
  return partition === 'aws-cn' ? ['ec2.amazonaws.com', 'ec2.amazonaws.com.cn'] : 'ec2.amazonaws.com';
}

/** Builds an ARN. Prefers the one in IAM's message: a name alone shows neither the path nor whether IAM knew it. */
function iamArn(
  kind: 'role' | 'instance-profile',
  { named, partition, account }: StatementContext,
  path: string,
  name = '*',
): string {
  return named !== undefined && resourceOfArn(named).startsWith(`${kind}/`)
    ? named
    : `arn:${partition}:iam::${account ?? '*'}:${kind}${path}${name}`;
}

/** Builds the ARN of a service's profile in any region; of all profiles without an id. */
export function profileArns(
  service: Service,
  { partition, account }: { readonly partition: string; readonly account: string | undefined },
  id = '*',
): string {
  return `arn:${partition}:${service}:*:${account ?? '*'}:profile/${id}`;
}

/** Returns the id in a call's input, undefined for a placeholder, which no policy could name. */
function profileIdOf({ profileId, resourceArn }: Names): string | undefined {
  const id = profileId ?? resourceArn?.replace(/^.*\//, '');
  return id === undefined || parsePlaceholder(id) !== undefined ? undefined : id;
}
