/** Changes as commands of the AWS CLI, for a POSIX shell. https://docs.aws.amazon.com/cli/latest/reference/iam/ */
import { actionOf } from '../aws/calls.ts';
import { replaceRoleArns } from '../aws/placeholder.ts';
import type { Change } from '../resources/resource.ts';

export function awsCommand(change: Change): string {
  const { api, input } = change;
  const [service = ''] = actionOf(api).split(':');
  const parameters = Object.entries(input).filter(([, value]) => value !== undefined);
  const options = parameters.every(isPlain) ? parameters.map(option) : [json(parameters)];
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
  return typeof value !== 'string' || (/^[^-]/.test(value) && !/^\w+:\/\/|[^ -~¡-\uffff]/.test(value));
}

function option([name, value]: [string, unknown]): string {
  if (typeof value === 'boolean') return `--${value ? '' : 'no-'}${kebab(name)}`;
  const written = typeof value === 'string' ? value : JSON.stringify(value);
  return `--${kebab(name)} ${shellQuoted(written)}`;
}

function json(parameters: readonly [string, unknown][]): string {
  return `--cli-input-json ${shellQuoted(JSON.stringify(Object.fromEntries(parameters)))}`;
}

function kebab(name: string): string {
  return name.replace(/(?!^)([A-Z])/g, '-$1').toLowerCase();
}

function shellQuoted(value: string): string {
  return /^[\w./:=,@%+-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
