import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { Fault } from '../common/field-rules.js';
import { MayBeAbsent, Satisfies, TextField } from '../http/text.field.js';
import { CursorField, DEFAULT_LIMIT, LimitField } from '../paging/page.fields.js';
import type { AuditEvent } from './audit-event.model.js';
import { detailOf, type EventDetail } from './event-detail.js';
import { EVENT_TYPES, type EventType } from './event-types.js';

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i;

const MOMENT_BOUNDS = { min: 20, max: 35 };
const NOT_A_TIME: Fault = { rule: 'not_a_time', message: 'must be a time such as 2026-11-23T12:00:00Z' };

/** A field with a time in the format of RFC 3339. */
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
    Satisfies('moment', MOMENT_BOUNDS, (value) =>
      RFC_3339.test(value) && !Number.isNaN(Date.parse(value)) ? undefined : NOT_A_TIME,
    ),
  );

/** OpenAPI schema of event types, a shared component. */
export const EVENT_TYPE = {
  enum: EVENT_TYPES,
  enumName: 'AuditEventType',
  enumSchema: {
    description:
      'The type of an audit event: an object and what happened to it. Types are added, but never renamed.',
  },
};

/** Filter of events. All given conditions must match. */
export class EventFilter {
  @ApiProperty({
    description: 'Only events of this type.',
    ...EVENT_TYPE,
    required: false,
    example: 'login.failed',
  })
  @MayBeAbsent()
  @IsIn(EVENT_TYPES, { context: { params: { allowed: EVENT_TYPES } } })
  readonly type?: EventType;

  @TextField(1, 64, {
    description: 'Only events caused by this actor: the id of a user or client, or `cli`, or `system`.',
    required: false,
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly actor?: string;

  @TextField(1, 64, {
    description: 'Only events about this subject: the id of a user, client or key, or the name of a role.',
    required: false,
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly subject?: string;

  @MomentField('Only events at this time or later.')
  readonly since?: string;

  @MomentField('Only events before this time.')
  readonly until?: string;
}

/** Query parameters: filter and page of events. */
export class EventsQuery extends EventFilter {
  @LimitField()
  readonly limit: number = DEFAULT_LIMIT;

  @CursorField()
  readonly after?: string;
}

/** Query parameters: page of the caller's own events. */
export class OwnEventsQuery {
  @LimitField()
  readonly limit: number = DEFAULT_LIMIT;

  @CursorField()
  readonly after?: string;
}

/** OpenAPI description of an event's detail. */
export const DetailProperty = () =>
  ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'More facts about the event: ids, names of fields and roles, numbers.',
    example: { session: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c' },
  });

/** An event for admins and in exports. */
export class AuditEventDto {
  @ApiProperty({
    description: 'The id of the event. Ids are in order of time.',
    format: 'uuid',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly id!: string;

  @ApiProperty({ description: 'The type of the event.', ...EVENT_TYPE, example: 'session.ended' })
  readonly type!: string;

  @ApiProperty({ description: 'When it happened.', format: 'date-time', example: '2026-11-23T12:00:00.000Z' })
  readonly at!: string;

  @ApiProperty({
    description:
      'Who caused it: the id of a user or client, `cli`, `system`, or null for a caller who is not logged in.',
    type: 'string',
    nullable: true,
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly actor!: string | null;

  @ApiProperty({
    description: 'What it was done to: a user where there is one, otherwise a client, key or role.',
    type: 'string',
    nullable: true,
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly subject!: string | null;

  @DetailProperty()
  readonly detail!: EventDetail;

  @ApiProperty({
    description: 'The IP address that the request came from.',
    type: 'string',
    nullable: true,
    example: '203.0.113.7',
  })
  readonly address!: string | null;

  @ApiProperty({
    description: 'The User-Agent of the request.',
    type: 'string',
    nullable: true,
    example: 'curl/8.14.1',
  })
  readonly userAgent!: string | null;

  @ApiProperty({
    description: 'The X-Request-Id of the answer, as it is in the log.',
    type: 'string',
    nullable: true,
    example: '3f8e2a5c-6f4b-4c1d-9a7e-2b1c0d9e8f7a',
  })
  readonly requestId!: string | null;

  @ApiProperty({
    description: 'The place in the hash chain. It is null for the moment until the event is sealed.',
    type: 'integer',
    nullable: true,
    example: 42,
  })
  readonly position!: number | null;

  @ApiProperty({
    description: 'The hash in the chain. With the position it is what `audit verify --expect` takes.',
    type: 'string',
    nullable: true,
    example: '5b1d2f…',
  })
  readonly hash!: string | null;

  /** Builds the public view of an event. */
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
