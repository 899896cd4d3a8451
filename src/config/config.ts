import { availableParallelism } from 'node:os';
import { Transform } from 'class-transformer';
import { IsNotEmpty, IsOptional, Matches, ValidateIf } from 'class-validator';
import { DatabaseUrl, Issuer, Origins } from './address.decorators.js';
import { BreachSource, type ListFile, Words } from './password.decorators.js';
import { ProfileSettings } from './profile-settings.js';
import {
  Decimal,
  Duration,
  List,
  NetworkList,
  OneOf,
  type Rate,
  NoneNeedsHttps,
  RateOrOff,
  Variable,
  WholeNumber,
} from './variable.decorators.js';

/** The database when DATABASE_URL is unset. */
export const DEFAULT_DATABASE_URL = 'sqlite:data/watchword.sqlite';

/**
 * The maximum cost of bcrypt. Each step doubles the time; with a higher cost, a single hash would delay all other
 * sign-ins for seconds.
 */
export const MAX_BCRYPT_COST = 16;
/** The minimum cost of bcrypt. */
export const MIN_BCRYPT_COST = 4;

/**
 * All settings of the service, read once from the environment at start. The values are checked and converted: durations
 * are seconds, lists are arrays. Only this folder reads the environment.
 */
export class Config extends ProfileSettings {
  @Variable(
    'development',
    '`production` requires real secrets and writes nothing under `data/` but the SQLite file',
  )
  @OneOf('development', 'production', 'test')
  readonly NODE_ENV!: string;

  @Variable('3000', 'port to listen on')
  @WholeNumber(0, 65_535)
  readonly PORT!: number;

  @Variable('127.0.0.1', 'address to listen on (`0.0.0.0` in the image)')
  @Transform(({ value }) => String(value).replace(/^\[(.*)\]$/, '$1')) // only a URL has brackets around an IPv6 address
  @IsNotEmpty()
  readonly HOST!: string;

  @Variable(
    DEFAULT_DATABASE_URL,
    'or `mysql://user:password@host:port/name` (MySQL 8.0 to 9.x, MariaDB 10.6 and later; `?ssl=true` for TLS, `?socketPath=/run/mysqld/mysqld.sock` for a socket)',
  )
  @DatabaseUrl()
  readonly DATABASE_URL!: string;

  @Variable(
    undefined,
    'such as `redis://localhost:6379`: shares rate limits and pushes revocations between replicas; unset: the database does this',
  )
  @IsOptional()
  @Matches(/^rediss?:\/\/\S+$/, { message: 'REDIS_URL must look like redis://localhost:6379' })
  readonly REDIS_URL?: string;

  @Variable(
    undefined,
    '32 or more random bytes in base64; encrypts what is stored encrypted. Created once under `data/` outside production; required when NODE_ENV=production',
  )
  @IsOptional()
  readonly SECRET_KEY?: string;

  @Variable(
    undefined,
    'the previous SECRET_KEY: what was encrypted or signed with it stays valid during a change (docs/operations.md, "Changing SECRET_KEY")',
  )
  @IsOptional()
  readonly SECRET_KEY_PREVIOUS?: string;

  @Variable(undefined, '`iss` of tokens, and the address in links; unset: `http://localhost:PORT`')
  @Issuer()
  readonly ISSUER!: string;

  @Variable('watchword', '`aud` of tokens')
  @Matches(/^[^,\p{Cc}]{1,200}$/u, {
    message: 'AUDIENCE must be one name of at most 200 characters, without a comma',
  })
  readonly AUDIENCE!: string;

  @Variable('15m', 'lifetime of an access token')
  @Duration('10s', '1d')
  readonly ACCESS_TOKEN_TTL!: number;

  @Variable('30d', 'maximum lifetime of a session')
  @Duration('1m', '3650d')
  readonly SESSION_TTL!: number;

  @Variable('7d', 'a session that is not refreshed for this long ends')
  @Duration('1m', '3650d')
  readonly SESSION_IDLE_TTL!: number;

  @Variable('10s', 'how long a repeated refresh gets the same successor; `0` turns it off')
  @Duration('0', '5m')
  readonly REFRESH_GRACE!: number;

  @Variable(
    'ES256',
    'or `RS256`: the algorithm that signs access tokens. After a change the next key uses it',
  )
  @OneOf('ES256', 'RS256')
  readonly SIGNING_ALG!: 'ES256' | 'RS256';

