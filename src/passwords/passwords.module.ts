import { Module } from '@nestjs/common';
import { HashingLanes } from './hashing-lanes.js';
import { PasswordPolicy } from './password-policy.js';
import { PasswordsService } from './passwords.service.js';

/** How a password is judged, hashed and compared. */
@Module({
  providers: [HashingLanes, PasswordPolicy, PasswordsService],
  exports: [PasswordPolicy, PasswordsService, HashingLanes],
})
export class PasswordsModule {}
