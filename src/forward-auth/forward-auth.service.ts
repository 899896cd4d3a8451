import { Injectable } from '@nestjs/common';
import { Forbidden } from '../users/access.errors.js';
import type { Person } from '../common/principal.js';
import { authHeadersOf } from './auth-headers.js';
import { UserNames } from './user-names.js';

/** Identifies the caller to a proxy. */
@Injectable()
export class ForwardAuthService {
  constructor(private readonly names: UserNames) {}

  /** Returns the headers that identify the caller. @throws Forbidden when the caller lacks the required role */
  async headersFor(person: Person, role: string | undefined): Promise<Record<string, string>> {
    if (role !== undefined && !person.roles.includes(role)) throw new Forbidden();
    return authHeadersOf(person, await this.names.of(person.subject));
  }
}