  @Variable('90d', 'a signing key older than this is replaced')
  @Duration('1m', '3650d')
  readonly SIGNING_KEY_TTL!: number;

  @Variable(
    '5m',
    'how long verifiers may keep the public keys; a new key is published for longer than this before it signs',
  )
  @Duration('1s', '1d')
  readonly JWKS_MAX_AGE!: number;

  @Variable('12', 'cost of a password hash; each step doubles the time')
  @WholeNumber(MIN_BCRYPT_COST, MAX_BCRYPT_COST)
  readonly BCRYPT_COST!: number;

  @Variable(undefined, 'number of hashes computed in parallel; unset: cores - 1, at least 1')
  @WholeNumber(1, 256)
  readonly HASH_LANES!: number;

  @Variable('2', 'seconds of hashing that may be queued; beyond that the answer is 503 `overloaded`')
  @Decimal(0.1, 60)
  readonly HASH_QUEUE_SECONDS!: number;

  @Variable('8', 'shortest password, in characters; 15 is recommended without MFA (NIST SP 800-63B-4)')
  @WholeNumber(8, 64)
  readonly PASSWORD_MIN_LENGTH!: number;

  @Variable(
    undefined,
    'words that a new password must be more than, such as `acme,rocket`: the names of the organization, its products and places',
  )
  @Words()
  readonly PASSWORD_CONTEXT_WORDS!: string[];

  @Variable(
    'off',
    '`offline:PATH` or `api`: refuses new passwords that were found in breaches, by a file of Pwned Passwords or by its API (docs/operations.md, "Breached passwords")',
  )
  @BreachSource()
  readonly BREACHED_PASSWORDS!: 'off' | 'api' | ListFile;

  @Variable(
    'open',
    'or `closed`: `POST /register` and `POST /register/passkey` answer 403, and only admins create accounts',
  )
  @OneOf('open', 'closed')
  readonly REGISTRATION!: 'open' | 'closed';

  @Variable(undefined, 'with ADMIN_PASSWORD: creates the first admin at start when there is none')
  @ValidateIf(
    ({ ADMIN_NAME, ADMIN_PASSWORD }: Config) => ADMIN_NAME !== undefined || ADMIN_PASSWORD !== undefined,
  )
  @IsNotEmpty({ message: 'ADMIN_NAME must be set together with ADMIN_PASSWORD' })
  readonly ADMIN_NAME?: string;

  @Variable(undefined, 'see ADMIN_NAME')
  @ValidateIf(
    ({ ADMIN_NAME, ADMIN_PASSWORD }: Config) => ADMIN_NAME !== undefined || ADMIN_PASSWORD !== undefined,
  )
  @IsNotEmpty({ message: 'ADMIN_PASSWORD must be set together with ADMIN_NAME' })
  readonly ADMIN_PASSWORD?: string;

  @Variable(
    '10/1m',
    'sign-in attempts for each account and address; wider limits are derived from it (docs/rate-limits.md). `off` turns it off',
  )
  @RateOrOff()
  readonly LOGIN_LIMIT!: Rate | 'off';

  @Variable('10/1m', 'registrations for each address; one with a passkey counts twice; or `off`')
  @RateOrOff()
  readonly REGISTER_LIMIT!: Rate | 'off';

  @Variable('60/1m', 'refreshes for each address; or `off`')
  @RateOrOff()
  readonly REFRESH_LIMIT!: Rate | 'off';

  @Variable(
    undefined,
    'proxies whose X-Forwarded-For is trusted: a list of addresses in CIDR notation, nothing else',
  )
  @NetworkList()
  readonly TRUST_PROXY!: string[];

  @Variable(
    undefined,
    'origins whose pages can call the API: a list such as `https://app.example.com,capacitor://localhost`',
  )
  @List()
  @Origins()
  readonly CORS_ORIGINS!: string[];

  @Variable(
    'strict',
    '`strict`, `lax` or `none`: the SameSite attribute of the cookies. `none`, for pages of another site, requires https in ISSUER',
  )
  @OneOf('strict', 'lax', 'none')
  @NoneNeedsHttps()
  readonly COOKIE_SAME_SITE!: 'strict' | 'lax' | 'none';

