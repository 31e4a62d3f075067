import { AwsError } from './errors.ts';

export interface Page<T> {
  readonly items: T[];
  readonly rest: { readonly IsTruncated: boolean; readonly Marker?: string };
}

/**
 * Returns one page of a list, sorted by key. The marker holds the last key of the page, so an entity that is created or deleted
 * between two pages neither hides nor repeats another. IAM may return fewer items than MaxItems although more exist. A small
 * page size therefore detects callers that ignore the marker.
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
  const selected = sorted.slice(0, size);
  const last = selected.at(-1);
  const truncated = sorted.length > selected.length && last !== undefined;
  return {
    items: selected.map(({ item }) => item),
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
