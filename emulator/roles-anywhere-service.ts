import type { Account } from './account.ts';
import { AwsError } from './errors.ts';
import { passRole } from './iam-permissions.ts';
import { checkJson } from './json-shapes.ts';
import type { Random } from './random.ts';
import { iamReplicas } from './replicas.ts';
import {
  type AnyOperation,
  arnOf,
  type RolesAnywhere,
  type RolesAnywhereAction,
  rolesAnywhereOperations,
} from './roles-anywhere.ts';
import type { HttpRequest, Permission, Reply, Service } from './service.ts';

/** IAM Roles Anywhere on the wire: REST JSON. https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
const all = Object.entries(rolesAnywhereOperations) as unknown as [RolesAnywhereAction, AnyOperation][];

/** Profiles belong to the region that a request is signed for. Every read is answered by one replica, drawn anew. */
export function rolesAnywhereService(anywhere: RolesAnywhere, random: Random): Service {
  const { account } = anywhere;
  return {
    name: 'rolesanywhere',
    actions: Object.keys(rolesAnywhereOperations),
    call(request) {
      const [action, found, groups] = routed(request);
      if (found === undefined) {
        const refuse = (): never => {
          throw new AwsError('UnknownOperationException', 'The requested operation is not recognized.', 404);
        };
        return { action, input: {}, entity: '*', write: false, permissions: () => [], run: refuse };
      }
      const region = request.region ?? 'us-east-1';
      // A body that is no JSON is a call all the same, refused once it is carried out.
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
          checkJson(found.input, input);
          const replica = iamReplicas[Math.floor(random() * iamReplicas.length)] ?? 0;
          const view = account.seenBy(replica).rolesAnywhereProfiles;
          return found.run({ account, view, region, ids: anywhere.ids }, input);
        },
      };
    },
    reply: (action, result) =>
      json(rolesAnywhereOperations[action as RolesAnywhereAction].status ?? 200, result),
    refusal(error) {
      const [code, status] = restErrors[error.code] ?? [error.code, error.status];
      return json(status, { message: error.message }, { 'x-amzn-errortype': code });
    },
  };
}

/** What the pipeline calls by IAM's codes, in the words of this protocol. */
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

function routed({
  method,
  path,
}: HttpRequest): [action: string, operation?: AnyOperation, groups?: Record<string, string>] {
  for (const [action, operation] of all) {
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
  const { name: given, profileId: id, resourceArn: arn } = input;
  const own = account.rolesAnywhereProfiles
    .all()
    .find((each) => each.profileId === id || each.profileArn === arn);
  const called = own?.name ?? given;
  return typeof called === 'string' ? `roles-anywhere-profile/${called}` : '*';
}

/**
 * By the service authorization reference: listing and creating have no resource, tags at creation ask for TagResource, and
 * roles are passed to the service.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_rolesanywhere.html
 */
function permissionsOf(
  action: string,
  input: Readonly<Record<string, unknown>>,
  account: Account,
  region: string,
): Permission[] {
  const { profileId: id, resourceArn: arn, roleArns: roles, tags: given } = input;
  const own = account.rolesAnywhereProfiles
    .all()
    .find((each) => each.profileId === id || each.profileArn === arn);
  const conditions = Object.fromEntries(
    own?.tags.map((tag) => [`aws:ResourceTag/${tag.key}`, tag.value]) ?? [],
  );
  const resource = typeof arn === 'string' ? arn : arnOf(account, region, typeof id === 'string' ? id : '*');
  const general = action === 'CreateProfile' || action === 'ListProfiles';
  const tagged = action === 'CreateProfile' && Array.isArray(given) && given.length > 0;
  return [
    { action: `rolesanywhere:${action}`, resource: general ? '*' : resource, conditions },
    ...(tagged ? [{ action: 'rolesanywhere:TagResource', resource, conditions }] : []),
    ...(Array.isArray(roles) ? roles : []).map((role) =>
      passRole(String(role), 'rolesanywhere.amazonaws.com'),
    ),
  ];
}
