import { type CanActivate, Injectable } from '@nestjs/common';
import { NotFound } from '../common/common.errors.js';
import { Config } from '../config/config.js';

/** Hides the device authorization endpoint with PAGES=off: users could not allow anything without the page. */
@Injectable()
export class DeviceSignInGuard implements CanActivate {
  constructor(private readonly config: Config) {}

  /** @throws NotFound */
  canActivate(): boolean {
    if (this.config.PAGES === 'off') throw new NotFound();
    return true;
  }
}
