import type { Account, RolesAnywhereProfile } from './account.ts';
import { AwsError } from './errors.ts';
import type { Reader } from './replicas.ts';
import type { ProfileTag } from './roles-anywhere-shapes.ts';

const MAX_TAGS = 50;

export function profileArnOf({ settings }: Account, region: string, id: string): string {
  return `arn:${settings.partition}:rolesanywhere:${region}:${settings.accountId}:profile/${id}`;
}

export function findProfile(
  view: Reader<RolesAnywhereProfile>,
  region: string,
  id: string,
): RolesAnywhereProfile {
  const profile = view.find(id);
  if (profile?.region === region) return profile;
  throw new AwsError('ResourceNotFoundException', `Profile with id ${id} could not be found.`, 404);
}

export function findByArn(
  view: Reader<RolesAnywhereProfile>,
  region: string,
  arn: string,
): RolesAnywhereProfile {
  const profile = view.all().find((candidate) => candidate.profileArn === arn && candidate.region === region);
  if (profile !== undefined) return profile;
  throw new AwsError('ResourceNotFoundException', `Resource ${arn} could not be found.`, 404);
}

/** Returns a profile as the service shows it: with ISO 8601 dates and the default attribute mappings. */
export function describe({ tags: _, region: __, ...profile }: RolesAnywhereProfile, account: Account) {
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

/** Adds tags and replaces those with the same key. Keys are case-sensitive. */
export function withTags(
  current: readonly ProfileTag[],
  added: readonly ProfileTag[],
): readonly ProfileTag[] {
  const keys = added.map((tag) => tag.key);
  if (new Set(keys).size < keys.length)
    throw new AwsError('ValidationException', 'Duplicate tag keys found.');
  if (keys.some((key) => /^aws:/i.test(key))) {
    throw new AwsError(
      'ValidationException',
      'aws: prefixed tag key names are not allowed for external use.',
    );
  }
  const merged = [...current.filter((tag) => !keys.includes(tag.key)), ...added];
  if (merged.length <= MAX_TAGS) return merged;
  throw new AwsError('TooManyTagsException', `A resource can have at most ${MAX_TAGS} tags.`);
}
