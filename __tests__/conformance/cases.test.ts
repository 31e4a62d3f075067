/** The end-to-end cases once more, with moto in the emulator's place; what it cannot express is told, and why. */
import { runCasesIn } from '../harness/case-world.ts';
import { hasMoto, startMoto } from '../harness/moto.ts';
import { MotoWorlds } from './moto-world.ts';

const full = process.env['CONFORMANCE'] === 'full';

/** By the beginning of a case's name. */
const LEFT_OUT: Readonly<Record<string, string>> = {};

if (full && hasMoto('the end-to-end cases on moto')) {
  const worlds = new MotoWorlds(await startMoto());
  afterAll(() => worlds.close());
  runCasesIn((options) => worlds.open(options), onlyWhatMotoCan());
  await import('../e2e/cases.test.ts');
} else {
  test.skip('the end-to-end cases run on moto in a full run', () => undefined);
}

function onlyWhatMotoCan(): jest.It {
  const chosen = (name: string): jest.It => {
    const why = LEFT_OUT[name];
    if (why !== undefined) console.log(`Left out with moto: ${name}: ${why}`);
    return why === undefined ? test : test.skip;
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
