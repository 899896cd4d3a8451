import { Injectable } from '@nestjs/common';
import { isUUID } from 'class-validator';
import type { Transaction } from 'sequelize';
import { AuditService } from '../audit/audit.service.js';
import type { Actor } from '../common/actor.js';
import { invalidField } from '../common/invalid-field.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { OutboxListing } from '../outbox/outbox-listing.js';
import { keyOf } from '../paging/cursor.js';
import { type Page, pageOf } from '../paging/page.js';
import { MailDto, type MailQuery } from './mail.dto.js';
import { MailAlreadySent, MailNotFound } from './mail.errors.js';
import { MailService } from './mail.service.js';

/** Lists mails for admins, and sends them again. */
@Injectable()
export class MailAdministration {
  constructor(
    private readonly outbox: OutboxListing,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly mail: MailService,
  ) {}

  /** Returns one page, newest first. @throws ValidationFailed */
  async page({ limit, after, ...filter }: MailQuery): Promise<Page<MailDto>> {
    const found = await this.outbox.newest('mail', { ...filter, ...lastIdOf(after) }, limit + 1);
    return pageOf(found, limit, ({ id }) => id, MailDto.of);
  }

  /** Tries to send a mail at once. @throws MailUnavailable, MailNotFound, MailAlreadySent */
  async retry(id: string, actor: Actor): Promise<void> {
    this.mail.assertAvailable();
    return this.unitOfWork.run((transaction) => this.retryIn(id, actor, transaction));
  }

  private async retryIn(id: string, actor: Actor, transaction: Transaction): Promise<void> {
    const isDue = await this.outbox.retry('mail', id, transaction);
    if (isDue) return this.audit.record({ type: 'mail.retried', actor, subject: id }, transaction);
    const state = await this.outbox.stateOf('mail', id, transaction);
    throw state === undefined ? new MailNotFound() : new MailAlreadySent();
  }
}

function lastIdOf(cursor: string | undefined): { before?: string } {
  if (cursor === undefined) return {};
  const before = keyOf(cursor);
  if (isUUID(before)) return { before };
  throw invalidField('after', { rule: 'not_a_cursor', message: 'must be a cursor of this list' });
}
