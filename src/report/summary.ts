/** The job summary. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary */
import type { Outcome } from '../reconcile/outcome.ts';
import { code, text } from './markdown.ts';
import { outputsOf } from './outputs.ts';
import { headline } from './log.ts';

export function summaryOf(outcome: Outcome, failure: string | undefined): string {
  const lines = [`### ${text(headline(outcome))}`, ''];
  if (failure !== undefined) lines.push(...failure.split('\n').map((line) => `${text(line)}<br>`), '');
  const { changes: _, ...outputs } = outputsOf(outcome);
  const arn = outputs['instance-profile-arn'] ?? outputs['role-arn'];
  const changes = outcome.plan?.changes ?? [];
  if (changes.length === 0 && arn !== undefined) return [...lines, code(arn), '', ''].join('\n');
  lines.push('| output | value |', '| --- | --- |');
  for (const [name, value] of Object.entries(outputs)) lines.push(`| ${code(name)} | ${code(value)} |`);
  if (changes.length > 0) {
    lines.push('', '| resource | change | broadens access |', '| --- | --- | --- |');
    for (const change of changes) {
      lines.push(
        `| ${code(change.resource)} | ${text(change.summary)} | ${change.broadens ? '**yes**' : ''} |`,
      );
    }
  }
  return [...lines, '', ''].join('\n');
}
