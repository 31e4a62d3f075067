/** Files that inputs name. The checkout may be a pull request's, so no path may lead out of the workspace. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';

/** Far above the size of any policy or manifest, and small enough for the runner's memory. */
const MAX_BYTES = 1024 * 1024;

/**
 * Reads a file of the workspace as UTF-8.
 *
 * @param path relative to the workspace
 * @throws Error in words that can follow the input's name
 */
export async function readWorkspaceFile(path: string, workspace: string): Promise<string> {
  if (path.includes('\0')) throw new Error('the path contains a NUL character; remove it');
  const root = await realpath(workspace).catch((cause: unknown) => {
    const message = `GITHUB_WORKSPACE names ${JSON.stringify(workspace)}, which does not exist; check the repository out before this step`;
    throw new Error(message, { cause });
  });
  const target = resolve(root, path);
  if (!isInside(target, root))
    throw new Error(`the file ${JSON.stringify(path)} is outside the workspace; give a path inside it`);
  let real: string;
  try {
    real = await realpath(target);
  } catch (cause) {
    throw new Error(
      `there is no file ${JSON.stringify(path)} in the workspace; is the repository checked out?`,
      {
        cause,
      },
    );
  }
  if (!isInside(real, root)) {
    throw new Error(
      `the file ${JSON.stringify(path)} is a link that leads out of the workspace; replace it by the file`,
    );
  }
  const { size, isRegular } = await stat(real).then((stats) => ({
    size: stats.size,
    isRegular: stats.isFile(),
  }));
  if (!isRegular) throw new Error(`${JSON.stringify(path)} is not a regular file; give the path of one`);
  if (size > MAX_BYTES) throw new Error(`the file ${JSON.stringify(path)} is larger than 1 MiB`);
  return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(real));
}

function isInside(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
