import type { Schemas } from '@watchword/client';

export type EventType = Schemas['AuditEventType'];

/** All types of events, in the order of the list. The console does not compile if one is missing. */
const TYPES: Readonly<Record<EventType, true>> = {
  'user.registered': true,
  'user.created': true,
  'user.changed': true,
  'user.roles_changed': true,
  'user.disabled': true,
  'user.enabled': true,
  'user.deleted': true,
  'email.verified': true,
  'email.change_undone': true,
  'password.changed': true,
  'password.reset': true,
  'password.refused': true,
  'factor.added': true,
  'factor.removed': true,
  'factor.reset': true,
  'factor.refused': true,
  'passkey.counter_regressed': true,
  'device.remembered': true,
  'device.forgotten': true,
  'device.approved': true,
  'device.denied': true,
  'login.succeeded': true,
  'login.failed': true,
  'session.ended': true,
  'session.all_ended': true,
  'session.ended_for_all': true,
  'session.reuse_detected': true,
  'session.stepped_up': true,
  'role.put': true,
  'role.removed': true,
  'client.created': true,
  'client.changed': true,
  'client.removed': true,
  'client.secret_rotated': true,
  'client.secret_removed': true,
  'token.revoked': true,
  'keys.rotated': true,
  'keys.compromised': true,
  'mail.retried': true,
  'database.restored': true,
};

export const EVENT_TYPES = Object.keys(TYPES) as EventType[];
