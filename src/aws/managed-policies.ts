/** Managed policies: whether one grants or denies, by its document, or by its ARN if AWS manages it. */
import { broadens } from './broadening.ts';
import { parseStatements, type PolicyDocument } from './policy-document.ts';

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
