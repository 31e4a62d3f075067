/**
 * Text from IAM or from a pull request, made fit to stand in a log line: the runner takes `::` at the start of a line,
 * and `##[` anywhere in it, for a command.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function plainLine(text: string): string {
  return (
    text
      // Control characters, line and paragraph separators, and what turns the direction of text.
      // eslint-disable-next-line no-control-regex -- they are what this is about
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, escaped)
      .replace(/##\[/g, '## [')
      .replace(/^(\s*):(?=:)/, '$1: ')
  );
}

/** As `plainLine`, for each line of a text of our own making. */
export function plainLines(text: string): string[] {
  return text.split('\n').map(plainLine);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
