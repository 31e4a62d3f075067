import { jest } from '@jest/globals';
import fc from 'fast-check';
import { EOL } from 'node:os';
import { issueCommand } from '../../node_modules/@actions/core/lib/command.js';
import { workflowCommand, type CommandProperties } from '../../src/runtime/log-escape.ts';

/** Prints the command with GitHub's own library. */
function byCore(name: string, message: string, properties: CommandProperties): string {
  let printed = '';
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  try {
    issueCommand(name, properties, message);
  } finally {
    write.mockRestore();
  }
  return printed;
}

const text = fc.string({
  unit: fc.oneof(fc.constantFrom('%', '\r', '\n', ':', ',', '::', '='), fc.string()),
});

test('a command is written as @actions/core writes it, whatever its message and properties', () => {
  const properties = fc.dictionary(
    fc.constantFrom('title', 'file', 'line'),
    // It omits empty values, which this Action never passes.
    fc.oneof(
      text.filter((value) => value !== ''),
      fc.integer({ min: 1 }),
    ),
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(fc.constantFrom('error', 'debug', 'group'), text, properties, (name, message, given) => {
      expect(`${workflowCommand(name, message, given)}${EOL}`).toBe(byCore(name, message, given));
    }),
  );
});