  @Variable(undefined, 'bearer token for `GET /metrics`, 16 characters or more; unset: that route is 404')
  @IsOptional()
  @Matches(/^[\w.~+/=-]{16,256}$/, {
    message:
      'METRICS_TOKEN must have 16 to 256 letters, digits and -._~+/=: make one with `openssl rand -hex 32`',
  })
  readonly METRICS_TOKEN?: string;

  @Variable(undefined, 'JSON file with the `name`, `logo` and `colour` that people see (docs/mail.md)')
  @IsOptional()
  readonly THEME?: string;

  @Variable(
    undefined,
    'with SMTP_OAUTH_CLIENT_SECRET: signs in to the SMTP server by OAuth 2.0, as the user in SMTP_URL (docs/mail.md)',
  )
  @ValidateIf(
    ({ SMTP_OAUTH_CLIENT_ID, SMTP_OAUTH_CLIENT_SECRET }: Config) =>
      SMTP_OAUTH_CLIENT_ID !== undefined || SMTP_OAUTH_CLIENT_SECRET !== undefined,
  )
  @IsNotEmpty({ message: 'SMTP_OAUTH_CLIENT_ID must be set together with SMTP_OAUTH_CLIENT_SECRET' })
  readonly SMTP_OAUTH_CLIENT_ID?: string;

  @Variable(undefined, 'see SMTP_OAUTH_CLIENT_ID')
  @ValidateIf(
    ({ SMTP_OAUTH_CLIENT_ID, SMTP_OAUTH_CLIENT_SECRET }: Config) =>
      SMTP_OAUTH_CLIENT_ID !== undefined || SMTP_OAUTH_CLIENT_SECRET !== undefined,
  )
  @IsNotEmpty({ message: 'SMTP_OAUTH_CLIENT_SECRET must be set together with SMTP_OAUTH_CLIENT_ID' })
  readonly SMTP_OAUTH_CLIENT_SECRET?: string;

  @Variable(
    undefined,
    'refresh token of the mailbox, as Google gives one; unset: client credentials (Microsoft)',
  )
  @IsOptional()
  readonly SMTP_OAUTH_REFRESH_TOKEN?: string;

  @Variable('https://oauth2.googleapis.com/token', 'where tokens for the SMTP server come from')
  @Matches(/^https?:\/\/\S+$/, {
    message: 'SMTP_OAUTH_TOKEN_URL must be an address such as https://oauth2.googleapis.com/token',
  })
  readonly SMTP_OAUTH_TOKEN_URL!: string;

  @Variable(
    '72s',
    'how long an idle connection stays open; must be longer than the timeout of the load balancer in front (Google: `620s`)',
  )
  @Duration('1s', '1h')
  readonly KEEP_ALIVE_TIMEOUT!: number;

  @Variable('info', '`trace`, `debug`, `info`, `warn`, `error` or `silent`; JSON lines')
  @OneOf('trace', 'debug', 'info', 'warn', 'error', 'silent')
  readonly LOG_LEVEL!: string;

  /** The bytes of SECRET_KEY, or of the key generated under `data/`. Set by `loadConfig`. */
  readonly secretKey!: Buffer;

  /** One sentence for each name in the environment or in `.env` that looks misspelled. Set by `loadConfig`. */
  readonly warnings!: readonly string[];
  /** The bytes of SECRET_KEY_PREVIOUS, if that is set. Set by `loadConfig`. */
  readonly previousSecretKey?: Buffer;

  /** Whether spans are sent to a collector. The OpenTelemetry SDK reads its variables, OTEL_*, by itself. */
  readonly exportsTraces!: boolean;

  /** Size of Node.js's thread pool for hashing and other slow work. Node.js reads UV_THREADPOOL_SIZE by itself. */
  readonly threadPoolSize!: number;

  /** Whether NODE_ENV is production: secrets are required, and none is generated. */
  get isProduction(): boolean {
    return this.NODE_ENV === 'production';
  }

  /** Returns defaults that depend on the machine or on another variable. */
  static computedDefaults(port: string): Record<string, string> {
    const issuer = `http://localhost:${port}`;
    return {
      ISSUER: URL.canParse(issuer) ? issuer : 'http://localhost', // an invalid PORT is reported only once, by its own name
      HASH_LANES: String(Math.max(1, availableParallelism() - 1)),
    };
  }
}
