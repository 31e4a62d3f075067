/** The AWS CLI sees what the Action made, and the Action what the CLI made. */
import { execFile, spawnSync } from 'node:child_process';
import { awsCli } from '../harness/aws-cli.ts';
import { world, type World } from '../harness/world.ts';
import { allow, ARN, nodes, NODES, OWNER, OWNER_KEY, profileOf } from './nodes.ts';

const hasAws = spawnSync('aws', ['--version']).status === 0;
if (!hasAws)
  console.log('Left out: the AWS CLI on Roles Anywhere. Install it (`pip install awscli`) to have it.');
const cli = awsCli('rolesanywhere', 'iam');
const withAwsCli = hasAws ? test : test.skip;

const environment = (emulator: World['emulator']): NodeJS.ProcessEnv => ({
  ...process.env,
  ...emulator.environment,
  AWS_PAGER: '',
  AWS_CONFIG_FILE: '/none',
  PATH: cli().path,
});

/** Returns the CLI's answer or its error message. */
async function aws({ emulator }: World, ...words: string[]): Promise<string> {
  const env = environment(emulator);
  return new Promise((resolve) => {
    execFile('aws', ['rolesanywhere', ...words], { env }, (error, stdout, stderr) => {
      resolve(error === null ? stdout : stderr.trim());
    });
  });
}

const json = (answer: string): unknown => JSON.parse(answer);

withAwsCli(
  'the CLI sees and changes resources of the Action, and the Action sees the change',
  async () => {
    const w = await world();
    await w.step(
      nodes({ 'duration-seconds': 1800, 'session-policy': allow('s3:*'), tags: { site: 'attic' } }),
    );
    const { id, arn } = profileOf(w);
    expect(
      json(await aws(w, 'list-profiles', '--query', 'profiles[].[name,durationSeconds,enabled,roleArns]')),
    ).toEqual([['nodes', 1800, true, [ARN]]]);
    expect(
      json(await aws(w, 'list-tags-for-resource', '--resource-arn', arn, '--query', 'tags[].[key,value]')),
    ).toEqual(expect.arrayContaining([['site', 'attic']]));
    await aws(w, 'update-profile', '--profile-id', id, '--duration-seconds', '900', '--role-arns');
    await aws(w, 'disable-profile', '--profile-id', id);
    await aws(w, 'tag-resource', '--resource-arn', arn, '--tags', 'key=left,value=over');
    await aws(w, 'untag-resource', '--resource-arn', arn, '--tag-keys', 'site');
    const inputs = nodes({
      'duration-seconds': 1800,
      'session-policy': allow('s3:*'),
      tags: { site: 'attic' },
    });
    const step = await w.step(inputs);
    expect(w.writes()).toEqual(['UntagResource', 'TagResource', 'UpdateProfile', 'EnableProfile']);
    expect(step.outputs['status']).toBe('updated');
    expect(
      json(await aws(w, 'get-profile', '--profile-id', id, '--query', 'profile.[durationSeconds,enabled]')),
    ).toEqual([1800, true]);
    await aws(w, 'delete-profile', '--profile-id', id);
    expect(await aws(w, 'get-profile', '--profile-id', id)).toContain('(ResourceNotFoundException)');
    await w.step(inputs);
    expect(w.writes()).toEqual(['CreateProfile']);
  },
  180_000,
);

withAwsCli(
  'the Action sees, adopts and destroys resources of the CLI',
  async () => {
    const w = await world();
    await w.step(NODES);
    const made = json(
      await aws(
        w,
        'create-profile',
        '--name',
        'nodes',
        '--role-arns',
        ARN,
        '--no-enabled',
        '--query',
        'profile.profileId',
      ),
    );
    expect((await w.step(nodes())).errors.join()).toContain('has no owner tag');
    const adopted = await w.step(nodes({}, { adopt: 'true' }));
    expect([adopted.outputs['roles-anywhere-profile-id'], w.writes()]).toEqual([
      made,
      ['TagResource', 'EnableProfile'],
    ]);
    expect(profileOf(w).tags).toEqual({ [OWNER_KEY]: OWNER });
    await aws(w, 'create-profile', '--name', 'nodes', '--role-arns', ARN);
    expect((await w.step(nodes())).errors.join()).toContain('there are 2 Roles Anywhere profiles');
    const second =
      w.emulator.rolesAnywhere.all().find(({ profileId }) => profileId !== made)?.profileId ?? '';
    await aws(w, 'delete-profile', '--profile-id', second);
    await w.step({ ...nodes(), mode: 'destroy' });
    expect(json(await aws(w, 'list-profiles', '--query', 'profiles'))).toEqual([]);
  },
  180_000,
);

withAwsCli(
  'the CLI follows pages too',
  async () => {
    const w = await world({ pageSize: 2 });
    for (const name of ['a', 'b', 'c'])
      w.emulator.rolesAnywhere.call('CreateProfile', { name, roleArns: [] });
    const names = json(await aws(w, 'list-profiles', '--query', 'profiles[].name')) as string[];
    expect(names.sort()).toEqual(['a', 'b', 'c']);
  },
  180_000,
);

withAwsCli(
  'the commands in the summary have the effect of the Action',
  async () => {
    const inputs = nodes({ enabled: false, 'session-policy': allow('s3:*'), tags: { site: 'o/attic' } });
    const w = await world();
    const { summary } = await w.step({ ...inputs, mode: 'plan' });
    const commands = [...summary.matchAll(/^aws .*$/gm)].map(([line]) => line);
    expect(commands.filter((line) => line.startsWith('aws rolesanywhere create-profile'))).toHaveLength(1);
    const env = environment(w.emulator);
    for (const command of commands) {
      const failed = await new Promise((resolve) => {
        execFile('sh', ['-c', command], { env }, (error, _, stderr) => {
          resolve(error === null ? undefined : stderr);
        });
      });
      expect([command, failed]).toEqual([command, undefined]);
    }
    const step = await w.step(inputs);
    expect(step.outputs['status']).toBe('unchanged');
  },
  180_000,
);
