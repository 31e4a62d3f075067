/** `moto_server`: an independent AWS, if it is on PATH (`pip install 'moto[server]'`). */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

export interface Moto {
  readonly url: string;
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Reports whether it is installed. If not, one line lists the skipped tests. */
export function hasMoto(leftOut: string): boolean {
  const there = spawnSync('sh', ['-c', 'command -v moto_server'], { stdio: 'ignore' }).status === 0;
  if (!there) console.log(`Left out: ${leftOut}. Install moto (\`pip install 'moto[server]'\`) to have it.`);
  return there;
}

export interface MotoOptions {
  /** Whether AWS managed policies exist: after each reset they take moto a second. */
  readonly managedPolicies: boolean;
}

export async function startMoto({ managedPolicies }: MotoOptions = { managedPolicies: true }): Promise<Moto> {
  // It binds a port of its own choice and prints it: a port chosen here could be taken before it is bound.
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PYTHONUNBUFFERED: '1', MOTO_IAM_LOAD_MANAGED_POLICIES: String(managedPolicies) },
  });
  const close = async (): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  let log = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (text: Buffer) => {
      // Only until it listens: afterwards it logs every request.
      if (log.length < 10_000) log += text.toString();
      const found = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(log)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('error', reject);
    child.once('exit', () => {
      reject(new Error(`moto_server ended: ${log}`));
    });
  });
  return {
    url,
    close,
    environment: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
    },
  };
}
