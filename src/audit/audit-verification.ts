import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { Op } from 'sequelize';
import { AuditChain, HEAD } from './audit-chain.js';
import { AuditEvent } from './audit-event.model.js';
import { AuditHead } from './audit-head.model.js';
import { AuditSeals, FIRST_HASH } from './audit-seals.js';
import { type ChainPlace, ChainWalk } from './chain-walk.js';

const BATCH = 1000;

/** What was found out about the chain, and where it ends. `findings` are sentences; with none of them, all is well. */
export interface ChainReport extends ChainPlace {
  readonly sealed: number;
  readonly unsealed: number;
  readonly findings: readonly string[];
}

/** Checks that every event is there, in its place, as it was written. */
@Injectable()
export class AuditVerification {
  constructor(
    @InjectModel(AuditEvent) private readonly events: typeof AuditEvent,
    @InjectModel(AuditHead) private readonly heads: typeof AuditHead,
    private readonly chain: AuditChain,
    private readonly seals: AuditSeals,
  ) {}

  /** Seals what waits, then walks the chain from the first event to the head. It may go on growing meanwhile. */
  async verify(noted?: ChainPlace): Promise<ChainReport> {
    await this.chain.sealAll();
    const head = await this.heads.findByPk(HEAD);
    const last = head ? Number(head.position) : Number.MAX_SAFE_INTEGER;
    const walk = new ChainWalk(this.seals);
    await this.walkSealed(walk, last);
    walk.end(head);
    const unsealed = await this.walkUnsealed(walk);
    await this.findStrays(walk, last);
    if (noted) walk.compare(noted, await this.hashAt(noted.position));
    const { position, hash, sealed, findings } = walk;
    return { position, hash, sealed, unsealed, findings };
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

  /** Events beyond the head that was read may have been sealed since: the head of now is read after them. */
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
