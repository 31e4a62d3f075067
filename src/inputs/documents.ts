/**
 * Policy documents from inputs and files of the workspace, and everything that IAM would refuse in them, before any call is
 * made: their grammar and their size. It reports nothing that IAM accepts.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
import { asError } from '../aws/errors.ts';
import { partitionOf } from '../aws/arn.ts';
import { firstSet } from '../aws/environment.ts';
import {
  encodeDocument,
  INLINE_POLICY_QUOTA,
  isObject,
  sizeOf,
  type PolicyDocument,
} from '../aws/policy-document.ts';
import { count } from '../resources/resource.ts';
import { ParseError, placeOf, quote, entries, hint, type Path, type PolicyProblem } from './problem.ts';
import { INPUTS, type InputName } from './table.ts';
import { parseDocument, type Inputs } from './read.ts';
import { parseYaml, readWorkspaceFile, workspaceOf, type ParsedYaml } from './yaml.ts';
import {
  actionProblem,
  conditionProblems,
  isIntrinsic,
  notText,
  principalProblems,
  resourceProblem,
  valueProblems,
  type Problems,
} from './policy-elements.ts';

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
    report(asError(error).message, [], error instanceof ParseError ? error.line : undefined);
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

type Element = Readonly<Record<string, unknown>>;
type Choice = readonly [element: string, alternative: string];
type Rule = Parameters<typeof valueProblems>[3];

/** A session policy has the grammar of an identity policy. */
export type PolicyKind = 'trust' | 'identity';

const VERSIONS = ['2012-10-17', '2008-10-17'];
const DOCUMENT = ['Version', 'Id', 'Statement'];
const ACTIONS: Choice = ['Action', 'NotAction'];
const SHARED = ['Sid', 'Effect', ...ACTIONS, 'Condition'];
const PRINCIPALS: Choice = ['Principal', 'NotPrincipal'];
const RESOURCES: Choice = ['Resource', 'NotResource'];

/**
 * Returns everything that IAM would refuse in a document.
 *
 * @param partition the account's own, if it is known
 */
export function policyProblems(document: unknown, kind: PolicyKind, partition?: string): PolicyProblem[] {
  return [...documentProblems(document, kind === 'trust', partition), ...characterProblems(document, [])];
}

function* documentProblems(document: unknown, trust: boolean, own?: string): Problems {
  if (!isObject(document)) {
    const message = `${document === null ? 'an empty text' : quote(document)} is not a policy document, a map with Version and Statement`;
    yield { path: [], message };
    return;
  }
  yield* unknownKeys(document, DOCUMENT, [], 'a policy document');
  const { Version, Id, Statement } = document;
  if (Version !== undefined && !VERSIONS.includes(Version as string)) {
    const message = `Version ${quote(Version)} does not exist; it must be exactly "2012-10-17" (or the old "2008-10-17")`;
    yield { path: ['Version'], message };
  }
  if (Id !== undefined && typeof Id !== 'string') yield { path: ['Id'], message: `Id ${notText(Id)}` };
  if (Statement === undefined) {
    yield { path: [], message: 'has no Statement' };
    return;
  }
  const statements = entries(Statement, ['Statement']);
  if (statements.length === 0)
    yield { path: ['Statement'], message: 'is empty; IAM needs at least one statement' };
  for (const [statement, path] of statements) {
    if (isObject(statement)) yield* statementProblems(statement, path, trust, own);
    else yield { path, message: `${quote(statement)} is not a statement, a map with Effect and Action` };
  }
  yield* repeatedSids(statements);
}

