import { ApiProperty } from '@nestjs/swagger';

/** The number of sign-ins in a minute. */
export class SignInMinuteDto {
  @ApiProperty({
    description: 'When the minute begins.',
    format: 'date-time',
    example: '2026-11-23T12:00:00.000Z',
  })
  readonly at!: string;

  @ApiProperty({
    description: 'The number of sign-ins that succeeded.',
    type: 'integer',
    minimum: 0,
    example: 12,
  })
  succeeded!: number;

  @ApiProperty({
    description: 'The number of sign-ins that failed.',
    type: 'integer',
    minimum: 0,
    example: 1,
  })
  failed!: number;

  /** Returns a minute without counted sign-ins. `time` is in milliseconds since the epoch. */
  static at(time: number): SignInMinuteDto {
    return Object.assign(new SignInMinuteDto(), {
      at: new Date(time).toISOString(),
      succeeded: 0,
      failed: 0,
    });
  }

  /** Adds to a count. */
  add(outcome: 'succeeded' | 'failed', count: number): void {
    this[outcome] += count;
  }
}
