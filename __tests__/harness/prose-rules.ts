/** The rules that hold for every sentence of a comment, a message or a test name. */
export interface Rule {
  readonly name: string;
  readonly pattern: RegExp;
  /** A better wording, printed with the offence. */
  readonly better: string;
}

export const MAX_WORDS = 30;
export const MIN_VERB_SHARE = 0.7;

function phrase(name: string, pattern: RegExp, better: string): Rule {
  return { name, pattern, better };
}

export const RULES: readonly Rule[] = [
  phrase(
    'opener',
    /^["'(]*(?:what(?:ever)?|who(?:ever)?|whose|where(?!as)|that|how)\b(?!.*\?$)/i,
    'name the subject',
  ),
  phrase('stands', /\b(?:stands?|standing|stood)\b(?!-)/i, 'exists, is attached, remains, means'),
  phrase('told', /\b(?:tells?|told)\b/i, 'reports, names, identifies, distinguishes'),
  phrase('says', /\b(?:says|said)\b/i, 'reports, lists, means, declares'),
  phrase('nobody', /\b(?:nobody|somebody)\b/i, 'name the role: no principal, another user'),
  phrase(
    'ours',
    /(?:^|[^\w-])(?:ours|theirs|others['’]?|another['’]s|(?:the|an|some) other['’]s)(?![\w’']|-)/i,
    'add the noun',
  ),
  phrase('is to be', /\b(?:is|are|was|were) (?:not )?to (?:be|go|come|stay)\b/i, 'will be, must be, desired'),
  phrase(
    'comes',
    /\bcomes\b(?! (?:from|before|after|with|first|last|next)\b)/i,
    'is created, arrives, follows',
  ),
  phrase('goes', /\bgoes\b(?! (?:to|through|wrong)\b)/i, 'is deleted, is sent'),
  phrase('gone', /\bgone\b/i, 'deleted, removed'),
  phrase('by lot', /\bby lot\b/i, 'at random'),
  phrase('all the same', /\ball the same\b/i, 'anyway, still'),
  phrase('hangs on', /\b(?:hangs?|hung) on (?!to\b)/i, 'belongs to, is attached to'),
  phrase('where there is', /\bwhere (?:there|one|none) (?:is|are|was|were)\b/i, 'if there is'),
  phrase('another than', /\b(?:another|an other) than\b/i, 'differs from'),
  phrase('may not do', /\bmay not do\b(?! \w)/i, 'is not enough'),
  phrase('mend', /\bmend(?:s|ed|ing)?\b/i, 'repair'),
  phrase('beside', /\bbeside\b/i, 'next to, besides, as well as'),
  phrase('taken for', /\b(?:takes? \w+|taken|took \w+) for (?:an?|the)\b/i, 'treated as'),
  phrase('so many', /\bso many (?:\w+ )?(?:ms|s|milliseconds|seconds|minutes|times)\b/i, 'the number'),
];

/** Words that end in `s` and are no verbs. */
const NO_VERBS = new Set(
  (
    'as is this its his us thus yes plus less unless perhaps always besides otherwise sometimes afterwards ' +
    'towards whereas across class process access address status alias canvas bus axis basis analysis ' +
    'milliseconds seconds minutes hours days bytes words paths roles policies principals users statements ' +
    'entities entries lines columns characters things options settings files folders rows cells sentences ' +
    'tests cases faults errors problems messages accounts profiles arns ids actions conditions resources ' +
    'principals variables services regions partitions sequences functions methods'
  ).split(' '),
);
/** Words that are a noun or a verb: the next word decides. */
const AMBIGUOUS = new Set(
  (
    'answers calls changes counts documents draws ends fields guards groups holds keys limits lists lookups ' +
    'marks masks matches names notes orders outputs plans pages parts prints reads records references refuses ' +
    'replies reports requests results returns runs samples scopes shapes shows sorts starts states steps ' +
    'stops tags templates traces types uses values views waits writes'
  ).split(' '),
);
const OBJECT =
  /^(?:an?|the|each|every|all|its|their|our|one|two|no|any|this|that|these|those|whether|how|why|what|which|only|both|it|them|until|for|from|to|up|as|with|when|if|more|at|in|on|by|like|through|out|back|undefined|true|false|`.*)$/i;

/** Reports whether a sentence begins with a verb in the third person: "Reads …", "Returns …". */
export function beginsWithVerb(sentence: string): boolean {
  const [first = '', next = ''] = sentence.split(/\s+/);
  const word = first.replace(/[,:;.]$/, '').toLowerCase();
  if (!/^[a-z-]+s$/.test(word) || NO_VERBS.has(word)) return false;
  if (/^(?:of|are|were|which|have)$/.test(next)) return false;
  return !AMBIGUOUS.has(word) || OBJECT.test(next) || /^[A-Z\d]/.test(next) || next.endsWith('s');
}
