/** The comments of a pull request that have the Action's marker. */
import { createGitHub, listIn, objectIn, type GitHub, type GitHubPorts } from './client.ts';
import { isRefusal, statusOf, UnexpectedResponseError } from './errors.ts';
import { accountInMarker } from './marker.ts';

export interface MarkedComment {
  readonly id: number;
  readonly author: string | undefined;
  /** In the marker: the account's id or its hash. */
  readonly account: string | undefined;
}

interface Issue {
  readonly owner: string;
  readonly repo: string;
  readonly issue_number: number;
}

const PAGE_SIZE = 100;
/** Authors of a job's comments, on GitHub, Gitea and Forgejo. */
const BOTS = ['github-actions[bot]', 'gitea-actions', 'forgejo-actions'];

export function openThread(issue: Issue, token: string, ports: GitHubPorts): CommentThread {
  return new CommentThread(createGitHub(token, ports), issue, ports.env['GITHUB_ACTOR'] ?? '');
}

export class CommentThread {
  readonly #github: GitHub;
  readonly #issue: Issue;
  readonly #actor: string;

  constructor(github: GitHub, issue: Issue, actor: string) {
    this.#github = github;
    this.#issue = issue;
    this.#actor = actor;
  }

  /** Returns all comments with the subject's marker, by any author, the oldest first. */
  async commentsWithMarker(subject: string): Promise<readonly MarkedComment[]> {
    const comments = new Map<number, MarkedComment>();
    const seen = new Set<number>();
    for (let page = 1; ; page += 1) {
      const response = await this.#github.request(
        'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
        {
          ...this.#issue,
          per_page: PAGE_SIZE,
          page,
        },
      );
      const before = seen.size;
      for (const { id, body, user } of listIn(response)) {
        if (typeof id !== 'number') continue;
        seen.add(id);
        const account = typeof body === 'string' ? accountInMarker(body, subject) : null;
        if (account !== null) comments.set(id, { id, author: loginIn(user), account });
      }
      // Some servers ignore the page's number and send everything again.
      const last = seen.size === before || !/rel="?next"?/.test(response.headers.link ?? '');
      if (last) return [...comments.values()].sort((first, second) => first.id - second.id);
    }
  }

  /** Returns the comments by the token's owner: anyone may write a marker, but not as that author. */
  async own(marked: readonly MarkedComment[]): Promise<readonly MarkedComment[]> {
    if (marked.length === 0) return [];
    const login = await this.#login();
    if (login !== undefined) return marked.filter(({ author }) => author === login);
    const authors = [...BOTS, this.#actor].filter((name) => name !== '');
    const author = authors.find((name) => marked.some((comment) => comment.author === name));
    if (author !== undefined) return marked.filter((comment) => comment.author === author);
    throw new Error(
      'GitHub does not identify the owner of github-token (GraphQL and GET /user refuse), and the comment ' +
        `with the marker is by neither ${authors.join(' nor ')}. Pass a github-token that may read its user`,
    );
  }

  async create(body: string): Promise<{ readonly id: number; readonly author: string | undefined }> {
    const response = await this.#github.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...this.#issue,
      body,
    });
    const { id, user } = objectIn(response);
    if (typeof id !== 'number') {
      throw new UnexpectedResponseError(response.status, response.headers['content-type']);
    }
    return { id, author: loginIn(user) };
  }

  async update(id: number, body: string): Promise<void> {
    const { owner, repo } = this.#issue;
    const at = { owner, repo, comment_id: id };
    objectIn(
      await this.#github.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', { ...at, body }),
    );
  }

  /** Deletes comments, and accepts that another run has just deleted them. */
  async delete(comments: readonly MarkedComment[]): Promise<void> {
    const { owner, repo } = this.#issue;
    for (const { id } of comments) {
      try {
        const at = { owner, repo, comment_id: id };
        await this.#github.request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', at);
      } catch (error) {
        if (statusOf(error) !== 404 && statusOf(error) !== 410) throw error;
      }
    }
  }

  /** Returns the login of the token's owner. A job's token may use only GraphQL; other servers have only REST. */
  async #login(): Promise<string | undefined> {
    const github = this.#github;
    const ask = async (login: () => Promise<unknown>): Promise<string | undefined> => {
      try {
        const text = await login();
        return typeof text === 'string' && text !== '' ? text : undefined;
      } catch (error) {
        if (isRefusal(error) || error instanceof UnexpectedResponseError) return undefined;
        throw error;
      }
    };
    const viewer = async (): Promise<unknown> => {
      const baseUrl = github.request.endpoint.DEFAULTS.baseUrl.replace(/\/api\/v3\/?$/, '/api');
      const query = 'query { viewer { login } }';
      const { data } = objectIn(await github.request('POST /graphql', { baseUrl, query }));
      return loginIn((data as { readonly viewer?: unknown } | null | undefined)?.viewer);
    };
    return (await ask(viewer)) ?? ask(async () => loginIn(objectIn(await github.request('GET /user'))));
  }
}

function loginIn(user: unknown): string | undefined {
  const { login } = (user ?? {}) as { readonly login?: unknown };
  return typeof login === 'string' ? login : undefined;
}
