/**
 * What a role and what hangs on it *is*. A declaration resolves to a `State`, IAM's answers are a `State`, and a plan is
 * what leads from one to the other.
 */
import type { PolicyDocument } from '../iam/policy-document.ts';

export type Tags = ReadonlyMap<string, string>;

export interface RoleState {
  readonly name: string;
  readonly path: string;
  readonly description: string;
  /** Seconds. */
  readonly maxSessionDuration: number;
  readonly trust: PolicyDocument;
  /** ARN of the managed policy that bounds the role. */
  readonly boundary: string | undefined;
  /** Without those of the prefix `aws:`, which only AWS can touch. */
  readonly tags: Tags;
  /** ARNs. */
  readonly managedPolicies: ReadonlySet<string>;
  /** Name to document; undefined where only the name was read. */
  readonly inlinePolicies: ReadonlyMap<string, PolicyDocument | undefined>;
  /** Names of instance profiles beside the declared one that hold the role; read only when the role is to go. */
  readonly otherInstanceProfiles: ReadonlySet<string>;
  /** What IAM gave it; undefined for a role that is still to be made. */
  readonly born: Birth | undefined;
}

export interface InstanceProfileState {
  readonly name: string;
  readonly path: string;
  readonly tags: Tags;
  /** The role in it, if any. The id tells a role from another that was made later under its name. */
  readonly role: { readonly name: string; readonly id: string | undefined } | undefined;
  readonly born: Birth | undefined;
}

export interface RolesAnywhereProfileState {
  readonly name: string;
  readonly enabled: boolean;
  /** Seconds that a session lasts. */
  readonly durationSeconds: number;
  /** ARNs of the roles that it may assume; the declared one is a placeholder, also where its ARN is known. */
  readonly roleArns: ReadonlySet<string>;
  /** ARNs of managed policies that hold its sessions back. */
  readonly managedPolicies: ReadonlySet<string>;
  /** undefined: none, or one that lets everything through. */
  readonly sessionPolicy: PolicyDocument | undefined;
  readonly requireInstanceProperties: boolean;
  readonly tags: Tags;
  /** Younger profiles of the same name: names are not unique. */
  readonly namesakes: readonly RolesAnywhereProfileState[];
  readonly born: Birth | undefined;
}

/** What IAM decides at a resource's creation. */
export interface Birth {
  readonly arn: string;
  readonly id: string;
  readonly created: Date | undefined;
}

export interface State {
  readonly role: RoleState | undefined;
  readonly instanceProfile: InstanceProfileState | undefined;
  /** Looked for only where it is declared. */
  readonly rolesAnywhereProfile?: RolesAnywhereProfileState | undefined;
}

export const ABSENT: State = { role: undefined, instanceProfile: undefined };
