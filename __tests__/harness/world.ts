/** An emulator of its own for each test, and steps inside the test's process against it. */
import type { Emulator, EmulatorOptions } from '../../emulator/server.ts';
import { emulated } from './emulated.ts';
import { inProcess, type InProcessOptions, type StepInProcess } from './in-process.ts';
import { EC2_TRUST, OWNER_TAGS } from './workshop.ts';

export * from './workshop.ts';

export interface World {
  readonly emulator: Emulator;
  readonly iam: Emulator['iam'];
  /** One step; the record of calls is of this step alone. */
  step(inputs: Readonly<Record<string, string>>, options?: InProcessOptions): Promise<StepInProcess>;
  /** `action` of each write that the last step sent, in the order in which they came in. */
  writes(): string[];
  reads(): string[];
}

export async function world(options: EmulatorOptions = {}): Promise<World> {
  const emulator = await emulated(options);
  return {
    emulator,
    iam: emulator.iam,
    step: async (inputs, stepOptions) => {
      emulator.clearCalls();
      return inProcess(emulator, inputs, stepOptions);
    },
    writes: () => emulator.writes.map(({ action }) => action),
    reads: () => emulator.calls.filter(({ write }) => !write).map(({ action }) => action),
  };
}

/** Plants a role as another user would; by default with the caller's own tag. */
export function plantRole(
  { iam }: { readonly iam: Pick<World['iam'], 'call'> },
  RoleName: string,
  more: Partial<Parameters<Emulator['iam']['call']>[1]> & object = {},
): void {
  iam.call('CreateRole', {
    RoleName,
    AssumeRolePolicyDocument: JSON.stringify(EC2_TRUST),
    Tags: OWNER_TAGS,
    ...more,
  });
}
