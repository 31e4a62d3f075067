/** Runs the end-to-end cases against moto, and lists those that moto cannot run, with the reason. */
import { runCasesIn } from '../harness/case-world.ts';
import { hasMoto, startMoto } from '../harness/moto.ts';
import { MotoWorlds } from './moto-world.ts';
import { FULL } from '../harness/full.ts';

const skipped = new Set<string>();

const FAULTS = 'it injects no faults';
const QUOTA = 'its quota of attached policies is 10 for every account';
/** The name of a case, before its parameters are inserted → the reason. */
const SKIPPED: Readonly<Record<string, string>> = {
  'uses a higher quota of the account': QUOTA,
  'does not read the quota if more than ten policies are attached and converged, or in a destroy': QUOTA,
  'reads attachments and inline names of several pages': 'its pages have 100 items',
  'replaces a role of the same name and another id': 'no call of IAM creates this state',
  '%s: a run that then fails reports whether its work remains: %p': FAULTS,
  'the error names a role whose name differs only by case': 'it distinguishes names by case',
  'a failed run outputs ARNs and ids of what remains, even if no read showed it': FAULTS,
};
const OTHER_FILES: Readonly<Record<string, string>> = {
  'denied.test.ts, permissions.test.ts': 'it allows everything, or requires policies of its own users',
  'hostile.test.ts': 'it accepts no names that IAM refuses, and cannot imitate a faulty server',
  'secrets.test.ts': 'it injects no faults',
};

if (FULL && hasMoto('the end-to-end cases on moto')) {
  const worlds = new MotoWorlds(await startMoto());
  afterAll(() => worlds.close());
  runCasesIn((options) => worlds.open(options), testsForMoto());
  await import('../e2e/cases.test.ts');
  await import('../e2e/safety.test.ts');
  test('every skipped case exists', () => {
    expect([...skipped].sort()).toEqual(Object.keys(SKIPPED).sort());
  });
  for (const [files, reason] of Object.entries(OTHER_FILES))
    console.log(`Skipped with moto: ${files}: ${reason}`);
} else {
  if (!FULL) console.log('Skipped: the end-to-end cases on moto. `npm run test:conformance` runs them.');
  test.skip('the end-to-end cases run on moto in a full run', () => undefined);
}

function testsForMoto(): jest.It {
  const testOrSkip = (name: string): jest.It => {
    const reason = SKIPPED[name];
    if (reason === undefined) return test;
    skipped.add(name);
    console.log(`Skipped with moto: ${name}: ${reason}`);
    return test.skip;
  };
  const each =
    (...table: Parameters<jest.Each>) =>
    (name: string, ...rest: [never, number?]) => {
      (
        testOrSkip(name).each as (...cases: typeof table) => (name: string, ...rest: [never, number?]) => void
      )(...table)(name, ...rest);
    };
  const one = (name: string, ...rest: [jest.ProvidesCallback?, number?]) => {
    testOrSkip(name)(name, ...rest);
  };
  return Object.assign(one, { each }) as unknown as jest.It;
}
