import { ApiProperty } from '@nestjs/swagger';
import { deviceOf } from '../common/device.js';
import type { AuditEvent } from './audit-event.model.js';
import { DetailProperty } from './audit.dto.js';
import { detailOf, type EventDetail } from './event-detail.js';
import { EVENT_TYPES } from './event-types.js';

/** An event as the person sees it who did it, or to whom it was done. */
export class OwnEventDto {
  @ApiProperty({ format: 'uuid', example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c' })
  readonly id!: string;

  @ApiProperty({ enum: EVENT_TYPES, example: 'login.failed' })
  readonly type!: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-23T12:00:00.000Z' })
  readonly at!: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'My own id; where I changed something else, the id or name of that',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly subject!: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Where it was done from; null when an admin or a service did it',
    example: '203.0.113.7',
  })
  readonly address!: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Browser and system, as far as they say; null when an admin or a service did it',
    example: 'Firefox on Linux',
  })
  readonly device!: string | null;

  @DetailProperty()
  readonly detail!: EventDetail;

  /** Picks what may be shown. Where a stranger tried to get in is the owner's to know; where an admin sits is not. */
  static of(event: AuditEvent, userId: string): OwnEventDto {
    const showsOrigin = event.actor === userId || event.actor === null;
    return {
      id: event.id,
      type: event.type,
      at: event.occurredAt.toISOString(),
      subject: event.subject,
      address: showsOrigin ? event.address || null : null,
      device: showsOrigin ? deviceOf(event.userAgent) : null,
      detail: detailOf(event.detail),
    };
  }
}
