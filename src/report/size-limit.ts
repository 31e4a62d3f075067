/** A report as blocks, so that whole blocks can be omitted, with a note, if it is too long for GitHub. */

export interface Block {
  /** The words for the block in the note that it was omitted. */
  readonly name: string;
  readonly markdown: string;
  /** Markdown for the block if an earlier role has the same; undefined for a block that is never shortened so. */
  readonly title?: string;
  /** Whether all other blocks are omitted before it. */
  readonly essential?: boolean;
  /** The contents, if the block is the beginning of a fold. */
  readonly inner?: readonly Block[] | undefined;
}

/** Returns Markdown as a block; no block if it is empty. */
export function blockOf(name: string, markdown: string, essential = false): Block[] {
  return markdown === '' ? [] : [{ name, markdown, essential }];
}

/** Returns a fold as a block. @param title HTML of our own wording */
export function fold(
  title: string,
  name: string,
  inner: readonly Block[],
  { open = false, essential = false } = {},
): Block {
  return { name, markdown: `<details${open ? ' open' : ''}><summary>${title}</summary>`, inner, essential };
}

interface Limit {
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
  const all = withParents(blocks);
  const inOrder = all.toSorted(([a], [b]) => Number(b.essential ?? false) - Number(a.essential ?? false));
  for (const [block, parent] of inOrder) {
    const size = limit.measure(joined([block], (each) => each === block));
    if (size > room || (parent !== undefined && !kept.has(parent))) continue;
    room -= size;
    kept.add(block);
  }
  const omitted = all
    .filter(([block, parent]) => !kept.has(block) && (parent === undefined || kept.has(parent)))
    .map(([block]) => block.name);
  const more = omitted.length > MAX_NAMES ? `, and ${omitted.length - MAX_NAMES} more` : '';
  const names = `${omitted.slice(0, MAX_NAMES).join(', ')}${more}`;
  const note = `**Too long for GitHub, so left out: ${names}.** ${limit.elsewhere}`;
  return `${joined(blocks, (block) => kept.has(block))}${note}\n\n`;
}

/** Lists every block with the fold that contains it, folds before their contents. */
function withParents(blocks: readonly Block[], parent?: Block): (readonly [Block, Block | undefined])[] {
  return blocks.flatMap((block) => [[block, parent] as const, ...withParents(block.inner ?? [], block)]);
}

function joined(blocks: readonly Block[], isKept: (block: Block) => boolean = () => true): string {
  const texts = blocks.filter(isKept).map(({ markdown, inner }) => {
    const contents = inner === undefined ? '' : `${joined(inner, isKept)}</details>\n\n`;
    return `${markdown}\n\n${contents}`;
  });
  return texts.join('');
}

/** Applies a function to the text of every block. */
export function mapText(blocks: readonly Block[], change: (text: string) => string): Block[] {
  return blocks.map((block) => ({
    ...block,
    name: change(block.name),
    markdown: change(block.markdown),
    inner: block.inner && mapText(block.inner, change),
  }));
}
