/**
 * IAM Roles Anywhere's calls on profiles: REST JSON, signed by what the IAM client has already. Loaded only when a profile
 * is declared.
 *
 * Not by `@aws-sdk/client-rolesanywhere`: npm's newest is 3.332.0 of May 2023, with an SDK core of that time. It would bring
 * 73 packages (14 MB; 756 kB bundled), 0.2 s of start-up, a second chain of credentials and a second retry, without the
 * proxy and the keys of today's; it reads today's answers, but retries CreateProfile, which then makes two.
 *
 * https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_Operations.html
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Cancelled, type Cancellation } from './cancellation.ts';
import type { ProfileDetail, RolesAnywhereApi, RolesAnywhereCall, RolesAnywhereWrites } from './calls.ts';
import { CallError, leavesDoubt } from './errors.ts';
import { signedRequest, type ServiceAnswer, type ServiceRequest, type Signer } from './signed-request.ts';

/** `{id}` is taken from the input's profileId; what is left of the input is the query of a GET, the body of the others. */
const ROUTES: Readonly<Record<RolesAnywhereCall, readonly [method: ServiceRequest['method'], path: string]>> =
  {
    ListProfiles: ['GET', '/profiles'],
    ListTagsForResource: ['GET', '/ListTagsForResource'],
    CreateProfile: ['POST', '/profiles'],
    UpdateProfile: ['PATCH', '/profile/{id}'],
    EnableProfile: ['POST', '/profile/{id}/enable'],
    DisableProfile: ['POST', '/profile/{id}/disable'],
    DeleteProfile: ['DELETE', '/profile/{id}'],
    TagResource: ['POST', '/TagResource'],
    UntagResource: ['POST', '/UntagResource'],
  };

/** As the SDK's standard retry has them, in milliseconds. */
const RETRY = { base: 100, throttled: 500, longest: 20_000 };
/** The waits, in milliseconds, before each look for a profile of which nobody knows whether it was made. */
const LOOKS = [0, 500, 1_000, 2_000, 3_000];

interface Connection extends Signer {
  readonly attempts: readonly { readonly status: number | undefined }[];
  roleArn(name: string): Promise<string>;
}

export class RolesAnywhere {
  readonly #client: Connection;
  readonly #cancellation: Cancellation;
  /** What this run made, by name: a placeholder may stand for it before anybody has looked. */
  readonly #made = new Map<string, ProfileDetail>();

  constructor(client: Connection, cancellation: Cancellation) {
    this.#client = client;
    this.#cancellation = cancellation;
  }

