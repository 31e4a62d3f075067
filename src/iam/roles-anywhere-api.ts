/** Shapes of IAM Roles Anywhere's profiles. https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_ProfileDetail.html */

export interface ProfileTag {
  readonly key: string;
  readonly value: string;
}

export interface ProfileSettings {
  readonly durationSeconds: number;
  readonly roleArns: readonly string[];
  readonly managedPolicyArns: readonly string[];
  readonly sessionPolicy?: string;
}

export interface ProfileDetail extends Partial<ProfileSettings> {
  readonly profileId: string;
  readonly profileArn: string;
  readonly name: string;
  readonly enabled?: boolean;
  readonly requireInstanceProperties?: boolean;
  /** ISO 8601. */
  readonly createdAt?: string;
}
