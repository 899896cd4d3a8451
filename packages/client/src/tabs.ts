import type { Surroundings, TabChannel } from './surroundings.js';

/** How long a tab waits for the message of the tab that held the lock before. */
const NEWS_WAIT_MS = 500;

/** Runs work that changes the session: one piece at a time, in this tab and in all tabs that share the session. */
export class Tabs<Message> {
  private readonly channel: TabChannel | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private onNews = () => {};

  /** `isShared`: whether other tabs have the same session. */
  constructor(
    private readonly name: string,
    private readonly surroundings: Surroundings,
    private readonly isShared: boolean,
    onMessage: (message: Message) => void,
  ) {
    if (!isShared) return;
    this.channel = surroundings.channel?.(name);
    if (!this.channel) return;
    this.channel.addEventListener('message', ({ data }) => {
      onMessage(data as Message);
      this.onNews();
    });
  }

  /** Sends a message to the other tabs. */
  tell(message: Message): void {
    this.channel?.postMessage(message);
  }

  /**
   * Does the work when nothing else changes the session. If another tab held the lock before, it first waits
   * for the message of that tab.
   */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(() => this.aloneInAllTabs(work));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async aloneInAllTabs<T>(work: () => Promise<T>): Promise<T> {
    const { locks } = this.surroundings;
    if (!locks || !this.isShared) return work();
    const done = await locks.request(this.name, { ifAvailable: true }, async (lock) =>
      lock ? { value: await work() } : undefined,
    );
    if (done) return done.value;
    const news = new Promise<void>((heard) => (this.onNews = heard));
    return locks.request(this.name, async () => {
      await Promise.race([news, this.surroundings.sleep(NEWS_WAIT_MS)]);
      return work();
    });
  }
}
