/** The bundler with this project's options, for `dist/` and for the benchmark's comparison. */
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

// ncc is CommonJS without types, and its command line has no `mainFields`. With `module` first, the bundler takes the AWS SDK's
// ES modules: it drops unused code, and each lazy import (SSO, web identity, …) becomes its own chunk. For packages with
// `exports` ncc has no option, but it follows the paths of a tsconfig.json.
const runNcc = createRequire(import.meta.url)('@vercel/ncc') as (
  entry: string,
  options: { mainFields?: readonly string[]; cache: false; quiet: true },
) => Promise<Bundle>;

/** Bundles a file as `ncc build` does. */
export async function ncc(entry: string): Promise<Bundle> {
  return runNcc(entry, { cache: false, quiet: true });
}

/**
 * Bundles a file as `dist/` is bundled.
 *
 * @param entry absolute path of an ES module
 */
export async function bundle(entry: string): Promise<Bundle> {
  await refuseNestedCopies();
  process.env['TS_NODE_PROJECT'] = join(ROOT, 'tsconfig.bundle.json');
  const { code, assets, stats } = await runNcc(entry, {
    mainFields: ['module', 'main'],
    cache: false,
    quiet: true,
  }).finally(() => Reflect.deleteProperty(process.env, 'TS_NODE_PROJECT'));
  const missed = [...moduleNames(stats.toJson())].filter((name) => COMMON_JS.test(name));
  if (missed.length > 0) {
    throw new Error(
      `CommonJS modules in the bundle. Add their paths to tsconfig.bundle.json:\n${missed.join('\n')}`,
    );
  }
  return { code: inAscii(code), assets, stats };
}

const ROOT = join(import.meta.dirname, '..');
const COMMON_JS = /\/(?:@(?:aws-sdk|smithy)\/[^/]+\/dist-cjs|yaml\/dist)\//;
/** The packages of tsconfig.bundle.json. */
const BY_PATH = /node_modules\/.*\/node_modules\/(?:@smithy\/core|@aws-sdk\/(?:core|nested-clients)|yaml)$/;

/** Refuses a nested second version of a package, because the paths replace it by the first version. */
async function refuseNestedCopies(): Promise<void> {
  const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, { readonly dev?: boolean }>>;
  };
  const nested = Object.entries(lock.packages).filter(
    ([path, { dev }]) => dev !== true && BY_PATH.test(path),
  );
  if (nested.length > 0) {
    throw new Error(
      `tsconfig.bundle.json would replace these second versions: ${nested.map(([path]) => path).join()}`,
    );
  }
}

/** Escapes characters beyond ASCII. With a single one, Node holds the file as two bytes per character and loads it slower. */
function inAscii(code: string): string {
  if (/\\[^\p{ASCII}]/v.test(code))
    throw new Error('A backslash precedes a character beyond ASCII, so it cannot be escaped.');
  return code.replace(/[^\p{ASCII}]/gv, (letter) =>
    letter
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** Yields the files of a bundle. */
export function* moduleNames(module: Module): Generator<string> {
  if (module.name !== undefined) yield module.name;
  for (const inner of module.modules ?? []) yield* moduleNames(inner);
}
