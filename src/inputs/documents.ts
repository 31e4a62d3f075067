/** Policy documents, given in an input, as text in a map of one, or in a file of the workspace. */
import { encodeDocument, isObject, type PolicyDocument } from '../aws/policy-document.ts';
import { quote, SyntaxProblem, type Problem } from './problem.ts';
import { INPUTS, type InputName } from './table.ts';
import { parseDocument } from './parse.ts';
import { readWorkspaceFile } from './files.ts';
import { parseYaml } from './yaml.ts';

/** @returns the document, or undefined after reporting what is wrong with it to `problems` */
export async function readDocument(
  input: InputName,
  what: string,
  given: unknown,
  env: NodeJS.ProcessEnv,
  problems: Problem[],
): Promise<PolicyDocument | undefined> {
  let file: string | undefined;
  try {
    // What is the whole of an input was parsed with it; in a map each document is text still.
    const inMap = typeof given === 'string' && INPUTS[input].kind === 'map';
    const found = inMap ? await parseDocument(given) : given;
    if (typeof found !== 'string') return checked(found);
    const text = await readWorkspaceFile(found, env['GITHUB_WORKSPACE'] ?? process.cwd());
    file = found;
    return checked((await parseYaml(text, () => true)).value);
  } catch (error) {
    // A line of a text in an input says nothing: the input's own place is told.
    const line = error instanceof SyntaxProblem ? error.line : undefined;
    const place = file === undefined ? {} : { file, ...(line === undefined ? {} : { line }) };
    const reason = error instanceof Error ? error.message : String(error);
    problems.push({ input, message: `${what}: ${reason}`, ...place });
    return undefined;
  }
}

/** @throws SyntaxProblem where it is no policy document */
function checked(value: unknown): PolicyDocument {
  const statement = isObject(value) ? value['Statement'] : undefined;
  if (!isObject(value) || !(isObject(statement) || Array.isArray(statement))) {
    const rule = 'it must be a map with Version and Statement';
    throw new SyntaxProblem(`${quote(value)} is not a policy document; ${rule}`, 1);
  }
  // Through JSON, so that it is what will be sent: YAML knows more (maps with shared nodes, dates, undefined).
  return JSON.parse(encodeDocument(value)) as PolicyDocument;
}
