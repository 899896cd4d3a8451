import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { MayBeAbsent, TextField } from '../http/text.field.js';
import type { ListedMessage } from '../outbox/outbox-listing.js';
import { CursorField, DEFAULT_LIMIT, LimitField } from '../paging/page.fields.js';

const STATES = ['queued', 'sent', 'dead'] as const;

const MAIL_STATE = {
  enum: STATES,
  enumName: 'MailState',
  enumSchema: {
    description: 'Where a mail is: it waits or is being sent, the SMTP server took it, or it was given up.',
  },
};

/** Query parameters: filter and page of mails. */
export class MailQuery {
  @ApiProperty({ description: 'Only mails in this state.', ...MAIL_STATE, required: false, example: 'dead' })
  @MayBeAbsent()
  @IsIn(STATES, { context: { params: { allowed: STATES } } })
  readonly state?: (typeof STATES)[number];

  @TextField(1, 254, {
    description: 'Only mails to this address, exactly as it is stored.',
    required: false,
    example: 'alice@example.com',
  })
  readonly recipient?: string;

  @LimitField()
  readonly limit: number = DEFAULT_LIMIT;

  @CursorField()
  readonly after?: string;
}

/** A mail for admins: its state, never its contents. */
export class MailDto {
  @ApiProperty({
    description: 'The id of the mail, which is also in its Message-ID. Ids are in order of time.',
    format: 'uuid',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly id!: string;

  @ApiProperty({ description: 'The address that it goes to.', example: 'alice@example.com' })
  readonly recipient!: string;

  @ApiProperty({ description: 'The state of the mail.', ...MAIL_STATE, example: 'dead' })
  readonly state!: string;

  @ApiProperty({ description: 'How often it was tried to send the mail.', type: 'integer', example: 3 })
  readonly attempts!: number;

  @ApiProperty({
    description:
      'Why the last attempt failed: a word from docs/mail.md, or `smtp_` and the code of the server.',
    type: 'string',
    nullable: true,
    example: 'smtp_550',
  })
  readonly lastError!: string | null;

  @ApiProperty({
    description: 'When it was written.',
    format: 'date-time',
    example: '2026-11-23T12:00:00.000Z',
  })
  readonly createdAt!: string;

  @ApiProperty({
    description: 'When the SMTP server took it.',
    type: 'string',
    format: 'date-time',
    nullable: true,
    example: '2026-11-23T12:00:01.000Z',
  })
  readonly sentAt!: string | null;

  /** Builds the public view of a mail. */
  static of({ id, recipient, state, attempts, lastError, createdAt, sentAt }: ListedMessage): MailDto {
    return {
      id,
      recipient,
      state,
      attempts,
      lastError,
      createdAt: createdAt.toISOString(),
      sentAt: sentAt?.toISOString() ?? null,
    };
  }
}
