/** An endpoint of IAM, the emulator or moto, whose results are normalized for comparison. */
import * as sdk from '@aws-sdk/client-iam';
import type { IamAction } from '../../emulator/iam.ts';
import type { GeneratedCall } from './random-calls.ts';

export interface CallResult {
  /** `ok`, or the error's code on the wire. */
  readonly code: string;
  readonly result: unknown;
}

/** Any command of the SDK: the servers, not the compiler, must refuse an invalid call. */
type AnyCommand = Parameters<sdk.IAMClient['send']>[0];
type Construct = new (input: Readonly<Record<string, unknown>>) => AnyCommand;
const commands = sdk as unknown as Readonly<Record<`${IamAction}Command`, Construct>>;

/** More pages than any generated list has. */
const MAX_PAGES = 60;

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
        // This header selects moto's account; the emulator has only one.
        (args.request as { headers: Record<string, string> }).headers['x-moto-account-id'] = accountId;
        return next(args);
      },
      { step: 'build' },
    );
  }

  /** Makes a call. A list is read to its last page, and the sizes of its pages are part of the result. */
  async call({ action, input }: GeneratedCall): Promise<CallResult> {
    const first = await this.#send(action, input);
    const pages = [first];
    for (let last = first; pages.length < MAX_PAGES; pages.push(last)) {
      const { IsTruncated, Marker } = (last.result ?? {}) as { IsTruncated?: boolean; Marker?: string };
      if (IsTruncated !== true) break;
      last = await this.#send(action, { ...input, Marker });
    }
    const refused = pages.find(({ code }) => code !== 'ok');
    if (refused !== undefined) return refused;
    return {
      code: 'ok',
      result: pages.length === 1 ? first.result : joinPages(pages.map(({ result }) => result)),
    };
  }

  async #send(action: IamAction, input: Readonly<Record<string, unknown>>): Promise<CallResult> {
    const ownInput = JSON.parse(JSON.stringify(input).replaceAll('ACCOUNT', this.#accountId)) as typeof input;
    try {
      const { $metadata: _, ...result } = (await this.client.send(
        new commands[`${action}Command`](ownInput),
      )) as {
        $metadata: unknown;
      };
      return { code: 'ok', result: normalize(result) };
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

function joinPages(pages: readonly unknown[]): unknown {
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

/** Replaces ids and dates, decodes documents and sorts lists, because none of these is guaranteed. */
function normalize(value: unknown): unknown {
  if (value instanceof Date) return 'a date';
  if (Array.isArray(value)) return sorted(value.map(normalize));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, field]) => field !== undefined)
        .map(([field, inner]) => [field, normalizeField(field, inner)]),
    );
  }
  return value;
}

function normalizeField(field: string, value: unknown): unknown {
  if (typeof value !== 'string') return normalize(value);
  if (/^(?:Role|InstanceProfile|Policy|User)Id$/.test(field)) return 'an id';
  return field.endsWith('Document') ? decodeURIComponent(value) : value;
}

function sorted(list: readonly unknown[]): unknown[] {
  return list
    .map((item) => JSON.stringify(item))
    .sort()
    .map((item) => JSON.parse(item) as unknown);
}
