/**
 * Escapes text from IAM or from a pull request for a log line. The runner interprets `::` at the start of a line, and
 * `##[` anywhere in it, as a command.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function plainLine(text: string): string {
  return escapeControlCharacters(text)
    .replace(/##\[/g, '## [')
    .replace(/^(\s*):(?=:)/, '$1: ');
}

/** Escapes each line of the Action's own text, as `plainLine` does. */
export function plainLines(text: string): string[] {
  return text.split('\n').map(plainLine);
}

/** Replaces control characters, line ends, zero-width characters and marks of text direction by their visible codes. */
export function escapeControlCharacters(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex -- these characters are the ones to escape
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
