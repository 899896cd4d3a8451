import type { Answer } from '../client.js';

/** Counts the answers of a test that judges by itself what they should be. */
export class Tally {
  readonly violations: string[] = [];
  readonly statuses = new Map<number | string, number>();

  /** Counts an answer, or that there was none. An answer of 500 is a violation whatever was asked. */
  async of(call: Promise<Answer>): Promise<Answer | undefined> {
    const answer = await call.catch(() => undefined);
    this.count(answer?.status ?? 'no answer');
    return answer;
  }

  /** Counts one answer by its status. One of 500 is a violation. */
  count(status: number | string): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (typeof status === 'number' && status >= 500 && status !== 503)
      this.violations.push(`answered with ${status}`);
  }

  /** Remembers a sentence as a violation unless the condition holds. */
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
