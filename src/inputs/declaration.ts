/** The request of a step: settings of the run, and the declarations of its roles. */
import type { Declaration } from '../resources/declaration.ts';
import type { RUN_INPUTS } from './run-inputs.ts';
import type { Settings } from './table.ts';

/** The settings of the run, the same for all roles. */
export interface RunSettings extends Pick<Settings, keyof typeof RUN_INPUTS> {
  /** The mode for each role. A sweep destroys roles, or plans to. */
  readonly mode: Exclude<Settings['mode'], 'sweep'>;
}

/** The search criteria of a sweep. */
export interface SweepSettings {
  /** The path below which the sweep looks for roles. */
  readonly rolePath: string;
  readonly owner: string;
  /** The id of the repository that the owner names; undefined for any other owner. */
  readonly repositoryId?: string | undefined;
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
  const { mode } = settings;
  const removes = mode === 'destroy' || mode === 'sweep';
  // A dry run is the plan of a removal.
  return { ...settings, mode: !removes ? mode : settings['dry-run'] ? 'plan' : 'destroy' };
}
