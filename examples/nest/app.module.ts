import { Controller, Delete, Get, HttpCode, HttpStatus, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Caller, Public, Roles, WatchwordGuard, WatchwordModule } from '@watchword/nest';
import type { Principal } from '@watchword/verifier';

/** A public route, one for whoever is signed in, and one for admins. */
@Controller()
export class OrdersController {
  @Public()
  @Get()
  greet() {
    return { message: 'Hello, whoever you are.' };
  }

  @Get('orders')
  list(@Caller() caller: Principal) {
    return { orders: [], of: caller.subject };
  }

  @Delete('orders')
  @Roles('admin')
  @HttpCode(HttpStatus.NO_CONTENT)
  clear(): void {}
}

@Module({
  imports: [
    WatchwordModule.forRootAsync({
      useFactory: (
        { ISSUER = 'http://localhost:3000', CLIENT_ID = '', CLIENT_SECRET = '' } = process.env,
      ) => ({
        issuer: ISSUER,
        audience: 'watchword',
        clientId: CLIENT_ID,
        clientSecret: CLIENT_SECRET,
      }),
    }),
  ],
  controllers: [OrdersController],
  providers: [{ provide: APP_GUARD, useExisting: WatchwordGuard }],
})
export class AppModule {}
