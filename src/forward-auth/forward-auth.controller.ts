import { Controller, Get, Query, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller } from '../common/access.decorators.js';
import { ValidationFailed } from '../common/common.errors.js';
import type { Person } from '../common/principal.js';
import { ApiProblems } from '../common/problem.decorator.js';
import { AnswerHeaders, AUTH_HEADERS } from './answer-headers.interceptor.js';
import { VerifyQuery } from './forward-auth.dto.js';
import { ForwardAuthService } from './forward-auth.service.js';

@ApiTags('forward-auth')
@Controller('verify')
export class ForwardAuthController {
  constructor(private readonly forwardAuth: ForwardAuthService) {}

  @Get()
  @UseInterceptors(AnswerHeaders)
  @ApiOperation({ summary: 'Ask, as a proxy, whether to let a request through, and for whom' })
  @ApiOkResponse({ description: 'Let it through', headers: AUTH_HEADERS })
  @ApiProblems(ValidationFailed)
  verify(@Caller() caller: Person, @Query() { role }: VerifyQuery): Promise<Record<string, string>> {
    return this.forwardAuth.headersFor(caller, role);
  }
}
