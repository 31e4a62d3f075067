/**
 * The profile of IAM Roles Anywhere that a step declares.
 *
 * https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_CreateProfile.html
 */
import { parseStatements, type PolicyDocument } from '../aws/policy-document.ts';
import type { Tags } from '../resources/resource.ts';
import { limiting } from '../resources/roles-anywhere-profile.ts';
import { OWNER_TAG, PULL_REQUEST_TAG, sameKey } from '../resources/tags.ts';
import type { RolesAnywhereDeclaration } from '../resources/declaration.ts';
import { quote, type Problem } from './problem.ts';
import { MAX_TAGS } from './table.ts';
import { neededActions, trustOfServices } from './trust.ts';

const INPUT = 'roles-anywhere-profile';
const SERVICE = 'rolesanywhere.amazonaws.com';

/** @returns the profile's name: its own, or the role's where that can be one */
export function rolesAnywhereName(
  given: Readonly<Record<string, unknown>>,
  roleName: string,
  problems: Problem[],
): string {
  const { name } = given as { readonly name?: string };
  if (name === undefined && !/^[A-Za-z0-9_-]*$/.test(roleName)) {
    const message = `needs a name of its own: ${quote(roleName)} has characters that a profile's name may not have`;
    problems.push({ input: INPUT, message });
  }
  return name ?? roleName;
}

/**
 * @param trust of the role, which has to let the service in
 * @param stepTags of the role, which the profile has too
 * @param document reads its session policy, and reports what is wrong with it
 */
export async function declareRolesAnywhere(
  given: Readonly<Record<string, unknown>>,
  trust: PolicyDocument,
  stepTags: Tags,
  document: (what: string, given: unknown) => Promise<PolicyDocument | undefined>,
  problems: Problem[],
): Promise<RolesAnywhereDeclaration> {
  const missing = missingActions(trust);
  // A trust policy that could not be read is a problem of its own.
  if (missing.length > 0 && Object.keys(trust).length > 0) {
    const statement = JSON.stringify(trustOfServices([SERVICE])['Statement']);
    problems.push({
      input: INPUT,
      message: `the trust policy does not let ${SERVICE} in with ${missing.join(', ')}: add rolesanywhere to trust-services, or ${statement} to trust-policy`,
    });
  }
  const session = given['session-policy'];
  const policy = session === undefined ? undefined : await document('session-policy', session);
  return {
    enabled: (given['enabled'] as boolean | undefined) ?? true,
    durationSeconds: (given['duration-seconds'] as number | undefined) ?? 3600,
    policies: (given['managed-policy-arns'] as readonly string[] | undefined) ?? [],
    sessionPolicy: limiting(policy),
    requireInstanceProperties: (given['require-instance-properties'] as boolean | undefined) ?? false,
    tags: profileTags(stepTags, (given['tags'] ?? {}) as Readonly<Record<string, unknown>>, problems),
  };
}

/** What of the three actions no statement of the trust policy lets the service do. */
function missingActions(trust: PolicyDocument): string[] {
  const allowed = parseStatements(trust)
    .filter(
      ({ effect, fields }) => effect === 'Allow' && fields.get('Principal')?.includes(`Service:${SERVICE}`),
    )
    .flatMap(({ fields }) => fields.get('Action') ?? []);
  return neededActions(SERVICE).filter(
    (action) =>
      !allowed.some((pattern) =>
        new RegExp(
          `^${pattern
            .replace(/[.+^${}()|[\]\\]/g, '\\$&')
            .replaceAll('*', '.*')
            .replaceAll('?', '.')}$`,
          'i',
        ).test(action),
      ),
  );
}

/** The profile's own tags over the step's. The service takes fewer characters than IAM does. */
function profileTags(step: Tags, own: Readonly<Record<string, unknown>>, problems: Problem[]): Tags {
  const keys = Object.keys(own);
  const kept = [...step].filter(([key]) => !keys.some((other) => sameKey(other, key)));
  const tags = new Map([
    ...kept,
    ...Object.entries(own).map(([key, value]) => [key, String(value)] as const),
  ]);
  for (const [key, value] of tags) {
    if (/^[ a-zA-Z0-9_.:/=+@-]*$/.test(key + value)) continue;
    const message = `tag ${quote(`${key}=${value}`)} cannot stand on the profile: Roles Anywhere takes only A-Z a-z 0-9, spaces and _ . : / = + - @ in tags`;
    problems.push({ input: INPUT, message });
  }
  for (const key of keys.filter((each) =>
    [OWNER_TAG, PULL_REQUEST_TAG].some((ours) => sameKey(ours, each)),
  )) {
    const message = `tag key ${quote(key)} is kept for the Action itself; use the input owner`;
    problems.push({ input: INPUT, message });
  }
  if (tags.size > MAX_TAGS) {
    const message = `${tags.size} tags with those of the step; at most ${MAX_TAGS} fit beside the two of the Action`;
    problems.push({ input: INPUT, message });
  }
  return tags;
}
