/** The roles that a sweep kept, and the reasons. */
import type { Block } from './size-limit.ts';
import { folded, escapeMarkdown } from './markdown.ts';
import { count } from '../resources/resource.ts';

/** @param removed number of roles that the sweep did not keep */
export function keptBlocks(kept: readonly string[], removed: number): Block[] {
  const list = kept.map((line) => `- ${escapeMarkdown(line)}`).join('\n');
  return [
    ...(removed > 0
      ? []
      : [{ name: 'the heading', markdown: '### ✅ Nothing to sweep', essential: true as const }]),
    ...(kept.length === 0
      ? []
      : [{ name: 'the kept roles', markdown: folded(`${count(kept.length, 'role')} kept`, list) }]),
  ];
}
