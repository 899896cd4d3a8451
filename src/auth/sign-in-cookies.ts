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

/** What a sign-in leaves in a browser. */
type Kept = Pick<SignedIn, 'deviceToken' | 'rememberedTokens'>;

/** Sets the cookies of sign-ins, but for the refresh token. */
@Injectable()
export class SignInCookies {
  constructor(private readonly config: Config) {}

  /** Sets what a sign-in that has ended leaves in a browser. */
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

  /** Binds a challenge to the browser by this key, if it has one. */
  bind(reply: FastifyReply, key: string | undefined): void {
    if (key === undefined) return;
    const { COOKIE_SAME_SITE } = this.config;
    void reply.header('set-cookie', signInCookieHeader(key, CHALLENGE_SECONDS, COOKIE_SAME_SITE));
  }
}

/** What binds a sign-in that waits for a second factor to the browser, if the error tells of one. */
export function signInKeyOf(error: unknown): string | undefined {
  return error instanceof Problem ? error.particulars.signInKey : undefined;
}
