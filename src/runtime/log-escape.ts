/**
 * Text from IAM or from a pull request, made fit to stand in a log line: the runner takes `::` at the start of a line,
 * and `##[` anywhere in it, for a command.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function plainLine(text: string): string {
  return escapeControlCharacters(text)
    .replace(/##\[/g, '## [')
    .replace(/^(\s*):(?=:)/, '$1: ');
}

/** As `plainLine`, for each line of a text of our own making. */
export function plainLines(text: string): string[] {
  return text.split('\n').map(plainLine);
}

/** Replaces control characters, line ends, zero-width characters and marks of text direction by their visible codes. */
export function escapeControlCharacters(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex -- they are what this is about
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
