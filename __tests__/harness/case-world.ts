/**
 * The world that the end-to-end cases run in: an emulator, unless a file that imports the cases puts another in
 * its place. The world has its own `test`, which skips the cases that it cannot express.
 */
import type { Emulator, EmulatorOptions } from '../../emulator/server.ts';
import type { Iam } from '../../emulator/iam.ts';
import { world as emulatedWorld, type World } from './world.ts';

export interface CaseWorld {
  readonly emulator: Pick<Emulator, 'calls' | 'writes' | 'snapshot' | 'beforeCall' | 'onCall'>;
  readonly iam: Pick<Iam, 'call'> & Partial<Pick<Iam, 'account'>>;
  readonly step: World['step'];
  readonly writes: World['writes'];
  readonly reads: World['reads'];
}

export let world: (options?: EmulatorOptions) => Promise<CaseWorld> = emulatedWorld;
export let test: jest.It = globalThis.test;

export function runCasesIn(other: typeof world, itsTest: jest.It): void {
  world = other;
  test = itsTest;
}
