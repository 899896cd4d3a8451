import { Module } from '@nestjs/common';
import { BreachedPasswordsService } from './breached-passwords.service.js';
import { HashingLanes } from './hashing-lanes.js';
import { PasswordPolicy } from './password-policy.js';
import { PasswordsService } from './passwords.service.js';
import { RangeServer } from './range-api.js';

/** Checking, hashing and comparing passwords. */
@Module({
  providers: [BreachedPasswordsService, HashingLanes, PasswordPolicy, PasswordsService, RangeServer],
  exports: [PasswordPolicy, PasswordsService, HashingLanes],
})
export class PasswordsModule {}
