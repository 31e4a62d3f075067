/** The end-to-end cases once more, with moto in the emulator's place; what it cannot express is told, and why. */
import { runCasesIn } from '../harness/case-world.ts';
import { hasMoto, startMoto } from '../harness/moto.ts';
import { MotoWorlds } from './moto-world.ts';

const leftOut = new Set<string>();
const full = process.env['CONFORMANCE'] === 'full';

const FAULTS = 'it plays no faults';
const QUOTA = 'its quota of attached policies is 10 for every account';
/** By the case's name, before what it is given is put in. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'a higher quota of the account is used': QUOTA,
  'more than ten attached and converged, or to be destroyed: the quota is not asked for': QUOTA,
  'attachments and inline names over several pages are all seen': 'its pages have 100 items',
  'holding a role of our name but of another id: out and in': 'no call of IAM leads there',
  '%s: a run that then fails says of its work what is so: %p that it stands': FAULTS,
  'a role whose name differs by case alone is told of as what is in the way': 'it tells names apart by case',
  'what stands of a run that failed has its ARNs and ids, also where no look has shown it': FAULTS,
};
const OTHER_FILES: Readonly<Record<string, string>> = {
  'denied.test.ts, permissions.test.ts': 'it allows everything, or asks for policies on its own users first',
  'hostile.test.ts': 'it takes no names that IAM refuses, and plays no server that lies',
  'no-gap.test.ts': 'it takes too long for hundreds of runs',
  'secrets.test.ts': 'it plays no faults',
};

if (full && hasMoto('the end-to-end cases on moto')) {
  const worlds = new MotoWorlds(await startMoto());
  afterAll(() => worlds.close());
  runCasesIn((options) => worlds.open(options), onlyWhatMotoCan());
  await import('../e2e/cases.test.ts');
  await import('../e2e/safety.test.ts');
  test('what is left out is there', () => {
    expect([...leftOut].sort()).toEqual(Object.keys(LEFT_OUT).sort());
  });
  for (const [files, why] of Object.entries(OTHER_FILES)) console.log(`Left out with moto: ${files}: ${why}`);
} else {
  if (!full) console.log('Left out: the end-to-end cases on moto. `npm run test:conformance` runs them.');
  test.skip('the end-to-end cases run on moto in a full run', () => undefined);
}

function onlyWhatMotoCan(): jest.It {
  const chosen = (name: string): jest.It => {
    const why = LEFT_OUT[name];
    if (why === undefined) return test;
    leftOut.add(name);
    console.log(`Left out with moto: ${name}: ${why}`);
    return test.skip;
  };
  const each =
    (...table: Parameters<jest.Each>) =>
    (name: string, ...rest: [never, number?]) => {
      (chosen(name).each as (...cases: typeof table) => (name: string, ...rest: [never, number?]) => void)(
        ...table,
      )(name, ...rest);
    };
  const one = (name: string, ...rest: [jest.ProvidesCallback?, number?]) => {
    chosen(name)(name, ...rest);
  };
  return Object.assign(one, { each }) as unknown as jest.It;
}
