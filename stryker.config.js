/**
 * Mutation tests (`npm run test:mutation`) of the code that decides: what is planned, what broadens, what is the same,
 * what an error means. `npm run test:mutation -- -m src/aws/errors.ts` takes one file.
 */
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import jest from './jest.config.js';

// Inherited by the test runners: here it is enough that a property fails, and most mutants fall to an example.
process.env.FC_CASES ??= '50';

const compilerOptions = {
  module: 'CommonJS',
  moduleResolution: 'node10',
  target: 'ES2024',
  isolatedModules: true,
};

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: [
    'src/resources/index.ts',
    'src/reconcile/rollback.ts',
    'src/resources/properties.ts',
    'src/resources/role.ts',
    'src/resources/role-grants.ts',
    'src/resources/instance-profile.ts',
    'src/resources/roles-anywhere-profile.ts',
    'src/aws/policy-document.ts',
    'src/aws/broadening.ts',
    'src/aws/errors.ts',
    'src/inputs/public-trust.ts',
  ],
  plugins: ['@stryker-mutator/jest-runner'],
  testRunner: 'jest',
  coverageAnalysis: 'perTest',
  jest: {
    projectType: 'custom',
    // Jest would look for them in the folder of the mutant alone. Coverage tells which tests a mutant needs.
    enableFindRelatedTests: false,
    config: {
      ...jest,
      // Only the suites of that code: no processes, no sockets.
      testMatch: [
        '**/reconcile/{digest,observe,ownership,plan,rollback,target}.test.ts',
        '**/resources/{instance-profile,properties,role,role-changes,tags}.test.ts',
        '**/aws/{broadening,errors,policy-document}.test.ts',
        '**/inputs/{public-trust,shared-issuers}.test.ts',
        '**/roles-anywhere/{plan,kind}.test.ts',
      ],
      runner: '<rootDir>/__tests__/harness/mutation-runner.js',
      testEnvironment: fileURLToPath(new URL('__tests__/harness/mutation-environment.js', import.meta.url)),
      // As CommonJS they load in half the time, and a runner gives the memory of each run back.
      extensionsToTreatAsEsm: [],
      transform: { '\\.ts$': ['ts-jest', { tsconfig: compilerOptions, diagnostics: false }] },
    },
  },
  concurrency: 2,
  // On a busy machine a mutant that survives would count as one that never ends.
  timeoutMS: 30_000,
  reporters: ['clear-text', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: 'mutation/index.html' },
  tempDirName: '.stryker-tmp',
  thresholds: { high: 95, low: 95, break: 95 },
};
