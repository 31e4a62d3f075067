/** The resources that a step declares, complete and valid: the engine does not use the inputs otherwise. */
import type { PolicyDocument } from '../aws/policy-document.ts';

export type Tags = ReadonlyMap<string, string>;

export interface Declaration {
  readonly roleName: string;
  readonly instanceProfileName: string;
  /** Profiles that other roles of the step declare, in lower case: a removal leaves them alone. */
  readonly keptProfiles?: ReadonlySet<string>;
  /** undefined: the run does not read Roles Anywhere. */
  readonly rolesAnywhereName?: string | undefined;
  readonly owner: string;
  /** The id of the repository that the owner names; undefined for any other owner. */
  readonly repositoryId?: string | undefined;
  readonly adopt: boolean;
  /** undefined: the role and everything that belongs to it will be deleted. */
  readonly role: RoleDeclaration | undefined;
}

/** The workflows of one GitHub repository that may assume the role. */
export interface GitHubTrust {
  readonly owner: string;
  readonly name: string;
  readonly ownerId?: string | undefined;
  readonly id?: string | undefined;
  /** The rest of the subject: `ref:refs/heads/main`, `pull_request`, `environment:production`, `*`. */
  readonly context: string;
}

export interface RoleDeclaration {
  readonly path: string;
  readonly description: string;
  readonly trust: PolicyDocument;
  /** The workflows whose statements are added to the trust policy once the repositories' ids are known. */
  readonly gitHubTrust?: readonly GitHubTrust[] | undefined;
  /** The issuer that the trust policy names by a placeholder, because the account is not known yet. */
  readonly oidcIssuer?: string | undefined;
  /** Seconds. */
  readonly maxSessionDuration: number;
  /** ARN or AWS managed policy name, `none` to remove it, undefined to leave it unchanged. */
  readonly boundary: string | undefined;
  /** ARNs and AWS managed policy names. */
  readonly policies: readonly string[];
  readonly inlinePolicies: ReadonlyMap<string, PolicyDocument>;
  /** The tags that the user declares; the instance profile may have further ones. */
  readonly tags: Tags;
  /** undefined: the role has none. */
  readonly instanceProfile: { readonly path: string; readonly tags?: Tags } | undefined;
  readonly rolesAnywhere?: RolesAnywhereDeclaration | undefined;
  readonly prune: Prune;
  /** Number of the pull request whose event triggered the run. */
  readonly pullRequest: string | undefined;
  /** Path of the manifest that removes the role when it no longer lists it. */
  readonly manifest?: string | undefined;
}

export interface RolesAnywhereDeclaration {
  readonly enabled: boolean;
  /** Seconds. */
  readonly durationSeconds: number;
  /** ARNs and AWS managed policy names. */
  readonly policies: readonly string[];
  readonly sessionPolicy: PolicyDocument | undefined;
  readonly requireInstanceProperties: boolean;
  readonly acceptRoleSessionName?: boolean;
  /** ARNs of further roles. */
  readonly roleArns?: readonly string[];
  /** The tags of the step and those of the profile. */
  readonly tags: Tags;
}

/** The undeclared properties that may be removed. */
export interface Prune {
  readonly policies: boolean;
  readonly inlinePolicies: boolean;
  readonly tags: boolean;
}
