import type { Account, RolesAnywhereProfile } from './account.ts';
import { AwsError } from './errors.ts';
import { passRole } from './iam-permissions.ts';
import { checkIdentityPolicy } from './policy-document.ts';
import { type Random, randomStream, uuid } from './random.ts';
import { type Reader, iamReplicas } from './replicas.ts';
import {
  type Fields,
  type InputOf,
  integer,
  list,
  checkJson,
  required,
  tags,
  text,
  truth,
} from './json-shapes.ts';
import type { HttpRequest, Permission, Reply, Service } from './service.ts';

/**
 * IAM Roles Anywhere's profiles, as REST JSON: names, limits, statuses and errors by the service's model.
 * https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_Operations.html
 */
const name = text({ min: 1, max: 255, pattern: '[ a-zA-Z0-9-_]*' });
const profileId = required(text({ min: 36, max: 36, pattern: '[a-f0-9]{8}-([a-z0-9]{4}-){3}[a-z0-9]{12}' }));
const roleArns = list(text({ min: 1, max: 1011, pattern: 'arn:aws(-[^:]+)?:iam(:.*){2}(:role.*)' }), 250);
const managedPolicyArns = list(text({ min: 1, max: 200 }), 50);
const durationSeconds = integer({ min: 900, max: 43_200 });
const resourceArn = required(text({ min: 1, max: 1011 }));
const MOST_TAGS = 50;

interface Context {
  readonly account: Account;
  readonly view: Reader<RolesAnywhereProfile>;
  readonly region: string;
  readonly ids: Random;
}

interface Operation<F extends Fields, R extends object> {
  readonly method: string;
  /** Its groups are the fields that stand in the path. */
  readonly path: RegExp;
  readonly status?: number;
  readonly input: F;
  readonly run: (context: Context, input: InputOf<F>) => R;
}

function operation<const F extends Fields, R extends object>(definition: Operation<F, R>): Operation<F, R> {
  return definition;
}

const ONE = /^\/profile\/(?<profileId>[^/]*)$/;

