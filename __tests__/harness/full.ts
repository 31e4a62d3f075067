/** `npm test` takes a selection of the large matrices. With `TESTS=full`, as the scripts of package.json set it, it takes all. */
export const FULL = process.env['TESTS'] === 'full';

/** Selects all in a full run; otherwise only some of them, spread evenly. */
export function selection<T>(all: readonly T[], short: number): readonly T[] {
  if (FULL || all.length <= short) return all;
  return all.filter(
    (_, index) => Math.floor((index * short) / all.length) !== Math.floor(((index + 1) * short) / all.length),
  );
}
