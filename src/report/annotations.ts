/**
 * Annotations, within what GitHub shows: 10 of a kind for a step, 4,096 characters each.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
import { InputError } from '../inputs/problem.ts';
import type { Place, Runner } from '../runtime/runner.ts';

const MAX_ANNOTATIONS = 10;
const MAX_LENGTH = 4_096;

/** Annotates the step with its failure, and the files with the mistakes in them. */
export function annotateFailure(runner: Runner, title: string, message: string, error?: Error): void {
  const problems = error instanceof InputError ? error.problems : [];
  const inFiles = problems.filter(({ file }) => file !== undefined).slice(0, MAX_ANNOTATIONS - 1);
  for (const { input, message: problem, file, line } of inFiles) {
    annotate(runner, 'error', problem, {
      title: `Input ${input}`,
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
    });
  }
  annotate(runner, 'error', message, { title });
}

/** Adds the annotations. Counts those without room; the log has them all. */
export function annotateAll(runner: Runner, level: 'notice' | 'warning', texts: readonly string[]): void {
  const shown = texts.length > MAX_ANNOTATIONS ? texts.slice(0, MAX_ANNOTATIONS - 1) : texts;
  for (const each of shown) annotate(runner, level, each);
  const rest = texts.slice(shown.length);
  if (rest.length === 0) return;
  for (const each of rest) runner.info(each);
  annotate(runner, level, `and ${rest.length} more ${level}s, in the log and the summary`);
}

/** Adds an annotation. The log has the whole text of a message that is too long for GitHub. */
function annotate(
  runner: Runner,
  level: 'error' | 'warning' | 'notice',
  message: string,
  place?: Place,
): void {
  if (message.length <= MAX_LENGTH) {
    runner.annotate(level, message, place);
    return;
  }
  runner.group('The whole message');
  runner.info(message);
  runner.endGroup();
  const note = '\n… (the whole message is above, in the log, and in the summary)';
  const room = message.slice(0, MAX_LENGTH - note.length);
  runner.annotate(level, room.slice(0, Math.max(room.lastIndexOf('\n'), MAX_LENGTH / 2)) + note, place);
}
