import { Injectable } from '@nestjs/common';
import { Forbidden } from '../access/access.errors.js';
import type { Person } from '../common/principal.js';
import { UserNames } from './user-names.js';

/** Tells a proxy for whom it lets a request through. */
@Injectable()
export class ForwardAuthService {
  constructor(private readonly names: UserNames) {}

  /** The headers that name the caller. @throws Forbidden when the role that the proxy demands is missing */
  async headersFor(
    { subject, sessionId, roles }: Person,
    role: string | undefined,
  ): Promise<Record<string, string>> {
    if (role !== undefined && !roles.includes(role)) throw new Forbidden();
    return {
      'x-auth-user': subject,
      'x-auth-name': encodeURIComponent(await this.names.of(subject)),
      'x-auth-roles': roles.join(','),
      'x-auth-session': sessionId,
    };
  }
}
