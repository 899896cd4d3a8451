/** Everything that is written down. A type is never renamed: those who read the log decide by it. */
export const EVENT_TYPES = [
  'user.registered',
  'user.created',
  'user.changed',
  'user.roles_changed',
  'user.disabled',
  'user.enabled',
  'user.deleted',
  'password.changed',
  'login.succeeded',
  'login.failed',
  'session.ended',
  'session.all_ended',
  'session.reuse_detected',
  'role.put',
  'role.removed',
  'client.created',
  'client.changed',
  'client.removed',
  'client.secret_rotated',
  'client.secret_removed',
  'token.revoked',
  'keys.rotated',
  'keys.compromised',
] as const;

/** What happened: a noun, and what became of it. */
export type EventType = (typeof EVENT_TYPES)[number];
