import type { ArgumentsHost } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from './principal.js';

/** A request as handlers see it: the guard has left the caller on it, if there is one. */
export type Request = FastifyRequest & { user?: Principal };

/** The request that Nest handles. `switchToHttp()` would make four objects each time, and every request asks. */
export const requestOf = (host: ArgumentsHost): Request => host.getArgByIndex<Request>(0);

/** The reply to it. */
export const replyOf = (host: ArgumentsHost): FastifyReply => host.getArgByIndex<FastifyReply>(1);
