/** Names for environments: `{pr}`, `{repo}` and `{branch}` in a role's name. */
import { createHash } from 'node:crypto';

export type Placeholder = 'pr' | 'repo' | 'branch';
export type PlaceholderValues = Readonly<Record<Placeholder, string | undefined>>;

/** IAM's limit for the name of a role. */
const MAX_LENGTH = 64;
/** Hex digits; so many that nobody finds a branch name that meets another's. */
const HASH_LENGTH = 16;
const PLACEHOLDER = /\{(pr|repo|branch)\}/g;

/**
 * The name that a template stands for. Characters that IAM refuses become `-`, and what is too long is cut. Two
 * different values never meet in one name, whatever somebody calls a branch: a name that does not tell its values apart
 * (altered, cut, of upper case, ending like a hash itself, of several values that may run into one another) ends in a hash
 * of them.
 *
 * @throws Error naming the placeholders that have no value
 */
export function expandRoleName(template: string, values: PlaceholderValues): string {
  const used = [...template.matchAll(PLACEHOLDER)].map((match) => match[1] as Placeholder);
  if (used.length === 0) return template;
  const missing = [...new Set(used.filter((name) => (values[name] ?? '') === ''))];
  if (missing.length > 0) {
    throw new Error(missing.map((name) => `{${name}} has no value here: ${WHERE[name]}`).join('; '));
  }
  const exact = template.replace(PLACEHOLDER, (_, name: Placeholder) => values[name] ?? '');
  const name = exact.replace(/[^A-Za-z0-9_+=,.@-]/g, '-');
  const telling =
    name === exact &&
    name.length <= MAX_LENGTH &&
    used.every((placeholder) => values[placeholder] === values[placeholder]?.toLowerCase()) &&
    !ENDS_IN_HASH.test(name) &&
    (new Set(used).size === 1 || isUnambiguous(template));
  if (telling) return name;
  const hash = createHash('sha256')
    .update(JSON.stringify(used.map((placeholder) => [placeholder, values[placeholder]])))
    .digest('hex')
    .slice(0, HASH_LENGTH);
  return `${name.slice(0, MAX_LENGTH - HASH_LENGTH - 1)}-${hash}`;
}

const ENDS_IN_HASH = new RegExp(`-[0-9a-f]{${HASH_LENGTH}}$`);

/** Whether the values can be read from the name: one of free text, and numbers that end where they end. */
function isUnambiguous(template: string): boolean {
  const free = new Set([...template.matchAll(/\{(?:repo|branch)\}/g)].map(([placeholder]) => placeholder));
  return free.size < 2 && !/\{pr\}[\d{]|[\d}]\{pr\}/.test(template);
}

const WHERE: Readonly<Record<Placeholder, string>> = {
  pr: 'the run is not on the event of a pull request',
  repo: 'GITHUB_REPOSITORY is not set',
  branch: 'neither GITHUB_HEAD_REF nor GITHUB_REF_NAME is set',
};
