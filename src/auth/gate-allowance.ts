/**
 * Maximum number of passes per second, of one device or network and of all: more than a network sends without a flood,
 * and few enough to look up in the database.
 */
const MAX_OF_ONE = 50;
const MAX_OF_ALL = 200;
const SECOND_MS = 1000;

/** Allows a limited number of passes per second, to each device or network and to all together. */
export class GateAllowance {
  private readonly taken = new Map<string, number>();
  private total = 0;
  private second = 0;

  /** Returns whether a pass is left in this second. */
  has(who: string): boolean {
    const second = Math.floor(performance.now() / SECOND_MS);
    if (second !== this.second) {
      this.second = second;
      this.total = 0;
      this.taken.clear();
    }
    return this.total < MAX_OF_ALL && (this.taken.get(who) ?? 0) < MAX_OF_ONE;
  }

  /** Takes a pass. Returns whether there was one. */
  take(who: string): boolean {
    if (!this.has(who)) return false;
    this.total++;
    this.taken.set(who, (this.taken.get(who) ?? 0) + 1);
    return true;
  }
}
