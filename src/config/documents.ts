/** Policy documents, given in an input or in a file of the workspace. */
import { encodeDocument, isObject, type PolicyDocument } from '../iam/policy-document.ts';
import { quote, type Problem } from './problem.ts';
import type { InputName } from './schema.ts';
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
    if (typeof given !== 'string') return this.#check(input, what, given, {});
    try {
      const text = await readWorkspaceFile(given, this.#workspace);
      const { value } = await parseYaml(text, () => true);
      return this.#check(input, what, value, { file: given, line: 1 });
    } catch (error) {
      const line = error instanceof SyntaxProblem ? error.line : undefined;
      const place =
        error instanceof SyntaxProblem ? { file: given, ...(line === undefined ? {} : { line }) } : {};
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
