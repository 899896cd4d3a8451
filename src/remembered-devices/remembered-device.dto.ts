import { ApiProperty } from '@nestjs/swagger';
import { deviceOf } from '../common/device.js';
import type { RememberedDevice } from './remembered-device.model.js';

/** A remembered device as its owner sees it. */
export class RememberedDeviceDto {
  @ApiProperty({
    description: 'The id of the remembered device.',
    format: 'uuid',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  readonly id!: string;

  @ApiProperty({ description: 'Whether the request came with its cookie.', example: true })
  readonly current!: boolean;

  @ApiProperty({ description: 'Browser and system, as far as they are known.', example: 'Firefox on Linux' })
  readonly device!: string;

  @ApiProperty({
    description: 'The User-Agent of the login that had it remembered.',
    example: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  })
  readonly userAgent!: string;

  @ApiProperty({ description: 'The IP address of that login.', example: '203.0.113.7' })
  readonly address!: string;

  @ApiProperty({
    description: 'When it was remembered.',
    format: 'date-time',
    example: '2026-11-29T10:00:00.000Z',
  })
  readonly createdAt!: string;

  @ApiProperty({
    description: 'When it stood in for a second factor last, or was remembered.',
    format: 'date-time',
    example: '2026-11-29T10:00:00.000Z',
  })
  readonly lastUsedAt!: string;

  @ApiProperty({
    description: 'When it is forgotten.',
    format: 'date-time',
    example: '2026-12-29T10:00:00.000Z',
  })
  readonly expiresAt!: string;

  /** Builds the public view of a remembered device. */
  static of(device: RememberedDevice, current: boolean): RememberedDeviceDto {
    return {
      id: device.id,
      current,
      device: deviceOf(device.userAgent),
      userAgent: device.userAgent,
      address: device.address,
      createdAt: device.createdAt.toISOString(),
      lastUsedAt: device.lastUsedAt.toISOString(),
      expiresAt: device.expiresAt.toISOString(),
    };
  }
}
