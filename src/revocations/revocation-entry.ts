import type { RevokedTokens } from '@watchword/protocol';
import { v5 as uuidv5 } from 'uuid';
import type { Revocation } from './revocation.model.js';

/** Namespace of the UUIDs derived for entries without an id. */
const NAMESPACE = '019f2c1a-5d0e-7c55-8a1b-6b0d6a1c2e4f';

/** A revocation, in memory and in messages between replicas. Times are in milliseconds since the epoch. */
export interface RevocationEntry extends RevokedTokens {
  /** Identifies the entry permanently. After the database was set back, another entry may get its position. */
  readonly id: string;
  readonly position: number;
  /** Never earlier than the issue time of any token it revokes, so that the entry outlives them all. */
  readonly revokedAt: number;
}

/** A revocation that has no place in the feed yet. One that is restored keeps its id and its time. */
export type NewRevocation = Pick<RevocationEntry, 'type' | 'subject'> &
  Partial<Pick<RevocationEntry, 'notBefore' | 'exceptSession' | 'id' | 'revokedAt'>>;

/** Converts a row. MySQL returns BIGINT as text. */
export function entryOf(row: Revocation): RevocationEntry {
  const { type, subject, notBefore, exceptSession, revokedAt } = row;
  return {
    id: row.id ?? derivedId(row),
    position: Number(row.position),
    type,
    subject,
    notBefore: notBefore?.getTime() ?? null,
    exceptSession,
    revokedAt: revokedAt.getTime(),
  };
}

/** Derives an id for an entry without one, the same on every replica. */
function derivedId({ position, type, subject, revokedAt }: Revocation): string {
  return uuidv5([position, type, subject, revokedAt.toISOString()].join(), NAMESPACE);
}
