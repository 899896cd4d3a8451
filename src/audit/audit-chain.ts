import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { literal, type Transaction } from 'sequelize';
import { UnitOfWork } from '../database/unit-of-work.js';
import { AuditEvent } from './audit-event.model.js';
import { AuditHead } from './audit-head.model.js';
import { AuditSeals } from './audit-seals.js';

export const HEAD = 1;

const BATCH = 200;
const MOST_TRIES = 20;
const PAUSE_MILLISECONDS = 20;

/** Where an event stands in the chain. */
type Link = Pick<AuditEvent, 'id'> & { position: number; hash: string };

/**
 * Gives events their places in the chain, after they were committed: done with the change itself, every request of every
 * replica would wait for the one before at the head.
 */
@Injectable()
export class AuditChain {
  constructor(
    @InjectModel(AuditEvent) private readonly events: typeof AuditEvent,
    @InjectModel(AuditHead) private readonly heads: typeof AuditHead,
    private readonly unitOfWork: UnitOfWork,
    private readonly seals: AuditSeals,
  ) {}

  /** Seals every event that is not sealed, in small batches. */
  async sealAll(): Promise<void> {
    let tries = 0;
    for (let sealed: number | undefined = BATCH; sealed === BATCH || sealed === undefined;) {
      sealed = await this.unitOfWork.run((transaction) => this.sealSome(transaction));
      if (sealed !== undefined) continue;
      if (++tries === MOST_TRIES) return; // whoever is always faster does the work
      await sleep(Math.random() * PAUSE_MILLISECONDS);
    }
  }

  /**
   * Seals one batch and answers how many, or nothing when another replica was faster: one conditional UPDATE of the head
   * settles the race, before any event is written.
   */
  private async sealSome(transaction: Transaction): Promise<number | undefined> {
    const head = await this.heads.findByPk(HEAD, { transaction, rejectOnEmpty: true });
    const waiting = await this.events.findAll({
      attributes: ['id', 'mac'],
      where: { position: null },
      order: [['id', 'ASC']],
      limit: BATCH,
      transaction,
    });
    const links = this.linksOf(waiting, Number(head.position), head.hash);
    const last = links.at(-1);
    if (!last) return 0;
    if (!(await this.moveHead(head, last, transaction))) return undefined;
    await this.place(links, transaction);
    return links.length;
  }

  private linksOf(waiting: AuditEvent[], position: number, hash: string): Link[] {
    let before = { position, hash };
    return waiting.map(({ id, mac }) => {
      const next = before.position + 1;
      before = { position: next, hash: this.seals.ofLink(before.hash, mac, next) };
      return { id, ...before };
    });
  }

  private async moveHead(
    head: AuditHead,
    { position, hash }: Link,
    transaction: Transaction,
  ): Promise<boolean> {
    const [moved] = await this.heads.update(
      { position, hash, mac: this.seals.ofHead(position, hash) },
      { where: { id: HEAD, position: head.position, hash: head.hash }, transaction },
    );
    return moved === 1;
  }

  /** One statement for all of them. */
  private async place(links: Link[], transaction: Transaction): Promise<void> {
    const columns = {
      position: this.byId(links, ({ position }) => String(position)),
      hash: this.byId(links, ({ hash }) => this.escape(hash)),
    };
    const where = { id: links.map(({ id }) => id), position: null };
    const [placed] = await this.events.update(columns, { where, transaction });
    if (placed !== links.length) throw new Error('audit events vanished while they were being sealed');
  }

  private byId(links: Link[], valueOf: (link: Link) => string): never {
    const cases = links.map((link) => `WHEN ${this.escape(link.id)} THEN ${valueOf(link)}`);
    return literal(`CASE id ${cases.join(' ')} END`) as never;
  }

  /** Whoever can write to the tables must not get to write statements. */
  private escape(value: string): string {
    return this.events.sequelize?.escape(value) ?? '';
  }
}
