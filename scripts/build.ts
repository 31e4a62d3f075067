/** Bundles `build/` (the output of `tsc` for `src/`) into `dist/`: unminified, with the licences of all bundled packages. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle, moduleNames, type Module } from './bundle.ts';

const root = join(import.meta.dirname, '..');
const dist = join(root, process.argv[2] ?? 'dist');

const { code, assets, stats } = await bundle(join(root, 'build/index.js'));
await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await writeFile(join(dist, 'index.js'), code);
for (const [name, { source }] of Object.entries(assets)) await writeFile(join(dist, name), source);
await writeFile(join(dist, 'licenses.txt'), await licences(stats.toJson()));

let total = 0;
for (const name of (await readdir(dist)).sort()) {
  const { length } = await readFile(join(dist, name));
  total += length;
  console.log(`${String(Math.ceil(length / 1000)).padStart(6)} kB  ${name}`);
}
console.log(`${String(Math.ceil(total / 1000)).padStart(6)} kB  in total`);

/** Lists the licence of every package with a module in the bundle; packages with the same text share one entry. */
async function licences(bundle: Module): Promise<string> {
  const directories = new Set<string>();
  for (const name of moduleNames(bundle)) {
    // The innermost package: node_modules/a/node_modules/@b/c/index.js → node_modules/a/node_modules/@b/c
    const match = /((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(name)?.[1];
    if (match !== undefined) directories.add(match.replace(/^\.\//, ''));
  }
  const byText = new Map<string, string[]>();
  for (const directory of [...directories].sort()) {
    const { name, version, license } = JSON.parse(
      await readFile(join(root, directory, 'package.json'), 'utf8'),
    ) as { name: string; version: string; license?: string };
    const file = (await readdir(join(root, directory))).find((entry) => /^licen[cs]e(\.\w+)?$/i.test(entry));
    const text =
      file === undefined
        ? 'The package contains no licence text.'
        : (await readFile(join(root, directory, file), 'utf8')).replace(/\r\n/g, '\n').trim();
    byText.set(text, [
      ...(byText.get(text) ?? []),
      `${name} ${version} (${license ?? 'no licence declared'})`,
    ]);
  }
  return [...byText]
    .map(([text, packages]) => `${packages.join('\n')}\n\n${text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}
