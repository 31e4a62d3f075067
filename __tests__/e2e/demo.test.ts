/** The demo passes on the emulator, and unchanged on moto, where the AWS CLI sees what the step put out. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { runStep } from '../../scripts/run-action.ts';
import { WORKSHOP, WORKSHOP_ROLE } from '../harness/workshop.ts';

const DEMO = fileURLToPath(new URL('../../scripts/demo.ts', import.meta.url));

async function demo(...options: string[]): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, [DEMO, ...options], {
    env: { PATH: process.env['PATH'], NO_COLOR: '1' },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (piece: string) => {
      text += piece;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text };
}

const HEADINGS = ['Create', 'Again', 'Meanwhile', 'Check', 'Repair', 'Destroy', 'Destroy again'];

function expectWhole({ code, text }: { code: number | null; text: string }): void {
  expect(text).toContain('Every step did what its heading promises.');
  expect([...text.matchAll(/^\d {2}(.*)$/gm)].map((match) => match[1])).toEqual(HEADINGS);
  expect([...text.matchAll(/^ {3}exit code (\d)/gm)].map((match) => match[1]).join(' ')).toBe('0 0 1 0 0 0');
  expect([...text.matchAll(/^ {3}(\d+) writes?/gm)].map((match) => match[1]).join(' ')).toBe('5 0 0 2 5 0');
  expect([...text.matchAll(/^ {3}(\d+) reads?/gm)].map((match) => match[1])[1]).toBe('4');
  expect(text).not.toContain('\u001b');
  expect(code).toBe(0);
}

test('on the emulator', async () => {
  expectWhole(await demo());
});

test('the demo fails with a message if nothing answers', async () => {
  const { code, text } = await demo('--endpoint', 'http://127.0.0.1:9');
  expect(code).not.toBe(0);
  expect(text).not.toContain('Every step did');
});

function isThere(program: string): boolean {
  try {
    execFileSync(program, ['--help'], { stdio: 'ignore', timeout: 60_000 });
    return true;
  } catch (error) {
    // The AWS CLI ends its help with another code if there is no pager.
    return (
      (error as NodeJS.ErrnoException).code !== 'ENOENT' && (error as { status?: number }).status !== 127
    );
  }
}

const hasMoto = isThere('moto_server');
const hasCli = isThere('aws');
const left = [
  ...(hasMoto ? [] : ["moto (pip install 'moto[server]')"]),
  ...(hasCli ? [] : ['the AWS CLI (pip install awscli)']),
];
if (left.length > 0) {
  process.stderr.write(
    `Left out of the conformance run, because it is not on the PATH: ${left.join(', ')}\n`,
  );
}

(hasMoto ? describe : describe.skip)('on moto', () => {
  let server: ChildProcess;
  let endpoint: string;

  beforeAll(async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const address = probe.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    probe.close();
    endpoint = `http://127.0.0.1:${port}`;
    server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
      env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
      stdio: 'ignore',
      detached: true,
    });
    const deadline = performance.now() + 60_000;
    for (;;) {
      try {
        if ((await fetch(`${endpoint}/moto-api/`)).ok) return;
      } catch {
        if (performance.now() > deadline) throw new Error('moto_server did not answer within a minute');
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });

  afterAll(async () => {
    if (server.pid === undefined || server.exitCode !== null) return;
    const ended = once(server, 'exit');
    // With its children: a version manager may be in between.
    process.kill(-server.pid, 'SIGKILL');
    await ended;
  });

  test('the same demo, unchanged', async () => {
    expectWhole(await demo('--endpoint', endpoint));
  });

  (hasCli ? test : test.skip)(
    'aws iam get-instance-profile prints the ARN that the step put out',
    async () => {
      const env = {
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
      };
      const { outputs, exitCode } = await runStep(WORKSHOP, { env });
      expect(exitCode).toBe(0);
      const query = ['iam', 'get-instance-profile', '--instance-profile-name', WORKSHOP_ROLE];
      const printed = execFileSync('aws', [...query, '--query', 'InstanceProfile.Arn', '--output', 'text'], {
        env: { ...process.env, ...env, AWS_DEFAULT_REGION: 'us-east-1', AWS_PAGER: '' },
        encoding: 'utf8',
      });
      expect(printed.trim()).toBe(outputs['instance-profile-arn']);
      expect(printed).toMatch(/^arn:aws:iam::\d{12}:instance-profile\//);
      await runStep({ mode: 'destroy', 'role-name': WORKSHOP_ROLE }, { env });
    },
    120_000,
  );
});
