/**
 * Mutation tests (`npm run test:mutation`) of the code that decides: what is planned, what broadens, what is the same,
 * what an error means. `npm run test:mutation -- -m src/aws/errors.ts` takes one file.
 */
import process from 'node:process';
import jest from './jest.config.js';

// Inherited by the test runners: here it is enough that a property fails, and most mutants fall to an example.
process.env.FC_LIMIT ??= '100';

const compilerOptions = {
  module: 'CommonJS',
  moduleResolution: 'node10',
  target: 'ES2024',
  isolatedModules: true,
};

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: [
    'src/reconcile/plan.ts',
    'src/reconcile/rollback.ts',
    'src/resources/properties.ts',
    'src/resources/role.ts',
    'src/resources/role-grants.ts',
    'src/resources/role-policies.ts',
    'src/resources/instance-profile.ts',
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
    config: {
      ...jest,
      // Jest follows imports inside these folders only, and a mutant runs just the suites that import its file.
      roots: ['<rootDir>/__tests__', '<rootDir>/src'],
      // Only the suites of that code: no processes, no sockets.
      testMatch: [
        '**/reconcile/{ownership,plan,rollback,target}.test.ts',
        '**/resources/{instance-profile,properties,role,role-changes,tags}.test.ts',
        '**/aws/{broadening,errors,policy-document}.test.ts',
        '**/inputs/{public-trust,shared-issuers}.test.ts',
      ],
      testSequencer: '<rootDir>/__tests__/harness/examples-first.js',
      // As CommonJS they load in half the time, and a runner gives the memory of each run back.
      extensionsToTreatAsEsm: [],
      transform: { '\\.ts$': ['ts-jest', { tsconfig: compilerOptions, diagnostics: false }] },
    },
  },
  concurrency: 2,
  reporters: ['clear-text', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: 'mutation/index.html' },
  tempDirName: '.stryker-tmp',
  thresholds: { high: 95, low: 90, break: 90 },
};
