/** Runs the script of a step as GitHub's runner does, which sets pipefail only for `shell: bash`. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseOutputs } from '../../scripts/run-action.ts';

export interface StepOutcome {
  readonly ok: boolean;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
}

export async function bash(
  { run: script = '', shell }: { readonly run?: string; readonly shell?: string },
  directory: string,
  env: Readonly<Record<string, string>>,
  started?: (shell: ChildProcess) => void,
): Promise<StepOutcome> {
  if (script.includes('${{')) throw new Error('an expression in a script is an injection');
  const [file, output] = [join(directory, 'script.sh'), join(directory, 'output')];
  await Promise.all([writeFile(file, script), writeFile(output, '')]);
  const child = spawn(
    'bash',
    [...(shell === 'bash' ? ['--noprofile', '--norc', '-eo', 'pipefail'] : ['-e']), file],
    {
      env: { ...env, GITHUB_OUTPUT: output },
      cwd: env['GITHUB_WORKSPACE'] ?? directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A process group of its own, so that a test can kill the script together with what it started.
      detached: true,
    },
  );
  started?.(child);
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (log += text.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { ok: code === 0, log, outputs: parseOutputs(await readFile(output, 'utf8')) };
}
