import { ApiProperty } from '@nestjs/swagger';
import type { UsableKey } from './key-pair.js';

/** The public view of a signing key, without the key material. */
export class SigningKeyDto {
  @ApiProperty({
    description: 'The id of the key: the `kid` of its tokens.',
    format: 'uuid',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly id!: string;

  @ApiProperty({ description: 'The algorithm of its signatures.', example: 'ES256' })
  readonly algorithm!: string;

  @ApiProperty({
    description: 'When the key was made and published.',
    format: 'date-time',
    example: '2026-11-23T12:00:00.000Z',
  })
  readonly createdAt!: string;

  @ApiProperty({
    description: 'From when on it signs, until the next key does.',
    format: 'date-time',
    example: '2026-11-23T13:10:00.000Z',
  })
  readonly signsFrom!: string;

  /** Builds the view of a key for admins. */
  static of({ id, algorithm, createdAt, activatesAt }: UsableKey): SigningKeyDto {
    return { id, algorithm, createdAt: createdAt.toISOString(), signsFrom: activatesAt.toISOString() };
  }
}
