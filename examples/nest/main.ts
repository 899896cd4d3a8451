import { Controller, Delete, Get, Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Caller, Roles, WatchwordGuard, WatchwordModule } from '@watchword/nest';
import type { Principal } from '@watchword/verifier';

const { ISSUER: issuer = 'http://localhost:3000', PORT = '4000' } = process.env;
const { CLIENT_ID: clientId = '', CLIENT_SECRET: clientSecret = '' } = process.env;

@Controller('orders')
class OrdersController {
  @Get()
  list(@Caller() caller: Principal) {
    return { orders: [], of: caller.subject };
  }

  @Delete()
  @Roles('admin')
  clear(): void {}
}

@Module({
  imports: [WatchwordModule.forRoot({ issuer, audience: 'watchword', clientId, clientSecret })],
  providers: [{ provide: APP_GUARD, useExisting: WatchwordGuard }],
  controllers: [OrdersController],
})
class AppModule {}

const app = await NestFactory.create(AppModule, new FastifyAdapter());
await app.enableShutdownHooks().listen(PORT);
