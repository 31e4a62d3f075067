import { type Account, type InstanceProfile, roleIn } from './account.ts';
import { AwsError } from './errors.ts';
import { passRole } from './iam-permissions.ts';
import { decodeForm, unknownCall, xmlReply } from './query-protocol.ts';
import { ec2Replica } from './replicas.ts';
import type { Service } from './service.ts';
import { xmlDocument } from './xml.ts';

const version = '2016-11-15';
const namespace = `http://ec2.amazonaws.com/doc/${version}/`;

/**
 * EC2 knows one call here: RunInstances as a dry run, which tells whether EC2 accepts an instance profile. EC2
 * learns of profiles and of the roles in them in its own time, later than IAM shows them.
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
      const named = (input['IamInstanceProfile'] ?? {}) as { readonly Name?: string; readonly Arn?: string };
      const profileAsKnown = () => account.instanceProfiles.all().find((profile) => isNamed(profile, named));
      return {
        ...unknown,
        entity: `instance-profile/${named.Name ?? named.Arn?.split('/').at(-1) ?? ''}`,
        permissions() {
          const role = profileAsKnown()?.role;
          const launch = { action: 'ec2:RunInstances', resource: '*', conditions: {} };
          return role === undefined ? [launch] : [launch, passRole(role.Arn)];
        },
        run() {
          checkProfile(named, account);
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
      // EC2 has a code of its own for what the caller may not do.
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
interface Named {
  readonly Name?: string;
  readonly Arn?: string;
}

function isNamed(profile: InstanceProfile, { Name, Arn }: Named): boolean {
  return Arn === undefined ? profile.InstanceProfileName === Name : profile.Arn === Arn;
}

function checkProfile(named: Named, account: Account): void {
  const field = named.Arn === undefined ? 'name' : 'arn';
  const value = named.Arn ?? named.Name;
  if (value === undefined) return;
  const refuse = (why: string) =>
    new AwsError(
      'InvalidParameterValue',
      `Value (${value}) for parameter iamInstanceProfile.${field} is invalid. ${why}`,
    );
  const view = account.seenBy(ec2Replica);
  const profile = view.instanceProfiles.all().find((candidate) => isNamed(candidate, named));
  if (profile === undefined)
    throw refuse(`Invalid IAM Instance Profile ${field === 'name' ? 'name' : 'ARN'}`);
  if (roleIn(profile, view) === undefined) {
    throw refuse(`IAM Instance Profile "${profile.Arn}" has no associated IAM Roles`);
  }
}
