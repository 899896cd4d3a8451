import type { Revocation, RevocationType } from './revocation.model.js';

/** A revocation as it lives in memory and travels between replicas. Times are milliseconds since the epoch. */
export interface RevocationEntry {
  readonly position: number;
  readonly type: RevocationType;
  readonly subject: string;
  readonly notBefore: number | null;
  readonly exceptSession: string | null;
  readonly revokedAt: number;
}

/** What is revoked, before it has its place in the feed. */
export type NewRevocation = Pick<RevocationEntry, 'type' | 'subject'> &
  Partial<Pick<RevocationEntry, 'notBefore' | 'exceptSession'>>;

/** Reads a row. BIGINT comes as text from MySQL. */
export function entryOf({
  position,
  type,
  subject,
  notBefore,
  exceptSession,
  revokedAt,
}: Revocation): RevocationEntry {
  return {
    position: Number(position),
    type,
    subject,
    notBefore: notBefore?.getTime() ?? null,
    exceptSession,
    revokedAt: revokedAt.getTime(),
  };
}
