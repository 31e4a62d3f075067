/** The table of docs/reliability.md: a row for each group of tests, written when the full matrix has run. */
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PAGE = new URL('../../docs/reliability.md', import.meta.url);
const BEGIN = '<!-- faults: written by npm run test:faults -->\n';
const END = '<!-- /faults -->';

/** Puts the row in the place of the one with the same first cell, or last. */
export function publish(fault: string, ended: ReadonlyMap<string, number>, longestMs: number): void {
  const runs = [...ended.values()].reduce((sum, count) => sum + count, 0);
  const how = [...ended]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([status, count]) => `${count} ${status}`)
    .join(', ');
  const row = `| ${fault} | ${runs} | ${how} | ${(longestMs / 1000).toFixed(1)} s |`;
  alone(() => {
    const page = readFileSync(PAGE, 'utf8');
    const begin = page.indexOf(BEGIN) + BEGIN.length;
    const end = page.indexOf(END);
    const rows = page.slice(begin, end).split('\n');
    const old = rows.findIndex((line) => line.startsWith(`| ${fault} |`));
    if (old < 0) rows.splice(rows.findLastIndex((line) => line.startsWith('|')) + 1, 0, row);
    else rows[old] = row;
    writeFileSync(PAGE, page.slice(0, begin) + rows.join('\n') + page.slice(end));
  });
}

/** Writes under a lock, as test files run in processes of their own. */
function alone(write: () => void): void {
  const lock = join(tmpdir(), 'fault-table.lock');
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
  try {
    write();
  } finally {
    rmdirSync(lock);
  }
}
