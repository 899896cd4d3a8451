import { Injectable } from '@nestjs/common';
import { HashingLanes } from '../passwords/hashing-lanes.js';
import { HashingRoomGuard } from '../passwords/hashing-room.guard.js';
import { Metrics } from '../telemetry/metrics.js';

/** HashingRoomGuard before sign-ins: what it refuses reaches no interceptor, so it is counted here. */
@Injectable()
export class LoginRoomGuard extends HashingRoomGuard {
  constructor(
    lanes: HashingLanes,
    private readonly metrics: Metrics,
  ) {
    super(lanes);
  }

  /** @throws Overloaded when the wait would exceed HASH_QUEUE_SECONDS */
  override canActivate(): true {
    try {
      return super.canActivate();
    } catch (error) {
      this.metrics.logins.inc({ outcome: 'overloaded' });
      throw error;
    }
  }
}
