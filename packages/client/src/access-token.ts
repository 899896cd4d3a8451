/** A session as its access token describes it. Only a service that checks the token can rely on it. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly roles: readonly string[];
  /** How the user signed in (RFC 8176), such as `['pwd', 'otp', 'mfa']`. */
  readonly methods: readonly string[];
  /** The time of the sign-in, in milliseconds since the epoch. */
  readonly signedInAt: number;
  /** A role of the user needs a second factor. Until one is added, only routes that add one are open. */
  readonly mustEnroll: boolean;
}

interface Claims {
  readonly sid: string;
  readonly sub: string;
  readonly aud: string;
  readonly iat: number;
  readonly roles: readonly string[];
  readonly amr?: readonly string[];
  readonly auth_time?: number;
}

const ENROLLMENT = '/enrollment';

/** Reads an access token, without checking it. */
export function sessionOf(token: string): Session {
  const { sid, sub, aud, iat, roles, amr = [], auth_time = iat }: Claims = payloadOf(token);
  const mustEnroll = aud.endsWith(ENROLLMENT);
  return { id: sid, userId: sub, roles, methods: amr, signedInAt: auth_time * 1000, mustEnroll };
}

function payloadOf(token: string) {
  const [, payload = ''] = token.split('.');
  const bytes = atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
  const escaped = bytes.replaceAll(/[^]/g, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return JSON.parse(decodeURIComponent(escaped));
}
