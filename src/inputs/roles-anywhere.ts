/**
 * The profile of IAM Roles Anywhere that a step declares.
 *
 * https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_CreateProfile.html
 */
import { parseStatements, type PolicyDocument } from '../aws/policy-document.ts';
import { matches } from '../aws/broadening.ts';
import type { Tags } from '../resources/resource.ts';
import { limiting, type RolesAnywhereDeclaration } from '../resources/roles-anywhere-state.ts';
import { quote } from './problem.ts';
import type { Inputs } from './read.ts';
import { neededActions, trustOfServices } from './trust.ts';

const INPUT = 'roles-anywhere-profile';
const SERVICE = 'rolesanywhere.amazonaws.com';

/**
 * Declares the profile, and reports its problems.
 *
 * @param trust the role's trust policy, which must allow the service
 * @param tags those of the step and of the profile
 */
export async function declareRolesAnywhere(
  profile: Readonly<Record<string, unknown>>,
  trust: PolicyDocument,
  tags: Tags,
  inputs: Inputs,
): Promise<RolesAnywhereDeclaration> {
  const { settings, problems } = inputs;
  const missing = missingActions(trust);
  // A trust policy that could not be read is a problem of its own. A manifest's defaults do not determine a role's trust.
  if (missing.length > 0 && Object.keys(trust).length > 0 && settings['role-name'] !== undefined) {
    const statement = JSON.stringify(trustOfServices([SERVICE])['Statement']);
    problems.push({
      input: INPUT,
      message: `the trust policy does not let ${SERVICE} in with ${missing.join(', ')}: add rolesanywhere to trust-services, or ${statement} to trust-policy`,
    });
  }
  for (const [key, value] of tags) {
    if (/^[ a-zA-Z0-9_.:/=+@-]*$/.test(key + value)) continue;
    const message = `tag ${quote(`${key}=${value}`)} cannot be put on the profile: Roles Anywhere allows only A-Z a-z 0-9, spaces and _ . : / = + - @ in tags`;
    problems.push({ input: INPUT, message });
  }
  const entry = <T>(key: string, standard: T): T => (profile[key] as T | undefined) ?? standard;
  let policy: PolicyDocument | undefined;
  if (profile['session-policy'] !== undefined) {
    const { readDocument } = await import('./documents.ts');
    const key = 'session-policy';
    policy = await readDocument(INPUT, key, [key], profile[key], inputs);
  }
  const policies = entry<readonly string[]>('managed-policy-arns', []);
  return {
    enabled: entry('enabled', true),
    durationSeconds: entry('duration-seconds', 3600),
    policies,
    sessionPolicy: limiting(policy, new Set(policies)),
    acceptRoleSessionName: entry('accept-role-session-name', false),
    roleArns: entry<readonly string[]>('role-arns', []),
    requireInstanceProperties: entry('require-instance-properties', false),
    tags,
  };
}

/** Returns those of the service's actions that no statement of the trust policy allows. */
function missingActions(trust: PolicyDocument): string[] {
  const allowed = parseStatements(trust)
    .filter(
      ({ effect, fields }) => effect === 'Allow' && fields.get('Principal')?.includes(`Service:${SERVICE}`),
    )
    .flatMap(({ fields }) => fields.get('Action') ?? []);
  return neededActions(SERVICE).filter(
    (action) => !allowed.some((pattern) => matches(action.toLowerCase(), pattern.toLowerCase())),
  );
}
