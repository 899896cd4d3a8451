import { Injectable } from '@nestjs/common';

/** The time, injected so that a test can move it. */
@Injectable()
export class Clock {
  /** The present moment. */
  now(): Date {
    return new Date();
  }
}
