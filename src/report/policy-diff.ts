/** What changes in policy documents, as unified diffs of their canonical form, so that only meaning shows. */
import { structuredPatch } from 'diff';
import { canonicalDocument, sameDocument, type PolicyDocument } from '../iam/policy-document.ts';
import type { State } from '../resources/state.ts';
import type { Block } from './blocks.ts';
import { code, fenced } from './markdown.ts';

/** Far more than the documents that IAM's quotas allow can differ by in practice. */
const MOST_LINES = 1_000;

export function policyDiffs(start: State, target: State): Block[] {
  const names = [
    ...new Set([...(start.role?.inlinePolicies.keys() ?? []), ...(target.role?.inlinePolicies.keys() ?? [])]),
  ].sort();
  return [
    ...policyDiff('the trust policy', start.role?.trust, target.role?.trust),
    ...names.flatMap((name) =>
      policyDiff(
        `the inline policy ${code(name)}`,
        start.role?.inlinePolicies.get(name),
        target.role?.inlinePolicies.get(name),
      ),
    ),
  ];
}

function policyDiff(title: string, before?: PolicyDocument, after?: PolicyDocument): Block[] {
  if (before === after || (before !== undefined && after !== undefined && sameDocument(before, after)))
    return [];
  const { hunks } = structuredPatch('', '', pretty(before), pretty(after), '', '', { context: 3 });
  const lines = hunks.flatMap((hunk) => [
    // A document that comes or goes is one hunk from end to end, which nobody needs to be told.
    ...(before === undefined || after === undefined
      ? []
      : [`@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`]),
    ...hunk.lines,
  ]);
  const kind = before === undefined ? 'new' : after === undefined ? 'removed' : 'changed';
  const cut = lines.length - MOST_LINES;
  const markdown = [
    `**${title.charAt(4).toUpperCase()}${title.slice(5)}**, ${kind}`,
    '',
    fenced('diff', lines.slice(0, MOST_LINES).join('\n')),
    ...(cut > 0 ? ['', `**Too long to read, so cut here: ${cut} further lines.**`] : []),
  ];
  return [{ name: `the diff of ${title}`, markdown: markdown.join('\n') }];
}

function pretty(document: PolicyDocument | undefined): string {
  return document === undefined ? '' : `${JSON.stringify(canonicalDocument(document), undefined, 2)}\n`;
}
