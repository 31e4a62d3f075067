/** Milliseconds, monotonic. Node's `performance` would say the same, and load ten modules of its own for it. */
export function monotonic(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
