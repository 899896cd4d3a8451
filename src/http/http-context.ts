import type { ArgumentsHost } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../common/principal.js';

/** A request in handlers. The guard has set `user` to the caller, if there is one. */
export type Request = FastifyRequest & { user?: Principal };

/** Returns the request of a context. It avoids `switchToHttp()`, which creates four objects for each request. */
export const requestOf = (host: ArgumentsHost): Request => host.getArgByIndex<Request>(0);

/** Returns the reply of a context. */
export const replyOf = (host: ArgumentsHost): FastifyReply => host.getArgByIndex<FastifyReply>(1);
