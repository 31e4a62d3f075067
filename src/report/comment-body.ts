/** The text of the comment on a pull request. */
import { PlanChanged } from '../reconcile/digest.ts';
import type { Outcome } from '../reconcile/outcome.ts';
import { runLink, runUrl } from './place.ts';
import { STATUSES } from './outputs.ts';
import { fitToLimit, type Block } from './size-limit.ts';

/**
 * Renders the report in at most `maxLength` characters. The last line has the fate of the plan. The run that applies it
 * rewrites the comment, and so that line.
 */
export function commentBody(
  blocks: readonly Block[],
  maxLength: number,
  env: NodeJS.ProcessEnv,
  outcomes: readonly Outcome[],
): string {
  const url = runUrl(env);
  const footer = `<sub>${fate(outcomes)} ${runLink(env) ?? 'this run'}</sub>\n`;
  return `${fitToLimit(blocks, {
    max: maxLength - footer.length,
    measure: (text) => text.length,
    elsewhere: url === undefined ? 'The log has all of it.' : `[The run's summary](${url}) has all of it.`,
  })}${footer}`;
}

function fate(outcomes: readonly Outcome[]): string {
  if (outcomes.some(({ failure }) => failure?.error instanceof PlanChanged))
    return '❌ Not applied, because the plan has changed:';
  switch (STATUSES.find((status) => outcomes.some((outcome) => outcome.status === status))) {
    case 'planned':
      return '📝 Not applied yet. Planned by';
    case 'drifted':
      return '⚠️ Found by';
    case 'created':
    case 'updated':
    case 'destroyed':
      return '✅ Applied by';
    case 'rolled-back':
      return '❌ Not applied, rolled back by';
    case 'absent':
    case 'unchanged':
      return '✅ Nothing to do for';
    default:
      return '❌ Failed in';
  }
}
