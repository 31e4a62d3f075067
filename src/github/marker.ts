/** The first line of the Action's comments, by which a later run finds them. */
import { createHash } from 'node:crypto';

/** Matches a marker alone or within a line, as an editor may leave it, but not quoted nor before the end of another comment. */
const MARKER =
  /^(?![ \t]*>).*?<!-- aws-iam-instance-profile: (.+?)(?: account=(\d{12}|~[0-9a-f]{4}))? -->(?!.*-->)/m;

/** Returns the marker of a comment. @param account the account's id or its hash */
export function markerOf(subject: string, account: string | undefined): string {
  const suffix = account === undefined ? '' : ` account=${account}`;
  return `<!-- aws-iam-instance-profile: ${escaped(subject)}${suffix} -->`;
}

/** Returns the account in a text's marker, or null if the text has no marker for the subject. */
export function accountInMarker(body: string, subject: string): string | undefined | null {
  const [, marked, account] = MARKER.exec(body) ?? [];
  return marked === escaped(subject) ? account : null;
}

/** Compares two accounts, each by its id or its hash. */
export function sameAccount(first: string | undefined, second: string | undefined): boolean {
  return first === undefined || second === undefined ? first === second : hashOf(first) === hashOf(second);
}

/** Returns enough of a hash to distinguish a few accounts, and too little to find an id. */
export function hashOf(account: string): string {
  if (account.startsWith('~')) return account;
  return `~${createHash('sha256').update(account).digest('hex').slice(0, 4)}`;
}

/** Escapes a manifest's path, which could end the HTML comment. */
function escaped(subject: string): string {
  return subject.replace(/[\r\n>]/g, (character) => encodeURIComponent(character));
}
