import { ApiProperty } from '@nestjs/swagger';
import { NO_PASSWORD } from '../passwords/password-hash.js';
import { type Account, UserDto } from './user.dto.js';

/** The account as its owner sees it. */
export class OwnAccountDto extends UserDto {
  @ApiProperty({
    description:
      'Whether the account has a password. One that signs in by passkeys, or that has not taken up its invitation, has none.',
    example: true,
  })
  readonly hasPassword!: boolean;

  /** Picks what the owner may see. */
  static override of(user: Account): OwnAccountDto {
    return { ...UserDto.of(user), hasPassword: user.passwordHash !== NO_PASSWORD };
  }
}
