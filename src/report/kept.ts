/** What a sweep found and left alone, and why. */
import type { Block } from './size-limit.ts';
import { folded, escapeMarkdown } from './markdown.ts';
import { count } from '../resources/resource.ts';

/** @param removed how many roles the sweep did not keep */
export function keptBlocks(kept: readonly string[], removed: number): Block[] {
  const list = kept.map((line) => `- ${escapeMarkdown(line)}`).join('\n');
  return [
    ...(removed > 0
      ? []
      : [{ name: 'the heading', markdown: '### ✅ Nothing to sweep', essential: true as const }]),
    ...(kept.length === 0
      ? []
      : [{ name: 'what is kept', markdown: folded(`${count(kept.length, 'role')} kept`, list) }]),
  ];
}
