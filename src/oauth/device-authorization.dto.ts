import { ApiProperty } from '@nestjs/swagger';
import { TextField } from '../http/text.field.js';

/** A device authorization request (RFC 8628 3.1). */
export class DeviceAuthorizationRequestDto {
  @TextField(0, 2000, {
    description: 'It is accepted and not used: what a user may do is decided by roles.',
    required: false,
    example: 'orders:read',
  })
  readonly scope?: string;
}

/** A device authorization response (RFC 8628 3.2). */
export class DeviceAuthorizationDto {
  @ApiProperty({
    description: 'The code that the device polls the token endpoint with. It is shown to nobody.',
    example: 'q7ZkD0p1…',
  })
  readonly device_code!: string;

  @ApiProperty({
    description: 'The code that the device shows, and the user types.',
    example: 'WDJB-MJHT',
  })
  readonly user_code!: string;

  @ApiProperty({
    description: 'The address of the page where the user types it.',
    format: 'uri',
    example: 'http://localhost:3000/device',
  })
  readonly verification_uri!: string;

  @ApiProperty({
    description: 'The same with the code filled in, for a QR code. The user has to confirm it all the same.',
    format: 'uri',
    example: 'http://localhost:3000/device?user_code=WDJB-MJHT',
  })
  readonly verification_uri_complete!: string;

  @ApiProperty({
    description: 'The number of seconds for which both codes count.',
    type: 'integer',
    example: 600,
  })
  readonly expires_in!: number;

  @ApiProperty({
    description: 'The number of seconds to wait between two polls.',
    type: 'integer',
    example: 5,
  })
  readonly interval!: number;
}
