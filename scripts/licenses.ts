/**
 * Writes `dist/licenses.txt`: the licence of every package that has a module in the bundle, by the bundler's own record.
 * (The bundler's `--license` keeps only those of the last chunk it writes.)
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Module {
  readonly name?: string;
  readonly modules?: readonly Module[];
}

const [statsFile = 'build/stats.json', output = 'dist/licenses.txt'] = process.argv.slice(2);
const stats = JSON.parse(await readFile(statsFile, 'utf8')) as Module;

const directories = new Set<string>();
for (const name of names(stats)) {
  // The innermost package: node_modules/a/node_modules/@b/c/index.js → node_modules/a/node_modules/@b/c
  const found = /^(?:\.\/)?((?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(name)?.[1];
  if (found !== undefined) directories.add(found);
}

const texts = await Promise.all([...directories].sort().map(licence));
await writeFile(output, texts.join('\n'));

function* names(module: Module): Generator<string> {
  if (module.name !== undefined) yield module.name;
  for (const inner of module.modules ?? []) yield* names(inner);
}

async function licence(directory: string): Promise<string> {
  const { name, license, version } = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const file = (await readdir(directory)).find((entry) => /^licen[cs]e(\.\w+)?$/i.test(entry));
  const text =
    file === undefined ? 'The package holds no licence text.' : await readFile(join(directory, file), 'utf8');
  return `${name} ${version}\n${license ?? 'no licence named'}\n\n${text.replace(/\r\n/g, '\n').trim()}\n`;
}
