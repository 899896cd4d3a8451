import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op } from 'sequelize';
import { AuditChain, HEAD } from './audit-chain.js';
import { AuditEvent } from './audit-event.model.js';
import { AuditHead } from './audit-head.model.js';
import { AuditKeys } from './audit-keys.service.js';
import { AuditSeals, FIRST_HASH } from './audit-seals.js';
import { BrokenAuditHead } from './audit.errors.js';
import { type ChainPlace, ChainWalk } from './chain-walk.js';
import { SealCheck } from './seal-check.js';

const BATCH = 1000;

/**
 * The result of a verification, and the end of the chain. `findings` are sentences; an empty list means that the chain
 * is intact.
 */
export interface ChainReport extends ChainPlace {
  readonly sealed: number;
  readonly unsealed: number;
  readonly findings: readonly string[];
}

/** Verifies that every event is present, in its place and unchanged. */
@Injectable()
export class AuditVerification {
  constructor(
    @InjectModel(AuditEvent) private readonly events: typeof AuditEvent,
    @InjectModel(AuditHead) private readonly heads: typeof AuditHead,
    private readonly chain: AuditChain,
    private readonly seals: AuditSeals,
    private readonly keys: AuditKeys,
  ) {}

  /**
   * Seals all waiting events, then verifies the chain from the first event to the head. The chain may grow meanwhile.
   */
  async verify(noted?: ChainPlace): Promise<ChainReport> {
    await this.sealWaiting();
    const head = await this.heads.findByPk(HEAD);
    const last = head ? Number(head.position) : Number.MAX_SAFE_INTEGER;
    const walk = new ChainWalk(new SealCheck(this.seals, await this.keys.accepted()));
    await this.walkSealed(walk, last);
    walk.end(head);
    const unsealed = await this.walkUnsealed(walk);
    await this.findStrays(walk, last);
    if (noted) walk.compare(noted, await this.hashAt(noted.position));
    const { position, hash, sealed, findings } = walk;
    return { position, hash, sealed, unsealed, findings };
  }

  /**
   * Seals waiting events. A broken head prevents that; its error is ignored here, because the head is reported later.
   */
  private async sealWaiting(): Promise<void> {
    await this.chain.sealAll().catch((error: unknown) => {
      if (!(error instanceof BrokenAuditHead)) throw error;
    });
  }

  private async walkSealed(walk: ChainWalk, last: number): Promise<void> {
    for (let after = 0, page: AuditEvent[] = []; ; after = Number(page.at(-1)?.position)) {
      const position = { [Op.gt]: after, [Op.lte]: last };
      page = await this.events.findAll({ where: { position }, order: [['position', 'ASC']], limit: BATCH });
      for (const event of page) walk.step(event);
      if (page.length < BATCH) return;
    }
  }

  private async walkUnsealed(walk: ChainWalk): Promise<number> {
    let count = 0;
    for (let after = '', page: AuditEvent[] = []; ; after = page.at(-1)?.id ?? '') {
      const where = { position: null, id: { [Op.gt]: after } };
      page = await this.events.findAll({ where, order: [['id', 'ASC']], limit: BATCH });
      for (const event of page) walk.stepUnsealed(event);
      count += page.length;
      if (page.length < BATCH) return count;
    }
  }

  /**
   * Finds events beyond the end of the chain. Some may have been sealed since the head was read, so the head is read
   * again after them.
   */
  private async findStrays(walk: ChainWalk, last: number): Promise<void> {
    const outside = { [Op.or]: [{ [Op.lt]: 1 }, { [Op.gt]: last }] };
    const found = await this.events.findAll({ where: { position: outside }, limit: BATCH });
    const head = await this.heads.findByPk(HEAD);
    const isInside = (position: number) => position >= 1 && position <= Number(head?.position ?? last);
    for (const event of found) if (!isInside(Number(event.position))) walk.stray(event);
  }

  private async hashAt(position: number): Promise<string | null> {
    if (position === 0) return FIRST_HASH;
    return (await this.events.findOne({ where: { position } }))?.hash ?? null;
  }
}
