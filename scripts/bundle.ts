/** The bundler with this project's options: for `dist/`, and for what a benchmark compares it with. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export interface Module {
  readonly name?: string;
  readonly modules?: readonly Module[];
}

export interface Bundle {
  readonly code: string;
  readonly assets: Readonly<Record<string, { readonly source: string | Buffer }>>;
  readonly stats: { toJson(): Module };
}

// ncc is CommonJS without types. Its command line has no `mainFields`: with `module` first, the AWS SDK comes as ES modules,
// of which only what is used is bundled, and what it loads lazily (SSO, web identity, …) becomes a chunk of its own. Where
// a package has `exports` instead, ncc has no option for it, but it follows the paths of a tsconfig.json.
const run = createRequire(import.meta.url)('@vercel/ncc') as (
  entry: string,
  options: { mainFields?: readonly string[]; cache: false; quiet: true },
) => Promise<Bundle>;

/** As `ncc build` does it. */
export async function ncc(entry: string): Promise<Bundle> {
  return run(entry, { cache: false, quiet: true });
}

/** @param entry absolute path of an ES module */
export async function bundle(entry: string): Promise<Bundle> {
  await noNestedCopies();
  process.env['TS_NODE_PROJECT'] = join(ROOT, 'tsconfig.bundle.json');
  const { code, assets, stats } = await run(entry, {
    mainFields: ['module', 'main'],
    cache: false,
    quiet: true,
  }).finally(() => Reflect.deleteProperty(process.env, 'TS_NODE_PROJECT'));
  const missed = [...moduleNames(stats.toJson())].filter((name) => COMMON_JS.test(name));
  if (missed.length > 0) {
    throw new Error(`CommonJS, for which tsconfig.bundle.json has no path:\n${missed.join('\n')}`);
  }
  return { code: inAscii(code), assets, stats };
}

const ROOT = join(import.meta.dirname, '..');
const COMMON_JS = /\/(?:@(?:aws-sdk|smithy)\/[^/]+\/dist-cjs|yaml\/dist)\//;
/** The packages of tsconfig.bundle.json. */
const BY_PATH =
  /node_modules\/.*\/node_modules\/(?:@smithy\/core|@aws-sdk\/(?:core|nested-clients)|yaml)$/;

/** The paths name one version of each package, also for a package that has another of its own. */
async function noNestedCopies(): Promise<void> {
  const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, { readonly dev?: boolean }>>;
  };
  const nested = Object.entries(lock.packages).filter(
    ([path, { dev }]) => dev !== true && BY_PATH.test(path),
  );
  if (nested.length > 0) {
    throw new Error(
      `A second version, which tsconfig.bundle.json passes over: ${nested.map(([path]) => path).join()}`,
    );
  }
}

/** With one letter beyond ASCII in it Node holds the whole text in two bytes a letter, and reads it more slowly. */
function inAscii(code: string): string {
  if (/\\[^\p{ASCII}]/v.test(code)) throw new Error('a backslash before a letter beyond ASCII');
  return code.replace(/[^\p{ASCII}]/gv, (letter) =>
    letter
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** The files that a bundle is made of. */
export function* moduleNames(module: Module): Generator<string> {
  if (module.name !== undefined) yield module.name;
  for (const inner of module.modules ?? []) yield* moduleNames(inner);
}
