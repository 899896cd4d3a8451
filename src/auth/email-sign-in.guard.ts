import { type CanActivate, Injectable } from '@nestjs/common';
import { NotFound } from '../common/common.errors.js';
import { Config } from '../config/config.js';

/**
 * Hides the routes of the sign-in by mail unless LOGIN_BY_EMAIL=on. It runs before their rate limit, so that requests
 * to hidden routes are not counted.
 */
@Injectable()
export class EmailSignInGuard implements CanActivate {
  constructor(private readonly config: Config) {}

  /** @throws NotFound */
  canActivate(): boolean {
    if (this.config.LOGIN_BY_EMAIL === 'off') throw new NotFound();
    return true;
  }
}
