/** Changes as commands of the AWS CLI, for a POSIX shell. https://docs.aws.amazon.com/cli/latest/reference/iam/ */
import type { Change } from '../resources/change.ts';
import { isRolesAnywhereChange } from '../resources/roles-anywhere-profile-changes.ts';

export function awsCommand(change: Change): string {
  const { api, input } = change;
  const service = isRolesAnywhereChange(change) ? 'rolesanywhere' : 'iam';
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  const written = given.every(isPlain) ? given.map(option) : [json(given)];
  return born([`aws ${service} ${kebab(api)}`, ...written].join(' '));
}

/**
 * Whether the CLI takes the value as it is. It reads a file or a page in place of a value that looks like one's address,
 * takes a leading hyphen for an option, and a terminal may not show what a control character does.
 */
function isPlain([, value]: [string, unknown]): boolean {
  return typeof value !== 'string' || (/^[^-]/.test(value) && !/^\w+:\/\/|[^ -~¡-\uffff]/.test(value));
}

/** What is not known before the role is there, asked for by the shell: a role's name needs no quotes in it. */
function born(command: string): string {
  return command.replace(
    /\{role-arn:([\w+=,.@-]+)\}/g,
    `'"$(aws iam get-role --role-name $1 --query Role.Arn --output text)"'`,
  );
}

function option([name, value]: [string, unknown]): string {
  if (typeof value === 'boolean') return `--${value ? '' : 'no-'}${kebab(name)}`;
  const written = typeof value === 'string' ? value : JSON.stringify(value);
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
