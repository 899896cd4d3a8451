import type { SessionKeeper } from './session-keeper.js';
import type { Surroundings } from './surroundings.js';

/** How long to wait after a refresh that failed, in milliseconds. */
const AGAIN_AFTER_MS = 10_000;

/** Renews the token ahead of its expiry, while somebody listens for changes and the page is shown. */
export class Upkeep {
  private cancel = () => {};

  constructor(
    private readonly keeper: SessionKeeper,
    private readonly surroundings: Surroundings,
  ) {
    keeper.memory.onKept = () => this.schedule();
    surroundings.onShown?.(() => this.look());
  }

  /** Asks for a token if it is time, and looks again when it will be time. */
  look(): void {
    if (!this.isWanted()) return;
    if (!this.keeper.isDue()) return this.schedule();
    const look = () => this.schedule(AGAIN_AFTER_MS);
    // A store that fails tells those who call.
    this.keeper.renew(this.keeper.memory.held?.token).then(look, look);
  }

  private schedule(leastWait = 0): void {
    this.cancel();
    const { held } = this.keeper.memory;
    if (held === null || !this.isWanted()) return;
    const wait = held ? held.renewAt - this.surroundings.now() : 0;
    this.cancel = this.surroundings.later(Math.max(wait, leastWait), () => this.look());
  }

  private isWanted(): boolean {
    return this.keeper.memory.listeners.size > 0 && !this.surroundings.isHidden?.();
  }
}
