import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Caller } from '../http/access.decorators.js';
import { ValidationFailed } from '../common/common.errors.js';
import type { Person } from '../common/principal.js';
import { ApiProblems } from '../http/problem.decorator.js';
import { AUTH_HEADERS } from './auth-headers.js';
import { VerifyQuery } from './forward-auth.dto.js';
import { ForwardAuthService } from './forward-auth.service.js';

/**
 * Checks requests for reverse proxies. They call it for every request, so the handler sets the headers itself: an
 * interceptor would take a quarter of the time.
 */
@ApiTags('forward-auth')
@Controller('verify')
export class ForwardAuthController {
  constructor(private readonly forwardAuth: ForwardAuthService) {}

  @Get()
  @ApiOperation({
    operationId: 'verifyRequest',
    summary: 'Verify a request for a reverse proxy',
    description:
      'A proxy asks this with the Authorization header of each request, and lets the request through when the answer is 200.',
  })
  @ApiOkResponse({ description: 'Let the request through, with these headers.', headers: AUTH_HEADERS })
  @ApiProblems(ValidationFailed)
  async verify(
    @Caller() caller: Person,
    @Query() { role }: VerifyQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    void reply.headers(await this.forwardAuth.headersFor(caller, role));
  }
}
