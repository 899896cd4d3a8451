import { type CanActivate, Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { RegistrationClosed } from './auth.errors.js';

/**
 * Refuses every registration while REGISTRATION=closed. It runs before the rate limit of the route, so that nothing is
 * counted, checked or hashed for a request that is refused anyway. Admins can still create accounts.
 */
@Injectable()
export class RegistrationGuard implements CanActivate {
  constructor(private readonly config: Config) {}

  /** @throws RegistrationClosed */
  canActivate(): boolean {
    if (this.config.REGISTRATION === 'closed') throw new RegistrationClosed();
    return true;
  }
}
