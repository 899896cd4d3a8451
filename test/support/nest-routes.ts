import { Controller, Get, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Methods, RecentSignIn, Roles, WatchwordGuard, WatchwordModule } from '@watchword/nest';
import type { VerifierOptions } from '@watchword/verifier';

/** A service that demands more of a sign-in than a good token. */
@Controller()
class DemandingController {
  @Get('recent')
  @RecentSignIn()
  recent() {
    return 'done';
  }

  @Get('minute')
  @RecentSignIn(60)
  minute() {
    return 'done';
  }

  @Get('passkey')
  @Methods('passkey')
  passkey() {
    return 'done';
  }

  @Get('either')
  @Methods('passkey', 'otp')
  either() {
    return 'done';
  }

  @Get('all')
  @Roles('admin')
  @RecentSignIn()
  @Methods('mfa')
  all() {
    return 'done';
  }
}

/** A running Nest application with the guard of the kit. */
export interface DemandingService {
  get(path: string, token: string): Promise<Response>;
  stop(): Promise<void>;
}

/** Starts a Nest application whose routes demand a recent sign-in, or one by certain methods. */
export async function startDemandingService(options: VerifierOptions): Promise<DemandingService> {
  @Module({
    imports: [WatchwordModule.forRoot(options)],
    controllers: [DemandingController],
    providers: [{ provide: APP_GUARD, useExisting: WatchwordGuard }],
  })
  class DemandingModule {}

  const module = await Test.createTestingModule({ imports: [DemandingModule] }).compile();
  const app = module.createNestApplication(new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    get: (path, token) => fetch(`${url}/${path}`, { headers: { authorization: `Bearer ${token}` } }),
    stop: () => app.close(),
  };
}
