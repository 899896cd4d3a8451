import { availableParallelism } from 'node:os';
import { IsIn, IsNotEmpty, IsOptional, IsUrl, Length, Matches, ValidateIf } from 'class-validator';
import {
  Decimal,
  DecodableUrl,
  Duration,
  List,
  NetworkList,
  type Rate,
  RateOrOff,
  Variable,
  WholeNumber,
} from './variable.decorators.js';

/** Where a new user's data goes. */
export const DEFAULT_DATABASE_URL = 'sqlite:data/watchword.sqlite';

const ORIGIN = /^https?:\/\/[^/?#@\s]+$/;

/**
 * Every setting of the service, read from the environment once, at start. It holds checked values: durations are
 * seconds, lists are arrays. Only this folder reads the environment.
 */
export class Config {
  @Variable(
    'development',
    '`production` demands real secrets and writes nothing under `data/` but the SQLite file',
  )
  @IsIn(['development', 'production', 'test'])
  readonly NODE_ENV!: string;

  @Variable('3000', 'port where it listens')
  @WholeNumber(0, 65_535)
  readonly PORT!: number;

  @Variable('127.0.0.1', 'address where it listens (`0.0.0.0` in the image)')
  @IsNotEmpty()
  readonly HOST!: string;

  @Variable(
    DEFAULT_DATABASE_URL,
    'or `mysql://user:password@host:port/name` (MySQL 8.0 to 9.x, MariaDB 10.6 and later; `?ssl=true` for TLS)',
  )
  @Matches(/^(sqlite:[^?#]+|mysql:\/\/[^/?#]+\/[^/?#]+(\?ssl=true)?)$/, {
    message:
      'DATABASE_URL must look like sqlite:data/watchword.sqlite or mysql://user:password@host:3306/name',
  })
  @DecodableUrl()
  readonly DATABASE_URL!: string;

  @Variable(
    undefined,
    'such as `redis://localhost:6379`: shares rate limits and pushes revocations between replicas; unset: the database alone does',
  )
  @IsOptional()
  @Matches(/^rediss?:\/\/\S+$/, { message: 'REDIS_URL must look like redis://localhost:6379' })
  readonly REDIS_URL?: string;

  @Variable(
    undefined,
    '32 or more random bytes in base64; encrypts what is stored encrypted. Made once under `data/` outside production; required when NODE_ENV=production',
  )
  @IsOptional()
  readonly SECRET_KEY?: string;

  @Variable(undefined, '`iss` of tokens, and the address in links; unset: `http://localhost:PORT`')
  @IsUrl({ require_tld: false, protocols: ['http', 'https'], require_protocol: true })
  readonly ISSUER!: string;

  @Variable('watchword', '`aud` of tokens')
  @Length(1, 200)
  readonly AUDIENCE!: string;

  @Variable('15m', 'lifetime of an access token')
  @Duration('10s', '1d')
  readonly ACCESS_TOKEN_TTL!: number;

  @Variable('30d', 'longest life of a session')
  @Duration('1m', '3650d')
  readonly SESSION_TTL!: number;

  @Variable('7d', 'a session that is not refreshed for this long has ended')
  @Duration('1m', '3650d')
  readonly SESSION_IDLE_TTL!: number;

  @Variable('10s', 'how long a repeated refresh gets the same successor; `0` turns it off')
  @Duration('0', '5m')
  readonly REFRESH_GRACE!: number;

  @Variable(
    'ES256',
    'or `RS256`: how access tokens are signed. After a change the next key is of the new kind',
  )
  @IsIn(['ES256', 'RS256'])
  readonly SIGNING_ALG!: 'ES256' | 'RS256';

  @Variable('90d', 'a signing key older than this gets a successor')
  @Duration('1m', '3650d')
  readonly SIGNING_KEY_TTL!: number;

  @Variable(
    '5m',
    'how long verifiers may keep the public keys; a new key is published for longer before it signs',
  )
  @Duration('1s', '1d')
  readonly JWKS_MAX_AGE!: number;

  @Variable('12', 'cost of a password hash; each step doubles the time')
  @WholeNumber(4, 16)
  readonly BCRYPT_COST!: number;

  @Variable(undefined, 'hashes computed at once; unset: cores - 1, at least 1')
  @WholeNumber(1, 256)
  readonly HASH_LANES!: number;

  @Variable('2', 'seconds of hashing that may wait; beyond that the answer is 503 `overloaded`')
  @Decimal(0.1, 60)
  readonly HASH_QUEUE_SECONDS!: number;

  @Variable('8', 'shortest password, in characters; 15 is recommended without MFA (NIST SP 800-63B-4)')
  @WholeNumber(8, 64)
  readonly PASSWORD_MIN_LENGTH!: number;

  @Variable(undefined, 'with ADMIN_PASSWORD: makes the first admin at start when there is none')
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
    'attempts to sign in, by account and address together; wider ones follow from it (docs/rate-limits.md). `off` turns it off',
  )
  @RateOrOff()
  readonly LOGIN_LIMIT!: Rate | 'off';

  @Variable('10/1m', 'registrations by address; or `off`')
  @RateOrOff()
  readonly REGISTER_LIMIT!: Rate | 'off';

  @Variable('60/1m', 'refreshes by address; or `off`')
  @RateOrOff()
  readonly REFRESH_LIMIT!: Rate | 'off';

  @Variable(
    undefined,
    'proxies whose X-Forwarded-For is believed: a list of addresses in CIDR notation, nothing else',
  )
  @NetworkList()
  readonly TRUST_PROXY!: string[];

  @Variable(undefined, 'origins whose pages may call: a list such as `https://app.example.com`')
  @List()
  @Matches(ORIGIN, {
    each: true,
    message: 'CORS_ORIGINS must be a list of origins such as https://app.example.com',
  })
  readonly CORS_ORIGINS!: string[];

  @Variable(undefined, 'bearer token for `GET /metrics`, 16 characters or more; unset: that route is 404')
  @IsOptional()
  @Matches(/^[\w.~+/=-]{16,256}$/, {
    message:
      'METRICS_TOKEN must have 16 to 256 letters, digits and -._~+/=: make one with `openssl rand -hex 32`',
  })
  readonly METRICS_TOKEN?: string;

  @Variable('info', '`trace`, `debug`, `info`, `warn`, `error` or `silent`; JSON lines')
  @IsIn(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
  readonly LOG_LEVEL!: string;

  /** The bytes of SECRET_KEY, or of the key that was made under `data/`. Set by `loadConfig`. */
  readonly secretKey!: Buffer;

  /** Whether spans go to a collector. The SDK of OpenTelemetry reads its variables, OTEL_*, by itself. */
  readonly exportsTraces!: boolean;

  /** Threads that Node.js keeps for hashing and other slow work. It reads UV_THREADPOOL_SIZE by itself. */
  readonly threadPoolSize!: number;

  /** Whether real users depend on it: secrets must be real, and nothing is made up. */
  get isProduction(): boolean {
    return this.NODE_ENV === 'production';
  }

  /** Values that depend on the machine or on another variable. */
  static computedDefaults(port: string): Record<string, string> {
    const issuer = `http://localhost:${port}`;
    return {
      ISSUER: URL.canParse(issuer) ? issuer : 'http://localhost', // a faulty PORT is reported once, as itself
      HASH_LANES: String(Math.max(1, availableParallelism() - 1)),
    };
  }
}
