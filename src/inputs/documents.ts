/** Policy documents from an input, from text in an input's map, or from a file of the workspace; and the size of all together. */
import { asError } from '../aws/errors.ts';
import { partitionOf } from '../aws/arn.ts';
import { firstSet } from '../aws/environment.ts';
import { encodeDocument, isObject, type PolicyDocument } from '../aws/policy-document.ts';
import { count } from '../resources/resource.ts';
import { INLINE_POLICY_QUOTA, sizeOf } from '../resources/role-policies.ts';
import { policyProblems } from './policy-grammar.ts';
import { ParseError, placeOf, quote, type Path } from './problem.ts';
import { INPUTS, type InputName } from './table.ts';
import { parseDocument } from './parse.ts';
import type { Inputs } from './read.ts';
import { parseYaml, readWorkspaceFile, workspaceOf, type ParsedYaml } from './yaml.ts';

/**
 * Reads a policy document, and reports everything in it that IAM would refuse.
 *
 * @param label the document in messages
 * @param path keys inside the input's value
 * @returns undefined if it is no map; `problems` then has the reason
 */
export async function readDocument(
  input: InputName,
  label: string,
  path: Path,
  value: unknown,
  { env, settings, problems }: Inputs,
): Promise<PolicyDocument | undefined> {
  let file: string | undefined;
  const report = (message: string, within: Path, line: number | undefined): void => {
    // A line number within an input's text would mislead: a problem has the line of the input itself.
    const location = file === undefined ? { path: [...path, ...within] } : { file, line };
    problems.push({ input, message: `${label}: ${message}`, ...location });
  };
  try {
    // An input that is a document was parsed as one; in a map each document is still text.
    const inMap = typeof value === 'string' && INPUTS[input].kind === 'map';
    let content = inMap ? await parseDocument(value) : value;
    let lineOf: ParsedYaml['lineOf'] = () => undefined;
    if (typeof content === 'string') {
      const text = await readWorkspaceFile(content, workspaceOf(env));
      file = content;
      ({ value: content, lineOf } = await parseYaml(text));
    }
    // JSON makes it the document that will be sent: YAML has more types (shared nodes, dates, undefined).
    const document = JSON.parse(encodeDocument((content ?? null) as PolicyDocument)) as unknown;
    const kind = input === 'trust-policy' ? 'trust' : 'identity';
    const region = settings['aws-region'] ?? firstSet(env, 'AWS_REGION', 'AWS_DEFAULT_REGION');
    const partition = region && partitionOf(region).name;
    for (const { path: within, message } of policyProblems(document, kind, partition)) {
      const place = within.length === 0 ? '' : `${placeOf(within)}: `;
      report(place + message, within, lineOf(within));
    }
    return isObject(document) ? document : undefined;
  } catch (error) {
    const line = error instanceof ParseError ? error.line : undefined;
    report(asError(error).message, [], line);
    return undefined;
  }
}

/** Reads the documents of `inline-policies`, and reports their problems. */
export async function readInlinePolicies(
  policies: Readonly<Record<string, unknown>>,
  inputs: Inputs,
): Promise<ReadonlyMap<string, PolicyDocument>> {
  const input = 'inline-policies';
  const result = new Map<string, PolicyDocument>();
  for (const [name, value] of Object.entries(policies)) {
    const policy = await readDocument(input, `policy ${quote(name)}`, [name], value, inputs);
    if (policy !== undefined) result.set(name, policy);
  }
  const message = inlinePoliciesProblem(result);
  if (message !== undefined) inputs.problems.push({ input, message });
  return result;
}

/**
 * Reports inline policies whose total size exceeds the quota.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 *
 * @param kept undeclared policies that remain on the role
 */
export function inlinePoliciesProblem(
  declared: ReadonlyMap<string, PolicyDocument>,
  kept: ReadonlyMap<string, PolicyDocument> = new Map(),
): string | undefined {
  const sizes = [...declared, ...kept].map(([name, document]) => [name, sizeOf(document)] as const);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  if (total <= INLINE_POLICY_QUOTA) return undefined;
  const [[largest, size] = ['', 0]] = sizes.sort(([, a], [, b]) => b - a);
  const undeclared =
    kept.size === 0 ? '' : `, with ${count(kept.size, 'undeclared one')} that \`prune\` leaves out,`;
  return (
    `the inline policies of a role${undeclared} have ${total} characters together, and IAM allows ${INLINE_POLICY_QUOTA}; ` +
    `no account can have more. The largest is ${quote(largest)} with ${size}: make it a managed policy`
  );
}
