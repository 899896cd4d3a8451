import { Injectable } from '@nestjs/common';
import type { BrowserCookie } from '../common/refresh-cookie.js';
import { invalidField } from '../common/validation.js';
import { Config } from '../config/config.js';
import { OriginRefused } from './auth.errors.js';

/** Knows from which pages a browser's cookie is taken. Browsers send cookies by themselves, whoever's page asks. */
@Injectable()
export class BrowserOrigins {
  private readonly origins: ReadonlySet<string>;

  constructor({ CORS_ORIGINS, ISSUER }: Config) {
    this.origins = new Set([...CORS_ORIGINS, new URL(ISSUER).origin]);
  }

  /** The refresh token of the cookie, if a page of ours sent it (ASVS 5.0 3.5.1). @throws OriginRefused, ValidationFailed */
  trusted({ value, origin }: BrowserCookie): string {
    if (value === undefined) {
      throw invalidField('refreshToken', 'must be given, in the body or as the cookie');
    }
    if (origin === undefined || !this.origins.has(origin)) throw new OriginRefused();
    return value;
  }
}
