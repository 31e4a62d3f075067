/** Reads the prose of a source file: the sentences of its comments, messages and test names. */
import ts from 'typescript';
import { beginsWithVerb, MAX_WORDS, RULES } from './prose-rules.ts';

type Kind = 'comment' | 'message' | 'test name';

interface Passage {
  readonly kind: Kind;
  readonly start: number;
  /** As long as its source, with markup, code and quotations masked. */
  readonly masked: string;
}

interface Sentence {
  readonly kind: Kind;
  readonly line: number;
  readonly text: string;
  /** The same with quotations masked. */
  readonly masked: string;
}

interface FunctionComment {
  readonly line: number;
  readonly text: string;
  readonly verb: boolean;
}

interface Prose {
  readonly sentences: readonly Sentence[];
  readonly functionComments: readonly FunctionComment[];
}

/** Reads a file's prose. A comment over a function also counts among `functionComments`. */
export function proseOf(file: string, source: string): Prose {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const comments = commentsOf(tree);
  const sentencesIn = ({ kind, start, masked }: Passage): Sentence[] =>
    spans(masked).map(([from, to]) => ({
      kind,
      line: tree.getLineAndCharacterOfPosition(start + from).line + 1,
      text: tidy(unmarked(source.slice(start + from, start + to))),
      masked: tidy(masked.slice(from, to)),
    }));
  const functionComments = functionsOf(tree).flatMap((node) => {
    const comment = comments.findLast(({ end }) => end <= node.getStart(tree));
    if (comment === undefined || comment.start < node.getFullStart()) return [];
    if (/\n\s*\n/.test(source.slice(comment.end, node.getStart(tree)))) return [];
    const [first] = sentencesIn(comment);
    if (first === undefined || /^\s*\/\*\*\s*@/.test(source.slice(comment.start))) return [];
    return [{ line: first.line, text: first.text, verb: beginsWithVerb(first.masked) }];
  });
  return {
    sentences: [...comments, ...messagesOf(tree)].flatMap(sentencesIn),
    functionComments,
  };
}

/** Lists the offences of a file as `file:line: rule: sentence`. */
export function offencesIn(file: string, source: string): string[] {
  return proseOf(file, source).sentences.flatMap(({ kind, line, text, masked }) =>
    brokenRules(masked, kind === 'comment').map((rule) => `${file}:${line}: ${rule}: ${text}`),
  );
}

/** Lists the rules that a sentence breaks. @param limited whether its length counts */
export function brokenRules(masked: string, limited = true): string[] {
  const broken = RULES.filter(({ pattern }) => pattern.test(masked)).map(({ name }) => name);
  const words = masked.split(/\s+/).filter((word) => /[\p{L}\p{N}_]/u.test(word)).length;
  return limited && words > MAX_WORDS ? [...broken, `${words} words`] : broken;
}

/** Splits plain text into its sentences, with code and quotations masked. */
export function sentencesOf(text: string): { readonly text: string; readonly masked: string }[] {
  const masked = maskQuotes(text);
  return spans(masked).map(([from, to]) => ({
    text: tidy(text.slice(from, to)),
    masked: tidy(masked.slice(from, to)),
  }));
}

type Comment = Passage & { readonly end: number };

/** Collects the comments of a file; line comments on adjacent lines are one. */
function commentsOf(tree: ts.SourceFile): Comment[] {
  const ranges = new Map<number, ts.CommentRange>();
  const visit = (node: ts.Node): void => {
    for (const range of ts.getLeadingCommentRanges(tree.text, node.getFullStart()) ?? [])
      ranges.set(range.pos, range);
    for (const range of ts.getTrailingCommentRanges(tree.text, node.end) ?? []) ranges.set(range.pos, range);
    for (const child of node.getChildren(tree)) if (!ts.isJSDoc(child)) visit(child);
  };
  visit(tree);
  const comments: Comment[] = [];
  for (const { pos, end } of [...ranges.values()].sort((a, b) => a.pos - b.pos)) {
    const last = comments.at(-1);
    const text = maskComment(tree.text.slice(pos, end));
    const gap = last === undefined ? '' : tree.text.slice(last.end, pos);
    if (last !== undefined && tree.text.startsWith('//', last.start) && /^\r?\n[ \t]*$/.test(gap)) {
      comments[comments.length - 1] = { ...last, masked: last.masked + gap + text, end };
    } else {
      comments.push({ kind: 'comment', start: pos, masked: text, end });
    }
  }
  return comments.map((comment) => ({ ...comment, masked: maskQuotes(maskTags(comment.masked)) }));
}

