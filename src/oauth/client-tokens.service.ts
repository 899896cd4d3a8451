import { Injectable } from '@nestjs/common';
import type { Transaction } from 'sequelize';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../common/actor.js';
import type { ServiceClient } from '../common/principal.js';
import { RevocationMemory } from '../revocations/revocation-memory.js';
import { RevocationsService } from '../revocations/revocations.service.js';

/** Revokes tokens of service clients one by one: they have no session that could end. */
@Injectable()
export class ClientTokensService {
  constructor(
    private readonly revocations: RevocationsService,
    private readonly memory: RevocationMemory,
    private readonly audit: AuditService,
  ) {}

  /** Revokes the token. Revoking it again changes nothing, so a client cannot make the feed grow at will. */
  async revoke(token: ServiceClient, actor: Actor, transaction: Transaction): Promise<void> {
    if (this.memory.isRevoked(token)) return;
    const { subject, tokenId, issuedAtMilliseconds } = token;
    const revocation = { type: 'token', subject: tokenId, revokedAt: issuedAtMilliseconds } as const;
    if (await this.revocations.has(revocation, transaction)) return;
    const detail = { token: tokenId };
    await this.audit.record({ type: 'token.revoked', actor, subject, detail }, transaction);
    await this.revocations.append([revocation], transaction);
  }
}
