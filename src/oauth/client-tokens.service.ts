import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../common/actor.js';
import type { ServiceClient } from '../common/principal.js';
import { RevocationsService } from '../revocations/revocations.service.js';

/** Takes back tokens of service clients one by one: they have no session that could end. */
@Injectable()
export class ClientTokensService {
  constructor(
    private readonly revocations: RevocationsService,
    private readonly audit: AuditService,
  ) {}

  /** Refuses the token from now on. */
  async revoke({ subject, tokenId }: ServiceClient, actor: Actor, transaction: Transaction): Promise<void> {
    const detail = { token: tokenId };
    await this.audit.record({ type: 'token.revoked', actor, subject, detail }, transaction);
    await this.revocations.append([{ type: 'token', subject: tokenId }], transaction);
  }
}
