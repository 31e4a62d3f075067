/** The requests that the run sent, with their retries, and the times in which it waited. */
import type { Attempt } from '../aws/client.ts';
import { count } from '../resources/resource.ts';
import { code, folded, table } from './markdown.ts';

/** Shorter gaps are the work between two calls. */
const WAIT_MS = 50;
const MAX_ROWS = 500;

export function callsMade(attempts: readonly Attempt[]): string {
  const rows: string[][] = [];
  let lastEnd = 0;
  for (const { call, startedAt, milliseconds, status, number } of inOrder(attempts)) {
    if (startedAt - lastEnd > WAIT_MS && lastEnd > 0)
      rows.push([seconds(lastEnd), '*waited*', '', seconds(startedAt - lastEnd)]);
    const name = number > 1 ? `${code(call)}, attempt ${number}` : code(call);
    rows.push([seconds(startedAt), name, String(status ?? 'no response'), seconds(milliseconds)]);
    lastEnd = Math.max(lastEnd, startedAt + milliseconds);
  }
  const retries = attempts.filter(({ number }) => number > 1).length;
  const retried = retries === 0 ? '' : `, ${retries} of them ${retries === 1 ? 'a retry' : 'retries'}`;
  const omitted = rows.length - MAX_ROWS;
  return folded(
    `${count(attempts.length, 'call')} in ${seconds(lastEnd)}${retried}`,
    [
      table(['at', 'call', 'status', 'took'], rows.slice(0, MAX_ROWS)),
      ...(omitted > 0 ? ['', `Cut here: ${omitted} further rows, which the debug log has.`] : []),
    ].join('\n'),
  );
}

/** Sorts the attempts by their start: they are recorded when they end. */
function inOrder(attempts: readonly Attempt[]): Attempt[] {
  return [...attempts].sort((a, b) => a.startedAt - b.startedAt);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
