/** Policy documents from an input, from text in an input's map, or from a file of the workspace. */
import { encodeDocument, isObject, type PolicyDocument } from '../aws/policy-document.ts';
import { quote, ParseError, type InputProblem } from './problem.ts';
import { INPUTS, type InputName } from './table.ts';
import { parseDocument } from './parse.ts';
import { readWorkspaceFile } from './files.ts';
import { parseYaml } from './yaml.ts';

/** Reads a policy document. @returns undefined if it is invalid; `problems` then has the reason */
export async function readDocument(
  input: InputName,
  label: string,
  value: unknown,
  env: NodeJS.ProcessEnv,
  problems: InputProblem[],
): Promise<PolicyDocument | undefined> {
  let file: string | undefined;
  try {
    // An input that is a document was parsed as one; in a map each document is still text.
    const inMap = typeof value === 'string' && INPUTS[input].kind === 'map';
    const content = inMap ? await parseDocument(value) : value;
    if (typeof content !== 'string') return checked(content);
    const text = await readWorkspaceFile(content, env['GITHUB_WORKSPACE'] ?? process.cwd());
    file = content;
    return checked((await parseYaml(text, () => true)).value);
  } catch (error) {
    // A line number within an input's text would mislead: a problem has the line of the input itself.
    const line = error instanceof ParseError ? error.line : undefined;
    const location = file === undefined ? {} : { file, ...(line === undefined ? {} : { line }) };
    const reason = error instanceof Error ? error.message : String(error);
    problems.push({ input, message: `${label}: ${reason}`, ...location });
    return undefined;
  }
}

/** Checks that a value is a policy document. @throws ParseError if it is not */
function checked(value: unknown): PolicyDocument {
  const statement = isObject(value) ? value['Statement'] : undefined;
  if (!isObject(value) || !(isObject(statement) || Array.isArray(statement))) {
    const constraint = 'it must be a map with Version and Statement';
    throw new ParseError(`${quote(value)} is not a policy document; ${constraint}`, 1);
  }
  // JSON makes it the document that will be sent: YAML has more types (shared nodes, dates, undefined).
  return JSON.parse(encodeDocument(value)) as PolicyDocument;
}
