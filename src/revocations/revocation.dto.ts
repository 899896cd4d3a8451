import { ApiProperty } from '@nestjs/swagger';
import { REVOCATION_TYPES, type RevocationJson, type RevocationPageJson } from '@watchword/protocol';
import { TextField } from '../http/text.field.js';
import { CURSOR_EXAMPLE } from './feed-cursor.js';
import type { RevocationEntry } from './revocation-entry.js';

/** Query parameter: the cursor after which the page begins. */
export class RevocationsQuery {
  @TextField(1, 80, {
    description: 'The `next` of the page before. When it is left out, the feed begins with the oldest entry.',
    required: false,
    example: CURSOR_EXAMPLE,
  })
  readonly after?: string;
}

/** One entry of the feed. */
export class RevocationDto implements RevocationJson {
  @ApiProperty({
    description: 'The type of the object that `id` names.',
    enum: REVOCATION_TYPES,
    enumName: 'RevocationType',
    enumSchema: { description: 'The type of the object whose tokens are refused.' },
    example: 'session',
  })
  readonly type!: string;

  @ApiProperty({
    description:
      'The `sid`, `sub`, `secret_id`, `kid` or `jti` whose tokens are refused; `*` for all tokens.',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly id!: string;

  @ApiProperty({
    description: 'Tokens issued at this time or later are still accepted. When it is null, none is.',
    type: 'string',
    format: 'date-time',
    nullable: true,
    example: '2026-11-23T12:00:00.000Z',
  })
  readonly notBefore!: string | null;

  @ApiProperty({
    description: 'The id of the one session whose tokens stay valid, where there is one.',
    type: 'string',
    nullable: true,
    example: null,
  })
  readonly exceptSession!: string | null;

  @ApiProperty({
    description: 'When the revocation happened.',
    format: 'date-time',
    example: '2026-11-23T12:00:00.000Z',
  })
  readonly revokedAt!: string;

  /** Builds the public view of an entry. */
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

/** A page of the feed. An empty page means that there are no more entries for now. */
export class RevocationsDto implements RevocationPageJson {
  @ApiProperty({
    description: 'The entries, oldest first. When there is none, the feed is at its end for now.',
    type: [RevocationDto],
  })
  readonly revocations!: RevocationDto[];

  @ApiProperty({ description: 'The cursor for `after` and for Last-Event-ID.', example: CURSOR_EXAMPLE })
  readonly next!: string;

  @ApiProperty({
    type: 'integer',
    description:
      'The lifetime of access tokens in seconds. Older tokens are refused, whatever their `exp` says.',
    example: 900,
  })
  readonly accessTokenTtl!: number;
}
