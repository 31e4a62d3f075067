/** The resource of each call, for messages. */
import { resourceOfArn } from './arn.ts';
import { CALLS, labelOf, type Call } from './calls.ts';
import { parsePlaceholder } from './placeholder.ts';

/** The names in the input of any call. */
export interface CallNames {
  readonly RoleName?: string;
  readonly InstanceProfileName?: string;
  readonly PolicyArn?: string;
  readonly PolicyName?: string;
  readonly OpenIDConnectProviderArn?: string;
  /** The fields from here on are those of services other than IAM. */
  readonly name?: string;
  readonly profileId?: string;
  readonly resourceArn?: string;
}

/** Returns the resource of a call, for people: `role/demo`, `instance-profile/demo`, `policy AmazonS3FullAccess`. */
export function resourceOf(call: Call, input: unknown): string {
  const names = input as CallNames;
  switch (CALLS[call].kind) {
    case 'role': {
      const policy = names.PolicyArn ?? names.PolicyName;
      return `role/${names.RoleName ?? '?'}${policy === undefined ? '' : ` (${policy})`}`;
    }
    case 'instanceProfile': {
      const role = names.RoleName === undefined ? '' : ` (role/${names.RoleName})`;
      return `instance-profile/${names.InstanceProfileName ?? '?'}${role}`;
    }
    case 'policy':
      return `policy ${names.PolicyArn ?? '?'}`;
    case 'oidcProvider':
      return resourceOfArn(names.OpenIDConnectProviderArn ?? 'oidc-provider/?');
    case 'account':
      return 'the account';
    default:
      return `${labelOf(CALLS[call].kind)}/${names.name ?? profileIdOf(names) ?? '?'}`;
  }
}

/** Returns the id in a call's input, undefined for a placeholder, because a reader cannot look it up. */
function profileIdOf({ profileId, resourceArn }: CallNames): string | undefined {
  const id = profileId ?? resourceArn?.replace(/^.*\//, '');
  return id === undefined || parsePlaceholder(id) !== undefined ? undefined : id;
}
