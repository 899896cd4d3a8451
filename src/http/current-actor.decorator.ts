import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Actor } from '../common/actor.js';
import { requestOf } from './http-context.js';
import { originOf } from './request-origin.js';

/** Parameter: the caller as an actor for the audit log. On public routes its id is null. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const request = requestOf(context);
  return { id: request.user?.subject ?? null, ...originOf(request) };
});
