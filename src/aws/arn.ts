/**
 * ARNs: their parts, the managed policies that they name, and placeholders for those that IAM assigns only when the run
 * creates a resource: `{role-arn:demo}`. Plans hold these, and the run replaces them just before it sends the call.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
import { broadens } from './broadening.ts';
import { parseStatements, type PolicyDocument } from './policy-document.ts';

/** Returns the partition of a region from the SDK's own data, without a call. */
export { partition as partitionOf } from '@aws-sdk/core/client';

/** The paths of the policies that AWS manages, in the order in which a bare policy name is looked up. */
const MANAGED_POLICY_PATHS = ['', 'service-role/', 'job-function/'] as const;

/**
 * Lists the ARNs that a managed policy's ARN or AWS managed policy name may refer to, the likeliest first. A name with a
 * path refers to that path alone.
 */
export function policyArnCandidates(reference: string, partition: string): readonly string[] {
  if (reference.startsWith('arn:')) return [reference];
  const name = reference.replace(/^\//, '');
  const paths = name.includes('/') ? [''] : MANAGED_POLICY_PATHS;
  return paths.map((path) => `arn:${partition}:iam::aws:policy/${path}${name}`);
}

/** Returns the resource in an ARN, `role/path/name`. Returns any other text unchanged. */
export function resourceOfArn(arn: string): string {
  return arn.split(':').slice(5).join(':') || arn;
}

/** Returns the partition in an ARN: `aws`, `aws-cn`, `aws-us-gov`. */
export function partitionOfArn(arn: string): string | undefined {
  return arn.split(':')[1];
}

/** Returns the account's id in an ARN. */
export function accountOfArn(arn: string): string | undefined {
  const account = arn.split(':')[4];
  return account !== undefined && /^\d{12}$/.test(account) ? account : undefined;
}

/** Returns the name of a policy or role, the last part of its ARN or path. */
export function nameInArn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** Reports whether AWS services or IAM Identity Center own the roles under a path; IAM refuses to change those. */
export function isReservedPath(path: string): boolean {
  return path.startsWith('/aws-service-role/') || path.startsWith('/aws-reserved/');
}

export type Part = 'arn' | 'id';

interface Placeholder {
  readonly label: string;
  readonly part: Part;
  readonly name: string;
}

const PLACEHOLDER = /^\{([a-z-]+)-(arn|id):(.+)\}$/;
const PROVIDER_ARNS = /\{oidc-provider-arn:([\w.:/-]+)\}/g;
const ROLE_ARNS = /\{role-arn:([\w+=,.@-]+)\}/g;

export function placeholder(label: string, part: Part, name: string): string {
  return `{${label}-${part}:${name}}`;
}

/** Returns the label, the part and the name of a placeholder, undefined for any other text. */
export function parsePlaceholder(text: string): Placeholder | undefined {
  const [, label, part, name] = PLACEHOLDER.exec(text) ?? [];
  if (label === undefined || name === undefined) return undefined;
  return { label, part: part === 'id' ? 'id' : 'arn', name };
}

/** Replaces the role placeholders in a text; `$1` is the role's name. */
export function replaceRoleArns(text: string, replacement: string): string {
  return text.replace(ROLE_ARNS, replacement);
}

/** Returns the placeholder of an OIDC provider, whose ARN has the account's id. @param issuer host and path of its URL */
export function oidcProvider(issuer: string): string {
  return placeholder('oidc-provider', 'arn', issuer);
}

/** Replaces the placeholders of OIDC providers in a document. */
export function withProviderArns<T>(document: T, arnOf: (issuer: string) => string | undefined): T {
  const replaced = (whole: string, issuer: string): string => arnOf(issuer) ?? whole;
  return JSON.parse(JSON.stringify(document).replace(PROVIDER_ARNS, replaced)) as T;
}

/** Returns the input with every placeholder replaced. */
export function withoutPlaceholders<T>(input: T, resolve: (parsed: Placeholder) => string): T {
  const replaced = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replaced);
    const parsed = typeof value === 'string' ? parsePlaceholder(value) : undefined;
    return parsed === undefined ? value : resolve(parsed);
  };
  return Object.fromEntries(
    Object.entries(input as object).map(([key, value]) => [key, replaced(value)]),
  ) as T;
}

/** AWS's own policies that deny, as of 2026-05-01, except those of service-linked roles, which no other role can use. */
const DENY_ONLY = new Set([
  'AWSCompromisedKeyQuarantine',
  'AWSCompromisedKeyQuarantineV2',
  'AWSCompromisedKeyQuarantineV3',
  'AWSDenyAll',
  'AWSIAMIdentityCenterAllowListForIdentityContext',
  'root-task/IAMAuditRootUserCredentials',
  'root-task/IAMCreateRootUserPassword',
  'root-task/IAMDeleteRootUserCredentials',
  'root-task/S3UnlockBucketPolicy',
  'root-task/SQSUnlockQueuePolicy',
]);
const ALLOW_AND_DENY = new Set([
  'AWSCertificateManagerPrivateCAPrivilegedUser',
  'AWSCertificateManagerPrivateCAUser',
  'AWSCleanRoomsFullAccessNoQuerying',
  'AWSDeepRacerDefaultMultiUserAccess',
  'AWSLakeFormationDataAdmin',
  'AWSPrivateCAPrivilegedUser',
  'AWSPrivateCAUser',
  'AmazonConnectReadOnlyAccess',
  'AmazonDataZoneEnvironmentRolePermissionsBoundary',
  'AmazonDataZoneSageMakerEnvironmentRolePermissionsBoundary',
  'AmazonRedshiftDataFullAccess',
  'AmazonSecurityLakePermissionsBoundary',
  'AwsGlueSessionUserRestrictedNotebookPolicy',
  'AwsGlueSessionUserRestrictedPolicy',
  'SageMakerStudioAdminIAMDefaultExecutionPolicy',
  'SageMakerStudioAdminIAMPermissiveExecutionPolicy',
  'SageMakerStudioProjectUserRolePermissionsBoundary',
  'SageMakerStudioUserIAMDefaultExecutionPolicy',
  'SageMakerStudioUserIAMPermissiveExecutionPolicy',
  'service-role/AWSTransformApplicationDeploymentPolicy',
  'service-role/AwsGlueSessionUserRestrictedNotebookServiceRole',
  'service-role/AwsGlueSessionUserRestrictedServiceRole',
]);

const AWS_MANAGED = /^arn:[\w-]+:iam::aws:policy\/(.+)$/;

/** Reports whether AWS manages the policy. */
export function isAwsManaged(arn: string): boolean {
  return AWS_MANAGED.test(arn);
}

/**
 * Returns the effects of a managed policy. A policy whose document could not be read counts as both granting and denying.
 *
 * @param documents the documents that the run has read, by ARN
 */
export function policyEffects(
  arn: string,
  documents: ReadonlyMap<string, PolicyDocument | undefined> = new Map(),
): Readonly<Record<'grants' | 'denies', boolean>> {
  const document = documents.get(arn);
  if (document !== undefined) {
    const denies = parseStatements(document).some(({ effect }) => effect === 'Deny');
    return { grants: broadens(undefined, document), denies };
  }
  const name = AWS_MANAGED.exec(arn)?.[1];
  if (name === undefined) return { grants: true, denies: true };
  return { grants: !DENY_ONLY.has(name), denies: DENY_ONLY.has(name) || ALLOW_AND_DENY.has(name) };
}
