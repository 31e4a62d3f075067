import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

// Tests start the bundle and our scripts hundreds of times.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'tests-compile-cache');

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/__tests__'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': ['ts-jest', { useESM: true }] },
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts'],
  // Long, since a test that hangs fails anyway, and one on a busy machine must not.
  testTimeout: 180_000,
  // Most tests wait for child processes and sockets, so more workers than cores pay.
  maxWorkers: 4,
  setupFiles: ['<rootDir>/__tests__/harness/seed.ts'],
};
