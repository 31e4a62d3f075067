/** The changes of a role in the summary. Loaded only by runs with changes, because it loads a diff library. */
import type { Outcome } from '../reconcile/outcome.ts';
import type { Plan, State } from '../resources/resource.ts';
import { accessLines } from './access.ts';
import { awsCommand } from './aws-cli.ts';
import { changeTable } from './change-table.ts';
import { diagram } from './diagram.ts';
import { differencesOf } from './differences.ts';
import { driftTable } from './drift.ts';
import { lastUseLines } from './log.ts';
import { code, escapeMarkdown, fenced } from './markdown.ts';
import { OF_DRIFT, policyDiffs } from './policy-diff.ts';
import { fold, type Block } from './size-limit.ts';
import { MARKDOWN } from './words.ts';

export type Planned = Outcome & { readonly plan: Plan; readonly start: State; readonly target: State };

/** A picture of fewer nodes repeats the table; one of more is open if the report is about one role. */
const MIN_NODES = 6;
const MIN_OPEN_NODES = 8;

/** @param only whether the report is about one role */
export function changeBlocks(outcome: Planned, only: boolean): Block[] {
  const { declaration, status, plan, start, target } = outcome;
  const of = `of ${code(`role/${declaration.roleName}`)}`;
  const drifted = status === 'drifted';
  const failed = status === 'failed' || status === 'rolled-back';
  const diffs = drifted ? policyDiffs(target, start, undefined, OF_DRIFT) : policyDiffs(start, target);
  // The colours of changes would show undeclared access as new and good.
  const picture = failed || drifted ? undefined : diagram(start, target);
  const nodes = (picture?.match(/^ {2}n\d+[[(]/gm) ?? []).length;
  const access = drifted || failed ? '' : accessBlock(outcome);
  const lastUses = lastUseLines(plan, start);
  return [
    ...(lastUses.length === 0
      ? []
      : [
          {
            name: `the last use ${of}`,
            markdown: lastUses.map(escapeMarkdown).join('\n\n'),
            essential: true,
          },
        ]),
    ...(access === '' ? [] : [{ name: `the new access ${of}`, markdown: access }]),
    { name: `the changes ${of}`, markdown: drifted ? driftTable(outcome) : changeTable(plan, start, target) },
    ...diffs.map((diff) => ({ ...diff, name: `${diff.name} ${of}` })),
    ...(picture === undefined || nodes < MIN_NODES
      ? []
      : [
          fold('Diagram', `the diagram ${of}`, [{ name: `the diagram ${of}`, markdown: picture }], {
            open: only && nodes >= MIN_OPEN_NODES,
          }),
        ]),
  ];
}

function accessBlock({ status, plan, start, target }: Planned): string {
  const lines = accessLines(differencesOf(plan.changes, start, target), MARKDOWN);
  if (lines.length === 0) return '';
  const isNew = start.role === undefined;
  const title = isNew ? '**Access**' : `⚠️ **${status === 'planned' ? 'New access' : 'New access given'}**`;
  if (isNew && lines.length === 1) return `${title}: ${lines[0] ?? ''}`;
  return `${title}\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
}

export function commandBlock({ declaration, plan }: Planned): Block {
  const of = `of ${code(`role/${declaration.roleName}`)}`;
  return { name: `the commands ${of}`, markdown: fenced('sh', plan.changes.map(awsCommand).join('\n')) };
}
