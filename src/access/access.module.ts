import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { SequelizeModule } from '@nestjs/sequelize';
import { AuditModule } from '../audit/audit.module.js';
import { ClientsModule } from '../clients/clients.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { RevocationsModule } from '../revocations/revocations.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccessGuard } from './access.guard.js';
import { AccessTokensService } from './access-tokens.service.js';
import { CheckedTokens } from './checked-tokens.js';
import { ClientAuthenticator } from './client-authenticator.js';
import { JwtStrategy } from './jwt.strategy.js';
import { Role } from './role.model.js';
import { RolesController } from './roles.controller.js';
import { RolesService } from './roles.service.js';

/** What a caller may do: access tokens, the guard that asks for them, and roles. */
@Module({
  imports: [
    SequelizeModule.forFeature([Role]),
    JwtModule.register({}),
    PassportModule,
    AuditModule,
    ClientsModule,
    KeysModule,
    RevocationsModule,
    SessionsModule,
    UsersModule,
  ],
  controllers: [RolesController],
  providers: [
    AccessTokensService,
    CheckedTokens,
    ClientAuthenticator,
    JwtStrategy,
    RolesService,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [AccessTokensService, RolesService],
})
export class AccessModule {}
