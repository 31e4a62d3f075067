/** What a run with changes has to show: loaded only then, since it brings a library with it. */
import type { Outcome, Status } from '../reconcile/outcome.ts';
import type { Plan } from '../resources/change.ts';
import type { State } from '../resources/state.ts';
import type { Block } from './blocks.ts';
import { changeTable } from './change-table.ts';
import { awsCommand } from './commands.ts';
import { code, fenced, folded } from './markdown.ts';
import { picture } from './picture.ts';
import { policyDiffs } from './policy-diff.ts';

type Planned = Outcome & { readonly plan: Plan; readonly start: State; readonly target: State };

export function changeBlocks({ declaration, status, plan, start, target }: Planned): Block[] {
  const of = `of ${code(`role/${declaration.roleName}`)}`;
  // Nothing of what failed stands as it was planned.
  const drawn = status === 'failed' || status === 'rolled-back' ? undefined : picture(start, target);
  return [
    { name: `the changes ${of}`, markdown: `**${title(status)}**\n\n${changeTable(plan, start)}` },
    ...policyDiffs(start, target).map((diff) => ({ ...diff, name: `${diff.name} ${of}` })),
    ...(drawn === undefined ? [] : [{ name: `the picture ${of}`, markdown: drawn }]),
    {
      name: `the commands ${of}`,
      markdown: folded('The same by the AWS CLI', fenced('sh', plan.changes.map(awsCommand).join('\n'))),
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
      return 'What was planned';
    default:
      return 'What was done';
  }
}
