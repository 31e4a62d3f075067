/**
 * What a reviewer reads: the job summary, and the same as a comment. The first line says it all, what failed comes first,
 * nothing empty is printed. What only a run with changes needs is loaded when there are some.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 */
import { isReservedPath } from '../aws/arn.ts';
import type { Attempt } from '../aws/client.ts';
import type { Outcome, Status } from '../reconcile/outcome.ts';
import { Refusal } from '../reconcile/ownership.ts';
import { isOurs } from '../resources/tags.ts';
import type { Block } from './size-limit.ts';
import { result } from './log.ts';
import { code, paragraphs, short, table, text } from './markdown.ts';
import { outputsOf, STATUSES, type OutputName } from './outputs.ts';

/** So that a comment has room for it and for more. */
const LONGEST_MESSAGE = 20_000;

export interface RoleReport {
  readonly outcome: Outcome;
  /** What made the run fail, or the drift it found; undefined when it succeeded. */
  readonly message: string | undefined;
}

/** @param attempts the calls to list under what changed; none in a comment */
export async function reportBlocks(
  reports: readonly RoleReport[],
  attempts: readonly Attempt[],
): Promise<Block[]> {
  const byStatus = Map.groupBy(reports, ({ outcome }) => outcome.status);
  const inOrder = STATUSES.flatMap((status) => byStatus.get(status) ?? []);
  const only = reports.length === 1;
  const blocks: Block[] = only ? [] : [overall(inOrder)];
  let eventful = false;
  for (const report of inOrder) {
    const { outcome, message } = report;
    const { plan, start, target, notices, failure, declaration } = outcome;
    const quiet = (plan?.changes.length ?? 0) === 0 && message === undefined;
    const name = code(`role/${declaration.roleName}`);
    blocks.push({ name: `the heading of ${name}`, markdown: head(report, quiet, only), essential: true });
    const refused = failure?.error instanceof Refusal && declaration.role !== undefined;
    if (
      refused &&
      start?.role !== undefined &&
      !isReservedPath(start.role.path) &&
      !isOurs(start.role, declaration)
    ) {
      const { importBlock } = await import('./import-step.ts');
      blocks.push(importBlock(start, name));
    }
    if (notices.length > 0) {
      blocks.push({
        name: `notices on ${name}`,
        markdown: notices.map((each) => `- ${text(each)}`).join('\n'),
      });
    }
    if (quiet) continue;
    eventful = true;
    const outputs = outputTable(outcome);
    if (outputs !== undefined) blocks.push({ name: `the outputs of ${name}`, markdown: outputs });
    if (plan === undefined || plan.changes.length === 0 || start === undefined || target === undefined)
      continue;
    const { changeBlocks } = await import('./change-report.ts');
    blocks.push(...changeBlocks({ ...outcome, plan, start, target }));
  }
  if (eventful && attempts.length > 0) {
    const { callsMade } = await import('./call-list.ts');
    blocks.push({ name: 'the list of calls', markdown: callsMade(attempts) });
  }
  return blocks;
}

/** An error that ended the run before it came to any role. @param subject the role or manifest, where that much is known */
export function failureBlock(message: string, subject: string | undefined): Block {
  return {
    name: 'the error',
    markdown: `### ❌ ${subject === undefined ? '' : `${code(subject)}: `}failed\n\n${paragraphs(short(message, LONGEST_MESSAGE))}`,
    essential: true,
  };
}

function overall(reports: readonly RoleReport[]): Block {
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
};

function head({ outcome, message }: RoleReport, quiet: boolean, only: boolean): string {
  const line = `${ICONS[outcome.status]} ${code(`role/${outcome.declaration.roleName}`)}: ${text(result(outcome))}`;
  const { 'instance-profile-arn': profile, 'role-arn': role } = outputsOf(outcome);
  const arn = profile ?? role;
  if (quiet && !only) return `- ${line}${arn === undefined ? '' : ` – ${code(arn)}`}`;
  return [
    `${only ? '###' : '####'} ${line}`,
    // Drift is told by the table of changes.
    ...(message === undefined || outcome.failure === undefined
      ? []
      : [paragraphs(short(message, LONGEST_MESSAGE))]),
    ...(quiet && arn !== undefined ? [code(arn)] : []),
  ].join('\n\n');
}

/** What the heading does not say already, and somebody may want to copy. */
const SHOWN: readonly OutputName[] = ['instance-profile-arn', 'role-arn', 'plan-digest'];

function outputTable(outcome: Outcome): string | undefined {
  const outputs = outputsOf(outcome);
  const rows = SHOWN.flatMap((name) => {
    const value = outputs[name];
    return value === undefined ? [] : [[code(name), code(value)]];
  });
  return rows.length === 0 ? undefined : table(['output', 'value'], rows);
}
