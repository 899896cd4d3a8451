import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsUUID, Matches } from 'class-validator';
import { MayBeAbsent, TextField } from '../../http/text.field.js';
import type { TotpDevice } from './totp-device.model.js';

const EXAMPLE_ID = '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c';

/** Six digits, as an authenticator app shows them. */
export const TotpCodeField = ({ required = true } = {}) =>
  applyDecorators(
    ApiProperty({
      type: 'string',
      description: 'The six digits that the authenticator app shows now.',
      pattern: '^[0-9]{6}$',
      required,
      example: '287082',
    }),
    ...(required ? [] : [MayBeAbsent()]),
    Matches(/^[0-9]{6}$/, { message: 'code must be six digits' }),
  );

/** What a new device is called. */
export class NewTotpDto {
  @TextField(1, 64, {
    description: 'What the user calls the device.',
    example: 'Phone',
    required: false,
  })
  readonly name?: string;
}

/** What the authenticator app needs, shown once. */
export class TotpSetupDto {
  @ApiProperty({
    description: 'The id of the device, for confirming it.',
    format: 'uuid',
    example: EXAMPLE_ID,
  })
  readonly id!: string;

  @ApiProperty({
    description: 'The secret in base32, for typing it.',
    example: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
  })
  readonly secret!: string;

  @ApiProperty({
    description: 'The secret as a URI, for apps on the same device.',
    example: 'otpauth://totp/watchword:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
  })
  readonly uri!: string;

  @ApiProperty({
    description: 'The URI as a QR code: a data URL of an SVG image.',
    example: 'data:image/svg+xml;base64,PHN2Zy…',
  })
  readonly qr!: string;
}

/** The first code of a new device. */
export class ConfirmTotpDto {
  @ApiProperty({ description: 'The id of the device.', format: 'uuid', example: EXAMPLE_ID })
  @IsUUID(undefined, { message: 'id must be a UUID' })
  readonly id!: string;

  @TotpCodeField()
  readonly code!: string;
}

/** A device that is a second factor. */
export class TotpDeviceDto {
  @ApiProperty({ description: 'The id of the device.', format: 'uuid', example: EXAMPLE_ID })
  readonly id!: string;

  @ApiProperty({ description: 'What the user calls the device.', example: 'Phone' })
  readonly name!: string;

  @ApiProperty({
    description: 'When it was added.',
    format: 'date-time',
    example: '2026-11-29T10:00:00.000Z',
  })
  readonly createdAt!: string;

  @ApiProperty({
    description: 'When one of its codes was used last.',
    format: 'date-time',
    example: '2026-11-29T10:00:00.000Z',
  })
  readonly lastUsedAt!: string;

  static of({ id, name, createdAt, lastUsedAt }: TotpDevice): TotpDeviceDto {
    return {
      id,
      name,
      createdAt: createdAt.toISOString(),
      lastUsedAt: (lastUsedAt ?? createdAt).toISOString(),
    };
  }
}
