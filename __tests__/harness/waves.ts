/** Calls that must be under way together, by what happens and not by the clock. */
import type { RecordedCall } from '../../emulator/handle-call.ts';
import type { Emulator } from '../../emulator/server.ts';

type Calls = Pick<Emulator, 'beforeCall'>;

/**
 * Holds calls until a whole wave of them is pending. A step that waits for each reply before its next call never
 * ends.
 *
 * @param sizes the number of calls of each wave
 * @returns the actions of each wave so far; calls after the last wave are a wave of their own
 */
export function inWaves(emulator: Calls, sizes: readonly number[]): string[][] {
  const waves: string[][] = [[]];
  let complete = Promise.withResolvers<undefined>();
  emulator.beforeCall(async ({ action }) => {
    const wave = waves.length - 1;
    waves[wave]?.push(action);
    const { promise, resolve } = complete;
    if (waves[wave]?.length === sizes[wave]) {
      waves.push([]);
      complete = Promise.withResolvers();
      resolve(undefined);
    }
    if (wave < sizes.length) await promise;
  });
  return waves;
}

/** Holds the calls of a step until calls of so many roles are pending, then lets all pass. Returns how to stop. */
export function heldUntil(emulator: Calls, roles: number): () => void {
  const pending = new Set<string>();
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return emulator.beforeCall(async (call) => {
    const name = roleOf(call);
    if (name === undefined) return;
    pending.add(name);
    if (pending.size >= roles) resolve(undefined);
    await promise;
  });
}

/** Returns the role that a call is about, if its name is also that of its instance profile. */
export function roleOf({ input }: Pick<RecordedCall, 'input'>): string | undefined {
  const name = input['RoleName'] ?? input['InstanceProfileName'];
  return typeof name === 'string' ? name : undefined;
}
