import { canonicalIssuer } from '@watchword/protocol';
import type { Listener } from './verifier-events.js';

/** Options of a verifier. */
export interface VerifierOptions {
  /** Watchword's ISSUER in any accepted spelling: `iss` of every token, and the base URL of keys and feed. */
  readonly issuer: string;
  /** Watchword's AUDIENCE: `aud` of every token. */
  readonly audience: string;
  /** The service client that may read the revocation feed. */
  readonly clientId: string;
  readonly clientSecret: string;
  /**
   * What to do with a valid token while the feed is stale: refuse it (the default), or accept it although it may be
   * revoked.
   */
  readonly whenStale?: 'refuse' | 'accept';
  /** The feed is stale when nothing was received for this long (30). Watchword sends a message at least every 5 s. */
  readonly staleAfterSeconds?: number;
  /** A stream that is silent for this long is opened again (12). */
  readonly silentAfterSeconds?: number;
  /** How long `start` retries before it fails (10). */
  readonly startTimeoutSeconds?: number;
  /** How often the keys are reloaded (300). An unknown key causes an immediate reload. */
  readonly keysMaxAgeSeconds?: number;
  /** Maximum lifetime of a token, and so how long a revocation is remembered (86400). At least ACCESS_TOKEN_TTL. */
  readonly longestTokenSeconds?: number;
  /** Maximum number of cached tokens (10000). */
  readonly rememberedTokens?: number;
  /** Called with events in the background. */
  readonly onEvent?: Listener;
}

const DEFAULTS = {
  whenStale: 'refuse',
  staleAfterSeconds: 30,
  silentAfterSeconds: 12,
  startTimeoutSeconds: 10,
  keysMaxAgeSeconds: 300,
  longestTokenSeconds: 86_400,
  rememberedTokens: 10_000,
} as const;

/**
 * Maximum of every numeric option. Node's timers have 31 bits of milliseconds, and a longer timer would fire at once.
 */
const HIGHEST_NUMBER = 2_000_000;

/** The options with all defaults. */
export type CompleteOptions = Required<Omit<VerifierOptions, 'onEvent'>> & Pick<VerifierOptions, 'onEvent'>;

/** Adds the defaults. @throws TypeError that names every missing or invalid option */
export function completeOptions(options: VerifierOptions): CompleteOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const complete = { ...DEFAULTS, ...(Object.fromEntries(given) as unknown as VerifierOptions) };
  const faults = [...faultsOf(complete)];
  if (faults.length > 0) throw new TypeError(`The verifier cannot be set up: ${faults.join('; ')}`);
  return {
    ...complete,
    issuer: canonicalIssuer(complete.issuer) as string,
    audience: complete.audience.trim(),
  };
}

function* faultsOf(options: CompleteOptions): Generator<string> {
  for (const name of ['issuer', 'audience', 'clientId', 'clientSecret'] as const)
    if (typeof options[name] !== 'string' || options[name] === '') yield `${name} is missing`;
  if (options.issuer && canonicalIssuer(String(options.issuer)) === undefined)
    yield 'issuer must be an http(s) address without user, query and fragment';
  if (!['refuse', 'accept'].includes(options.whenStale)) yield "whenStale must be 'refuse' or 'accept'";

  const { whenStale: _, ...numbers } = DEFAULTS;
  for (const name of Object.keys(numbers) as (keyof typeof numbers)[])
    if (!(options[name] > 0 && options[name] <= HIGHEST_NUMBER))
      yield `${name} must be a number above 0 and at most ${HIGHEST_NUMBER}`;
}
