/**
 * The log of a run: its plan, its annotations within the limits of GitHub, and the ids that it masks.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
import { InputError } from '../inputs/declare.ts';
import type { Change, Plan, State } from '../resources/resource.ts';
import { lastUseText } from '../resources/role-state.ts';
import { cutText } from '../runtime/log-escape.ts';
import type { Runner } from '../runtime/runner.ts';

/** Returns the plan, each change on one line: `+` adds, `~` changes, `-` removes. */
export function planLines(plan: Plan, actual: State): string[] {
  const lines = plan.changes.map(
    (change) =>
      `${sign(change)} ${change.resource}: ${change.summary}${change.broadens ? '  [broadens access]' : ''}`,
  );
  return [...lines, ...lastUseLines(plan, actual)];
}

/** Returns the last use of each role that the plan deletes or removes from a profile. The run has only read the step's own role. */
export function lastUseLines({ changes }: Plan, { role }: State): string[] {
  const names = changes.flatMap(({ api, input }) =>
    api === 'DeleteRole' || api === 'RemoveRoleFromInstanceProfile' ? [input.RoleName ?? ''] : [],
  );
  return [...new Set(names)].map((name) => {
    const text =
      name === role?.name
        ? lastUseText(role.identity?.facts?.lastUsed)
        : 'its last use was not read; mode: read with its name shows it';
    return `role/${name}: ${text}`;
  });
}

function sign({ creates, deletes, adds, sets = {} }: Change): '+' | '~' | '-' {
  if (creates !== undefined || adds === true) return '+';
  const removes = deletes !== undefined || Object.values(sets).every((value) => value === undefined);
  return removes ? '-' : '~';
}

/** GitHub shows 10 annotations of a kind for a step, 4,096 characters each. */
const MAX_ANNOTATIONS = 10;
const MAX_LENGTH = 4_096;

/** Annotates the step with its failure, if there is one, and the files with the mistakes in them. */
export function annotateFailure(runner: Runner, title: string, message?: string, error?: Error): void {
  if (message === undefined) return;
  const problems = error instanceof InputError ? error.problems : [];
  const inFiles = problems.filter(({ file }) => file !== undefined).slice(0, MAX_ANNOTATIONS - 1);
  for (const { input, message: problem, file, line } of inFiles) {
    annotate(runner, 'error', problem, { title: `Input ${input}`, file, line });
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
function annotate(runner: Runner, ...[level, message, place]: Parameters<Runner['annotate']>): void {
  if (message.length <= MAX_LENGTH) {
    runner.annotate(level, message, place);
    return;
  }
  runner.group('The whole message', [message]);
  const note = '\n… (the whole message is above, in the log)';
  const room = MAX_LENGTH - note.length;
  const lineEnd = message.lastIndexOf('\n', room);
  runner.annotate(level, cutText(message, lineEnd > room / 2 ? lineEnd : room) + note, place);
}

/** The account's field of an ARN, or an earlier one if a field is missing: malformed ARNs are printed too. */
const IN_ARN = /\barn:(?:[^\s:"'\\]*:){1,4}?(\d{12})\b/g;
/** The value of a principal, or of an account in a condition: in JSON or YAML, also if a message quotes it. */
const BY_ID = /(?<![\w-])aws(?::\w*account)?[\\"']*:(\[[^[\]]*\]|(?:\\n|[\s\\"'[,-]|\d{12}(?!\w))+)/gi;
const ID = /(?<=["'\s,[]|\\n)\d{12}(?!\w)/g;

/** Hides the ids of accounts. The runner replaces them in the log and the summary, but not in a comment, so this class does. */
export class AccountMask {
  readonly #runner: Runner;
  readonly #ids = new Set<string>();

  constructor(runner: Runner) {
    this.#runner = runner;
  }

  /** Collects the ids in values before they, or parts of them, are printed. */
  collect(...sources: readonly unknown[]): void {
    const text = sources.map((source) => JSON.stringify(source, serializable)).join('\n');
    const inArns = [...text.matchAll(IN_ARN)].map(([, id = '']) => id);
    const byId = [...text.matchAll(BY_ID)].flatMap(([, ids = '']) => ids.match(ID) ?? []);
    this.add(...inArns, ...byId);
  }

  add(...ids: readonly string[]): void {
    for (const id of ids) {
      if (this.#ids.has(id)) continue;
      this.#ids.add(id);
      this.#runner.mask(id);
    }
  }

  /** Replaces every collected id, as the runner does. */
  mask(text: string): string {
    return [...this.#ids].reduce((masked, id) => masked.replaceAll(id, '***'), text);
  }
}

/** Converts the values that JSON would leave out. */
function serializable(_: string, value: unknown): unknown {
  if (value instanceof Error) return value.message;
  return value instanceof Map || value instanceof Set ? [...(value as Iterable<unknown>)] : value;
}
