/** Writes a comment at a fake GitHub, on a clock that never waits. */
import { writeFile } from 'node:fs/promises';
import { commentOnPullRequest } from '../../src/github/comment.ts';
import type { Block } from '../../src/report/markdown.ts';
import { commentBody } from '../../src/report/summary.ts';
import type { Clock } from '../../src/runtime/time.ts';
import type { FakeGitHub } from './fake-github.ts';

export interface Facts {
  readonly subject?: string;
  readonly account?: string;
  readonly hideAccount?: boolean;
  readonly blocks?: readonly Block[];
  readonly create?: boolean;
  readonly event?: object;
  readonly token?: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
}

/** @returns the warning */
export type Post = (facts?: Facts) => Promise<string | undefined>;

export interface FakeTime {
  readonly clock: Clock;
  /** Every wait, in milliseconds. */
  readonly slept: number[];
  /** Makes signals that abort as soon as the server hangs, for the time has passed then. */
  readonly timeout: (milliseconds: number) => AbortSignal;
}

export function fakeTime(github: FakeGitHub): FakeTime {
  let now = 0;
  const slept: number[] = [];
  return {
    slept,
    clock: {
      now: () => now,
      random: () => 0,
      sleep: async (milliseconds) => {
        await Promise.resolve();
        slept.push(milliseconds);
        now += milliseconds;
      },
    },
    timeout: (milliseconds) => {
      const controller = new AbortController();
      github.hanging = () => {
        now += milliseconds;
        controller.abort();
      };
      return controller.signal;
    },
  };
}

export function poster(github: FakeGitHub, eventFile: string): FakeTime & { readonly post: Post } {
  const time = fakeTime(github);
  const post: Post = async (facts = {}) => {
    await writeFile(eventFile, JSON.stringify(facts.event ?? { pull_request: { number: 7 } }));
    const env = {
      GITHUB_API_URL: `${github.url}/api/v3`,
      GITHUB_SERVER_URL: 'https://ghe.example',
      GITHUB_REPOSITORY: 'octo-org/octo-repo',
      GITHUB_RUN_ID: '42',
      GITHUB_EVENT_PATH: eventFile,
      ...facts.env,
    };
    const blocks = facts.blocks ?? [{ name: 'it', markdown: 'hello' }];
    return commentOnPullRequest(
      {
        subject: facts.subject ?? 'role/demo',
        account: facts.account,
        hideAccount: facts.hideAccount ?? false,
        render: (maxLength) => commentBody(blocks, maxLength, env, []),
        create: facts.create ?? true,
      },
      {
        env,
        token: 'token' in facts ? facts.token : 't0ken',
        signal: new AbortController().signal,
        ...time,
      },
    );
  };
  return { ...time, post };
}
