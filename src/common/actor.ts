import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { requestOf } from './http-context.js';
import { originOf, type RequestOrigin } from './request-origin.js';

/** Who does something, and from where. Services take it as an argument: what was done is written down with it. */
export interface Actor extends RequestOrigin {
  /** Id of a user or a service client, `cli`, `system`, or null for somebody unknown. */
  readonly id: string | null;
}

const NOWHERE: RequestOrigin = { address: '', userAgent: '', requestId: '' };

/** The command line. */
export const CLI: Actor = { id: 'cli', ...NOWHERE };

/** The service itself: what it does at start, and as a chore. */
export const SYSTEM: Actor = { id: 'system', ...NOWHERE };

/** The caller as the one who acts; somebody unknown on routes that let everybody in. */
export const Acting = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const request = requestOf(context);
  return { id: request.user?.subject ?? null, ...originOf(request) };
});
