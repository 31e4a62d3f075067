/** Formats the files that `npm run docs` writes. */
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const ROOT = new URL('../', import.meta.url);
export const GENERATED = 'Written by `npm run docs` from the code; do not edit.';

export function repositoryFile(path: string): URL {
  return new URL(path, ROOT);
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}

export async function pretty(text: string, parser: 'yaml' | 'markdown' | 'json'): Promise<string> {
  return format(text, { ...(await resolveConfig(fileURLToPath(new URL('action.yml', ROOT)))), parser });
}
