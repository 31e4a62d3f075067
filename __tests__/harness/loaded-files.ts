/** The files of the bundle that a run loads. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStep } from '../../scripts/run-action.ts';

const DIST = new URL('../../dist/', import.meta.url);

/** Returns the files of the bundle that hold a text. */
export async function bundleFilesWith(text: string): Promise<string[]> {
  const files = (await readdir(DIST)).filter((name) => name.endsWith('.js'));
  const texts = await Promise.all(files.map(async (name) => readFile(new URL(name, DIST), 'utf8')));
  return files.filter((_, index) => texts[index]?.includes(text));
}

/** Runs a step, which must succeed, and returns the files of the bundle that Node loaded. */
export async function loadedFiles(
  endpoint: { readonly environment: Readonly<Record<string, string>> },
  inputs: Readonly<Record<string, string>>,
): Promise<ReadonlySet<string>> {
  const coverage = await mkdtemp(join(tmpdir(), 'loaded-'));
  try {
    const env = { ...endpoint.environment, NODE_V8_COVERAGE: coverage };
    const { exitCode, log } = await runStep(inputs, { env });
    if (exitCode !== 0) throw new Error(log);
    const reports = await Promise.all(
      (await readdir(coverage)).map(async (name) => readFile(join(coverage, name), 'utf8')),
    );
    return new Set(
      reports.flatMap((report) => [...report.matchAll(/\/dist\/([\w.]+\.js)/g)].map(([, name = '']) => name)),
    );
  } finally {
    await rm(coverage, { recursive: true });
  }
}
