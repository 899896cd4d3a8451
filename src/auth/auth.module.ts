import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { UsersModule } from '../users/users.module.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';

/** How somebody becomes known, and proves it: register, log in, reach what is protected. */
@Module({
  imports: [AccessModule, PasswordsModule, UsersModule],
  controllers: [AuthController],
  providers: [AuthService],
})
export class AuthModule {}
