import type { JsonWebKey } from 'node:crypto';
import { ApiProperty } from '@nestjs/swagger';

/** A set of public keys (RFC 7517 5). */
export class JwksDto {
  @ApiProperty({
    description: 'The public keys, each with the `kid` that tokens name.',
    type: 'array',
    items: { type: 'object', additionalProperties: { type: 'string' } },
    example: [
      {
        kty: 'EC',
        crv: 'P-256',
        x: '…',
        y: '…',
        kid: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
        alg: 'ES256',
        use: 'sig',
      },
    ],
  })
  readonly keys!: JsonWebKey[];
}
