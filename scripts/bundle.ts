/** The bundler with this project's options: for `dist/`, and for what a benchmark compares it with. */
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
  Reflect.deleteProperty(process.env, 'TS_NODE_PROJECT');
  return run(entry, { cache: false, quiet: true });
}

/** @param entry absolute path of an ES module */
export async function bundle(entry: string): Promise<Bundle> {
  process.env['TS_NODE_PROJECT'] = join(import.meta.dirname, '../tsconfig.bundle.json');
  const result = await run(entry, { mainFields: ['module', 'main'], cache: false, quiet: true });
  const missed = [...moduleNames(result.stats.toJson())].filter((name) =>
    /@(?:aws-sdk|smithy)\/[^/]+\/dist-cjs\//.test(name),
  );
  if (missed.length > 0) {
    throw new Error(`CommonJS, for which tsconfig.bundle.json has no path:\n${missed.join('\n')}`);
  }
  // With one letter beyond ASCII in it Node holds the whole text in two bytes a letter, and reads it more slowly.
  const code = result.code.replace(/[^\p{ASCII}]/gv, (letter) =>
    letter
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
  return { ...result, code };
}

/** The files that a bundle is made of. */
export function* moduleNames(module: Module): Generator<string> {
  if (module.name !== undefined) yield module.name;
  for (const inner of module.modules ?? []) yield* moduleNames(inner);
}
