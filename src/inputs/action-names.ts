/**
 * Names that match nothing: actions that AWS's service reference does not have, and AWS managed policies that do not
 * exist. Hints only, because the tables may be older than AWS.
 */
import { brotliDecompressSync } from 'node:zlib';
import { quote } from './problem.ts';
import { closest, entries, isMap, type Path, type PolicyProblem } from './policy-problem.ts';

/** Returns a warning for each Action and NotAction of a document that matches no action. */
export async function actionWarnings(document: unknown): Promise<readonly PolicyProblem[]> {
  reference ??= import('./name-tables.ts').then(({ ACTIONS }) => servicesOf(unpacked(ACTIONS)));
  const services = await reference;
  const statements = isMap(document) ? entries(document['Statement'], ['Statement']) : [];
  return statements.flatMap(([statement, path]) =>
    ['Action', 'NotAction'].flatMap((element) => {
      if (!isMap(statement) || !(element in statement)) return [];
      return entries(statement[element], [...path, element]).flatMap(([action, place]) =>
        typeof action === 'string' ? warning(action, place, services) : [],
      );
    }),
  );
}

/** Returns the AWS managed policy, with its path, whose name is closest to one that does not exist. */
export async function closestManagedPolicy(reference: string): Promise<string | undefined> {
  const { MANAGED_POLICIES } = await import('./name-tables.ts');
  const policies = unpacked(MANAGED_POLICIES).split('\n');
  const missing = reference.replace(/^arn:[^:]*:iam::aws:policy\//, '').replace(/^\//, '');
  // The same name under another path is closer than a path with a few different letters.
  const name = nameOf(missing);
  const byName = closest(
    name,
    policies.map((policy) => nameOf(policy)),
  );
  return policies.find((policy) => nameOf(policy) === byName) ?? closest(missing, policies);
}

type Services = ReadonlyMap<string, readonly string[]>;

/** Parsed once: it takes about 10 ms. */
let reference: Promise<Services> | undefined;

function warning(action: string, path: Path, services: Services): PolicyProblem[] {
  const [service = '', name, ...rest] = action.split(':');
  // The grammar reports names without a colon, or with two.
  if (name === undefined || rest.length > 0 || action.includes('${')) return [];
  const prefix = service.toLowerCase();
  const candidates = prefix === '*' ? [...services.values()].flat() : (services.get(prefix) ?? []);
  if (candidates.some((candidate) => matches(candidate, name))) return [];
  const meant = suggestion(prefix, name, services);
  const hint = meant === undefined ? '' : `; did you mean ${quote(meant)}?`;
  return [{ path, message: `${quote(action)} matches no action${hint}` }];
}

/** Returns the closest action of the service, or the same action of a service with a similar prefix. */
function suggestion(prefix: string, name: string, services: Services): string | undefined {
  const own = services.get(prefix);
  if (own !== undefined) {
    const action = closest(name, own);
    return action && `${prefix}:${action}`;
  }
  const similar = [...services].filter(([, actions]) => actions.some((action) => matches(action, name)));
  const service = closest(prefix, new Map(similar).keys());
  return service && `${service}:${name}`;
}

/** Reports whether an action matches a pattern as IAM does: `*` and `?`, case-insensitive. The time is linear. */
function matches(action: string, pattern: string): boolean {
  const text = action.toLowerCase();
  const glob = pattern.toLowerCase();
  let at = 0;
  let star: { readonly after: number; from: number } | undefined;
  for (let index = 0; index < text.length || at < glob.length;) {
    const expected = glob[at];
    if (expected === '*') {
      star = { after: at + 1, from: index };
      at += 1;
    } else if (index < text.length && (expected === '?' || expected === text[index])) {
      at += 1;
      index += 1;
    } else if (star !== undefined && star.from < text.length) {
      // The last asterisk matches one more letter.
      star.from += 1;
      index = star.from;
      at = star.after;
    } else return false;
  }
  return true;
}

function servicesOf(lines: string): Services {
  return new Map(
    lines.split('\n').map((line) => {
      const [service = '', ...actions] = line.split(' ');
      return [service, actions];
    }),
  );
}

function unpacked(table: string): string {
  return brotliDecompressSync(Buffer.from(table, 'base64')).toString();
}

function nameOf(policy: string): string {
  return policy.slice(policy.lastIndexOf('/') + 1);
}
