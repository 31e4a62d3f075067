/** Milliseconds, monotonic. Not `performance.now()`, whose first use loads ten modules of Node's. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
