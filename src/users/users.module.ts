import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { AuditModule } from '../audit/audit.module.js';
import { UserEvents } from './user-events.js';
import { UserRole } from './user-role.model.js';
import { User } from './user.model.js';
import { UsersService } from './users.service.js';

/** Who there is: names, addresses, hashes and roles of users. */
@Module({
  imports: [AuditModule, SequelizeModule.forFeature([User, UserRole])],
  providers: [UsersService, UserEvents],
  exports: [UsersService],
})
export class UsersModule {}
