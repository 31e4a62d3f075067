/** The release workflow's own scripts, against a repository on disk. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workflow } from './job.ts';
import { bash, type StepOutcome } from './shell.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const identity = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b',
};
const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', args, {
    cwd,
    encoding: 'utf8',
    stdio: 'pipe',
    env: { ...process.env, ...identity },
  }).trim();

/** Runs the step that moves the tag, with the address of GitHub replaced by the repository on disk. */
async function moveTag(clone: string, origin: string, key: string): Promise<StepOutcome> {
  const { jobs } = await workflow('.github/workflows/release.yml');
  const step = jobs['release']?.steps?.find(({ name }) => name === 'Move the major tag');
  return bash(step ?? {}, folder, {
    PATH: process.env['PATH'] ?? '',
    GITHUB_WORKSPACE: clone,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `url.${origin}.insteadOf`,
    GIT_CONFIG_VALUE_0: 'git@github.com:octo-org/octo-repo.git',
    REPOSITORY: 'octo-org/octo-repo',
    TAG: 'v1.2.3',
    DEPLOY_KEY: key,
    HOST: String(step?.env?.['HOST']),
  });
}

test('the major tag moves to the release, and a second run changes nothing', async () => {
  const [origin, clone] = [join(folder, 'origin.git'), join(folder, 'clone')];
  git(folder, 'init', '--quiet', '--bare', origin);
  git(folder, 'clone', '--quiet', origin, clone);
  for (const [tag, text] of [
    ['v1', 'old'],
    ['v1.2.3', 'new'],
  ] as const) {
    writeFileSync(join(clone, 'file'), text);
    git(clone, 'add', 'file');
    git(clone, 'commit', '--quiet', '--message', text);
    git(clone, 'tag', tag);
  }
  git(clone, 'push', '--quiet', origin, 'HEAD:main', '--tags');
  const release = git(clone, 'rev-parse', 'HEAD');
  expect(git(origin, 'rev-parse', 'v1')).not.toBe(release);

  const without = await moveTag(clone, origin, '');
  expect([without.ok, without.log]).toEqual([
    false,
    expect.stringContaining('::error::The major tag did not move'),
  ]);
  expect(git(origin, 'rev-parse', 'v1')).not.toBe(release);

  for (let run = 0; run < 2; run += 1) {
    const moved = await moveTag(clone, origin, 'secret');
    expect([moved.ok, moved.log]).toEqual([true, expect.not.stringContaining('secret')]);
    expect(git(origin, 'rev-parse', 'v1')).toBe(release);
  }

  git(clone, 'tag', 'v1.10.0');
  git(clone, 'push', '--quiet', origin, 'v1.10.0');
  git(clone, 'checkout', '--quiet', 'v1');
  git(clone, 'commit', '--quiet', '--allow-empty', '--message', 'a fix of the older version');
  const older = await moveTag(clone, origin, 'secret');
  expect([older.ok, older.log]).toEqual([true, expect.stringContaining('The major tag remains at v1.10.0')]);
  expect(git(origin, 'rev-parse', 'v1')).toBe(release);
});

test('a repository that cannot be asked fails the step', async () => {
  const clone = join(folder, 'clone');
  git(folder, 'init', '--quiet', clone);
  const moved = await moveTag(clone, join(folder, 'nowhere.git'), 'secret');
  expect([moved.ok, moved.log]).toEqual([false, expect.not.stringContaining('::notice')]);
});