const operations = {
  CreateProfile: operation({
    method: 'POST',
    path: /^\/profiles$/,
    status: 201,
    input: {
      name: required(name),
      roleArns: required(roleArns),
      managedPolicyArns,
      durationSeconds,
      sessionPolicy: text({}),
      enabled: truth,
      requireInstanceProperties: truth,
      acceptRoleSessionName: truth,
      tags,
    },
    run({ account, region, ids }, input) {
      checkSessionPolicy(input.sessionPolicy, account);
      const profileId = uuid(ids);
      const now = new Date();
      const profile: RolesAnywhereProfile = {
        profileId,
        region,
        profileArn: arnOf(account, region, profileId),
        name: input.name,
        roleArns: input.roleArns,
        managedPolicyArns: input.managedPolicyArns ?? [],
        durationSeconds: input.durationSeconds ?? 3600,
        sessionPolicy: input.sessionPolicy,
        // Neither has a default in the reference; both are what a client that leaves them out gets to see.
        enabled: input.enabled ?? false,
        requireInstanceProperties: input.requireInstanceProperties ?? false,
        acceptRoleSessionName: input.acceptRoleSessionName ?? false,
        createdAt: now,
        updatedAt: now,
        tags: withTags([], input.tags ?? []),
      };
      account.rolesAnywhereProfiles.put(profile);
      return shown(profile, account);
    },
  }),

  GetProfile: operation({
    method: 'GET',
    path: ONE,
    input: { profileId },
    run: (context, input) => shown(find(context.view, context.region, input.profileId), context.account),
  }),

  ListProfiles: operation({
    method: 'GET',
    path: /^\/profiles$/,
    input: { nextToken: text({ min: 1, max: 10_000 }), pageSize: text({ pattern: '[0-9]+' }) },
    run({ account, view, region }, input) {
      const after = input.nextToken === undefined ? '' : decodeToken(input.nextToken);
      const left = view
        .all()
        .filter((profile) => profile.region === region && profile.profileId > after)
        .sort((a, b) => (a.profileId < b.profileId ? -1 : 1));
      const size = Math.min(Number(input.pageSize ?? 50), account.settings.pageSize);
      const page = left.slice(0, size);
      const last = page.at(-1);
      const more = left.length > page.length && last !== undefined;
      return {
        profiles: page.map((profile) => shown(profile, account).profile),
        ...(more ? { nextToken: encodeToken(last.profileId) } : {}),
      };
    },
  }),

  UpdateProfile: operation({
    method: 'PATCH',
    path: ONE,
    input: {
      profileId,
      name,
      roleArns,
      managedPolicyArns,
      durationSeconds,
      sessionPolicy: text({ min: 1, max: 100_000 }),
      acceptRoleSessionName: truth,
    },
    run(context, input) {
      checkSessionPolicy(input.sessionPolicy, context.account);
      const { name, roleArns, managedPolicyArns, sessionPolicy, acceptRoleSessionName } = input;
      const given = { name, roleArns, managedPolicyArns, sessionPolicy, acceptRoleSessionName };
      const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      // "In requests, if this value is not provided, the default value will be 3600."
      const { durationSeconds: seconds = 3600 } = input;
      return change(context, input.profileId, () => ({ ...set, durationSeconds: seconds }));
    },
  }),

  EnableProfile: operation({
    method: 'POST',
    path: /^\/profile\/(?<profileId>[^/]*)\/enable$/,
    input: { profileId },
    run: (context, input) => change(context, input.profileId, () => ({ enabled: true })),
  }),

  DisableProfile: operation({
    method: 'POST',
    path: /^\/profile\/(?<profileId>[^/]*)\/disable$/,
    input: { profileId },
    run: (context, input) => change(context, input.profileId, () => ({ enabled: false })),
  }),

  DeleteProfile: operation({
    method: 'DELETE',
    path: ONE,
    input: { profileId },
    run({ account, region }, input) {
      const profile = find(account.rolesAnywhereProfiles, region, input.profileId);
      account.rolesAnywhereProfiles.delete(profile);
      return shown(profile, account);
    },
  }),

  TagResource: operation({
    method: 'POST',
    path: /^\/TagResource$/,
    status: 201,
    input: { resourceArn, tags: required(tags) },
    run({ account, region }, input) {
      const profile = findByArn(account.rolesAnywhereProfiles, region, input.resourceArn);
      account.rolesAnywhereProfiles.put({ ...profile, tags: withTags(profile.tags, input.tags) });
      return {};
    },
  }),

  UntagResource: operation({
    method: 'POST',
    path: /^\/UntagResource$/,
    input: { resourceArn, tagKeys: required(list(text({ min: 1, max: 128 }), 200)) },
    run({ account, region }, input) {
      const profile = findByArn(account.rolesAnywhereProfiles, region, input.resourceArn);
      const left = profile.tags.filter((tag) => !input.tagKeys.includes(tag.key));
      account.rolesAnywhereProfiles.put({ ...profile, tags: left });
      return {};
    },
  }),

  ListTagsForResource: operation({
    method: 'GET',
    path: /^\/ListTagsForResource$/,
    input: { resourceArn },
    run: ({ view, region }, input) => ({ tags: findByArn(view, region, input.resourceArn).tags }),
  }),
};

type Operations = typeof operations;
export type RolesAnywhereAction = keyof Operations;
type Input<A extends RolesAnywhereAction> = Parameters<Operations[A]['run']>[1];
type AnyOperation = Operation<Fields, object>;
const all = Object.entries(operations) as unknown as [RolesAnywhereAction, AnyOperation][];

/** The profiles themselves, always consistent: for tests to look and to meddle, past faults and records. */
export class RolesAnywhere {
  readonly account: Account;
  readonly ids: Random;

  constructor(account: Account, seed: number) {
    this.account = account;
    this.ids = randomStream(seed, 'profile ids');
  }

