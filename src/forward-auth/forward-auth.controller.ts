import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Caller } from '../common/access.decorators.js';
import { ValidationFailed } from '../common/common.errors.js';
import type { Person } from '../common/principal.js';
import { ApiProblems } from '../common/problem.decorator.js';
import { AUTH_HEADERS } from './auth-headers.js';
import { VerifyQuery } from './forward-auth.dto.js';
import { ForwardAuthService } from './forward-auth.service.js';

/** Proxies ask with every request. An interceptor that sets the headers would take a quarter of the time, so it does. */
@ApiTags('forward-auth')
@Controller('verify')
export class ForwardAuthController {
  constructor(private readonly forwardAuth: ForwardAuthService) {}

  @Get()
  @ApiOperation({ summary: 'Ask, as a proxy, whether to let a request through, and for whom' })
  @ApiOkResponse({ description: 'Let it through', headers: AUTH_HEADERS })
  @ApiProblems(ValidationFailed)
  async verify(
    @Caller() caller: Person,
    @Query() { role }: VerifyQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    void reply.headers(await this.forwardAuth.headersFor(caller, role));
  }
}
