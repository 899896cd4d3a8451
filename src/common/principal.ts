/** Who a checked access token speaks for. Times are seconds since the epoch, as in the token. */
export interface Principal {
  readonly subject: string;
  readonly sessionId: string;
  readonly tokenId: string;
  readonly roles: readonly string[];
  readonly issuedAt: number;
  readonly expiresAt: number;
}