  /** Throws an AwsError. */
  call<A extends RolesAnywhereAction>(
    action: A,
    input: Input<A>,
    region = 'us-east-1',
  ): ReturnType<Operations[A]['run']> {
    const { input: fields, run } = operations[action] as unknown as AnyOperation;
    checkJson(fields, input);
    const view = this.account.rolesAnywhereProfiles;
    return run({ account: this.account, view, region, ids: this.ids }, input) as ReturnType<
      Operations[A]['run']
    >;
  }

  all(): RolesAnywhereProfile[] {
    return this.account.rolesAnywhereProfiles.all();
  }
}

/** Profiles belong to the region that a request is signed for. Every read is answered by one replica, drawn anew. */
export function rolesAnywhereService(anywhere: RolesAnywhere, random: Random): Service {
  const { account } = anywhere;
  return {
    name: 'rolesanywhere',
    actions: all.map(([action]) => action),
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
    reply: (action, result) => json(operations[action as RolesAnywhereAction].status ?? 200, result),
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

function arnOf({ settings }: Account, region: string, id: string): string {
  return `arn:${settings.partition}:rolesanywhere:${region}:${settings.accountId}:profile/${id}`;
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

function find(view: Reader<RolesAnywhereProfile>, region: string, id: string): RolesAnywhereProfile {
  const profile = view.find(id);
  if (profile?.region === region) return profile;
  throw new AwsError('ResourceNotFoundException', `Profile with id ${id} could not be found.`, 404);
}

function findByArn(view: Reader<RolesAnywhereProfile>, region: string, arn: string): RolesAnywhereProfile {
  const profile = view.all().find((each) => each.profileArn === arn && each.region === region);
  if (profile !== undefined) return profile;
  throw new AwsError('ResourceNotFoundException', `Resource ${arn} could not be found.`, 404);
}

function change(
  { account, region }: Context,
  id: string,
  set: () => Partial<RolesAnywhereProfile>,
): ReturnType<typeof shown> {
  const changed = { ...find(account.rolesAnywhereProfiles, region, id), ...set(), updatedAt: new Date() };
  account.rolesAnywhereProfiles.put(changed);
  return shown(changed, account);
}

/** As the service shows it: dates as ISO 8601, and the certificate's fields that it maps by default. */
function shown({ tags: _, region: __, ...profile }: RolesAnywhereProfile, account: Account) {
  return {
    profile: {
      ...profile,
      createdAt: profile.createdAt.toISOString(),
      updatedAt: profile.updatedAt.toISOString(),
      createdBy: account.settings.accountId,
      attributeMappings: ['x509Issuer', 'x509SAN', 'x509Subject'].map((certificateField) => ({
        certificateField,
        mappingRules: (certificateField === 'x509SAN' ? ['DNS', 'URI', 'Name/*'] : ['*']).map(
          (specifier) => ({
            specifier,
          }),
        ),
      })),
    },
  };
}

/** Keys are compared as they are written. */
function withTags(
  old: RolesAnywhereProfile['tags'],
  added: RolesAnywhereProfile['tags'],
): RolesAnywhereProfile['tags'] {
  const keys = added.map((tag) => tag.key);
  if (new Set(keys).size < keys.length)
    throw new AwsError('ValidationException', 'Duplicate tag keys found.');
  if (keys.some((key) => /^aws:/i.test(key))) {
    throw new AwsError(
      'ValidationException',
      'aws: prefixed tag key names are not allowed for external use.',
    );
  }
  const merged = [...old.filter((tag) => !keys.includes(tag.key)), ...added];
  if (merged.length <= MOST_TAGS) return merged;
  throw new AwsError('TooManyTagsException', `A resource can have at most ${MOST_TAGS} tags.`);
}

function checkSessionPolicy(policy: string | undefined, account: Account): void {
  if (policy !== undefined) checkIdentityPolicy(policy, 'inline', account.settings.partition);
}

function encodeToken(id: string): string {
  return Buffer.from(`after:${id}`).toString('base64url');
}

function decodeToken(token: string): string {
  const plain = Buffer.from(token, 'base64url').toString();
  if (!plain.startsWith('after:')) throw new AwsError('ValidationException', 'Invalid nextToken.');
  return plain.slice('after:'.length);
}
