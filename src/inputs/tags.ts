/** The tags that a step declares. */
import type { Tags } from '../resources/declaration.ts';
import { isActionTag, sameKey } from '../resources/tags.ts';
import { quote, type InputProblem } from './problem.ts';
import { MAX_TAGS, type InputName } from './table.ts';

type Given = Readonly<Record<string, unknown>>;

/** Declares the tags of one input, and reports its problems. */
export function declareTags(input: InputName, given: Given | undefined, problems: InputProblem[]): Tags {
  const tags = new Map(Object.entries(given ?? {}).map(([key, value]) => [key, String(value)]));
  const keys = [...tags.keys()];
  // Only the layers of a manifest together can have more.
  if (tags.size > MAX_TAGS) problems.push({ input, message: tooMany(tags) });
  keys.forEach((key, index) => {
    const earlier = keys.slice(0, index).find((other) => sameKey(other, key));
    if (earlier !== undefined) {
      problems.push({
        input,
        message: `keys ${quote(earlier)} and ${quote(key)} differ only by case, and IAM ignores case in tag keys; keep one`,
      });
    }
    if (isActionTag(key)) {
      const message = `key ${quote(key)} is reserved for the Action; use the input owner`;
      problems.push({ input, message });
    }
  });
  return tags;
}

/** Declares an input's tags over those of the step: a key of its own replaces the same key in any case. */
export function overTags(
  step: Tags,
  input: InputName,
  given: Given | undefined,
  problems: InputProblem[],
): Tags {
  const own = declareTags(input, given, problems);
  const kept = [...step].filter(([key]) => ![...own.keys()].some((other) => sameKey(other, key)));
  const tags = new Map([...kept, ...own]);
  if (own.size > 0 && tags.size > MAX_TAGS) problems.push({ input, message: tooMany(tags) });
  return tags;
}

function tooMany(tags: Tags): string {
  return `${tags.size} tags, the step's included, are too many; at most ${MAX_TAGS} fit with the three of the Action`;
}
