/** The AWS CLI kept in memory by `aws_server.py`, or the one on PATH where Python cannot import it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export class AwsCli {
  readonly #folder: string;
  readonly #server: ChildProcess;
  /** The command that runs a Python script, with boto3 loaded if it can be. */
  readonly python: string;

  private constructor(folder: string, server: ChildProcess, ready: boolean) {
    this.#folder = folder;
    this.#server = server;
    this.python = ready ? join(folder, 'loaded-python') : 'python3';
  }

  /** Starts it with the data of these services in memory. A command of another service reads its data itself. */
  static async start(...services: readonly string[]): Promise<AwsCli> {
    const folder = await mkdtemp(join(tmpdir(), 'aws-'));
    const script = fileURLToPath(new URL('./aws_server.py', import.meta.url));
    const server = spawn('python3', [script, folder, ...services], {
      stdio: ['pipe', 'pipe', 'ignore'],
      // Every command would see the configuration of this machine.
      env: { ...process.env, AWS_CONFIG_FILE: '/none', AWS_SHARED_CREDENTIALS_FILE: '/none' },
    });
    const ready = await new Promise<boolean>((resolve) => {
      server.stdout.once('data', () => {
        resolve(true);
      });
      for (const event of ['exit', 'error'])
        server.once(event, () => {
          resolve(false);
        });
    });
    return new AwsCli(folder, server, ready);
  }

  /** PATH on which `aws` is this one. */
  get path(): string {
    return `${this.#folder}:${process.env['PATH'] ?? ''}`;
  }

  async close(): Promise<void> {
    this.#server.kill('SIGKILL');
    await rm(this.#folder, { recursive: true });
  }
}

/** Starts it for the tests of a file. */
export function awsCli(...services: readonly string[]): () => AwsCli {
  let cli: AwsCli | undefined;
  beforeAll(async () => {
    cli = await AwsCli.start(...services);
  }, 180_000);
  afterAll(() => cli?.close());
  return () => {
    if (cli === undefined) throw new Error('it starts before the first test');
    return cli;
  };
}