/** Collects test names, error texts and every other string that reads as a sentence. */
function messagesOf(tree: ts.SourceFile): Passage[] {
  const passages: Passage[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isStringLiteral(node) ||
      ts.isNoSubstitutionTemplateLiteral(node) ||
      ts.isTemplateExpression(node)
    ) {
      const kind = kindOf(node, tree);
      if (kind !== undefined) {
        const start = node.getStart(tree);
        passages.push({ kind, start, masked: maskQuotes(maskLiteral(node, tree)) });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return passages;
}

function kindOf(node: ts.StringLiteralLike | ts.TemplateExpression, tree: ts.SourceFile): Kind | undefined {
  const { parent } = node;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isLiteralTypeNode(parent))
    return;
  // A key may name a test of another file.
  if (ts.isPropertyAssignment(parent) && parent.name === node) return;
  const text = maskLiteral(node, tree).trim();
  if (ts.isCallExpression(parent) && parent.arguments[0] === node && text.includes(' ')) {
    const callee = parent.expression.getText(tree);
    if (/^(?:test|it|describe)\b/.test(callee) || parent.arguments.some(ts.isArrowFunction))
      return 'test name';
  }
  if (ts.isNewExpression(parent) && parent.expression.getText(tree).endsWith('Error')) {
    // The emulator copies the texts of AWS.
    return parent.expression.getText(tree) === 'AwsError' ? undefined : 'message';
  }
  const sentence =
    / \S*[.!?:]$/.test(text) || text.split(/\s+/).filter((word) => /^[a-z]+,?$/.test(word)).length >= 5;
  return sentence ? 'message' : undefined;
}

/** Lists the nodes that a function's comment precedes. */
function functionsOf(tree: ts.SourceFile): ts.Node[] {
  const found: ts.Node[] = [];
  const isFunction = (node: ts.Node | undefined): boolean =>
    node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));
  const visit = (node: ts.Node): void => {
    if (
      ts.isFunctionDeclaration(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isGetAccessor(node) ||
      (ts.isVariableStatement(node) && isFunction(node.declarationList.declarations[0]?.initializer)) ||
      ((ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node)) && isFunction(node.initializer))
    )
      found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** Replaces the signs of a comment, and indented code in it, by blanks. */
function maskComment(text: string): string {
  return text
    .replace(/^[ \t]*(?:\*|\/\/) {4,}\S.*$/gm, blanks)
    .replace(/^\/\*\*?|\*\/$|^\/\//g, blanks)
    .replace(/^([ \t]*)\*(?=\s|$)/gm, '$1 ');
}

/** Replaces a JSDoc tag with its type and parameter name by `@` and blanks. A new sentence begins there. */
function maskTags(text: string): string {
  return text.replace(
    /(^\s*|\.\s+)@(?:param[ \t]+\S+|(?:returns|throws)[ \t]*(?:\w*Error\b)?|type.*|\w+)/gm,
    (tag, before: string) => `${before}@`.padEnd(tag.length),
  );
}

/** Masks the delimiters, escapes and substitutions of a literal. */
function maskLiteral(node: ts.StringLiteralLike | ts.TemplateExpression, tree: ts.SourceFile): string {
  const start = node.getStart(tree);
  let text = node.getText(tree);
  if (ts.isTemplateExpression(node)) {
    for (const { expression } of node.templateSpans) {
      const from = expression.getFullStart() - start - 2;
      const to = expression.end - start + 1;
      text = text.slice(0, from) + 'x'.repeat(to - from) + text.slice(to);
    }
  }
  return ` ${text.slice(1, -1)} `.replace(/\\n/g, ' \n').replace(/\\(['"`])/g, ' $1');
}

/** Masks code in backticks, quoted text and addresses, each as one word. */
function maskQuotes(text: string): string {
  const one = (quoted: string): string => `\`${'x'.repeat(quoted.length - 2)}\``;
  return text
    .replace(/```[\s\S]*?```/g, (code) => code.replace(/[^\n]/g, ' '))
    .replace(/`[^`\n]*(?:\n[^`\n]*)?`/g, one)
    .replace(/"[^"\n]+(?:\n[^"\n]*)?"/g, one)
    .replace(/(?<![\w`])'[^'\n]+'(?!\w)/g, one)
    .replace(/“[^”]+”/g, one)
    .replace(/https?:\/\/\S+/g, (address) => '`'.padEnd(address.length, 'x'));
}

/** Finds the sentences of a passage, as offsets. */
function spans(masked: string): (readonly [from: number, to: number])[] {
  return blocks(masked).flatMap(([from, to]) => {
    const block = masked.slice(from, to);
    const ends = [
      ...block.matchAll(/(?<!\b(?:e\.g|i\.e|etc|vs))[.!?][)"'`]*(?=\s+["'(`]*[\p{Lu}`@]|\s*$)/gu),
    ];
    let begin = 0;
    const found: [number, number][] = [];
    for (const end of [...ends.map((match) => match.index + match[0].length), block.length]) {
      const text = block.slice(begin, end);
      const start = begin + (/^[\s@]*/.exec(text)?.[0].length ?? 0);
      if (/[\p{L}\p{N}]/u.test(text)) found.push([from + start, from + begin + text.trimEnd().length]);
      begin = end;
    }
    return found;
  });
}

/** Splits a passage at blank lines, list items, headings, table rows and indented code. */
function blocks(masked: string): (readonly [from: number, to: number])[] {
  const found: [number, number][] = [];
  let open: [number, number] | undefined;
  let offset = 0;
  const close = (): void => {
    if (open !== undefined) found.push(open);
    open = undefined;
  };
  for (const line of masked.split('\n')) {
    const end = offset + line.length;
    const mark = /^\s*(?:[-*•] |#+ |@|\d+\. )/.exec(line);
    if (line.trim() === '' || /^\s*[|<]/.test(line)) close();
    else if (mark !== null) {
      close();
      open = [offset + mark[0].length, end];
      if (line.trimStart().startsWith('#')) close();
    } else if (open === undefined) open = [offset, end];
    else open[1] = end;
    offset = end + 1;
  }
  close();
  return found;
}

function unmarked(text: string): string {
  return text.replace(/^\s*(?:\*|\/\/)(?=\s)/gm, '');
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function blanks(text: string): string {
  return ' '.repeat(text.length);
}
