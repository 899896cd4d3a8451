import type { SessionKeeper } from './session-keeper.js';
import type { Surroundings } from './surroundings.js';

/** How long to wait after a failed refresh, in milliseconds. */
const AGAIN_AFTER_MS = 10_000;

/** Renews the token before it expires, while a listener is registered and the page is visible. */
export class Upkeep {
  private cancel = () => {};

  constructor(
    private readonly keeper: SessionKeeper,
    private readonly surroundings: Surroundings,
  ) {
    keeper.memory.onKept = () => this.schedule();
    surroundings.onShown?.(() => this.look());
  }

  /** Requests a token if one is due, and checks again when the next one is due. */
  look(): void {
    if (!this.isWanted()) return;
    if (!this.keeper.isDue()) return this.schedule();
    const look = () => this.schedule(AGAIN_AFTER_MS);
    // A failing store is reported to callers of the client.
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
