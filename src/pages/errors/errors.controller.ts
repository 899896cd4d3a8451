import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../http/access.decorators.js';
import type { Representation } from '../../http/problem-pages.js';
import { ErrorPages } from './error-pages.js';

/** The pages that the `type` of a problem links to. */
@Public()
@ApiExcludeController()
@Controller('errors')
export class ErrorsPage {
  constructor(private readonly pages: ErrorPages) {}

  @Get()
  async list(@Res() reply: FastifyReply): Promise<void> {
    send(reply, await this.pages.list());
  }

  @Get(':code')
  async show(@Param('code') code: string, @Res() reply: FastifyReply): Promise<void> {
    send(reply, await this.pages.of(code));
  }
}

function send(reply: FastifyReply, { headers, body }: Representation): void {
  void reply.headers(headers).send(body);
}
