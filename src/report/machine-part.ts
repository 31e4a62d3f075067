/** The part of a report for machines: outputs, the changes as commands of the AWS CLI, and the requests that the run sent. */
import { serviceOf } from '../aws/calls.ts';
import type { Attempt } from '../aws/client.ts';
import { replaceRoleArns } from '../aws/arn.ts';
import type { Outcome } from '../reconcile/run.ts';
import { count, type Change } from '../resources/resource.ts';
import { code, fenced, paragraphsOf, table, blockOf, fold, type Block } from './markdown.ts';
import type { OutputName, Outputs } from './outputs.ts';

/** The outputs that a reader may want to copy. */
const SHOWN_OUTPUTS: readonly OutputName[] = ['instance-profile-arn', 'role-arn', 'plan-digest'];

/** Returns one fold; nothing if there is nothing in it. */
export function machineBlocks(
  outputs: Outputs,
  outcomes: readonly Outcome[],
  attempts: readonly Attempt[],
): Block[] {
  const rows = SHOWN_OUTPUTS.flatMap((name) =>
    outputs[name] === undefined ? [] : [[code(name), code(outputs[name])]],
  );
  const commands = outcomes.flatMap(({ declaration, plan }) => {
    const text = (plan?.changes ?? []).map(awsCommand).join('\n');
    const name = `the commands of ${code(`role/${declaration.roleName}`)}`;
    return blockOf(name, text === '' ? '' : fenced('sh', text));
  });
  const parts = [
    { title: 'outputs', blocks: blockOf('the outputs', table(['output', 'value'], rows)) },
    { title: 'AWS CLI', blocks: commands },
    callsMade(attempts),
  ].filter(({ blocks }) => blocks.length > 0);
  const heading = `For machines: ${parts.map(({ title }) => title).join(', ')}`;
  const inner = parts.flatMap(({ blocks }) => blocks);
  return inner.length === 0 ? [] : [fold(heading, 'the part for machines', inner)];
}

/** Returns a change as a command for a POSIX shell. https://docs.aws.amazon.com/cli/latest/reference/iam/ */
export function awsCommand(change: Change): string {
  const { api, input } = change;
  const service = serviceOf(api);
  const parameters = Object.entries(input).filter(([, value]) => value !== undefined);
  const options = parameters.every(isPlain)
    ? parameters.map(option)
    : [`--cli-input-json ${shellQuoted(JSON.stringify(Object.fromEntries(parameters)))}`];
  const command = [`aws ${service} ${kebab(api)}`, ...options].join(' ');
  // A role's ARN exists only after its creation. Its name needs no quotes.
  const query = `'"$(aws iam get-role --role-name $1 --query Role.Arn --output text)"'`;
  return service === 'iam' ? command : replaceRoleArns(command, query);
}

/**
 * Reports whether the CLI accepts the value as an option. The CLI reads a file or a page instead of a value that looks like an
 * address, and parses a leading hyphen as an option. A terminal may hide a control character.
 */
function isPlain([, value]: [string, unknown]): boolean {
  return typeof value !== 'string' || (/^[^-]/.test(value) && !/^\w+:\/\/|[^ -~¡-¬®-\uffff]/.test(value));
}

function option([name, value]: [string, unknown]): string {
  if (typeof value === 'boolean') return `--${value ? '' : 'no-'}${kebab(name)}`;
  const written = typeof value === 'string' ? value : JSON.stringify(value);
  return `--${kebab(name)} ${shellQuoted(written)}`;
}

function kebab(name: string): string {
  return name.replace(/(?!^)([A-Z])/g, '-$1').toLowerCase();
}

function shellQuoted(value: string): string {
  return /^[\w./:=,@%+-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** Shorter gaps are the work between two calls. */
const WAIT_MS = 50;
/** Slower requests are listed. */
const SLOW_MS = 1_000;
const MAX_ROWS = 500;

/** Lists the requests that the run sent: their number by name, and each one that was retried, refused or waited for. */
function callsMade(attempts: readonly Attempt[]): { readonly title: string; readonly blocks: Block[] } {
  const rows: string[][] = [];
  let lastEnd = 0;
  // Attempts are recorded when they end.
  const inOrder = attempts.toSorted((a, b) => a.startedAt - b.startedAt);
  for (const { call, startedAt, milliseconds, status, number } of inOrder) {
    const wait = startedAt - lastEnd;
    const name = number > 1 ? `${code(call)}, attempt ${number}` : code(call);
    // The resource may be absent: 404.
    const isAnswer = status !== undefined && (status < 300 || status === 404);
    const isUsual = number === 1 && isAnswer && milliseconds < SLOW_MS;
    if (lastEnd > 0 && wait > (isUsual ? SLOW_MS : WAIT_MS))
      rows.push([seconds(lastEnd), '*waited*', '', seconds(wait)]);
    if (!isUsual)
      rows.push([seconds(startedAt), name, String(status ?? 'no response'), seconds(milliseconds)]);
    lastEnd = Math.max(lastEnd, startedAt + milliseconds);
  }
  const retries = attempts.filter(({ number }) => number > 1).length;
  const retried = retries === 0 ? '' : `, ${retries} of them ${retries === 1 ? 'a retry' : 'retries'}`;
  const omitted = rows.length - MAX_ROWS;
  const names = [...Map.groupBy(attempts, ({ call }) => call)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([call, all]) => (all.length === 1 ? code(call) : `${code(call)} ×${all.length}`));
  const title = `${count(attempts.length, 'call')} in ${seconds(lastEnd)}${retried}`;
  const text = paragraphsOf(
    `${title}: ${names.join(', ')}`,
    table(['at', 'call', 'status', 'took'], rows.slice(0, MAX_ROWS)),
    omitted > 0 ? `Cut here: ${omitted} further rows, which the debug log has.` : '',
  );
  return { title, blocks: blockOf('the list of calls', attempts.length === 0 ? '' : text) };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
