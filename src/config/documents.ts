/** Policy documents, given in an input, as text in a map of one, or in a file of the workspace. */
import { encodeDocument, isObject, type PolicyDocument } from '../iam/policy-document.ts';
import { quote, type Problem } from './problem.ts';
import { INPUTS, type InputName } from './schema.ts';
import { parseDocument } from './text.ts';
import { readWorkspaceFile } from './workspace-file.ts';
import { parseYaml, SyntaxProblem } from './yaml.ts';

export class Documents {
  readonly #workspace: string;
  readonly #problems: Problem[];

  constructor(env: NodeJS.ProcessEnv, problems: Problem[]) {
    this.#workspace = env['GITHUB_WORKSPACE'] ?? process.cwd();
    this.#problems = problems;
  }

  /** The document, or undefined after reporting what is wrong with it. */
  async read(input: InputName, what: string, given: unknown): Promise<PolicyDocument | undefined> {
    let file: string | undefined;
    try {
      // What is the whole of an input was parsed with it; in a map each document is text still.
      const inMap = typeof given === 'string' && INPUTS[input].kind === 'map';
      const found = inMap ? await parseDocument(given) : given;
      if (typeof found !== 'string') return this.#check(input, what, found, {});
      const text = await readWorkspaceFile(found, this.#workspace);
      file = found;
      const { value } = await parseYaml(text, () => true);
      return this.#check(input, what, value, { file, line: 1 });
    } catch (error) {
      // A line of a text in an input says nothing: the input's own place is told.
      const line = error instanceof SyntaxProblem ? error.line : undefined;
      const place = file === undefined ? {} : { file, ...(line === undefined ? {} : { line }) };
      const reason = error instanceof Error ? error.message : String(error);
      this.#problems.push({ input, message: `${what}: ${reason}`, ...place });
      return undefined;
    }
  }

  #check(
    input: InputName,
    what: string,
    value: unknown,
    place: { file?: string; line?: number },
  ): PolicyDocument | undefined {
    const statement = isObject(value) ? value['Statement'] : undefined;
    if (isObject(value) && (isObject(statement) || Array.isArray(statement))) {
      // Through JSON, so that it is what will be sent: YAML knows more (maps with shared nodes, dates, undefined).
      return JSON.parse(encodeDocument(value)) as PolicyDocument;
    }
    this.#problems.push({
      input,
      message: `${what}: ${quote(value)} is not a policy document; it must be a map with Version and Statement`,
      ...place,
    });
    return undefined;
  }
}
