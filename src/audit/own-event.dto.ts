import { ApiProperty } from '@nestjs/swagger';
import { deviceOf } from '../common/device.js';
import type { AuditEvent } from './audit-event.model.js';
import { DetailProperty, EVENT_TYPE } from './audit.dto.js';
import { detailOf, type EventDetail } from './event-detail.js';

/** An event for the user who is its actor or subject. */
export class OwnEventDto {
  @ApiProperty({
    description: 'The id of the event. Ids are in order of time.',
    format: 'uuid',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly id!: string;

  @ApiProperty({ description: 'The type of the event.', ...EVENT_TYPE, example: 'login.failed' })
  readonly type!: string;

  @ApiProperty({ description: 'When it happened.', format: 'date-time', example: '2026-11-23T12:00:00.000Z' })
  readonly at!: string;

  @ApiProperty({
    description: 'The own id of the caller, or the id or name of what the caller changed.',
    type: 'string',
    nullable: true,
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly subject!: string | null;

  @ApiProperty({
    description: 'The IP address that it was done from. It is null when an admin or a service did it.',
    type: 'string',
    nullable: true,
    example: '203.0.113.7',
  })
  readonly address!: string | null;

  @ApiProperty({
    description:
      'Browser and system, as far as they are known. It is null when an admin or a service did it.',
    type: 'string',
    nullable: true,
    example: 'Firefox on Linux',
  })
  readonly device!: string | null;

  @DetailProperty()
  readonly detail!: EventDetail;

  /**
   * Builds the user's view of an event. It shows the address of failed sign-ins by strangers, but not the address of an
   * admin.
   */
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
