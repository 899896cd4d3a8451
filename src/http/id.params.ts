import { ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';

/** Path parameter: the id of a user, session, client or mail. */
export class IdParams {
  @ApiProperty({
    description: 'The id of the user, session, client or mail.',
    format: 'uuid',
    example: '019ab1c2-7a54-7c3e-9d2b-0f6f5a1e2d3c',
  })
  @IsUUID(undefined, { message: 'id must be a UUID' })
  readonly id!: string;
}
