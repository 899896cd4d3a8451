import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { UserRole } from './user-role.model.js';
import { User } from './user.model.js';
import { UsersService } from './users.service.js';

/** Who there is: names, addresses, hashes and roles of users. */
@Module({
  imports: [SequelizeModule.forFeature([User, UserRole])],
  providers: [UsersService],
  exports: [UsersService],
})
export class UsersModule {}
