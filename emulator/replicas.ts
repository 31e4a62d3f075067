import type { Random } from './random.ts';

/** What can be looked at: the primary, or the table as one of the replicas shows it at this moment. */
export interface Reader<T> {
  /** By exact name. Creation clashes regardless of case; the reference is silent on lookups, so the stricter way. */
  find(name: string): T | undefined;
  all(): T[];
}

/** Three stand for IAM's own read fleet; the fourth is EC2, which learns of instance profiles in its own time. */
export const iamReplicas = [0, 1, 2] as const;
export const ec2Replica = 3;
export type Replica = (typeof iamReplicas)[number] | typeof ec2Replica;

export interface Lag {
  readonly lagMs: number;
  readonly ec2LagMs: number;
}

interface Version<T> {
  readonly value: T | undefined;
  /** When each replica shows it, by the clock. */
  readonly visibleAt: readonly number[];
}

/**
 * Entities by name, each with the versions that some replica may still show. A write is at once on the primary
 * and reaches each replica after a delay of its own. A replica shows the last version that has reached it: it is
 * behind, but never goes back.
 */
export class Table<T> implements Reader<T> {
  readonly #versions = new Map<string, Version<T>[]>();
  readonly #nameOf: (value: T) => string;
  readonly #lag: () => Lag;
  readonly #random: Random;
  readonly #now: () => number;

  constructor(nameOf: (value: T) => string, lag: () => Lag, random: Random, now: () => number) {
    this.#nameOf = nameOf;
    this.#lag = lag;
    this.#random = random;
    this.#now = now;
  }

  find(name: string): T | undefined {
    return this.#named(name, (versions) => versions.at(-1));
  }

  /** Whether a name is taken: names are unique in an account without regard to case. */
  has(name: string): boolean {
    return this.#versions.get(name.toLowerCase())?.at(-1)?.value !== undefined;
  }

  all(): T[] {
    return this.#list((versions) => versions.at(-1));
  }

  put(value: T): void {
    this.#write(this.#nameOf(value), value);
  }

  delete(value: T): void {
    this.#write(this.#nameOf(value), undefined);
  }

  clear(): void {
    this.#versions.clear();
  }

  /** Brings every replica up to date. */
  settle(): void {
    for (const [key, versions] of this.#versions) {
      this.#versions.set(
        key,
        versions.slice(-1).map(({ value }) => ({ value, visibleAt: [] })),
      );
    }
  }

  seenBy(replica: Replica): Reader<T> {
    const now = this.#now();
    const latest = (versions: Version<T>[]) => versions.findLast((version) => seen(version, replica, now));
    return { find: (name) => this.#named(name, latest), all: () => this.#list(latest) };
  }

  #write(name: string, value: T | undefined): void {
    const key = name.toLowerCase();
    const now = this.#now();
    const versions = this.#versions.get(key) ?? [];
    const { lagMs, ec2LagMs } = this.#lag();
    const delays = [...iamReplicas.map(() => this.#random() * lagMs), ec2LagMs];
    const visibleAt = delays.map((delay) => now + delay);
    // What every replica has moved on from is forgotten.
    const settled = versions.findLastIndex((version) => version.visibleAt.every((at) => at <= now));
    this.#versions.set(key, [...versions.slice(Math.max(settled, 0)), { value, visibleAt }]);
  }

  #named(name: string, pick: (versions: Version<T>[]) => Version<T> | undefined): T | undefined {
    const value = pick(this.#versions.get(name.toLowerCase()) ?? [])?.value;
    return value !== undefined && this.#nameOf(value) === name ? value : undefined;
  }

  #list(pick: (versions: Version<T>[]) => Version<T> | undefined): T[] {
    return [...this.#versions.values()].flatMap((versions) => pick(versions)?.value ?? []);
  }
}

function seen<T>(version: Version<T>, replica: Replica, now: number): boolean {
  return (version.visibleAt[replica] ?? 0) <= now;
}
