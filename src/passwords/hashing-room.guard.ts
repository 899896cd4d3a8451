import { type CanActivate, Injectable } from '@nestjs/common';
import { HashingLanes } from './hashing-lanes.js';

/**
 * Stands before routes that hash a password. When too much hashing waits already, it refuses before the request is
 * validated: in a flood, what is refused must cost next to nothing.
 */
@Injectable()
export class HashingRoomGuard implements CanActivate {
  constructor(private readonly lanes: HashingLanes) {}

  /** @throws Overloaded when the wait would exceed HASH_QUEUE_SECONDS */
  canActivate(): true {
    this.lanes.assertRoom();
    return true;
  }
}
