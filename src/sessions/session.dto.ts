import { ApiProperty } from '@nestjs/swagger';
import { deviceOf } from '../common/device.js';
import type { Session } from './session.model.js';

/** A session as its owner and admins see it. */
export class SessionDto {
  @ApiProperty({
    description: 'The id of the session.',
    format: 'uuid',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly id!: string;

  @ApiProperty({ description: 'Whether the request came from this session.', example: true })
  readonly current!: boolean;

  @ApiProperty({ description: 'Browser and system, as far as they are known.', example: 'Firefox on Linux' })
  readonly device!: string;

  @ApiProperty({
    description: 'The User-Agent of the login.',
    example: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  })
  readonly userAgent!: string;

  @ApiProperty({ description: 'The IP address of the login.', example: '203.0.113.7' })
  readonly address!: string;

  @ApiProperty({
    description: 'When the login happened.',
    format: 'date-time',
    example: '2026-11-23T12:00:00.000Z',
  })
  readonly createdAt!: string;

  @ApiProperty({
    description: 'When the last login or refresh happened.',
    format: 'date-time',
    example: '2026-11-23T12:00:00.000Z',
  })
  readonly lastUsedAt!: string;

  @ApiProperty({
    description: 'When the session ends at the latest.',
    format: 'date-time',
    example: '2026-12-23T12:00:00.000Z',
  })
  readonly expiresAt!: string;

  /** Builds the public view of a session. */
  static of(session: Session, currentId?: string): SessionDto {
    return {
      id: session.id,
      current: session.id === currentId,
      device: deviceOf(session.userAgent),
      userAgent: session.userAgent,
      address: session.address,
      createdAt: session.createdAt.toISOString(),
      lastUsedAt: session.lastUsedAt.toISOString(),
      expiresAt: session.expiresAt.toISOString(),
    };
  }
}
