/** Random choices that can be repeated with a seed. */
export class Seeded {
  constructor(private state: number) {}

  /** A number from 0 to 1, without 1. The generator is mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to the bound, without the bound. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** One of the list, which must not be empty. */
  oneOf<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** One of the list, each as likely as its weight says. */
  weighted<T extends { readonly weight: number }>(list: readonly T[]): T {
    let rest = this.next() * list.reduce((sum, { weight }) => sum + weight, 0);
    return list.find(({ weight }) => (rest -= weight) < 0) ?? (list.at(-1) as T);
  }
}

/** Returns the seed of this run: SEED, or a random one. Every report shows it, so that a run can be repeated. */
export function seedOfRun(): number {
  const given = Number(process.env.SEED);
  return Number.isSafeInteger(given) && given > 0 ? given : Math.floor(Math.random() * 2 ** 31) + 1;
}
