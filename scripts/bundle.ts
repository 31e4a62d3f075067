/** The bundler with this project's options: for `dist/`, and for what a benchmark compares it with. */
import { createRequire } from 'node:module';

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
// of which only what is used is bundled, and what it loads lazily (SSO, web identity, …) becomes a chunk of its own.
const ncc = createRequire(import.meta.url)('@vercel/ncc') as (
  entry: string,
  options: { mainFields: readonly string[]; cache: false; quiet: true },
) => Promise<Bundle>;

/** @param entry absolute path of an ES module */
export async function bundle(entry: string): Promise<Bundle> {
  return ncc(entry, { mainFields: ['module', 'main'], cache: false, quiet: true });
}
