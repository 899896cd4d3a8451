import { ApiProperty } from '@nestjs/swagger';

/** The amount of work required. */
export class ProofWork {
  @ApiProperty({
    type: 'integer',
    example: 0,
    description: 'The level of difficulty: each doubles the work.',
  })
  readonly level!: number;

  @ApiProperty({
    type: 'integer',
    example: 4096,
    description: 'The counter to find is below this number.',
  })
  readonly maxCounter!: number;
}

/** Parameters of the search: find the counter whose derived key begins with `keyPrefix`. */
export class ProofParameters {
  @ApiProperty({
    example: 'PBKDF2/SHA-256',
    description: 'How a key is derived from `nonce` and the counter.',
  })
  readonly algorithm!: string;

  @ApiProperty({ type: 'integer', example: 1000, description: 'The number of iterations of PBKDF2.' })
  readonly cost!: number;

  @ApiProperty({ type: ProofWork, description: 'The amount of work required.' })
  readonly data!: ProofWork;

  @ApiProperty({
    type: 'integer',
    example: 1795737600,
    description: 'When the challenge expires, in seconds since the epoch.',
  })
  readonly expiresAt!: number;

  @ApiProperty({ type: 'integer', example: 32, description: 'The number of bytes of a derived key.' })
  readonly keyLength!: number;

  @ApiProperty({
    example: '6a0f5d2c9b3e4871a6c5d4e3f2b1a098',
    description: 'What the derived key must begin with, in hex.',
  })
  readonly keyPrefix!: string;

  @ApiProperty({ example: '3b1f…', description: 'Lets the service recognize the right derived key.' })
  readonly keySignature!: string;

  @ApiProperty({
    example: '5f0c7a1e93d24b8896a1c2d3e4f50617',
    description:
      'The password of the derivation, in hex: these bytes, and then the counter as four bytes, the highest first.',
  })
  readonly nonce!: string;

  @ApiProperty({
    example: 'a1b2c3d4e5f60718293a4b5c6d7e8f90',
    description: 'The salt of the derivation, in hex.',
  })
  readonly salt!: string;
}

/**
 * A proof-of-work challenge in the format of ALTCHA version 2. The solution goes into the field `proof` of the next
 * POST /login: base64 of the JSON `{"challenge": this, "solution": {"counter": …, "derivedKey": "hex"}}`.
 */
export class ProofChallenge {
  @ApiProperty({ type: ProofParameters, description: 'What has to be found.' })
  readonly parameters!: ProofParameters;

  @ApiProperty({ example: '9c2e…', description: 'A signature of the parameters. Send it back as it is.' })
  readonly signature!: string;
}