  /** @throws CallError, Cancelled */
  async call<Call extends RolesAnywhereCall>(
    call: Call,
    input: RolesAnywhereApi[Call]['input'],
  ): Promise<RolesAnywhereApi[Call]['output']> {
    const resolved = await this.#resolved(input);
    const attempts = await this.#client.sdk.config.maxAttempts();
    let doubt = false;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await this.#once(call, input, resolved, attempt);
        if (call === 'CreateProfile') this.#remember(answer);
        return answer;
      } catch (cause) {
        // Nothing was sent for a run that had been cancelled before.
        doubt ||= cause instanceof CallError && cause.doubt;
        const reached = this.#client.attempts.some(({ status }) => status !== undefined);
        if (!(cause instanceof CallError)) throw doubt ? new Cancelled(true) : cause;
        const { code, detail, status } = cause;
        const error = new CallError(
          { code, detail, call, input, status, attempts: attempt, doubt, reached },
          { cause },
        );
        if (error.verdict !== 'transient') throw error;
        if (call === 'CreateProfile' && doubt) return this.#madeAfterAll(error);
        if (attempt >= attempts) throw error;
        const base = isThrottled(error) ? RETRY.throttled : RETRY.base;
        await this.#wait(Math.random() * Math.min(RETRY.longest, base * 2 ** (attempt - 1)), doubt);
      }
    }
  }

  async #once(call: RolesAnywhereCall, input: object, resolved: object, attempt: number): Promise<object> {
    this.#cancellation.throwIfCancelled();
    const [method, path] = ROUTES[call];
    const { profileId = '', ...rest } = resolved as { readonly profileId?: string };
    const fail = (code: string, detail: string, status: number, cause?: unknown): CallError => {
      const facts = { call, input, status, attempts: attempt, doubt: status < 300 || leavesDoubt(status) };
      return new CallError({ ...facts, code, detail }, { cause });
    };
    let answer: ServiceAnswer;
    try {
      answer = await signedRequest(
        this.#client,
        {
          service: 'rolesanywhere',
          operation: call,
          attempt,
          method,
          path: path.replace('{id}', encodeURIComponent(profileId)),
          contentType: 'application/json',
          // Those that say all in their path have no body; Node would send it without its length.
          ...(method === 'GET'
            ? { query: rest }
            : Object.keys(rest).length > 0
              ? { body: JSON.stringify(rest) }
              : {}),
        },
        this.#cancellation.grace,
      );
    } catch (error) {
      throw CallError.from(error, call, input, { doubt: !(error instanceof Cancelled) });
    }
    const { status, errorType, body } = answer;
    let content: { readonly code?: string; readonly message?: string };
    try {
      content = JSON.parse(body === '' ? '{}' : body) as typeof content;
    } catch (error) {
      // What stands between here and the service may answer in HTML.
      throw fail(`HTTP ${status}`, body.slice(0, 200), status, error);
    }
    if (status < 300) return content;
    const [code = ''] = (errorType ?? content.code ?? `HTTP ${status}`).split(':');
    throw fail(code, content.message ?? 'no message', status);
  }

  /**
   * Nobody knows whether a CreateProfile took effect, and names are not unique: sent again, it may make a second one. So
   * what stands has to tell, and has some time for it.
   *
   * @throws the error when it does not show
   */
  async #madeAfterAll(error: CallError): Promise<{ readonly profile: ProfileDetail }> {
    const { name } = error.input as RolesAnywhereWrites['CreateProfile']['input'];
    for (const milliseconds of LOOKS) {
      await this.#wait(milliseconds, true);
      const profile = await this.#find(name).catch(() => undefined);
      if (profile === undefined) continue;
      this.#remember({ profile });
      return { profile };
    }
    throw error;
  }

  #remember({ profile }: RolesAnywhereApi['CreateProfile']['output']): void {
    if (profile !== undefined) this.#made.set(profile.name, profile);
  }

  async #wait(milliseconds: number, doubt: boolean): Promise<void> {
    try {
      await sleep(milliseconds, undefined, { signal: this.#cancellation.signal });
    } catch {
      throw new Cancelled(doubt);
    }
  }

  /** The input with what has been born since it was planned in place of its placeholders. */
  async #resolved(input: object): Promise<object> {
    const resolve = async (value: unknown): Promise<unknown> => {
      if (Array.isArray(value)) return Promise.all(value.map(resolve));
      const [, kind, name] = typeof value === 'string' ? (PLACEHOLDER.exec(value) ?? []) : [];
      if (kind === undefined || name === undefined) return value;
      if (kind === 'role-arn') return this.#client.roleArn(name);
      const profile = this.#made.get(name) ?? (await this.#find(name));
      if (profile === undefined) {
        const facts = { call: 'ListProfiles', input: {}, status: 404, attempts: 1 };
        throw new CallError({
          ...facts,
          code: 'ResourceNotFoundException',
          detail: `there is no profile ${name}`,
        });
      }
      return kind === 'profile-id' ? profile.profileId : profile.profileArn;
    };
    const entries = Object.entries(input).map(async ([key, value]) => [key, await resolve(value)] as const);
    return Object.fromEntries(await Promise.all(entries));
  }

  async #find(name: string): Promise<ProfileDetail | undefined> {
    let page: RolesAnywhereApi['ListProfiles']['output'] = {};
    do {
      const { nextToken } = page;
      page = await this.call('ListProfiles', nextToken === undefined ? {} : { nextToken });
      const found = page.profiles?.find((profile) => profile.name === name);
      if (found !== undefined) return found;
    } while (page.nextToken !== undefined);
    return undefined;
  }
}

const PLACEHOLDER = /^\{(role-arn|profile-id|profile-arn):(.+)\}$/;

/** The quota is one call a second for profiles, and one for their tags. */
function isThrottled({ code, status }: CallError): boolean {
  return status === 429 || /^(?:Throttling|TooManyRequests)/.test(code);
}
