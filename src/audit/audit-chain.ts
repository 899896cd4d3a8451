import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { literal, type Transaction } from 'sequelize';
import { UnitOfWork } from '../database/unit-of-work.js';
import { AuditEvent } from './audit-event.model.js';
import { AuditHead } from './audit-head.model.js';
import { AuditSeals, FIRST_HASH } from './audit-seals.js';
import { BrokenAuditHead } from './audit.errors.js';
import type { ChainPlace } from './chain-walk.js';

export const HEAD = 1;

const BATCH = 200;
const MAX_TRIES = 20;
const PAUSE_MS = 20;

/** The place of an event in the chain. */
type Link = Pick<AuditEvent, 'id'> & { position: number; hash: string };

/**
 * Adds committed events to the chain. It does so after the commit: otherwise all requests of all replicas would wait
 * for each other at the head.
 */
@Injectable()
export class AuditChain {
  /** The end of the chain when this process last read it. */
  private last: ChainPlace | undefined;

  constructor(
    @InjectModel(AuditEvent) private readonly events: typeof AuditEvent,
    @InjectModel(AuditHead) private readonly heads: typeof AuditHead,
    private readonly unitOfWork: UnitOfWork,
    private readonly seals: AuditSeals,
  ) {}

  /** Returns the end of the chain when this process last read it. */
  get end(): ChainPlace | undefined {
    return this.last;
  }

  /**
   * Seals the head of an empty chain, in the transaction that creates the first signing key, which happens only once.
   * From then on, an unsealed head means that someone has set it back.
   */
  async begin(transaction: Transaction): Promise<void> {
    const mac = this.seals.ofHead(0, FIRST_HASH);
    await this.heads.update(
      { mac },
      { where: { id: HEAD, position: 0, hash: FIRST_HASH, mac: '' }, transaction },
    );
  }

  /** Returns the position of the last sealed event, according to the head; 0 without a head. */
  async position(): Promise<number> {
    return Number((await this.heads.findByPk(HEAD))?.position ?? 0);
  }

  /** Seals the head again if it is sealed under SECRET_KEY_PREVIOUS. Returns the number of changed rows: 0 or 1. */
  async resealHead(): Promise<number> {
    const head = await this.heads.findByPk(HEAD);
    if (!head) return 0;
    const { hash, mac } = head;
    const position = Number(head.position);
    const renewed = this.seals.ofHead(position, hash);
    if (mac === renewed || !this.seals.isHead(position, hash, mac)) return 0;
    const where = { id: HEAD, position, hash, mac };
    const [changed] = await this.unitOfWork.statement((transaction) =>
      this.heads.update({ mac: renewed }, { where, transaction }),
    );
    return changed;
  }

  /**
   * Seals all unsealed events, in small batches. @throws BrokenAuditHead when the head of the chain was tampered with
   */
  async sealAll(): Promise<void> {
    let tries = 0;
    for (let sealed: number | undefined = BATCH; sealed === BATCH || sealed === undefined;) {
      sealed = await this.unitOfWork.run((transaction) => this.sealSome(transaction));
      if (sealed !== undefined) continue;
      if (++tries === MAX_TRIES) return; // another replica was faster every time and does the work
      await sleep(Math.random() * PAUSE_MS);
    }
  }

  /**
   * Seals one batch. Returns its size, or nothing when another replica was faster: one conditional UPDATE of the head
   * settles the race before any event is written.
   */
  private async sealSome(transaction: Transaction): Promise<number | undefined> {
    const head = await this.soundHead(transaction);
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
    transaction.afterCommit(() => void (this.last = last));
    return links.length;
  }

  private async soundHead(transaction: Transaction): Promise<AuditHead> {
    const head = await this.heads.findByPk(HEAD, { transaction });
    const position = Number(head?.position);
    if (!head || !this.seals.isHead(position, head.hash, head.mac)) throw new BrokenAuditHead();
    this.last = { position, hash: head.hash };
    return head;
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

  /** Writes all places with one statement. */
  private async place(links: Link[], transaction: Transaction): Promise<void> {
    const columns = {
      position: this.byId(links, ({ position }) => String(position)),
      hash: this.byId(links, ({ hash }) => this.escape(hash)),
    };
    const where = { id: links.map(({ id }) => id), position: null };
    const [placed] = await this.events.update(columns, { where, transaction });
    if (placed !== links.length) throw new Error('audit events disappeared while they were being sealed');
  }

  private byId(links: Link[], valueOf: (link: Link) => string): never {
    const cases = links.map((link) => `WHEN ${this.escape(link.id)} THEN ${valueOf(link)}`);
    return literal(`CASE id ${cases.join(' ')} END`) as never;
  }

  /** Escapes stored values: an attacker who can write to the tables must not be able to inject SQL. */
  private escape(value: string): string {
    return this.events.sequelize?.escape(value) ?? '';
  }
}
