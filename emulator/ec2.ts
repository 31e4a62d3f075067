import { type Account, type InstanceProfile, roleIn } from './account.ts';
import { AwsError } from './errors.ts';
import { passRole } from './iam-permissions.ts';
import { decodeForm, unknownCall, xmlReply } from './query-protocol.ts';
import { ec2Replica } from './replicas.ts';
import type { Permission, Service } from './service.ts';
import { xmlDocument } from './xml.ts';

const version = '2016-11-15';
const namespace = `http://ec2.amazonaws.com/doc/${version}/`;

/**
 * Returns EC2 with one call: RunInstances as a dry run, which shows whether EC2 accepts an instance profile. EC2 sees
 * profiles and the roles in them later than IAM does.
 */
export function ec2Service(account: Account): Service {
  return {
    name: 'ec2',
    actions: ['RunInstances'],
    call(request) {
      const form = decodeForm(request);
      const unknown = unknownCall(form);
      if (form.action !== 'RunInstances' || form.version !== version) return unknown;
      const { input } = form;
      const reference = (input['IamInstanceProfile'] ?? {}) as ProfileReference;
      const findProfile = () =>
        account.instanceProfiles.all().find((profile) => isReferencedBy(profile, reference));
      return {
        ...unknown,
        entity: `instance-profile/${reference.Name ?? reference.Arn?.split('/').at(-1) ?? ''}`,
        permissions() {
          const profile = findProfile();
          const launch = LAUNCHED.map((kind) => ({
            action: 'ec2:RunInstances',
            // Images belong to no account.
            resource: `arn:${account.settings.partition}:ec2:${request.region ?? ''}:${kind === 'image' ? '' : account.settings.accountId}:${kind}/*`,
            conditions: conditionsOf(kind, input, profile, account.settings.accountId),
          }));
          return [
            ...launch,
            ...imageParameter(input['ImageId'], request.region ?? '', account),
            ...(profile?.role === undefined ? [] : [passRole(profile.role.Arn)]),
          ];
        },
        run() {
          checkProfile(reference, account);
          if (input['ImageId'] === undefined) {
            throw new AwsError('MissingParameter', 'The request must contain the parameter ImageId');
          }
          if (input['DryRun'] !== 'true') {
            throw new AwsError('UnsupportedOperation', 'This emulator launches no instances: DryRun only.');
          }
          throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.');
        },
      };
    },
    reply: (action, result, requestId) =>
      xmlReply(200, xmlDocument(`${action}Response`, namespace, { requestId, ...(result as object) })),
    refusal: ({ code, message, status }, RequestID) => {
      // EC2 has its own code for a denied call.
      const denied = code === 'AccessDenied';
      const Code = denied ? 'UnauthorizedOperation' : code;
      const Message = denied ? `You are not authorized to perform this operation. ${message}` : message;
      return xmlReply(
        status,
        xmlDocument('Response', undefined, { Errors: { Error: { Code, Message } }, RequestID }),
      );
    },
  };
}

/**
 * The resources of a launch, each of which the caller needs permission for.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
const LAUNCHED = ['instance', 'image', 'network-interface', 'security-group', 'subnet', 'volume'] as const;

/** Amazon owns every image, but for those whose id begins with `ami-00`: they are the account's own. */
function conditionsOf(
  kind: (typeof LAUNCHED)[number],
  input: Readonly<Record<string, unknown>>,
  profile: InstanceProfile | undefined,
  accountId: string,
): Record<string, string> {
  if (kind === 'image')
    return { 'ec2:Owner': String(input['ImageId']).startsWith('ami-00') ? accountId : 'amazon' };
  if (kind !== 'instance') return {};
  return {
    'ec2:InstanceType': typeof input['InstanceType'] === 'string' ? input['InstanceType'] : 'm1.small',
    ...(profile === undefined ? {} : { 'ec2:InstanceProfile': profile.Arn }),
  };
}

/** Returns the permission to read the parameter that holds the image's id; Amazon's parameters belong to no account. */
function imageParameter(image: unknown, region: string, { settings }: Account): readonly Permission[] {
  const [, name] = /^resolve:ssm:\/?([^:]+)/.exec(String(image)) ?? [];
  if (name === undefined) return [];
  const owner = name.startsWith('aws/') ? '' : settings.accountId;
  const resource = `arn:${settings.partition}:ssm:${region}:${owner}:parameter/${name}`;
  return [{ action: 'ssm:GetParameters', resource, conditions: {} }];
}

interface ProfileReference {
  readonly Name?: string;
  readonly Arn?: string;
}

function isReferencedBy(profile: InstanceProfile, { Name, Arn }: ProfileReference): boolean {
  return Arn === undefined ? profile.InstanceProfileName === Name : profile.Arn === Arn;
}

function checkProfile(reference: ProfileReference, account: Account): void {
  const field = reference.Arn === undefined ? 'name' : 'arn';
  const value = reference.Arn ?? reference.Name;
  if (value === undefined) return;
  const refuse = (reason: string) =>
    new AwsError(
      'InvalidParameterValue',
      `Value (${value}) for parameter iamInstanceProfile.${field} is invalid. ${reason}`,
    );
  const view = account.seenBy(ec2Replica);
  const profile = view.instanceProfiles.all().find((candidate) => isReferencedBy(candidate, reference));
  if (profile === undefined)
    throw refuse(`Invalid IAM Instance Profile ${field === 'name' ? 'name' : 'ARN'}`);
  if (roleIn(profile, view) === undefined) {
    throw refuse(`IAM Instance Profile "${profile.Arn}" has no associated IAM Roles`);
  }
}
