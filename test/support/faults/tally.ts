import type { Answer } from '../client.js';

/** Counts the responses of a test that judges them itself. */
export class Tally {
  readonly violations: string[] = [];
  readonly statuses = new Map<number | string, number>();

  /** Counts a response or its absence. A 500 is always a violation. */
  async of(call: Promise<Answer>): Promise<Answer | undefined> {
    const answer = await call.catch(() => undefined);
    this.count(answer?.status ?? 'no answer');
    return answer;
  }

  /** Counts a response by its status. A 500 is a violation. */
  count(status: number | string): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (typeof status === 'number' && status >= 500 && status !== 503)
      this.violations.push(`answered with ${status}`);
  }

  /** Records a sentence as a violation unless the condition holds. */
  demand(condition: boolean, otherwise: string): void {
    if (!condition) this.violations.push(otherwise);
  }

  print(title: string): void {
    const sum = (isOne: (status: number | string) => boolean) =>
      [...this.statuses].reduce((total, [status, count]) => total + (isOne(status) ? count : 0), 0);
    const acknowledged = sum((status) => typeof status === 'number' && status < 300);
    const unknown = sum((status) => typeof status !== 'number' || status === 429 || status >= 500);
    const all = [...this.statuses].map(([status, count]) => `${count} × ${status}`).join(', ');
    process.stderr.write(
      `${title}: ${sum(() => true)} attempts, ${acknowledged} acknowledged, ${unknown} unknown (${all}), ` +
        `${this.violations.length} violations\n`,
    );
  }
}
