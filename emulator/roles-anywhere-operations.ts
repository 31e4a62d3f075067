import type { Account, RolesAnywhereProfile } from './account.ts';
import { AwsError } from './errors.ts';
import { checkIdentityPolicy } from './policy-document.ts';
import { type Random, uuid } from './random.ts';
import type { Reader } from './replicas.ts';
import { describe, findByArn, findProfile, profileArnOf, withTags } from './roles-anywhere-profiles.ts';
import * as shapes from './roles-anywhere-shapes.ts';
import { type InputOf, type Shapes, boolean, required, text } from './shapes.ts';

/**
 * The operations of IAM Roles Anywhere on profiles, in REST JSON. Names, limits, statuses and errors are those of its model.
 * https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_Operations.html
 */
interface Context {
  readonly account: Account;
  readonly view: Reader<RolesAnywhereProfile>;
  readonly region: string;
  readonly ids: Random;
}

export interface Operation<S extends Shapes, R extends object> {
  readonly method: string;
  /** Named groups are the fields in the path. */
  readonly path: RegExp;
  readonly status?: number;
  readonly input: S;
  readonly run: (context: Context, input: InputOf<S>) => R;
}

function operation<const S extends Shapes, R extends object>(definition: Operation<S, R>): Operation<S, R> {
  return definition;
}

const PROFILE_PATH = /^\/profile\/(?<profileId>[^/]*)$/;

export const rolesAnywhereOperations = {
  CreateProfile: operation({
    method: 'POST',
    path: /^\/profiles$/,
    status: 201,
    input: {
      name: required(shapes.name),
      roleArns: required(shapes.roleArns),
      managedPolicyArns: shapes.managedPolicyArns,
      durationSeconds: shapes.durationSeconds,
      sessionPolicy: text(),
      enabled: boolean,
      requireInstanceProperties: boolean,
      acceptRoleSessionName: boolean,
      tags: shapes.tags,
    },
    run({ account, region, ids }, input) {
      checkSessionPolicy(input.sessionPolicy, account);
      const profileId = uuid(ids);
      const now = new Date();
      const profile: RolesAnywhereProfile = {
        profileId,
        region,
        profileArn: profileArnOf(account, region, profileId),
        name: input.name,
        roleArns: input.roleArns,
        managedPolicyArns: input.managedPolicyArns ?? [],
        durationSeconds: input.durationSeconds ?? 3600,
        sessionPolicy: input.sessionPolicy,
        // The reference documents no default for these; clients that omit them observe `false`.
        enabled: input.enabled ?? false,
        requireInstanceProperties: input.requireInstanceProperties ?? false,
        acceptRoleSessionName: input.acceptRoleSessionName ?? false,
        createdAt: now,
        updatedAt: now,
        tags: withTags([], input.tags ?? []),
      };
      account.rolesAnywhereProfiles.put(profile);
      return describe(profile, account);
    },
  }),

  GetProfile: operation({
    method: 'GET',
    path: PROFILE_PATH,
    input: { profileId: shapes.profileId },
    run: (context, input) =>
      describe(findProfile(context.view, context.region, input.profileId), context.account),
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
        profiles: page.map((profile) => describe(profile, account).profile),
        ...(more ? { nextToken: encodeToken(last.profileId) } : {}),
      };
    },
  }),

  UpdateProfile: operation({
    method: 'PATCH',
    path: PROFILE_PATH,
    input: {
      profileId: shapes.profileId,
      name: shapes.name,
      roleArns: shapes.roleArns,
      managedPolicyArns: shapes.managedPolicyArns,
      durationSeconds: shapes.durationSeconds,
      sessionPolicy: text({ min: 1, max: 100_000 }),
      acceptRoleSessionName: boolean,
    },
    run(context, input) {
      checkSessionPolicy(input.sessionPolicy, context.account);
      const { name, roleArns, managedPolicyArns, sessionPolicy, acceptRoleSessionName } = input;
      const fields = { name, roleArns, managedPolicyArns, sessionPolicy, acceptRoleSessionName };
      const changed = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
      // "In requests, if this value is not provided, the default value will be 3600."
      const { durationSeconds: seconds = 3600 } = input;
      return update(context, input.profileId, { ...changed, durationSeconds: seconds });
    },
  }),

  EnableProfile: operation({
    method: 'POST',
    path: /^\/profile\/(?<profileId>[^/]*)\/enable$/,
    input: { profileId: shapes.profileId },
    run: (context, input) => update(context, input.profileId, { enabled: true }),
  }),

  DisableProfile: operation({
    method: 'POST',
    path: /^\/profile\/(?<profileId>[^/]*)\/disable$/,
    input: { profileId: shapes.profileId },
    run: (context, input) => update(context, input.profileId, { enabled: false }),
  }),

  DeleteProfile: operation({
    method: 'DELETE',
    path: PROFILE_PATH,
    input: { profileId: shapes.profileId },
    run({ account, region }, input) {
      const profile = findProfile(account.rolesAnywhereProfiles, region, input.profileId);
      account.rolesAnywhereProfiles.delete(profile);
      return describe(profile, account);
    },
  }),

  TagResource: operation({
    method: 'POST',
    path: /^\/TagResource$/,
    status: 201,
    input: { resourceArn: shapes.resourceArn, tags: required(shapes.tags) },
    run({ account, region }, input) {
      const profile = findByArn(account.rolesAnywhereProfiles, region, input.resourceArn);
      account.rolesAnywhereProfiles.put({ ...profile, tags: withTags(profile.tags, input.tags) });
      return {};
    },
  }),

  UntagResource: operation({
    method: 'POST',
    path: /^\/UntagResource$/,
    input: { resourceArn: shapes.resourceArn, tagKeys: required(shapes.tagKeys) },
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
    input: { resourceArn: shapes.resourceArn },
    run: ({ view, region }, input) => ({ tags: findByArn(view, region, input.resourceArn).tags }),
  }),
};

function update(
  { account, region }: Context,
  id: string,
  fields: Partial<RolesAnywhereProfile>,
): ReturnType<typeof describe> {
  const updated = {
    ...findProfile(account.rolesAnywhereProfiles, region, id),
    ...fields,
    updatedAt: new Date(),
  };
  account.rolesAnywhereProfiles.put(updated);
  return describe(updated, account);
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
