/**
 * Renders the summaries of six typical runs as GitHub shows them, light and dark: as HTML, and as PNG if Chromium is installed.
 * `npm run preview [-- directory]`; `--readme` renders only the two small images in `docs/images/`.
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

type Theme = (typeof THEMES)[number];

function modulePath(path: string): string {
  return fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));
}

/** Converts Markdown to HTML almost as GitHub does: its dialect, coloured diffs, Mermaid. */
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
  const css = await readFile(modulePath(`github-markdown-css/github-markdown-${theme}.css`), 'utf8');
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
<script src="${pathToFileURL(modulePath('mermaid/dist/mermaid.min.js')).href}"></script>
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

async function screenshot(browser: string, html: string, png: string, scale = 1): Promise<void> {
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
    // Headless Chromium captures its window, so measure the page first.
    const { stdout } = await run('--dump-dom', `--window-size=${WIDTH},1000`);
    const height = /data-height="(\d+)"/.exec(stdout)?.[1];
    if (height === undefined) throw new Error(`${html} did not finish rendering within 20 s`);
    await run(
      `--screenshot=${png}`,
      // Chromium crops the image of a lower window.
      `--window-size=${WIDTH},${Math.max(Number(height), 200)}`,
      `--force-device-scale-factor=${scale}`,
    );
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

if (import.meta.main) {
  const readme = process.argv.includes('--readme');
  const directory = resolve(
    process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? 'preview',
  );
  await mkdir(directory, { recursive: true });
  const browser = chromium();
  if (browser === undefined) console.log('Chromium is not installed, so the preview is HTML only.');
  for (const run of PREVIEW_RUNS.filter(({ name }) => !readme || name === 'update')) {
    const { summary } = await previewRun(run);
    await writeFile(join(directory, `${run.name}.md`), summary);
    for (const theme of THEMES) {
      const file = join(directory, `${run.name}-${theme}`);
      const image = readme ? join('docs/images', `summary-${theme}.png`) : `${file}.png`;
      await writeFile(`${file}.html`, await page(run.name, summary, theme));
      if (browser !== undefined) await screenshot(browser, `${file}.html`, resolve(image), readme ? 0.75 : 1);
      console.log(browser === undefined ? `${file}.html` : image);
    }
  }
}
