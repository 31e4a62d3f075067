/**
 * `@github/local-action`, GitHub's local runner, runs the files of a checkout: `action.yml` and `dist/`, on Node 24. It is larger
 * than all other test dependencies together, so a full run installs it into a separate folder.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseOutputs } from '../../scripts/run-action.ts';
import { emulated } from '../harness/emulated.ts';
import { WORKSHOP, WORKSHOP_ROLE } from '../harness/workshop.ts';
import { FULL } from '../harness/full.ts';

const VERSION = '7.0.1';
const run = promisify(execFile);
const repository = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The runner calls `run` of its entry module, but a bundle exports nothing. */
const ENTRY = "export const run = () => import('./dist/index.js');\n";

if (!FULL) console.log('Skipped: @github/local-action. `npm run test:conformance` installs and runs it.');

(FULL ? describe : describe.skip)('@github/local-action', () => {
  let directory = '';
  let tool = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'local-action-'));
    const install = ['install', '--prefix', directory, '--ignore-scripts', '--no-audit', '--no-fund'];
    try {
      await run('npm', [...install, `@github/local-action@${VERSION}`]);
      tool = join(directory, 'node_modules', '@github', 'local-action', 'src', 'index.ts');
    } catch (error) {
      console.log(`Skipped: @github/local-action. npm could not install it: ${String(error).slice(0, 200)}`);
    }
    const action = join(directory, 'action');
    await Promise.all([
      cp(repository('action.yml'), join(action, 'action.yml')),
      cp(repository('dist'), join(action, 'dist'), { recursive: true }),
    ]);
    await writeFile(join(action, 'package.json'), '{"type":"module"}');
    await writeFile(join(action, 'entry.js'), ENTRY);
  }, 300_000);
  afterAll(() => rm(directory, { recursive: true, force: true }));

  async function step(
    inputs: Readonly<Record<string, string>>,
    environment: Readonly<Record<string, string>>,
  ) {
    const [output, summary, file] = ['output', 'summary', 'step.env'].map((name) =>
      join(directory, name),
    ) as [string, string, string];
    await Promise.all([writeFile(output, ''), writeFile(summary, '')]);
    const variables = {
      ...environment,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_REPOSITORY: 'octo-org/octo-repo',
      ...Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
      ),
    };
    const lines = Object.entries(variables).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    await writeFile(file, lines.join('\n'));
    const action = join(directory, 'action');
    const { stdout } = await run(
      process.execPath,
      ['--import', 'tsx', tool, 'run', action, join(action, 'entry.js'), file],
      {
        cwd: directory,
        env: {
          PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
          HOME: directory,
          TARGET_ACTION_PATH: action,
          NODE_PACKAGE_MANAGER: 'npm',
        },
      },
    );
    return {
      log: stdout,
      outputs: parseOutputs(await readFile(output, 'utf8')),
      summary: await readFile(summary, 'utf8'),
    };
  }

  test('runs the Action with outputs and summary, and without a write in the second run', async () => {
    if (tool === '') return;
    const emulator = await emulated();
    const created = await step(WORKSHOP, emulator.environment);
    const { InstanceProfile } = emulator.iam.call('GetInstanceProfile', {
      InstanceProfileName: WORKSHOP_ROLE,
    });
    expect(created.outputs).toMatchObject({
      status: 'created',
      changed: 'true',
      'instance-profile-arn': InstanceProfile.Arn,
      'role-name': WORKSHOP_ROLE,
    });
    // The runner reads their names from action.yml.
    for (const name of Object.keys(created.outputs)) expect(created.log).toContain(`'${name}'`);
    expect(created.summary).toContain(WORKSHOP_ROLE);
    expect(emulator.writes).toHaveLength(5);
    emulator.clearCalls();
    const again = await step(WORKSHOP, emulator.environment);
    expect(again.outputs).toMatchObject({ status: 'unchanged', changed: 'false' });
    expect(emulator.writes).toEqual([]);
    const destroyed = await step({ mode: 'destroy', 'role-name': WORKSHOP_ROLE }, emulator.environment);
    expect(destroyed.outputs).toMatchObject({ status: 'destroyed' });
    expect(emulator.snapshot()).toMatchObject({ roles: {}, instanceProfiles: {} });
  });
});
