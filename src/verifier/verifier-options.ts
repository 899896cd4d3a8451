import type { Listener } from './verifier-events.js';

/** How a verifier is set up. */
export interface VerifierOptions {
  /** Watchword's ISSUER, spelled exactly as there: `iss` of every token, and where keys and the feed are. */
  readonly issuer: string;
  /** Watchword's AUDIENCE: `aud` of every token. */
  readonly audience: string;
  /** The service client that may read the revocation feed. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** What becomes of a good token while the feed is stale: refused (the default), or accepted although it may be revoked. */
  readonly whenStale?: 'refuse' | 'accept';
  /** The feed is stale when nothing was heard for so long (30). Watchword speaks at least every 5 s. */
  readonly staleAfterSeconds?: number;
  /** A stream that is silent for so long is opened anew (12). */
  readonly silentAfterSeconds?: number;
  /** How long `start` tries before it gives up (10). */
  readonly startTimeoutSeconds?: number;
  /** How often the keys are reloaded (300). An unknown key causes a reload at once. */
  readonly keysMaxAgeSeconds?: number;
  /** The longest life of a token, hence how long a revocation is remembered (86400). At least ACCESS_TOKEN_TTL. */
  readonly longestTokenSeconds?: number;
  /** How many checked tokens are remembered (10000). */
  readonly rememberedTokens?: number;
  /** Told what happens in the background. */
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

/** Node's timers count 31 bits of milliseconds; a longer one would fire at once. */
const HIGHEST_NUMBER = 2_000_000;

/** The options with every default filled in. */
export type CompleteOptions = Required<Omit<VerifierOptions, 'onEvent'>> & Pick<VerifierOptions, 'onEvent'>;

/**
 * Fills in the defaults.
 * @throws TypeError that names every option that is missing or makes no sense
 */
export function completeOptions(options: VerifierOptions): CompleteOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const complete = { ...DEFAULTS, ...(Object.fromEntries(given) as unknown as VerifierOptions) };
  const faults = [...faultsOf(complete)];
  if (faults.length > 0) throw new TypeError(`The verifier cannot be set up: ${faults.join('; ')}`);
  return complete;
}

function* faultsOf(options: CompleteOptions): Generator<string> {
  for (const name of ['issuer', 'audience', 'clientId', 'clientSecret'] as const)
    if (typeof options[name] !== 'string' || options[name] === '') yield `${name} is missing`;
  if (options.issuer && !/^https?:\/\/.+[^/]$/.test(options.issuer))
    yield 'issuer must be an http(s) address without a slash at the end';
  if (!['refuse', 'accept'].includes(options.whenStale)) yield "whenStale must be 'refuse' or 'accept'";

  const { whenStale: _, ...numbers } = DEFAULTS;
  for (const name of Object.keys(numbers) as (keyof typeof numbers)[])
    if (!(options[name] > 0 && options[name] <= HIGHEST_NUMBER))
      yield `${name} must be a number above 0 and at most ${HIGHEST_NUMBER}`;
}
