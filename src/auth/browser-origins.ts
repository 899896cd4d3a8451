import { Injectable } from '@nestjs/common';
import type { BrowserCookie } from '../http/refresh-cookie.js';
import { Config } from '../config/config.js';
import { InvalidRefreshToken } from '../sessions/sessions.errors.js';
import { OriginRefused } from './auth.errors.js';

/** Decides from which pages a browser's cookie is accepted, because browsers send cookies for requests of any page. */
@Injectable()
export class BrowserOrigins {
  private readonly origins: ReadonlySet<string>;

  constructor({ CORS_ORIGINS, ISSUER }: Config) {
    this.origins = new Set([...CORS_ORIGINS, new URL(ISSUER).origin]);
  }

  /**
   * Returns the refresh token of the cookie if a trusted page or a server sent it (ASVS 5.0 3.5.1).
   * @throws InvalidRefreshToken, OriginRefused
   */
  trusted({ value, origin, isFromServer }: BrowserCookie): string {
    if (value === undefined) throw new InvalidRefreshToken();
    const isTrusted = isFromServer || (origin !== undefined && this.origins.has(origin));
    if (!isTrusted) throw new OriginRefused();
    return value;
  }
}
