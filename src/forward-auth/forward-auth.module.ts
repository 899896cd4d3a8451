import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { ForwardAuthController } from './forward-auth.controller.js';
import { ForwardAuthService } from './forward-auth.service.js';
import { UserNames } from './user-names.js';

/** Forward authentication: a reverse proxy calls this service before it lets a request through. */
@Module({
  imports: [UsersModule],
  controllers: [ForwardAuthController],
  providers: [ForwardAuthService, UserNames],
})
export class ForwardAuthModule {}
