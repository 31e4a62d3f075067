import type { Random } from './random.ts';

/** Reads a table: the primary, or the current view of a replica. */
export interface Reader<T> {
  /** Finds an entity by its exact name. The reference does not document whether a lookup ignores case as creation does. */
  find(name: string): T | undefined;
  all(): T[];
}

/** Three replicas represent IAM's read fleet. The fourth is EC2, which sees instance profiles later. */
export const iamReplicas = [0, 1, 2] as const;
export const ec2Replica = 3;
export type Replica = (typeof iamReplicas)[number] | typeof ec2Replica;

export interface Lag {
  readonly lagMs: number;
  readonly ec2LagMs: number;
}

interface Version<T> {
  readonly value: T | undefined;
  /** The time at which each replica shows the version. */
  readonly visibleAt: readonly number[];
}

/**
 * Entities by name, each with the versions that some replica may still show. A write is visible on the primary immediately, and
 * on each replica after its own delay. A replica shows the last version that has reached it, and never an older one again.
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

  /** Reports whether a name is taken; names are unique in an account regardless of case. */
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
    const latest = (versions: Version<T>[]) =>
      versions.findLast((version) => isVisible(version, replica, now));
    return { find: (name) => this.#named(name, latest), all: () => this.#list(latest) };
  }

  #write(name: string, value: T | undefined): void {
    const key = name.toLowerCase();
    const now = this.#now();
    const versions = this.#versions.get(key) ?? [];
    const { lagMs, ec2LagMs } = this.#lag();
    const delays = [...iamReplicas.map(() => this.#random() * lagMs), ec2LagMs];
    const visibleAt = delays.map((delay) => now + delay);
    // Drop the versions that no replica shows any more.
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

function isVisible<T>(version: Version<T>, replica: Replica, now: number): boolean {
  return (version.visibleAt[replica] ?? 0) <= now;
}
