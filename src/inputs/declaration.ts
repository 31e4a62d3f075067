/** The request of a step: settings of the run, and the declarations of its roles. */
import type { Declaration } from '../resources/declaration.ts';

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
