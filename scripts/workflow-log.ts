/**
 * Parses a step's log as the runner does. A line that starts with `::` after white space, or contains `##[`, is a command. Lines
 * end with LF, CR or CR LF.
 *
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

interface ParsedLog {
  readonly commands: readonly WorkflowCommand[];
  /** The lines that the runner shows as text. */
  readonly lines: readonly string[];
}

export function parseLog(log: string): ParsedLog {
  const commands: WorkflowCommand[] = [];
  const lines: string[] = [];
  for (const line of log.split(/\r\n|\r|\n/)) {
    const command = commandIn(line);
    if (command === undefined) lines.push(line);
    else commands.push(command);
  }
  if (lines.at(-1) === '') lines.pop();
  return { commands, lines };
}

function commandIn(line: string): WorkflowCommand | undefined {
  // In .NET, U+0085 is white space, too.
  const trimmed = line.replace(/^[\s\u0085]+/, '');
  const command = /^::([^ ]*?)(?: (.*?))?::(.*)$/s.exec(trimmed);
  if (command === null) {
    if (trimmed.startsWith('::')) return { name: trimmed, properties: {}, data: '' };
    const old = /##\[([^\]]*)\]?(.*)/s.exec(line);
    return old === null ? undefined : { name: `##[${old[1] ?? ''}]`, properties: {}, data: old[2] ?? '' };
  }
  const [, name = '', properties = '', data = ''] = command;
  return {
    name,
    properties: Object.fromEntries(
      properties
        .split(',')
        .filter((pair) => pair !== '')
        .map((pair) => {
          const equals = pair.indexOf('=');
          return [
            pair.slice(0, equals),
            decoded(pair.slice(equals + 1))
              .replace(/%3A/g, ':')
              .replace(/%2C/g, ','),
          ];
        }),
    ),
    data: decoded(data),
  };
}

function decoded(text: string): string {
  return text.replace(/%0D/g, '\r').replace(/%0A/g, '\n').replace(/%25/g, '%');
}
