/** Shapes of IAM Roles Anywhere's calls on profiles. https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_ProfileDetail.html */

export interface ProfileTag {
  readonly key: string;
  readonly value: string;
}

export interface ProfileSettings {
  readonly durationSeconds: number;
  readonly roleArns: readonly string[];
  readonly managedPolicyArns: readonly string[];
  readonly sessionPolicy?: string;
  readonly acceptRoleSessionName?: boolean;
}

export interface ProfileDetail extends Partial<ProfileSettings> {
  readonly profileId: string;
  readonly profileArn: string;
  readonly name: string;
  readonly enabled?: boolean;
  readonly requireInstanceProperties?: boolean;
  /** ISO 8601. */
  readonly createdAt?: string;
  readonly updatedAt?: string;
  readonly createdBy?: string;
  readonly attributeMappings?: readonly object[];
}

interface OneProfile {
  readonly input: { readonly profileId: string };
  readonly output: { readonly profile?: ProfileDetail };
}

export interface RestApi {
  GetCallerIdentity: { readonly input: object; readonly output: { readonly account?: string } };
  ListProfiles: {
    readonly input: { readonly nextToken?: string };
    readonly output: { readonly profiles?: readonly ProfileDetail[]; readonly nextToken?: string };
  };
  ListTagsForResource: {
    readonly input: { readonly resourceArn: string };
    readonly output: { readonly tags?: readonly ProfileTag[] };
  };
  CreateProfile: {
    readonly input: ProfileSettings & {
      readonly name: string;
      readonly enabled: boolean;
      readonly requireInstanceProperties: boolean;
      readonly tags: readonly ProfileTag[];
    };
    readonly output: OneProfile['output'];
  };
  UpdateProfile: {
    readonly input: ProfileSettings & OneProfile['input'];
    readonly output: OneProfile['output'];
  };
  EnableProfile: OneProfile;
  DisableProfile: OneProfile;
  DeleteProfile: OneProfile;
  TagResource: {
    readonly input: { readonly resourceArn: string; readonly tags: readonly ProfileTag[] };
    readonly output: object;
  };
  UntagResource: {
    readonly input: { readonly resourceArn: string; readonly tagKeys: readonly string[] };
    readonly output: object;
  };
}
