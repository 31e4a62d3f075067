/** Changes as commands of the AWS CLI, for a POSIX shell. https://docs.aws.amazon.com/cli/latest/reference/iam/ */
import type { Change } from '../resources/change.ts';

export function awsCommand({ api, input }: Change): string {
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  return [`aws iam ${kebab(api)}`, ...(given.every(isPlain) ? given.map(option) : [json(given)])].join(' ');
}

/**
 * Whether the CLI takes the value as it is. It reads a file or a page in place of a value that looks like one's address,
 * takes a leading hyphen for an option, and a terminal may not show what a control character does.
 */
function isPlain([, value]: [string, unknown]): boolean {
  return typeof value !== 'string' || (/^[^-]/.test(value) && !/^\w+:\/\/|[^ -~¡-\uffff]/.test(value));
}

function option([name, value]: [string, unknown]): string {
  const written = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return `--${kebab(name)} ${shellQuoted(written)}`;
}

function json(given: readonly [string, unknown][]): string {
  return `--cli-input-json ${shellQuoted(JSON.stringify(Object.fromEntries(given)))}`;
}

function kebab(name: string): string {
  return name.replace(/(?!^)([A-Z])/g, '-$1').toLowerCase();
}

function shellQuoted(value: string): string {
  return /^[\w./:=,@%+-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
