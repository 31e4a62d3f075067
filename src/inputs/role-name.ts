/** Names for environments: `{pr}`, `{repo}` and `{branch}` in a role's name. */
import { hash } from 'node:crypto';

export type Placeholder = 'pr' | 'repo' | 'branch';
export type PlaceholderValues = Readonly<Record<Placeholder, string | undefined>>;

/** IAM's limit for the name of a role. */
const MAX_LENGTH = 64;
/** Hex digits; enough that no attacker finds two branch names with one hash. */
const HASH_LENGTH = 16;
const PLACEHOLDER = /\{(pr|repo|branch)\}/g;

/**
 * Expands a template to a name. Replaces characters that IAM refuses by `-`, and truncates a long name. Two different
 * values never share a name, whatever a branch is called: an ambiguous name ends in a hash of its values. A name is
 * ambiguous if it was altered or truncated, has upper case, ends like a hash, or has several values without a boundary.
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
  const isUnique =
    name === exact &&
    name.length <= MAX_LENGTH &&
    used.every((placeholder) => values[placeholder] === values[placeholder]?.toLowerCase()) &&
    !ENDS_IN_HASH.test(name) &&
    (new Set(used).size === 1 || isUnambiguous(template));
  if (isUnique) return name;
  const given = JSON.stringify(used.map((placeholder) => [placeholder, values[placeholder]]));
  const suffix = hash('sha256', given).slice(0, HASH_LENGTH);
  return `${name.slice(0, MAX_LENGTH - HASH_LENGTH - 1)}-${suffix}`;
}

const ENDS_IN_HASH = new RegExp(`-[0-9a-f]{${HASH_LENGTH}}$`);

/** Reports whether the values can be read from the name: at most one is free text, and no digit touches a number. */
function isUnambiguous(template: string): boolean {
  const free = new Set([...template.matchAll(/\{(?:repo|branch)\}/g)].map(([placeholder]) => placeholder));
  return free.size < 2 && !/\{pr\}[\d{]|[\d}]\{pr\}/.test(template);
}

const WHERE: Readonly<Record<Placeholder, string>> = {
  pr: 'the run is not on the event of a pull request',
  repo: 'GITHUB_REPOSITORY is not set',
  branch:
    'the event is not about a branch of this repository, but for example about a tag, a fork or a comment; use another trigger, {pr} or a fixed name',
};
