import { Secret, TOTP } from 'otpauth';

/** 160 bits (RFC 4226, section 4, R6). */
const SECRET_BYTES = 20;
const PERIOD_SECONDS = 30;
/** Clocks of phones are not exact: the previous and the next code are accepted too (RFC 6238, section 5.2). */
const WINDOW_STEPS = 1;
/** The library throws for six characters that are more than six bytes. */
const SIX_DIGITS = /^[0-9]{6}$/;

/**
 * A shared secret of an authenticator app, with parameters that every app supports: SHA-1, six digits, 30
 * seconds.
 */
export class TotpSecret {
  private readonly totp: TOTP;

  /** @param base32 the secret as apps take it */
  constructor(readonly base32: string) {
    this.totp = new TOTP({ secret: Secret.fromBase32(base32), period: PERIOD_SECONDS });
  }

  /** Makes a new secret. */
  static make(): TotpSecret {
    return new TotpSecret(new Secret({ size: SECRET_BYTES }).base32);
  }

  /** The `otpauth://` URI that apps read from a QR code. */
  uri(issuer: string, account: string): string {
    return new TOTP({ issuer, label: account, secret: this.totp.secret, period: PERIOD_SECONDS }).toString();
  }

  /**
   * Returns the time step of the code: the step at this time, the one before or the one after; nothing when
   * the code is wrong.
   */
  stepOf(code: string, at: Date): number | undefined {
    if (!SIX_DIGITS.test(code)) return undefined;
    const timestamp = at.getTime();
    const delta = this.totp.validate({ token: code, timestamp, window: WINDOW_STEPS });
    return delta === null ? undefined : this.totp.counter({ timestamp }) + delta;
  }
}
