/** The changes of a role in the summary. Loaded only by runs with changes, because it loads a diff library. */
import type { Outcome, Status } from '../reconcile/outcome.ts';
import type { Plan } from '../resources/resource.ts';
import type { State } from '../resources/resource.ts';
import type { Block } from './size-limit.ts';
import { changeTable } from './change-table.ts';
import { awsCommand } from './aws-cli.ts';
import { diagram } from './diagram.ts';
import { code, fenced, folded } from './markdown.ts';
import { policyDiffs } from './policy-diff.ts';

type Planned = Outcome & { readonly plan: Plan; readonly start: State; readonly target: State };

export function changeBlocks({ declaration, status, plan, start, target }: Planned): Block[] {
  const of = `of ${code(`role/${declaration.roleName}`)}`;
  // After a failure the plan does not show the final state.
  const drawn = status === 'failed' || status === 'rolled-back' ? undefined : diagram(start, target);
  return [
    { name: `the changes ${of}`, markdown: `**${title(status)}**\n\n${changeTable(plan, start)}` },
    ...policyDiffs(start, target).map((diff) => ({ ...diff, name: `${diff.name} ${of}` })),
    ...(drawn === undefined ? [] : [{ name: `the diagram ${of}`, markdown: drawn }]),
    {
      name: `the commands ${of}`,
      markdown: folded('The same with the AWS CLI', fenced('sh', plan.changes.map(awsCommand).join('\n'))),
    },
  ];
}

function title(status: Status): string {
  switch (status) {
    case 'planned':
    case 'drifted':
      return '`mode: apply` would';
    case 'failed':
    case 'rolled-back':
      return 'The plan';
    default:
      return 'Changes';
  }
}
