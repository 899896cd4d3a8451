import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { HashingLanes } from './hashing-lanes.js';

/**
 * Stands before routes that hash a password. When too much hashing waits already, it refuses before the request is
 * validated: in a flood, what is refused must cost next to nothing.
 */
@Injectable()
export class HashingRoom implements NestInterceptor {
  constructor(private readonly lanes: HashingLanes) {}

  /** @throws Overloaded when the wait would exceed HASH_QUEUE_SECONDS */
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    this.lanes.assertRoom();
    return next.handle();
  }
}
