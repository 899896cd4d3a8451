import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ClientContext } from '../common/client-context.js';
import { deviceOf } from '../common/device.js';
import { networkOfRequest } from './client-network.js';
import { deviceCookieOf } from './device-cookie.js';
import { requestOf } from './http-context.js';
import { rememberedCookieOf } from './remembered-cookie.js';
import { originOf } from './request-origin.js';
import { signInCookieOf } from './sign-in-cookie.js';

/** Parameter: the facts about the client that sign-ins and their limits need. */
export const CurrentClient = createParamDecorator((_: unknown, context: ExecutionContext): ClientContext => {
  const request = requestOf(context);
  return {
    network: networkOfRequest(request),
    device: deviceOf(originOf(request).userAgent),
    deviceToken: deviceCookieOf(request),
    signInKey: signInCookieOf(request),
    rememberedTokens: rememberedCookieOf(request),
    takesCookies: (request.query as { cookie?: string }).cookie === 'true',
  };
});
