/**
 * Draws the summaries of six typical runs as GitHub shows them, light and dark: HTML always, PNG where Chromium is
 * installed. `npm run preview [-- directory]`; with `--readme` only the two small ones in `docs/images/` are drawn.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Marked } from 'marked';
import { PREVIEW_RUNS, previewRun } from './preview-runs.ts';

const THEMES = ['light', 'dark'] as const;
const WIDTH = 1012;

export type Theme = (typeof THEMES)[number];

function modules(path: string): string {
  return fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));
}

/** GitHub's Markdown, near enough: its dialect, its diffs in colour, its Mermaid. */
export function toHtml(markdown: string): string {
  const marked = new Marked({ gfm: true });
  marked.use({
    renderer: {
      code({ text, lang }) {
        if (lang === 'mermaid') return `<pre class="mermaid">${escaped(text)}</pre>`;
        const lines = text.split('\n').map((line) => {
          const kind =
            lang !== 'diff' ? '' : ({ '+': 'added', '-': 'removed', '@': 'place' }[line.charAt(0)] ?? '');
          return kind === '' ? escaped(line) : `<span class="${kind}">${escaped(line)}</span>`;
        });
        return `<pre><code>${lines.join('\n')}</code></pre>`;
      },
    },
  });
  return marked.parse(markdown, { async: false });
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

async function page(title: string, markdown: string, theme: Theme): Promise<string> {
  const css = await readFile(modules(`github-markdown-css/github-markdown-${theme}.css`), 'utf8');
  const [added, removed] = theme === 'light' ? ['#dafbe1', '#ffebe9'] : ['#033a16', '#67060c'];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escaped(title)}</title>
<style>${css}
body { margin: 0; background: ${theme === 'light' ? '#ffffff' : '#0d1117'}; }
.markdown-body { box-sizing: border-box; max-width: ${WIDTH}px; margin: 0 auto; padding: 24px; }
.markdown-body pre.mermaid { text-align: center; background: none; }
.added { background: ${added}; } .removed { background: ${removed}; } .place { color: #8250df; }
</style>
<article class="markdown-body">${toHtml(markdown)}</article>
<script src="${pathToFileURL(modules('mermaid/dist/mermaid.min.js')).href}"></script>
<script>
  mermaid.initialize({ startOnLoad: false, theme: '${theme === 'light' ? 'default' : 'dark'}' });
  mermaid.run().finally(() => {
    document.documentElement.dataset.height = Math.ceil(document.querySelector('article').getBoundingClientRect().height);
  });
</script>
</html>
`;
}

function chromium(): string | undefined {
  return ['chromium', 'chromium-browser', 'google-chrome'].find(
    (name) => spawnSync(name, ['--version']).status === 0,
  );
}

async function draw(browser: string, html: string, png: string, scale = 1): Promise<void> {
  const profile = await mkdtemp(join(tmpdir(), 'preview-'));
  const run = (...flags: string[]): Promise<{ stdout: string }> =>
    promisify(execFile)(
      browser,
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--hide-scrollbars',
        '--virtual-time-budget=20000',
        `--user-data-dir=${profile}`,
        ...flags,
        pathToFileURL(html).href,
      ],
      { maxBuffer: 64 * 1024 * 1024, timeout: 120_000 },
    );
  try {
    // Headless Chromium takes a picture of its window, so the page is measured first.
    const { stdout } = await run('--dump-dom', `--window-size=${WIDTH},1000`);
    const height = /data-height="(\d+)"/.exec(stdout)?.[1];
    if (height === undefined) throw new Error(`${html} was not drawn to its end`);
    await run(
      `--screenshot=${png}`,
      // A window lower than this is cut by Chromium itself.
      `--window-size=${WIDTH},${Math.max(Number(height), 200)}`,
      `--force-device-scale-factor=${scale}`,
    );
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

if (import.meta.main) {
  const readme = process.argv.includes('--readme');
  const directory = resolve(process.argv.slice(2).find((each) => !each.startsWith('--')) ?? 'preview');
  await mkdir(directory, { recursive: true });
  const browser = chromium();
  if (browser === undefined) console.log('No Chromium is installed, so there is HTML and no PNG.');
  for (const each of PREVIEW_RUNS.filter(({ name }) => !readme || name === 'update')) {
    const { summary } = await previewRun(each);
    await writeFile(join(directory, `${each.name}.md`), summary);
    for (const theme of THEMES) {
      const file = join(directory, `${each.name}-${theme}`);
      const picture = readme ? join('docs/images', `summary-${theme}.png`) : `${file}.png`;
      await writeFile(`${file}.html`, await page(each.name, summary, theme));
      if (browser !== undefined) await draw(browser, `${file}.html`, resolve(picture), readme ? 0.75 : 1);
      console.log(browser === undefined ? `${file}.html` : picture);
    }
  }
}
