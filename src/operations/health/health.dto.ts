import { ApiProperty } from '@nestjs/swagger';

/** The response to GET /: a welcome message, as in the tutorial. */
export class WelcomeDto {
  @ApiProperty({ description: 'A fixed message.', example: 'Watchword is up!' })
  readonly message!: string;
}

/** The response of a running process. */
export class LiveDto {
  @ApiProperty({ description: 'Always `ok`.', example: 'ok' })
  readonly status!: string;
}

/** The response when all parts that requests need are available. */
export class ReadyDto {
  @ApiProperty({ description: 'Always `ok`.', example: 'ok' })
  readonly status!: string;

  @ApiProperty({
    description: 'The state of each part that requests need: `ok`, or what an operator should know.',
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { database: 'ok', revocations: 'ok' },
  })
  readonly parts!: Record<string, string>;
}
