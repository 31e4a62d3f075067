/** `{branch}` in a role's name is the branch that the event is about, never another one's. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { declare } from '../../src/inputs/declare.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'branch-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function nameOn(event: string, ref: string, payload: unknown): Promise<string | undefined> {
  const file = join(directory, 'event.json');
  await writeFile(file, JSON.stringify(payload));
  const { declarations } = await declare({
    GITHUB_REPOSITORY: 'octo-org/octo-repo',
    GITHUB_WORKSPACE: directory,
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: file,
    GITHUB_REF: ref,
    GITHUB_REF_NAME: ref.split('/').slice(2).join('/'),
    GITHUB_REF_TYPE: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    GITHUB_HEAD_REF: /^pull_request(?:_target)?$/.test(event) ? 'main' : '',
    INPUT_MODE: 'destroy',
    'INPUT_ROLE-NAME': 'app-{branch}',
  });
  return declarations[0]?.roleName;
}

const TOPIC = 'refs/heads/topic';
const MAIN = 'refs/heads/main';
const TAG = 'refs/tags/main';
const MERGE = 'refs/pull/7/merge';
const self = { id: 42, full_name: 'octo-org/octo-repo' };
const fork = { id: 99, full_name: 'stranger/octo-repo' };
const request = (ref: string, repo: object | null): object => ({
  pull_request: { number: 7, head: { ref, repo }, base: { ref: 'main', repo: self } },
});

test.each<[event: string, ref: string, payload: unknown]>([
  ['push', TOPIC, {}],
  ['schedule', TOPIC, {}],
  ['workflow_dispatch', TOPIC, {}],
  ['merge_group', TOPIC, {}],
  ['deployment', TOPIC, {}],
  ['deployment_status', TOPIC, {}],
  ['create', TOPIC, { ref: 'topic', ref_type: 'branch' }],
  ['delete', MAIN, { ref: 'topic', ref_type: 'branch' }],
  ['pull_request', MERGE, request('topic', self)],
  ['pull_request_target', MAIN, request('topic', self)],
  ['pull_request_review', MERGE, request('topic', self)],
  ['pull_request_review_comment', MERGE, request('topic', self)],
])('%s at %s is about the branch', async (event, ref, payload) => {
  expect(await nameOn(event, ref, payload)).toBe('app-topic');
});

test('a developer names the branch by GITHUB_REF alone', async () => {
  expect(await nameOn('', TOPIC, {})).toBe('app-topic');
});

test.each<[event: string, ref: string, payload: unknown]>([
  ['push', TAG, {}],
  ['push', '', {}],
  ['deployment', '', {}],
  ['release', TAG, {}],
  ['create', TAG, { ref: 'main', ref_type: 'tag' }],
  ['delete', MAIN, { ref: 'main', ref_type: 'tag' }],
  ['delete', MAIN, { ref: { main: true }, ref_type: 'branch' }],
  ['delete', MAIN, null],
  ['pull_request', MERGE, request('main', fork)],
  ['pull_request_target', MAIN, request('main', fork)],
  ['pull_request_target', MAIN, request('main', null)],
  ['pull_request_review', MERGE, request('main', fork)],
  ['pull_request', MERGE, { pull_request: { number: 7 } }],
  ['pull_request', MERGE, { pull_request: { number: 7, head: { ref: 'main' }, base: {} } }],
  ['issue_comment', MAIN, { issue: { number: 7, pull_request: {} } }],
  ['workflow_run', MAIN, { workflow_run: { head_branch: 'main' } }],
  ['check_suite', MAIN, {}],
  ['check_run', MAIN, {}],
  ['status', MAIN, {}],
  ['repository_dispatch', MAIN, {}],
])('%s at %j of %j is about no branch', async (event, ref, payload) => {
  await expect(nameOn(event, ref, payload)).rejects.toThrow(
    'role-name: {branch} has no value here: the event is not about a branch of this repository',
  );
});
