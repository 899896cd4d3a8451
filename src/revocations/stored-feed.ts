import { QueryTypes, type Sequelize } from 'sequelize';
import { type EpochReason, noteOf } from './feed-epoch.js';

/** Returns a note for the operator about the stored feed, or nothing. It needs no running service. */
export async function noteOfFeed(sequelize: Sequelize): Promise<string | undefined> {
  const [head] = await sequelize.query<{ epoch: string; reason: EpochReason }>(
    'SELECT epoch, reason FROM revocation_head WHERE id = 1',
    { type: QueryTypes.SELECT },
  );
  if (head) return noteOf(head, new Date());
  return 'its head is gone from the database. A running service makes it again within a second; start one.';
}
