import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulator/server.ts';

const started: Emulator[] = [];

/** Ends all emulators: within a test that needs very many, else after it. */
export async function closeEmulators(): Promise<void> {
  await Promise.all(started.splice(0).map((emulator) => emulator.close()));
}

afterEach(closeEmulators);

/** Starts an emulator that ends with the test. */
export async function emulated(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator(options);
  started.push(emulator);
  return emulator;
}
