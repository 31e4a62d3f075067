import type { Account, RolesAnywhereProfile } from './account.ts';
import { AwsError } from './errors.ts';
import { passRole } from './iam-permissions.ts';
import { type Random, randomStream } from './random.ts';
import { iamReplicas } from './replicas.ts';
import { type Operation, rolesAnywhereOperations } from './roles-anywhere-operations.ts';
import { profileArnOf } from './roles-anywhere-profiles.ts';
import { restDialect } from './roles-anywhere-shapes.ts';
import type { HttpRequest, Permission, Reply, Service } from './service.ts';
import { type Shapes, validate } from './shapes.ts';

type Operations = typeof rolesAnywhereOperations;
type Action = keyof Operations;
type Input<A extends Action> = Parameters<Operations[A]['run']>[1];
type AnyOperation = Operation<Shapes, object>;

/** Direct access to profiles for tests, without faults, lag or records. */
export class RolesAnywhere {
  readonly account: Account;
  readonly ids: Random;

  constructor(account: Account, seed: number) {
    this.account = account;
    this.ids = randomStream(seed, 'profile ids');
  }

  /** Makes a call. @throws AwsError */
  call<A extends Action>(action: A, input: Input<A>, region = 'us-east-1'): ReturnType<Operations[A]['run']> {
    const { input: shapes, run } = rolesAnywhereOperations[action] as unknown as AnyOperation;
    validate(shapes, input, restDialect);
    const view = this.account.rolesAnywhereProfiles;
    return run({ account: this.account, view, region, ids: this.ids }, input) as ReturnType<
      Operations[A]['run']
    >;
  }

  all(): RolesAnywhereProfile[] {
    return this.account.rolesAnywhereProfiles.all();
  }
}

const operations = Object.entries(rolesAnywhereOperations) as unknown as [Action, AnyOperation][];

/**
 * Returns IAM Roles Anywhere as a REST JSON service. Profiles belong to the region that a request is signed for. Each read is
 * answered by a replica picked at random. https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export function rolesAnywhereService(anywhere: RolesAnywhere, random: Random): Service {
  const { account } = anywhere;
  return {
    name: 'rolesanywhere',
    actions: Object.keys(rolesAnywhereOperations),
    call(request) {
      const [action, operation, groups] = route(request);
      if (operation === undefined) {
        const refuse = (): never => {
          throw new AwsError('UnknownOperationException', 'The requested operation is not recognized.', 404);
        };
        return { action, input: {}, entity: '*', write: false, permissions: () => [], run: refuse };
      }
      const region = request.region ?? 'us-east-1';
      // A request with a malformed body is also a call, which is refused when it runs.
      let input: Readonly<Record<string, unknown>> = { ...groups, ...Object.fromEntries(request.query) };
      let malformed: AwsError | undefined;
      try {
        input = { ...bodyOf(request), ...input };
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        malformed = error;
      }
      return {
        action,
        input,
        entity: entityOf(input, account),
        write: request.method !== 'GET',
        permissions: () => permissionsOf(action, input, account, region),
        run() {
          if (malformed !== undefined) throw malformed;
          validate(operation.input, input, restDialect);
          const replica = iamReplicas[Math.floor(random() * iamReplicas.length)] ?? 0;
          const view = account.seenBy(replica).rolesAnywhereProfiles;
          return operation.run({ account, view, region, ids: anywhere.ids }, input);
        },
      };
    },
    reply: (action, result) => json(rolesAnywhereOperations[action as Action].status ?? 200, result),
    refusal(error) {
      const [code, status] = restErrors[error.code] ?? [error.code, error.status];
      return json(status, { message: error.message }, { 'x-amzn-errortype': code });
    },
  };
}

/** This protocol's codes and statuses for errors that have IAM's codes. */
const restErrors: Readonly<Record<string, readonly [code: string, status: number]>> = {
  AccessDenied: ['AccessDeniedException', 403],
  ConcurrentModification: ['ConflictException', 409],
  Throttling: ['ThrottlingException', 429],
  ServiceFailure: ['InternalServerException', 500],
  ServiceUnavailable: ['ServiceUnavailableException', 503],
  MalformedPolicyDocument: ['ValidationException', 400],
};

function json(status: number, content: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, contentType: 'application/json', body: JSON.stringify(content), headers };
}

function route({
  method,
  path,
}: HttpRequest): [action: string, operation?: AnyOperation, groups?: Record<string, string>] {
  for (const [action, operation] of operations) {
    const match = operation.method === method ? operation.path.exec(path) : null;
    if (match !== null) return [action, operation, { ...match.groups }];
  }
  return [`${method} ${path}`];
}

function bodyOf({ body }: HttpRequest): Record<string, unknown> {
  if (body === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new AwsError('SerializationException', 'Could not parse request body into json.');
}

function entityOf(input: Readonly<Record<string, unknown>>, account: Account): string {
  const name = profileOf(input, account)?.name ?? input['name'];
  return typeof name === 'string' ? `roles-anywhere-profile/${name}` : '*';
}

function profileOf(
  { profileId: id, resourceArn: arn }: Readonly<Record<string, unknown>>,
  account: Account,
): RolesAnywhereProfile | undefined {
  return account.rolesAnywhereProfiles
    .all()
    .find(({ profileId, profileArn }) => profileId === id || profileArn === arn);
}

/**
 * Lists the permissions that a call requires, by the service authorization reference. Listing and creating have no resource,
 * nor has reading tags. Tags at creation require TagResource, and roles are passed to the service.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_rolesanywhere.html
 */
function permissionsOf(
  action: string,
  input: Readonly<Record<string, unknown>>,
  account: Account,
  region: string,
): Permission[] {
  const { profileId: id, resourceArn: arn, roleArns: roles, tags } = input;
  const conditions = Object.fromEntries(
    profileOf(input, account)?.tags.map((tag) => [`aws:ResourceTag/${tag.key}`, tag.value]) ?? [],
  );
  const resource =
    typeof arn === 'string' ? arn : profileArnOf(account, region, typeof id === 'string' ? id : '*');
  const withoutResource = ['CreateProfile', 'ListProfiles', 'ListTagsForResource'].includes(action);
  const tagged = action === 'CreateProfile' && Array.isArray(tags) && tags.length > 0;
  return [
    {
      action: `rolesanywhere:${action}`,
      ...(withoutResource ? { resource: '*', conditions: {} } : { resource, conditions }),
    },
    ...(tagged ? [{ action: 'rolesanywhere:TagResource', resource, conditions }] : []),
    ...(Array.isArray(roles) ? roles : []).map((role) =>
      passRole(String(role), 'rolesanywhere.amazonaws.com'),
    ),
  ];
}
