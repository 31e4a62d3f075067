/** Policy documents from an input, from text in an input's map, or from a file of the workspace. */
import { asError } from '../aws/errors.ts';
import { partitionOf } from '../aws/arn.ts';
import { firstSet } from '../aws/environment.ts';
import { encodeDocument, isObject, type PolicyDocument } from '../aws/policy-document.ts';
import { policyProblems } from './policy-grammar.ts';
import { placeOf, type Path } from './policy-problem.ts';
import { ParseError, type InputProblem } from './problem.ts';
import { INPUTS, type InputName } from './table.ts';
import { parseDocument } from './parse.ts';
import { readWorkspaceFile } from './files.ts';
import { parseYaml, type ParsedYaml } from './yaml.ts';

/** The place of a document among the inputs. */
export interface DocumentPlace {
  readonly input: InputName;
  /** The document in messages. */
  readonly label: string;
  /** Keys inside the input's value. */
  readonly path: Path;
}

/**
 * Reads a policy document, and reports everything in it that IAM would refuse.
 *
 * @returns undefined if it is no map; `problems` then has the reason
 */
export async function readDocument(
  { input, label, path }: DocumentPlace,
  value: unknown,
  env: NodeJS.ProcessEnv,
  problems: InputProblem[],
): Promise<PolicyDocument | undefined> {
  let file: string | undefined;
  const report = (message: string, within: Path, line: number | undefined): void => {
    // A line number within an input's text would mislead: a problem has the line of the input itself.
    const location =
      file === undefined ? { path: [...path, ...within] } : { file, ...(line === undefined ? {} : { line }) };
    problems.push({ input, message: `${label}: ${message}`, ...location });
  };
  try {
    // An input that is a document was parsed as one; in a map each document is still text.
    const inMap = typeof value === 'string' && INPUTS[input].kind === 'map';
    let content = inMap ? await parseDocument(value) : value;
    let lineOf: ParsedYaml['lineOf'] = () => undefined;
    if (typeof content === 'string') {
      const text = await readWorkspaceFile(content, env['GITHUB_WORKSPACE'] ?? process.cwd());
      file = content;
      ({ value: content, lineOf } = await parseYaml(text, () => true));
    }
    // JSON makes it the document that will be sent: YAML has more types (shared nodes, dates, undefined).
    const document = JSON.parse(encodeDocument((content ?? null) as PolicyDocument)) as unknown;
    const kind = input === 'trust-policy' ? 'trust' : 'identity';
    const region = firstSet(env, 'AWS_REGION', 'AWS_DEFAULT_REGION');
    for (const problem of policyProblems(document, kind, region && partitionOf(region).name)) {
      const place = placeOf(problem.path);
      report(
        place === '' ? problem.message : `${place}: ${problem.message}`,
        problem.path,
        lineOf(problem.path),
      );
    }
    return isObject(document) ? document : undefined;
  } catch (error) {
    const line = error instanceof ParseError ? error.line : undefined;
    report(asError(error).message, [], line);
    return undefined;
  }
}
