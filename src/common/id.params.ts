import { ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';

/** The user, session or client that a path names. */
export class IdParams {
  @ApiProperty({ format: 'uuid', example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c' })
  @IsUUID(undefined, { message: 'id must be a UUID' })
  readonly id!: string;
}
