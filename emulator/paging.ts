import { AwsError } from './errors.ts';

export interface Page<T> {
  readonly items: T[];
  readonly rest: { readonly IsTruncated: boolean; readonly Marker?: string };
}

/**
 * One page of a list, in the order of the keys. The marker holds the last key given, so that entities which come
 * and go between two pages neither hide nor repeat others. IAM may give fewer than MaxItems though more remain:
 * with a small page size callers that do not follow the marker are found out.
 */
export function page<T>(
  all: readonly T[],
  keyOf: (item: T) => string,
  input: { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined },
  pageSize: number,
): Page<T> {
  const after = input.Marker === undefined ? undefined : decodeMarker(input.Marker);
  const sorted = all
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === undefined || key > after)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const size = Math.min(input.MaxItems ?? 100, pageSize);
  const given = sorted.slice(0, size);
  const last = given.at(-1);
  const truncated = sorted.length > given.length && last !== undefined;
  return {
    items: given.map(({ item }) => item),
    rest: truncated ? { IsTruncated: true, Marker: encodeMarker(last.key) } : { IsTruncated: false },
  };
}

function encodeMarker(key: string): string {
  return Buffer.from(`after:${key}`).toString('base64url');
}

function decodeMarker(marker: string): string {
  const text = Buffer.from(marker, 'base64url').toString();
  if (!text.startsWith('after:')) throw new AwsError('ValidationError', 'Invalid Marker.');
  return text.slice('after:'.length);
}
