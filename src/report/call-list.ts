/** The requests that the run sent: their number by name, and each one that was retried, refused or waited for. */
import type { Attempt } from '../aws/client.ts';
import { count } from '../resources/resource.ts';
import { code, table } from './markdown.ts';
import type { Block } from './size-limit.ts';

/** Shorter gaps are the work between two calls. */
const WAIT_MS = 50;
/** Slower requests are listed. */
const SLOW_MS = 1_000;
const MAX_ROWS = 500;

/** Returns the title of the list and the list. */
export function callsMade(attempts: readonly Attempt[]): { readonly title: string; readonly block: Block } {
  const rows: string[][] = [];
  let lastEnd = 0;
  for (const { call, startedAt, milliseconds, status, number } of inOrder(attempts)) {
    const wait = startedAt - lastEnd;
    const name = number > 1 ? `${code(call)}, attempt ${number}` : code(call);
    const isUsual = number === 1 && isAnswer(status) && milliseconds < SLOW_MS;
    if (lastEnd > 0 && wait > (isUsual ? SLOW_MS : WAIT_MS))
      rows.push([seconds(lastEnd), '*waited*', '', seconds(wait)]);
    if (!isUsual)
      rows.push([seconds(startedAt), name, String(status ?? 'no response'), seconds(milliseconds)]);
    lastEnd = Math.max(lastEnd, startedAt + milliseconds);
  }
  const retries = attempts.filter(({ number }) => number > 1).length;
  const retried = retries === 0 ? '' : `, ${retries} of them ${retries === 1 ? 'a retry' : 'retries'}`;
  const omitted = rows.length - MAX_ROWS;
  const names = [...Map.groupBy(attempts, ({ call }) => call)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([call, all]) => (all.length === 1 ? code(call) : `${code(call)} ×${all.length}`));
  const title = `${count(attempts.length, 'call')} in ${seconds(lastEnd)}${retried}`;
  const markdown = [
    `${title}: ${names.join(', ')}`,
    ...(rows.length === 0 ? [] : ['', table(['at', 'call', 'status', 'took'], rows.slice(0, MAX_ROWS))]),
    ...(omitted > 0 ? ['', `Cut here: ${omitted} further rows, which the debug log has.`] : []),
  ].join('\n');
  return { title, block: { name: 'the list of calls', markdown } };
}

/** Reports whether the request succeeded, or found that the resource is absent. */
function isAnswer(status: number | undefined): boolean {
  return status !== undefined && (status < 300 || status === 404);
}

/** Sorts the attempts by their start: they are recorded when they end. */
function inOrder(attempts: readonly Attempt[]): Attempt[] {
  return [...attempts].sort((a, b) => a.startedAt - b.startedAt);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
