/** The emulator and moto side by side: the same call to both, and their answers in a form that can be compared. */
import * as sdk from '@aws-sdk/client-iam';
import type { IamAction } from '../../emulator/iam.ts';
import type { DrawnCall } from './calls.ts';

export interface Answer {
  /** `ok`, or the error's code on the wire. */
  readonly code: string;
  readonly result: unknown;
}

/** Any command of the SDK: what a drawn call misses or exceeds is for the servers to refuse, not for the compiler. */
type AnyCommand = Parameters<sdk.IAMClient['send']>[0];
type Construct = new (input: Readonly<Record<string, unknown>>) => AnyCommand;
const commands = sdk as unknown as Readonly<Record<`${IamAction}Command`, Construct>>;

/** More pages than any drawn list can have. */
const MOST_PAGES = 60;

export class Endpoint {
  readonly client: sdk.IAMClient;
  readonly #accountId: string;

  constructor(url: string, accountId: string) {
    this.#accountId = accountId;
    this.client = new sdk.IAMClient({
      endpoint: url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIATESTING', secretAccessKey: 'testing' },
      maxAttempts: 1,
    });
    this.client.middlewareStack.add(
      (next) => (args) => {
        // How moto is told on whose account a call is; the emulator has but one.
        (args.request as { headers: Record<string, string> }).headers['x-moto-account-id'] = accountId;
        return next(args);
      },
      { step: 'build' },
    );
  }

  /** Lists are followed from page to page: what they hold counts, and how much each page has. */
  async answer({ action, input }: DrawnCall): Promise<Answer> {
    const first = await this.#send(action, input);
    const pages = [first];
    for (let last = first; pages.length < MOST_PAGES; pages.push(last)) {
      const { IsTruncated, Marker } = (last.result ?? {}) as { IsTruncated?: boolean; Marker?: string };
      if (IsTruncated !== true) break;
      last = await this.#send(action, { ...input, Marker });
    }
    const refused = pages.find(({ code }) => code !== 'ok');
    if (refused !== undefined) return refused;
    return {
      code: 'ok',
      result: pages.length === 1 ? first.result : joined(pages.map(({ result }) => result)),
    };
  }

  async #send(action: IamAction, input: Readonly<Record<string, unknown>>): Promise<Answer> {
    const here = JSON.parse(JSON.stringify(input).replaceAll('ACCOUNT', this.#accountId)) as typeof input;
    try {
      const { $metadata: _, ...result } = (await this.client.send(
        new commands[`${action}Command`](here),
      )) as {
        $metadata: unknown;
      };
      return { code: 'ok', result: normal(result) };
    } catch (error) {
      const {
        Error: wire,
        name,
        $metadata,
      } = error as {
        Error?: { Code?: string };
        name: string;
        $metadata?: { httpStatusCode?: number };
      };
      if ($metadata === undefined) throw error;
      return { code: wire?.Code ?? name, result: undefined };
    }
  }
}

function joined(pages: readonly unknown[]): unknown {
  const result: Record<string, unknown> = {};
  for (const page of pages as readonly Readonly<Record<string, unknown>>[]) {
    for (const [field, value] of Object.entries(page)) {
      const before = result[field];
      result[field] =
        Array.isArray(value) && Array.isArray(before)
          ? sorted([...(before as unknown[]), ...(value as unknown[])])
          : value;
      if (Array.isArray(value))
        result['pages'] = [...((result['pages'] as number[] | undefined) ?? []), value.length];
    }
  }
  return { ...result, Marker: undefined, IsTruncated: false };
}

/** Ids and dates without their values, documents decoded, lists without an order: none is promised. */
function normal(value: unknown): unknown {
  if (value instanceof Date) return 'a date';
  if (Array.isArray(value)) return sorted(value.map(normal));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, field]) => field !== undefined)
        .map(([field, inner]) => [field, normalField(field, inner)]),
    );
  }
  return value;
}

function normalField(field: string, value: unknown): unknown {
  if (typeof value !== 'string') return normal(value);
  if (/^(?:Role|InstanceProfile|Policy|User)Id$/.test(field)) return 'an id';
  return field.endsWith('Document') ? decodeURIComponent(value) : value;
}

function sorted(list: readonly unknown[]): unknown[] {
  return list
    .map((item) => JSON.stringify(item))
    .sort()
    .map((item) => JSON.parse(item) as unknown);
}
