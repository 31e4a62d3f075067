/**
 * Names that match nothing: actions that AWS's service reference does not have, and AWS managed policies that do not
 * exist. Hints only, because the tables may be older than AWS.
 */
import { brotliDecompressSync } from 'node:zlib';
import { isObject, type PolicyDocument } from '../aws/policy-document.ts';
import { nameInArn } from '../aws/arn.ts';
import { wildcardMatches } from '../aws/broadening.ts';
import { ACTIONS, MANAGED_POLICIES } from './name-tables.ts';
import { closest, entries, quote, type Path, type PolicyProblem } from './problem.ts';

/** Returns a warning for each Action and NotAction of a document that matches no action. */
export function actionWarnings(document: PolicyDocument): readonly PolicyProblem[] {
  return entries(document['Statement'], ['Statement']).flatMap(([statement, path]) =>
    ['Action', 'NotAction'].flatMap((element) => {
      if (!isObject(statement) || !(element in statement)) return [];
      return entries(statement[element], [...path, element]).flatMap(([action, place]) =>
        typeof action === 'string' ? warning(action, place) : [],
      );
    }),
  );
}

/** Returns the AWS managed policy, with its path, whose name is closest to one that does not exist. */
export function closestManagedPolicy(reference: string): string | undefined {
  const policies = unpacked(MANAGED_POLICIES);
  const missing = reference.replace(/^arn:[^:]*:iam::aws:policy\//, '').replace(/^\//, '');
  // The same name under another path is closer than a path with a few different letters.
  const name = closest(nameInArn(missing), policies.map(nameInArn));
  const found = policies.find((policy) => nameInArn(policy) === name) ?? closest(missing, policies);
  // AWS has it, but not in every partition.
  return found === missing ? undefined : found;
}

/** The actions of each service, by its prefix. */
const SERVICES = new Map(
  unpacked(ACTIONS).map((line) => {
    const [service = '', ...actions] = line.split(' ');
    return [service, actions];
  }),
);

function warning(action: string, path: Path): PolicyProblem[] {
  const [service = '', name, ...rest] = action.split(':');
  // The grammar reports names without a colon, or with two.
  if (name === undefined || rest.length > 0 || action.includes('${')) return [];
  const prefix = service.toLowerCase();
  const isMatch = matcherOf(name.toLowerCase());
  const candidates = prefix === '*' ? SERVICES.values() : [SERVICES.get(prefix) ?? []];
  for (const actions of candidates) if (actions.some(isMatch)) return [];
  const meant = suggestion(prefix, name, isMatch);
  const hint = meant === undefined ? '' : `; did you mean ${quote(meant)}?`;
  return [{ path, message: `${quote(action)} matches no action${hint}` }];
}

/** Returns the closest action of the service, or the same action of a service with a similar prefix. */
function suggestion(prefix: string, name: string, isMatch: (action: string) => boolean): string | undefined {
  const own = SERVICES.get(prefix);
  // Long names share words, so one with another word is close and yet another action.
  const action = own && closest(name, own, 3);
  if (own !== undefined) return action && `${prefix}:${action}`;
  const similar = [...SERVICES].filter(([each, actions]) => closest(prefix, [each]) && actions.some(isMatch));
  const service = closest(prefix, new Map(similar).keys());
  return service && `${service}:${name}`;
}

/** Returns a function that reports whether an action matches a pattern in lower case: IAM ignores the case. */
function matcherOf(pattern: string): (action: string) => boolean {
  const characters = Array.from(pattern.replace(/\*+/g, '*'));
  const [longest = ''] = pattern.split(/[*?]+/).sort((a, b) => b.length - a.length);
  const fits = (name: string): boolean => name.includes(longest) && wildcardMatches(name, characters);
  return (action) => fits(action.toLowerCase());
}

/** Returns the lines of a table. */
function unpacked(table: string): string[] {
  return brotliDecompressSync(Buffer.from(table, 'base64')).toString().split('\n');
}
