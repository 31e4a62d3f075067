/**
 * The report for reviewers: the job summary, and the same as a comment. The first line has the result, failed roles come
 * first, and empty parts are omitted. Code that only a run with changes needs is loaded on demand.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 */
import { isReservedPath } from '../aws/arn.ts';
import type { Attempt } from '../aws/client.ts';
import type { Outcome, Status } from '../reconcile/outcome.ts';
import type { Block } from './size-limit.ts';
import { result } from './log.ts';
import { code, paragraphs, truncate, table, escapeMarkdown } from './markdown.ts';
import { outputsOf, STATUSES, type OutputName } from './outputs.ts';

/** A comment has room for the message and for more. */
const MAX_MESSAGE = 20_000;

export interface RoleReport {
  readonly outcome: Outcome;
  /** The failure or the drift; undefined if the run succeeded. */
  readonly message: string | undefined;
}

/** @param attempts the calls to list below the changes; none in a comment */
export async function reportBlocks(
  reports: readonly RoleReport[],
  attempts: readonly Attempt[],
): Promise<Block[]> {
  const byStatus = Map.groupBy(reports, ({ outcome }) => outcome.status);
  const inOrder = STATUSES.flatMap((status) => byStatus.get(status) ?? []);
  const only = reports.length === 1;
  const blocks: Block[] = only ? [] : [overview(inOrder)];
  let hasChanges = false;
  for (const report of inOrder) {
    const { outcome, message } = report;
    const { plan, start, target, notices, declaration } = outcome;
    const unchanged = (plan?.changes.length ?? 0) === 0 && message === undefined;
    const name = code(`role/${declaration.roleName}`);
    blocks.push({
      name: `the heading of ${name}`,
      markdown: heading(report, unchanged, only),
      essential: true,
    });
    const { role } = outcome.finalState ?? {};
    if (outcome.mode === 'read' && role !== undefined && !isReservedPath(role.path)) {
      const { importBlock } = await import('./import-step.ts');
      blocks.push(importBlock({ ...outcome.finalState, role }, name));
    }
    if (notices.length > 0) {
      blocks.push({
        name: `notices on ${name}`,
        markdown: notices.map((each) => `- ${escapeMarkdown(each)}`).join('\n'),
      });
    }
    if (unchanged) continue;
    hasChanges = true;
    const outputs = outputTable(outcome);
    if (outputs !== undefined) blocks.push({ name: `the outputs of ${name}`, markdown: outputs });
    if (plan === undefined || plan.changes.length === 0 || start === undefined || target === undefined)
      continue;
    const { changeBlocks } = await import('./change-report.ts');
    blocks.push(...changeBlocks({ ...outcome, plan, start, target }));
  }
  if (hasChanges && attempts.length > 0) {
    const { callsMade } = await import('./call-list.ts');
    blocks.push({ name: 'the list of calls', markdown: callsMade(attempts) });
  }
  return blocks;
}

/** Reports an error that ended the run before it reached a role. @param subject the role or manifest, if known */
export function failureBlock(message: string, subject: string | undefined): Block {
  return {
    name: 'the error',
    markdown: `### ❌ ${subject === undefined ? '' : `${code(subject)}: `}failed\n\n${paragraphs(truncate(message, MAX_MESSAGE))}`,
    essential: true,
  };
}

function overview(reports: readonly RoleReport[]): Block {
  const counts = [...Map.groupBy(reports, ({ outcome }) => outcome.status)].map(
    ([status, group]) => `${group.length} ${status}`,
  );
  const worst = reports[0]?.outcome.status ?? 'unchanged';
  const markdown = `### ${ICONS[worst]} ${reports.length} roles: ${counts.join(', ')}`;
  return { name: 'the heading', markdown, essential: true };
}

const ICONS: Readonly<Record<Status, string>> = {
  failed: '❌',
  'rolled-back': '❌',
  drifted: '⚠️',
  planned: '📝',
  destroyed: '✅',
  created: '✅',
  updated: '✅',
  absent: '✅',
  unchanged: '✅',
  read: '🔎',
};

function heading({ outcome, message }: RoleReport, unchanged: boolean, only: boolean): string {
  const line = `${ICONS[outcome.status]} ${code(`role/${outcome.declaration.roleName}`)}: ${escapeMarkdown(result(outcome))}`;
  const { 'instance-profile-arn': profile, 'role-arn': role } = outputsOf(outcome);
  const arn = profile ?? role;
  if (unchanged && !only) return `- ${line}${arn === undefined ? '' : ` – ${code(arn)}`}`;
  return [
    `${only ? '###' : '####'} ${line}`,
    // The table of changes shows drift.
    ...(message === undefined || outcome.failure === undefined
      ? []
      : [paragraphs(truncate(message, MAX_MESSAGE))]),
    ...(unchanged && arn !== undefined ? [code(arn)] : []),
  ].join('\n\n');
}

/** The outputs that the heading lacks and a reader may want to copy. */
const SHOWN_OUTPUTS: readonly OutputName[] = ['instance-profile-arn', 'role-arn', 'plan-digest'];

function outputTable(outcome: Outcome): string | undefined {
  const outputs = outputsOf(outcome);
  const rows = SHOWN_OUTPUTS.flatMap((name) => {
    const value = outputs[name];
    return value === undefined ? [] : [[code(name), code(value)]];
  });
  return rows.length === 0 ? undefined : table(['output', 'value'], rows);
}
