import { Injectable } from '@nestjs/common';

/** Wakes the delivery of this replica, so that a new message does not wait for the next poll. */
@Injectable()
export class OutboxKick {
  private wake: () => void = () => undefined;

  /** Sets the function that a kick calls. */
  whenKicked(wake: () => void): void {
    this.wake = wake;
  }

  /** Wakes the delivery: there may be a message to deliver. */
  kick(): void {
    this.wake();
  }
}
