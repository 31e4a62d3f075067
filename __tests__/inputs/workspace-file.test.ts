import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWorkspaceFile } from '../../src/inputs/yaml.ts';

let outside: string;
let workspace: string;

beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'files-'));
  workspace = join(outside, 'workspace');
  await mkdir(join(workspace, 'policies'), { recursive: true });
  await mkdir(join(outside, 'workspace-other'));
  await writeFile(join(outside, 'secret'), 'secret');
  await writeFile(join(outside, 'workspace-other', 'file'), 'secret');
  await writeFile(join(workspace, 'policies', 'träum.json'), '{"a":"é"}');
  await writeFile(join(workspace, '..odd'), 'odd');
  await writeFile(join(workspace, 'marked'), '\uFEFF{}');
  await writeFile(join(workspace, 'huge'), Buffer.alloc(1024 * 1024 + 1, 'x'));
  await writeFile(join(workspace, 'large'), Buffer.alloc(1024 * 1024, 'x'));
  await writeFile(join(workspace, 'latin'), Buffer.from([0x7b, 0xe9, 0x7d]));
  await writeFile(join(workspace, 'utf16'), '{"a":"b"}', 'utf16le');
  await symlink(join(outside, 'secret'), join(workspace, 'leak'));
  await symlink(outside, join(workspace, 'up'));
  await symlink('/dev/zero', join(workspace, 'zero'));
  await symlink('loop', join(workspace, 'loop'));
  await symlink(join('policies', 'träum.json'), join(workspace, 'within'));
  execFileSync('mkfifo', [join(workspace, 'pipe')]);
});

afterAll(async () => {
  await rm(outside, { recursive: true });
});

test.each([
  ['a plain path', 'policies/träum.json', '{"a":"é"}'],
  ['a path with dots that stays inside', './policies/../policies/träum.json', '{"a":"é"}'],
  ['a link that stays inside', 'within', '{"a":"é"}'],
  ['a name that begins with two dots', '..odd', 'odd'],
  ['a byte order mark', 'marked', '{}'],
])('a file is read by %s', async (_, path, text) => {
  await expect(readWorkspaceFile(path, workspace)).resolves.toBe(text);
});

test('a file of 1 MiB is read', async () => {
  await expect(readWorkspaceFile('large', workspace)).resolves.toHaveLength(1024 * 1024);
});

test('a file is read by its absolute path inside, also if the workspace is itself a link', async () => {
  const link = join(outside, 'link');
  await symlink(workspace, link);
  await expect(readWorkspaceFile('marked', link)).resolves.toBe('{}');
  await expect(readWorkspaceFile(join(link, 'marked'), link)).resolves.toBe('{}');
  await expect(readWorkspaceFile(join(workspace, 'marked'), link)).resolves.toBe('{}');
  await expect(readWorkspaceFile(join(link, 'leak'), link)).rejects.toThrow(/leads out of the workspace/);
  await expect(readWorkspaceFile(join(link, '..', 'secret'), link)).rejects.toThrow(/outside the workspace/);
  await expect(readWorkspaceFile(join(workspace, 'marked'), workspace)).resolves.toBe('{}');
});

test.each([
  ['the way up', '../secret', /outside the workspace/],
  ['the way up and down again', '../workspace-other/file', /outside the workspace/],
  ['the way up in the middle', 'policies/../../secret', /outside the workspace/],
  ['an absolute path', '/etc/passwd', /outside the workspace/],
  ['a device', '/dev/zero', /outside the workspace/],
  ['the workspace itself', '.', /outside the workspace/],
  ['a link out', 'leak', /link that leads out/],
  ['a directory that is a link out', 'up/secret', /link that leads out/],
  ['a link to a device', 'zero', /link that leads out/],
  ['a link to itself', 'loop', /there is no file/],
  ['a file that is missing', 'missing.json', /there is no file "missing\.json".*checked out/],
  ['a file below a file', 'marked/x', /there is no file/],
  ['a name that is too long', 'x'.repeat(5_000), /there is no file/],
  ['a directory', 'policies', /not a regular file/],
  ['a pipe', 'pipe', /not a regular file/],
  ['a file over 1 MiB', 'huge', /larger than 1 MiB/],
  ['bytes that are no UTF-8', 'latin', /the file "latin" is not UTF-8; save it as UTF-8/],
  ['UTF-16 without a byte order mark', 'utf16', /the file "utf16" is not UTF-8; save it as UTF-8/],
  ['a NUL character', 'a\0b', /NUL/],
  ['a name that is long, which is quoted in part', 'x'.repeat(5_000), /^.{1,250}$/],
])('refused: %s', async (_, path, words) => {
  await expect(readWorkspaceFile(path, workspace)).rejects.toThrow(words);
});

test('refused: a file that cannot be read, whatever is in it', async () => {
  // The superuser reads every file, except for this one.
  const refused = readWorkspaceFile('mem', '/proc/self');
  await expect(refused).rejects.toThrow(/"mem" cannot be read \(E\w+: .*\); let the runner's user read it$/);
});

test('refused: a workspace that does not exist', async () => {
  const nowhere = join(outside, 'nowhere');
  await expect(readWorkspaceFile('x', nowhere)).rejects.toThrow(
    `GITHUB_WORKSPACE names "${nowhere}", which does not exist; check the repository out before this step`,
  );
});
