import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/sequelize';
import { type Transaction, UniqueConstraintError } from 'sequelize';
import { AuditService } from '../audit/audit.service.js';
import type { EventType } from '../audit/event-types.js';
import type { Actor } from '../common/actor.js';
import { canonicalEmail } from './canonical.js';
import { User } from './user.model.js';
import { EmailTaken } from './users.errors.js';

/** Sets verified addresses of users. */
@Injectable()
export class UserAddressesService {
  constructor(
    @InjectModel(User) private readonly users: typeof User,
    private readonly audit: AuditService,
  ) {}

  /** Sets the user's verified address. @throws EmailTaken when another account has verified it */
  async verify(
    userId: string,
    email: string,
    actor: Actor,
    transaction: Transaction,
    type: EventType = 'email.verified',
  ): Promise<void> {
    const columns = { email, verifiedEmailKey: canonicalEmail(email) };
    try {
      await this.users.update(columns, { where: { id: userId }, transaction });
    } catch (error) {
      if (error instanceof UniqueConstraintError) throw new EmailTaken();
      throw error;
    }
    const who = { ...actor, id: actor.id ?? userId };
    await this.audit.record({ type, actor: who, subject: userId }, transaction);
  }
}
