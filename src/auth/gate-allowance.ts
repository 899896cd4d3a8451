/** More than a network sends that is no flood, and few enough to be asked about in the database. */
const MAX_OF_ONE = 50;
const MAX_OF_ALL = 200;
const SECOND_MS = 1000;

/** So many a second of each, and of all together. */
export class GateAllowance {
  private readonly taken = new Map<string, number>();
  private total = 0;
  private second = 0;

  /** Whether one more may pass in this second. */
  has(who: string): boolean {
    const second = Math.floor(performance.now() / SECOND_MS);
    if (second !== this.second) {
      this.second = second;
      this.total = 0;
      this.taken.clear();
    }
    return this.total < MAX_OF_ALL && (this.taken.get(who) ?? 0) < MAX_OF_ONE;
  }

  /** Lets one pass. Answers whether it may. */
  take(who: string): boolean {
    if (!this.has(who)) return false;
    this.total++;
    this.taken.set(who, (this.taken.get(who) ?? 0) + 1);
    return true;
  }
}
