/** What the step declares, whole and valid: the only thing the rest of the Action knows of its inputs. */
import type { PolicyDocument } from '../iam/policy-document.ts';
import type { Tags } from '../resources/state.ts';

export type Mode = 'apply' | 'plan' | 'check' | 'destroy';

/** How the run goes about it, for all roles alike. */
export interface RunSettings {
  readonly mode: Mode;
  /** From the first write until IAM shows the declared state. */
  readonly timeoutSeconds: number;
  readonly rollbackOnFailure: boolean;
  readonly waitFor: 'iam' | 'ec2';
  readonly ec2ImageId: string;
  /** The digest of the plan that was reviewed; no other may be sent. */
  readonly expectedPlanDigest: string | undefined;
  readonly prComment: 'off' | 'changes' | 'always';
  readonly githubToken: string | undefined;
}

/** What a sweep looks for. */
export interface SweepSettings {
  /** Where the roles are. */
  readonly rolePath: string;
  readonly owner: string;
  /** Seconds; what is younger stays. */
  readonly after: number;
  /** `owner/repository`, whose pull requests the roles' tags number. */
  readonly repository: string;
}

export interface Declaration {
  readonly roleName: string;
  readonly instanceProfileName: string;
  /** undefined: Roles Anywhere is not even looked at. */
  readonly rolesAnywhereName?: string | undefined;
  readonly owner: string;
  readonly adopt: boolean;
  /** What the role is to be; undefined: it and its profile are to go. */
  readonly role: RoleDeclaration | undefined;
}

export interface RoleDeclaration {
  readonly path: string;
  readonly description: string;
  readonly trust: PolicyDocument;
  /** Seconds. */
  readonly maxSessionDuration: number;
  /** ARN or AWS managed policy name, `none` to remove it, undefined to leave it as it is. */
  readonly boundary: string | undefined;
  /** ARNs and AWS managed policy names. */
  readonly policies: readonly string[];
  readonly inlinePolicies: ReadonlyMap<string, PolicyDocument>;
  /** The user's own. */
  readonly tags: Tags;
  /** undefined: the role has none. */
  readonly instanceProfile: { readonly path: string } | undefined;
  readonly rolesAnywhere?: RolesAnywhereDeclaration | undefined;
  readonly prune: Prune;
  /** Number of the pull request on whose event the run is. */
  readonly pullRequest: string | undefined;
}

export interface RolesAnywhereDeclaration {
  readonly enabled: boolean;
  /** Seconds. */
  readonly durationSeconds: number;
  /** ARNs and AWS managed policy names. */
  readonly managedPolicies: readonly string[];
  readonly sessionPolicy: PolicyDocument | undefined;
  readonly requireInstanceProperties: boolean;
  /** The step's and its own. */
  readonly tags: Tags;
}

/** What may be removed because it is not declared. */
export interface Prune {
  readonly policies: boolean;
  readonly inlinePolicies: boolean;
  readonly tags: boolean;
}

/** What the step asks for. */
export interface Asked {
  readonly run: RunSettings;
  /** What a comment is about: the role, or the manifest. */
  readonly about: string;
  readonly declarations: readonly Declaration[];
  /** Warnings about inputs that are valid, and yet perhaps not the intended ones. */
  readonly hints: readonly string[];
  /** Instead of declarations: what to look for, and to destroy. */
  readonly sweep?: SweepSettings;
}
