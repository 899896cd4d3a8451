import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { MayBeAbsent, Satisfies, TextField } from '../common/text.field.js';
import { CursorField, DEFAULT_LIMIT, LimitField } from '../paging/page.fields.js';
import type { AuditEvent } from './audit-event.model.js';
import { detailOf, type EventDetail } from './event-detail.js';
import { EVENT_TYPES, type EventType } from './event-types.js';

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i;

/** A moment as RFC 3339 writes it. */
const MomentField = (description: string) =>
  applyDecorators(
    ApiProperty({
      type: 'string',
      format: 'date-time',
      required: false,
      description,
      example: '2026-11-23T12:00:00Z',
    }),
    MayBeAbsent(),
    Satisfies('moment', (value) =>
      RFC_3339.test(value) && !Number.isNaN(Date.parse(value))
        ? undefined
        : 'must be a time such as 2026-11-23T12:00:00Z',
    ),
  );

/** Which events. All that is given must hold. */
export class EventFilter {
  @ApiProperty({ enum: EVENT_TYPES, required: false, example: 'login.failed' })
  @MayBeAbsent()
  @IsIn(EVENT_TYPES)
  readonly type?: EventType;

  @TextField(1, 64, {
    required: false,
    description: 'Id of the user or client who did it, or `cli`, or `system`',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly actor?: string;

  @TextField(1, 64, {
    required: false,
    description: 'Id of the user, client or key that it was done to, or the name of a role',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly subject?: string;

  @MomentField('Only events of this moment or later')
  readonly since?: string;

  @MomentField('Only events before this moment')
  readonly until?: string;
}

/** Which page of which events. */
export class EventsQuery extends EventFilter {
  @LimitField()
  readonly limit: number = DEFAULT_LIMIT;

  @CursorField()
  readonly after?: string;
}

/** Which page of my events. */
export class OwnEventsQuery {
  @LimitField()
  readonly limit: number = DEFAULT_LIMIT;

  @CursorField()
  readonly after?: string;
}

/** How OpenAPI describes the detail of an event. */
export const DetailProperty = () =>
  ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'What else there is to say: ids, names of fields and roles, counts',
    example: { session: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c' },
  });

/** An event as admins see it, and as it is exported. */
export class AuditEventDto {
  @ApiProperty({ format: 'uuid', example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c' })
  readonly id!: string;

  @ApiProperty({ enum: EVENT_TYPES, example: 'session.ended' })
  readonly type!: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-23T12:00:00.000Z' })
  readonly at!: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Id of the user or client who did it, `cli`, `system`, or null for a stranger',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly actor!: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Whom it was done to: a user where there is one, else a client, key or role',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly subject!: string | null;

  @DetailProperty()
  readonly detail!: EventDetail;

  @ApiProperty({ type: 'string', nullable: true, example: '203.0.113.7' })
  readonly address!: string | null;

  @ApiProperty({ type: 'string', nullable: true, example: 'curl/8.14.1' })
  readonly userAgent!: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'X-Request-Id of the answer, as it is in the log',
    example: '3f8e2a5c-6f4b-4c1d-9a7e-2b1c0d9e8f7a',
  })
  readonly requestId!: string | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Place in the chain; null for the moment until it is sealed',
    example: 42,
  })
  readonly position!: number | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'With the position, a note for `audit verify --expect`',
    example: '5b1d2f…',
  })
  readonly hash!: string | null;

  /** Picks what may leave. */
  static of(event: AuditEvent): AuditEventDto {
    return {
      id: event.id,
      type: event.type,
      at: event.occurredAt.toISOString(),
      actor: event.actor,
      subject: event.subject,
      detail: detailOf(event.detail),
      address: event.address || null,
      userAgent: event.userAgent || null,
      requestId: event.requestId || null,
      position: event.position === null ? null : Number(event.position),
      hash: event.hash,
    };
  }
}