function* statementProblems(statement: Element, path: Path, trust: boolean, own?: string): Problems {
  const foreign = trust ? RESOURCES : PRINCIPALS;
  for (const key of foreign.filter((element) => element in statement)) {
    const reason = trust ? 'a trust policy, whose resource' : 'an identity policy, whose principal';
    const message = `${key} is not allowed in ${reason} is the role itself; remove it`;
    yield { path: [...path, key], message };
  }
  yield* unknownKeys(statement, [...SHARED, ...PRINCIPALS, ...RESOURCES], path, 'a statement');
  yield* sidProblems(statement['Sid'], [...path, 'Sid']);
  yield* effectProblems(statement, path);
  yield* choiceProblems(statement, ACTIONS, path, (action) => actionProblem(action, trust));
  if (trust) {
    if ('NotPrincipal' in statement) {
      const message =
        'NotPrincipal is not allowed in a trust policy; write Principal, with a condition such as ArnNotLike aws:PrincipalArn';
      yield { path: [...path, 'NotPrincipal'], message };
    } else if (!('Principal' in statement)) yield { path, message: 'has no Principal' };
    if ('Principal' in statement)
      yield* principalProblems(statement['Principal'], [...path, 'Principal'], own);
  } else yield* choiceProblems(statement, RESOURCES, path, (arn) => resourceProblem(arn, own));
  if ('Condition' in statement) yield* conditionProblems(statement['Condition'], [...path, 'Condition']);
}

function* sidProblems(sid: unknown, path: Path): Problems {
  if (sid === undefined) return;
  if (typeof sid !== 'string') yield { path, message: `Sid ${notText(sid)}` };
  else if (!/^[0-9A-Za-z]*$/.test(sid)) {
    yield { path, message: `Sid ${quote(sid)} may hold only letters A-Z a-z and digits` };
  }
}

function* repeatedSids(statements: readonly (readonly [unknown, Path])[]): Problems {
  const seen = new Set<unknown>();
  for (const [statement, path] of statements) {
    const sid = isObject(statement) ? statement['Sid'] : undefined;
    // Statements without a Sid and those with an empty one do not count.
    if (typeof sid !== 'string' || sid === '') continue;
    const message = `Sid ${quote(sid)} is used twice; it must be unique in the document`;
    if (seen.has(sid)) yield { path: [...path, 'Sid'], message };
    seen.add(sid);
  }
}

function* effectProblems(statement: Element, path: Path): Problems {
  const { Effect } = statement;
  if (Effect === undefined) yield { path, message: 'has no Effect; add "Allow" or "Deny"' };
  else if (Effect !== 'Allow' && Effect !== 'Deny') {
    const message = `Effect ${quote(Effect)} must be exactly "Allow" or "Deny"`;
    yield { path: [...path, 'Effect'], message };
  }
}

/** Reports a statement that has both of two elements, or neither, or an empty list, and the values that a rule refuses. */
function* choiceProblems(statement: Element, choice: Choice, path: Path, rule: Rule): Problems {
  const [element, alternative] = choice;
  const present = choice.filter((key) => key in statement);
  if (present.length === 2) {
    const message = `${element} and ${alternative} exclude each other; keep one of them`;
    yield { path: [...path, alternative], message };
  }
  if (present.length === 0) yield { path, message: `has no ${element} (nor ${alternative})` };
  for (const key of present) {
    if (Array.isArray(statement[key]) && statement[key].length === 0)
      yield { path: [...path, key], message: `${key} is empty; IAM needs at least one value` };
    yield* valueProblems(key, statement[key], [...path, key], rule);
  }
}

/**
 * Reports texts and keys with characters that the API refuses. JSON escapes the other control characters and lone
 * surrogates, so those pass.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
 */
function* characterProblems(value: unknown, path: Path): Problems {
  if (typeof value === 'string') {
    const [character] = /[^\0-\xff]/u.exec(JSON.stringify(value)) ?? [];
    if (character === undefined) return;
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const message = `${quote(value)} has the character ${quote(character)} (U+${code}); IAM accepts only those up to U+00FF`;
    yield { path, message };
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
      yield* characterProblems(key, [...path, key]);
      yield* characterProblems(item, [...path, key]);
    }
  }
}

function* unknownKeys(map: Element, known: readonly string[], path: Path, owner: string): Problems {
  for (const key of Object.keys(map).filter((name) => !known.includes(name))) {
    const message = isIntrinsic(key)
      ? `${key} is a function of CloudFormation, which IAM does not know; write its result`
      : `${quote(key)} is not an element of ${owner}${hint(key, known)}`;
    yield { path: [...path, key], message };
  }
}
