/** A report as blocks, so that whole blocks can be omitted, with a note, if it is too long for GitHub. */

export interface Block {
  /** The words for the block in the note that it was omitted. */
  readonly name: string;
  readonly markdown: string;
  /** Whether all other blocks are omitted before it. */
  readonly essential?: boolean;
}

export interface Limit {
  readonly max: number;
  readonly measure: (text: string) => number;
  /** A sentence that names a place with the omitted blocks; Markdown. */
  readonly elsewhere: string;
}

/** A step's summary may have 1 MiB; a larger one is dropped whole. */
export const SUMMARY_LIMIT: Limit = {
  max: 1024 * 1024,
  measure: (text) => Buffer.byteLength(text),
  elsewhere: 'The log lists every change.',
};

/** Space for the note itself. */
const NOTE_SIZE = 2_000;
const MAX_NAMES = 10;

/** Joins the blocks, without those that exceed the limit; a note at the end lists those. */
export function fitToLimit(blocks: readonly Block[], limit: Limit): string {
  const whole = joined(blocks);
  if (limit.measure(whole) <= limit.max) return whole;
  let room = limit.max - NOTE_SIZE;
  const kept = new Set<Block>();
  const inOrder = [
    ...blocks.filter((block) => block.essential),
    ...blocks.filter((block) => !block.essential),
  ];
  for (const block of inOrder) {
    const size = limit.measure(joined([block]));
    if (size > room) continue;
    room -= size;
    kept.add(block);
  }
  const omitted = blocks.filter((block) => !kept.has(block)).map((block) => block.name);
  const names =
    omitted.slice(0, MAX_NAMES).join(', ') +
    (omitted.length > MAX_NAMES ? `, and ${omitted.length - MAX_NAMES} more` : '');
  const note = `**Too long for GitHub, so left out: ${names}.** ${limit.elsewhere}`;
  return joined([...blocks.filter((block) => kept.has(block)), { name: 'note', markdown: note }]);
}

function joined(blocks: readonly Block[]): string {
  return blocks.map((block) => `${block.markdown}\n\n`).join('');
}
