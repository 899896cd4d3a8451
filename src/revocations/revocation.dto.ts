import { ApiProperty } from '@nestjs/swagger';
import { TextField } from '../common/text.field.js';
import type { RevocationEntry } from './revocation-entry.js';

/** Where to go on in the feed. */
export class RevocationsQuery {
  @TextField(1, 20, {
    required: false,
    description: '`next` of the answer before; from the oldest entry when left out',
    example: '42',
  })
  readonly after?: string;
}

/** One entry of the feed. */
export class RevocationDto {
  @ApiProperty({ enum: ['session', 'user', 'client', 'key', 'token'], example: 'session' })
  readonly type!: string;

  @ApiProperty({
    description: 'The `sid`, `sub`, `kid` or `jti` whose tokens are refused',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly id!: string;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'Tokens issued at this time or later are honoured; null: none',
    example: '2026-11-23T12:00:00.000Z',
  })
  readonly notBefore!: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The one session whose tokens stay good',
    example: null,
  })
  readonly exceptSession!: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-11-23T12:00:00.000Z' })
  readonly revokedAt!: string;

  /** Picks what may leave. */
  static of({ type, subject, notBefore, exceptSession, revokedAt }: RevocationEntry): RevocationDto {
    return {
      type,
      id: subject,
      notBefore: notBefore === null ? null : new Date(notBefore).toISOString(),
      exceptSession,
      revokedAt: new Date(revokedAt).toISOString(),
    };
  }
}

/** A page of the feed. An empty one says that there is no more for now. */
export class RevocationsDto {
  @ApiProperty({ type: [RevocationDto] })
  readonly revocations!: RevocationDto[];

  @ApiProperty({ description: 'Cursor for `after` and for Last-Event-ID', example: '42' })
  readonly next!: string;
}
