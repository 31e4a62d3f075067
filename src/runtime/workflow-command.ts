export type CommandProperties = Readonly<Record<string, string | number>>;

/**
 * Formats a workflow command as `@actions/core` does, which cannot return the line without printing it.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function workflowCommand(name: string, message: string, properties: CommandProperties = {}): string {
  const list = Object.entries(properties).map(
    ([key, value]) => `${key}=${escaped(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
  );
  return `::${name}${list.length === 0 ? '' : ` ${list.join()}`}::${escaped(message)}`;
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
