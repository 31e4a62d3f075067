/** The request of a step: settings of the run, and the declarations of its roles. */
import type { Declaration } from '../resources/declaration.ts';
import type { Settings } from './table.ts';

export type Mode = 'apply' | 'plan' | 'check' | 'read' | 'destroy';

/** The settings of the run, the same for all roles. */
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
  /** The role whose credentials this step uses, by ARN. */
  readonly roleToAssume?: string | undefined;
  readonly awsRegion?: string | undefined;
}

/** The search criteria of a sweep. */
export interface SweepSettings {
  /** The path below which the sweep looks for roles. */
  readonly rolePath: string;
  readonly owner: string;
  /** The id of the repository that the owner names; undefined for any other owner. */
  readonly repositoryId?: string | undefined;
  /** The sweep keeps roles that were created or last used less than that ago. */
  readonly minimumAgeSeconds: number;
  /** `owner/repository`, whose pull requests the roles' tags number. */
  readonly repository: string;
}

/** The request of the step. */
export interface StepRequest {
  readonly run: RunSettings;
  /** The subject of a comment: the role, or the manifest. */
  readonly subject: string;
  readonly declarations: readonly Declaration[];
  /** Warnings about inputs that are valid, and yet perhaps not the intended ones. */
  readonly hints: readonly string[];
  /** Instead of declarations: the criteria of the roles to destroy. */
  readonly sweep?: SweepSettings;
}

/** Returns the settings of the whole run. */
export function runSettings(settings: Settings): RunSettings {
  const mode = settings.mode ?? 'apply';
  const removes = mode === 'destroy' || mode === 'sweep';
  const digest = settings['expected-plan-digest'] ?? 'none';
  return {
    // A dry run is the plan of a removal.
    mode: !removes ? mode : settings['dry-run'] === true ? 'plan' : 'destroy',
    timeoutSeconds: settings['timeout-seconds'] ?? 120,
    rollbackOnFailure: settings['rollback-on-failure'] ?? true,
    waitFor: settings['wait-for'] ?? 'iam',
    ec2ImageId: settings['ec2-image-id'] ?? '',
    expectedPlanDigest: digest === 'none' ? undefined : digest.replace(/^(?:sha256:)+/, ''),
    prComment: settings['pr-comment'] ?? 'off',
    githubToken: settings['github-token'],
    roleToAssume: settings['role-to-assume'],
    awsRegion: settings['aws-region'],
  };
}
