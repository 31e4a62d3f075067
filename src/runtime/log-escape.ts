/**
 * Text for the runner's log. The runner interprets `::` at the start of a line, and `##[` anywhere in it, as a command.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */

/** Escapes each line of a text, which may come from IAM or from a pull request. */
export function plainText(text: string): string {
  return text.split('\n').map(plainLine).join('\n');
}

/** Escapes a text, and keeps it on one line. */
export function plainLine(text: string): string {
  return escapeControlCharacters(text)
    .replace(/##\[/g, '## [')
    .replace(/^(\s*):(?=:)/, '$1: ');
}

/** Replaces control characters, line ends, and the characters that are invisible or change the text's direction by their codes. */
export function escapeControlCharacters(text: string): string {
  const codeOf = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => character.replace(/./gs, codeOf));
}

/**
 * Returns the first characters of a text. A number is left out rather than cut: `mask-account-id` and the runner hide an
 * account's id, and not a part of it.
 */
export function cutText(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length + 1).replace(/(?:\d{2,12}|.)$/su, '');
}

/** Shortens a long text and adds its length. */
export function truncate(text: string, length = 200): string {
  return text.length <= length ? text : `${cutText(text, length)}… (${text.length} characters)`;
}

export type CommandProperties = Readonly<Record<string, string | number | undefined>>;

/** Formats a workflow command as `@actions/core` does, which cannot return the line without printing it. */
export function workflowCommand(name: string, message: string, properties: CommandProperties = {}): string {
  const list = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined
      ? []
      : [`${key}=${escaped(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`],
  );
  return `::${name}${list.length === 0 ? '' : ` ${list.join()}`}::${escaped(message)}`;
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
