/** The step's inputs as the runner hands them over, parsed once; every problem is collected, none is thrown. */
import { asError } from '../aws/errors.ts';
import { coerce, foldedHint, parseText, trimInput } from './parse.ts';
import { quote, type InputProblem } from './problem.ts';
import { fits } from './schemas.ts';
import { INPUT_NAMES, INPUTS, type InputName, type InputSpec, type Settings } from './table.ts';

/** Returns the variable in which the runner passes an input: upper case, spaces to `_`, hyphens kept. */
export function inputVariable(name: string): string {
  return `INPUT_${name.replace(/ /g, '_').toUpperCase()}`;
}

/**
 * Reads and validates inputs. An input that is empty has its default, unless it is a guard.
 *
 * @param names the inputs to read; no other input is validated, so `destroy` does not fail for an input it does not use
 * @param keysOnly whether to reduce a map to its key fields, if it has any
 */
export async function readInputs(
  env: NodeJS.ProcessEnv,
  names: readonly InputName[] = INPUT_NAMES,
  keysOnly = false,
): Promise<{ settings: Settings; problems: InputProblem[] }> {
  const problems: InputProblem[] = [];
  const settings: Record<string, unknown> = {};
  for (const name of names) {
    const given = env[inputVariable(name)];
    const text = trimInput(given ?? '', INPUTS[name].kind);
    const spec: InputSpec = INPUTS[name];
    if (given !== undefined && text === '' && spec.guard === true) {
      problems.push({ input: name, message: emptyGuard(spec) });
      continue;
    }
    const written = text === '' ? defaultOf(name, env) : text;
    const { value, problems: invalid } = await readValue(name, written, keysOnly);
    problems.push(...invalid);
    if (value !== undefined) settings[name] = value;
  }
  return { settings, problems };
}

/** Reads an input's value, or the text of it. Returns no value if it is not valid. */
export async function readValue(
  name: InputName,
  written: unknown,
  keysOnly: boolean,
): Promise<{ readonly value?: unknown; readonly problems: readonly InputProblem[] }> {
  if (written === undefined) return { problems: [] };
  const { kind, constraint } = INPUTS[name];
  try {
    const parsed = typeof written === 'string' ? await parseText(written, kind) : written;
    const value = coerce(INPUTS[name], parsed, keysOnly);
    if (fits(INPUTS[name].schema, value)) return { value, problems: hints(name, written, false) };
    const { violations } = await import('./violations.ts');
    return { problems: [...violations(name, value), ...hints(name, written, true)] };
  } catch (error) {
    const message = `${quote(written)} ${asError(error).message}; it must be ${constraint}`;
    return { problems: [{ input: name, message }] };
  }
}

/** Returns the message for a guard without a value. A default that is an expression can only be left to the runner. */
export function emptyGuard({ default: standard = '' }: InputSpec): string {
  const remedy = standard.startsWith('${{') ? '' : `, or write its default, ${standard}`;
  return `is empty, as an expression without a value is; correct the expression, or leave the input out${remedy}`;
}

/** Returns hints about an input's text. The value of a tag may look like more tags; an item of a list never does. */
function hints(name: InputName, text: unknown, isInvalid: boolean): InputProblem[] {
  const { kind } = INPUTS[name];
  if (typeof text !== 'string' || (kind !== 'map' && !isInvalid)) return [];
  const hint = foldedHint(text, kind);
  return hint === undefined ? [] : [{ input: name, message: hint, isHint: true }];
}

/** Returns an input's default. `action.yml` has the defaults too, but only the runner evaluates GitHub's expressions. */
function defaultOf(name: InputName, env: NodeJS.ProcessEnv): string | undefined {
  if (name === 'owner') return env['GITHUB_REPOSITORY'];
  const spec: InputSpec = INPUTS[name];
  return spec.default?.startsWith('${{') === true ? undefined : spec.default;
}

/**
 * Reports whether to hide accounts' ids. The run needs to know before it reads the inputs: their problems may quote an id,
 * also if this input itself is wrong.
 */
export function masksAccountId(env: NodeJS.ProcessEnv): boolean {
  return !/^(?:false|False|FALSE)$/.test(env[inputVariable('mask-account-id')]?.trim() ?? 'false');
}
