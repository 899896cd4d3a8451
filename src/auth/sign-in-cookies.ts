import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Problem } from '../common/problem.js';
import { Config } from '../config/config.js';
import { deviceCookieHeader } from '../http/device-cookie.js';
import { rememberedCookieHeader } from '../http/remembered-cookie.js';
import { signInCookieHeader } from '../http/sign-in-cookie.js';
import { CHALLENGE_SECONDS } from '../sign-in/pending-sign-ins.service.js';
import type { SignedIn } from '../sign-in/signed-in.js';
import { DEVICE_SECONDS } from '../throttling/device-tokens.js';

/** The tokens that a sign-in stores in cookies. */
type Kept = Pick<SignedIn, 'deviceToken' | 'rememberedTokens'>;

/** Sets the cookies of sign-ins, except the one of the refresh token. */
@Injectable()
export class SignInCookies {
  constructor(private readonly config: Config) {}

  /** Sets the cookies of a completed sign-in. */
  keep(reply: FastifyReply, { deviceToken, rememberedTokens }: Kept): void {
    const { COOKIE_SAME_SITE, MFA_REMEMBER } = this.config;
    if (deviceToken !== undefined)
      void reply.header('set-cookie', deviceCookieHeader(deviceToken, DEVICE_SECONDS));
    if (rememberedTokens !== undefined && MFA_REMEMBER !== 'off')
      void reply.header(
        'set-cookie',
        rememberedCookieHeader(rememberedTokens, MFA_REMEMBER, COOKIE_SAME_SITE),
      );
  }

  /** Binds a challenge to the browser by a cookie with this key, if there is one. */
  bind(reply: FastifyReply, key: string | undefined): void {
    if (key === undefined) return;
    const { COOKIE_SAME_SITE } = this.config;
    void reply.header('set-cookie', signInCookieHeader(key, CHALLENGE_SECONDS, COOKIE_SAME_SITE));
  }
}

/**
 * Returns the key that binds a sign-in to the browser while it waits for a second factor, if the error contains one.
 */
export function signInKeyOf(error: unknown): string | undefined {
  return error instanceof Problem ? error.particulars.signInKey : undefined;
}
