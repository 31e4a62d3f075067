/** The resources that a step declares, complete and valid: the engine does not use the inputs otherwise. */
export type Tags = ReadonlyMap<string, string>;

export interface Declaration {
  readonly roleName: string;
  readonly instanceProfileName: string;
  /** Profiles that a removal leaves alone, in lower case: those that other roles of the step declare. */
  readonly keptProfiles?: ReadonlySet<string>;
  /** Further instance profiles that a removal deletes with the role. */
  readonly furtherProfiles?: readonly string[];
  /** The facts that a removal was decided by: the role's id, and a tag of it. */
  readonly judged?: { readonly id: string | undefined; readonly tag: string; readonly value: string };
  readonly owner: string;
  /** The id of the repository that the owner names; undefined for any other owner. */
  readonly repositoryId?: string | undefined;
  readonly adopt: boolean;
  /** Roles in its trust policy that the run creates after it, because they trust it in turn: `role/path/name`. */
  readonly laterRoles?: ReadonlySet<string> | undefined;
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

/** The declared role. The file of each kind adds its own properties. */
export interface RoleDeclaration {
  /** The workflows whose statements are added to the trust policy once the repositories' ids are known. */
  readonly gitHubTrust?: readonly GitHubTrust[] | undefined;
  /** The issuer that the trust policy names by a placeholder, because the account is not known yet. */
  readonly oidcIssuer?: string | undefined;
  /** The tags that the user declares; the instance profile may have further ones. */
  readonly tags: Tags;
  readonly prune: Prune;
  /** Number of the pull request whose event triggered the run. */
  readonly pullRequest: string | undefined;
  /** Path of the manifest that removes the role when it no longer lists it. */
  readonly manifest?: string | undefined;
}

/** The undeclared properties that may be removed. */
export const PRUNABLE = ['policies', 'inline-policies', 'tags'] as const;
export type Prune = ReadonlySet<(typeof PRUNABLE)[number]>;
