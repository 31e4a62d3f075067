/** Bundles `four-reads.ts`, the benchmark's lower bound. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import type { Bundle } from '../scripts/bundle.ts';

const ROOT = join(import.meta.dirname, '..');
/** Within the project, so the bundler finds the same packages. */
const DIRECTORY = join(ROOT, 'build/four-reads');

/** Bundles the four reads with a bundler, and returns the path of the file to run. */
export async function bundleFourReads(
  name: string,
  bundler: (entry: string) => Promise<Bundle>,
): Promise<string> {
  const directory = join(DIRECTORY, name);
  await mkdir(directory, { recursive: true });
  const entry = join(directory, 'entry.js');
  await writeFile(entry, stripTypeScriptTypes(await readFile(join(ROOT, 'bench/four-reads.ts'), 'utf8')));
  const { code, assets } = await bundler(entry);
  for (const [asset, { source }] of Object.entries(assets)) await writeFile(join(directory, asset), source);
  await writeFile(join(directory, 'package.json'), '{"type":"module"}');
  await writeFile(join(directory, 'index.js'), code);
  return join(directory, 'index.js');
}

export async function removeBundles(): Promise<void> {
  await rm(DIRECTORY, { recursive: true, force: true });
}
