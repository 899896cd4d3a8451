/** The origin and the id of a request. Sessions store the origin. */
export interface RequestOrigin {
  readonly address: string;
  readonly userAgent: string;
  /** The X-Request-Id of the response. */
  readonly requestId: string;
  /** The Accept-Language header as sent, for mails. */
  readonly language?: string;
}

/**
 * Who does something, and from where. Services take it as an argument and record it in the audit log with the change.
 */
export interface Actor extends RequestOrigin {
  /** Id of a user or a service client, `cli`, `system`, or null for an unknown caller. */
  readonly id: string | null;
}

const NOWHERE: RequestOrigin = { address: '', userAgent: '', requestId: '' };

/** The command line. */
export const CLI: Actor = { id: 'cli', ...NOWHERE };

/** The service itself, at start and in maintenance tasks. */
export const SYSTEM: Actor = { id: 'system', ...NOWHERE };
