import { ApiProperty } from '@nestjs/swagger';

/** The tutorial's greeting. */
export class WelcomeDto {
  @ApiProperty({ example: 'Watchword is up!' })
  readonly message!: string;
}

/** The process runs. */
export class LiveDto {
  @ApiProperty({ example: 'ok' })
  readonly status!: string;
}

/** Every part that requests need is there. */
export class ReadyDto {
  @ApiProperty({ example: 'ok' })
  readonly status!: string;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: { database: 'ok' } })
  readonly parts!: Record<string, string>;
}
