/**
 * A seeded source of numbers in [0, 1): mulberry32 on an FNV-1a hash of the seed. Runs with the same seed have the same
 * identifiers and faults. Each user has its own stream by name, so an added fault rule does not change another rule.
 */
export type Random = () => number;

export function randomStream(seed: number, name: string): Random {
  let state = 0x811c9dc5;
  for (const character of `${seed}:${name}`) {
    state = Math.imul(state ^ character.charCodeAt(0), 0x01000193);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Returns a random version 4 UUID. */
export function uuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Returns a unique id as IAM makes it: the prefix of its kind (AROA, AIPA, ANPA, AIDA) and 17 base 32 characters. */
export function uniqueId(prefix: string, random: Random): string {
  return prefix + Array.from({ length: 17 }, () => base32[Math.floor(random() * 32)]).join('');
}
