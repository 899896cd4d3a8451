/** Facts about the client that sign-ins and their limits need, independent of HTTP. */
export interface ClientContext {
  /** The network that counts as one caller: an IPv4 address, or the /64 of an IPv6 address. */
  readonly network: string;
  /** Browser and system, as far as the client names them. Anyone can name any. */
  readonly device: string;
  /** The device token of the request, not verified. */
  readonly deviceToken: string | undefined;
  /** What binds a sign-in under way to this browser, not verified. */
  readonly signInKey: string | undefined;
  /** The tokens by which this browser is remembered, with dots between, not verified. */
  readonly rememberedTokens: string | undefined;
  /** Whether the client stores cookies. */
  readonly takesCookies: boolean;
}
