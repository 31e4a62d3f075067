/** The demo passes on the emulator, and unchanged on moto, where the AWS CLI sees what the step put out. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { runStep } from '../../scripts/run-action.ts';
import { awsCli } from '../harness/aws-cli.ts';
import { hasMoto, startMoto, type Moto } from '../harness/moto.ts';
import { WORKSHOP, WORKSHOP_ROLE } from '../harness/workshop.ts';

const hasCli = spawnSync('aws', ['--version'], { stdio: 'ignore' }).status === 0;
if (!hasCli) console.log('Left out: the demo as the AWS CLI sees it. Install it with `pip install awscli`.');

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

(hasMoto('the demo on moto') ? describe : describe.skip)('on moto', () => {
  let moto: Moto;
  const cli = awsCli('iam');
  beforeAll(async () => {
    moto = await startMoto();
  }, 60_000);
  afterAll(() => moto.close());

  test('the same demo, unchanged', async () => {
    expectWhole(await demo('--endpoint', moto.url));
  });

  (hasCli ? test : test.skip)(
    'aws iam get-instance-profile prints the ARN that the step put out',
    async () => {
      const env = moto.environment;
      const { outputs, exitCode } = await runStep(WORKSHOP, { env });
      expect(exitCode).toBe(0);
      const query = ['iam', 'get-instance-profile', '--instance-profile-name', WORKSHOP_ROLE];
      const printed = execFileSync('aws', [...query, '--query', 'InstanceProfile.Arn', '--output', 'text'], {
        env: { ...process.env, ...env, PATH: cli().path, AWS_PAGER: '' },
        encoding: 'utf8',
      });
      expect(printed.trim()).toBe(outputs['instance-profile-arn']);
      expect(printed).toMatch(/^arn:aws:iam::\d{12}:instance-profile\//);
      await runStep({ mode: 'destroy', 'role-name': WORKSHOP_ROLE }, { env });
    },
    120_000,
  );
});
