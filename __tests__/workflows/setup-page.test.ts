/** `docs/setup.md`: its commands run on moto, its policy is enough under the emulator, its trust is that of `trust-github`. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { awsCli } from '../harness/aws-cli.ts';
import { hasMoto, startMoto, type Moto } from '../harness/moto.ts';
import { allowS3, plantRole, world, type World } from '../harness/world.ts';

const PAGE = readFileSync(new URL('../../docs/setup.md', import.meta.url), 'utf8');
const blocksOf = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)\n\`\`\`$`, 'gms'))].map(([, text = '']) => text);
const [TRUST = '', POLICY = '', ...others] = blocksOf('json');
const COMMANDS = blocksOf('sh');

const hasAws = spawnSync('aws', ['--version']).status === 0;
if (!hasAws) console.log('Left out: the commands of docs/setup.md. Install the AWS CLI to have them.');
const describeWithMoto = hasMoto('the commands of docs/setup.md') && hasAws ? describe : describe.skip;

test('the page has the trust, the policy and six commands', () => {
  expect(others).toEqual([]);
  expect(COMMANDS).toHaveLength(6);
});

describeWithMoto('the commands', () => {
  const cli = awsCli('iam');
  let moto: Moto;
  let folder: string;
  beforeAll(async () => {
    moto = await startMoto();
    folder = mkdtempSync(join(tmpdir(), 'setup-'));
    writeFileSync(join(folder, 'trust.json'), TRUST);
    writeFileSync(join(folder, 'policy.json'), POLICY);
    writeFileSync(join(folder, 'reader-trust.json'), TRUST);
    writeFileSync(join(folder, 'reader-policy.json'), POLICY);
    symlinkSync(fileURLToPath(new URL('../../dist', import.meta.url)), join(folder, 'dist'));
    const response = { owner: { id: 123456 }, id: 456789 };
    writeFileSync(
      join(folder, 'gh'),
      `#!/bin/sh\n[ "$1 $2 $3" = "api repos/octo-org/octo-repo --jq" ] && echo '${JSON.stringify(response)}' | jq -r "$4"\n`,
    );
    chmodSync(join(folder, 'gh'), 0o755);
  }, 60_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await moto.close();
  });

  const run = (command: string): [ok: boolean, output: string] => {
    const PATH = [folder, dirname(process.execPath), cli().path].join(':');
    const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-eo', 'pipefail', '-c', command], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH, HOME: folder, ...moto.environment },
    });
    return [status === 0, stdout + stderr];
  };
  const role = (): unknown =>
    JSON.parse(
      execFileSync(
        'aws',
        ['iam', 'get-role', '--role-name', 'deploy', '--query', 'Role', '--output', 'json'],
        {
          encoding: 'utf8',
          env: { ...process.env, ...moto.environment, PATH: cli().path },
        },
      ),
    );

  test('create the provider and the role; the Action refuses it, takes it over, and changes nothing more; the last ones delete it', () => {
    const [provider = '', ids = '', create = '', action = '', reader = '', remove = ''] = COMMANDS;
    expect(run(provider)[0]).toBe(true);
    expect(run(provider)).toEqual([false, expect.stringContaining('EntityAlreadyExists')]);
    expect(run(ids)).toEqual([true, expect.stringContaining('123456 456789')]);
    expect(run(create)[0]).toBe(true);
    expect(role()).toMatchObject({ AssumeRolePolicyDocument: JSON.parse(TRUST) as object });
    expect(run(reader)[0]).toBe(true);

    expect(run(action)).toEqual([false, expect.stringContaining('has no owner tag')]);
    const adopted = run(`export INPUT_ADOPT=true\n${action}`);
    expect(adopted).toEqual([true, expect.stringContaining('role/deploy')]);
    const again = run(action);
    expect(again).toEqual([true, expect.stringContaining('unchanged')]);
    // The trust by trust-github has the same two subjects.
    const { AssumeRolePolicyDocument: trust } = role() as { AssumeRolePolicyDocument: object };
    for (const subject of TRUST.match(/repo:[^"]+/g) ?? []) expect(JSON.stringify(trust)).toContain(subject);
    expect(run(remove)).toEqual([true, '']);
    expect(role).toThrow('NoSuchEntity');
  }, 120_000);
});

describe('the policy', () => {
  const limited = async (): Promise<World> => world({ policy: JSON.parse(POLICY) as never });
  const full = {
    'role-name': 'demo-web',
    'policy-arns': 'AmazonSSMManagedInstanceCore',
    'inline-policies': JSON.stringify({ a: allowS3('GetObject') }),
    'permissions-boundary': 'PowerUserAccess',
    tags: 'project=demo',
  };
  const changed = {
    ...full,
    'policy-arns': 'AmazonS3ReadOnlyAccess',
    tags: 'a=b',
    'trust-services': 'ssm',
    'inline-policies': '',
  };

  test.each([['/'], ['/team/'], ['/team/web/']])(
    'is enough for each mode under the path %s',
    async (path) => {
      const w = await limited();
      const at = { 'role-path': path };
      const steps: [Readonly<Record<string, string>>, string][] = [
        [{ ...full, ...at, mode: 'plan' }, 'planned'],
        [{ ...full, ...at }, 'created'],
        [{ ...full, ...at, mode: 'check' }, 'unchanged'],
        [{ ...changed, ...at }, 'updated'],
        [{ mode: 'read', 'role-name': 'demo-web' }, 'read'],
        [{ mode: 'destroy', 'role-name': 'demo-web' }, 'destroyed'],
        [{ mode: 'destroy', 'role-name': 'demo-web' }, 'absent'],
      ];
      for (const [inputs, status] of steps) {
        const step = await w.step(inputs);
        expect([inputs['mode'], step.errors, step.outputs['status']]).toEqual([inputs['mode'], [], status]);
        expect(w.emulator.calls.filter(({ code }) => code === 'AccessDenied')).toEqual([]);
      }
    },
  );

  test('is enough to roll back', async () => {
    const w = await limited();
    w.emulator.setFaults({
      rules: [{ action: 'AddRoleToInstanceProfile', error: { code: 'UnmodifiableEntity', status: 400 } }],
    });
    const step = await w.step({ ...full, 'role-path': '/team/' });
    expect(step.outputs['status']).toBe('rolled-back');
    expect(w.emulator.snapshot()).toMatchObject({ roles: {}, instanceProfiles: {} });
  });

  test.each(['deploy', 'other', 'my-demo-web'])('does not allow to change the role %s', async (name) => {
    const w = await limited();
    plantRole(w, name);
    const step = await w.step({ ...full, 'role-name': name, 'instance-profile': 'false' });
    expect([step.ok, step.errors.join()]).toEqual([false, expect.stringContaining('AccessDenied')]);
    // Not even a read is allowed.
    expect(w.emulator.calls.filter(({ code }) => code !== 'AccessDenied')).toEqual([]);
  });
});
