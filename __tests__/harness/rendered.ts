/** Renders Markdown as GitHub would, and extracts the dangerous parts. */
import { marked } from 'marked';

interface Rendered {
  /** Tags with their attributes, in order; closing ones too. */
  readonly tags: readonly string[];
  /** The text outside of code, where GitHub looks for mentions and references. */
  readonly prose: string;
  /** Mermaid sources. */
  readonly pictures: readonly string[];
}

export function rendered(markdown: string): Rendered {
  const html = marked
    .parse(markdown, { async: false, gfm: true })
    // Whether a call was slow, or had to wait, is no matter of its text.
    .replace(/<table>\s*<thead>\s*<tr>\s*<th[^>]*>at<\/th>\s*<th[^>]*>call<\/th>.*?<\/table>/gs, '');
  const pictures = [...html.matchAll(/<pre><code class="language-mermaid">(.*?)<\/code><\/pre>/gs)].map(
    (match) => decoded(match[1] ?? ''),
  );
  const outside = html
    .replace(/<pre>.*?<\/pre>/gs, '<pre></pre>')
    .replace(/<code>.*?<\/code>/gs, '<code></code>');
  return {
    tags: [...html.matchAll(/<!--.*?-->|<[^>]*>/gs)].map(([tag]) => tag),
    // A tag between two pieces of text keeps them apart for GitHub too.
    prose: decoded(outside.replace(/<[^>]*>/g, '\u0000')),
    pictures,
  };
}

function decoded(html: string): string {
  return html
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&#x([\da-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
}
