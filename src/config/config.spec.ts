import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Config } from './config.js';
import type { InvalidConfig } from './config.errors.js';
import { loadConfig } from './load-config.js';
import { knownVariables } from './variable.decorators.js';

const SECRET_KEY = 'n7oX0mXrI6f9bV3jv0o8wq5s1Yt8Zb2QkLx4cD6eF7g=';

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig({ SECRET_KEY, ...environment });
    return [];
  } catch (error) {
    return (error as InvalidConfig).faults;
  }
}

describe('the configuration', () => {
  it('needs nothing but defaults', () => {
    const config = loadConfig({ SECRET_KEY });

    expect(config).toMatchObject({ PORT: 3000, ACCESS_TOKEN_TTL: 900, ISSUER: 'http://localhost:3000' });
  });

  it('accepts COOKIE_SAME_SITE=none only with https', () => {
    const COOKIE_SAME_SITE = 'none';

    expect(faultsOf({ COOKIE_SAME_SITE, ISSUER: 'https://auth.example.com' })).toEqual([]);
    expect(faultsOf({ COOKIE_SAME_SITE })).toEqual([expect.stringMatching(/^COOKIE_SAME_SITE may be none/)]);
    expect(faultsOf({ COOKIE_SAME_SITE: 'no' })).toHaveLength(1);
  });

  it('lists every fault at once', () => {
    const faults = faultsOf({
      PORT: 'x',
      BCRYPT_COST: '3',
      ACCESS_TOKEN_TTL: '15 minutes',
      DATABASE_URL: 'postgres://x',
    });

    expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
      'PORT',
      'DATABASE_URL',
      'ACCESS_TOKEN_TTL',
      'BCRYPT_COST',
    ]);
  });

  it.each<[keyof Config, string]>([
    ['PORT', '70000'],
    ['DATABASE_URL', 'mysql://host'],
    ['SECRET_KEY', 'short'],
    ['ISSUER', 'auth'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '1'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['CORS_ORIGINS', '*'],
    ['LOG_LEVEL', 'loud'],
    ['ADMIN_NAME', 'root'],
    ['HASH_LANES', '0'],
    ['PASSWORD_MIN_LENGTH', '7'],
    ['LOGIN_LIMIT', '10'],
    ['LOGIN_LIMIT', '0/1m'],
    ['REGISTER_LIMIT', '10/0'],
    ['REFRESH_LIMIT', '10001/1s'],
    ['REFRESH_LIMIT', '1/2d'],
    ['MFA_REMEMBER', '0'],
    ['MFA_REMEMBER', '12h'],
    ['MFA_REMEMBER', '366d'],
    ['MFA_REMEMBER', 'on'],
    ['ISSUER', 'https://auth.example.com/?tenant=1'],
    ['ISSUER', 'https://auth.example.com/#top'],
    ['ISSUER', 'https://user@auth.example.com'],
    ['ISSUER', 'https:auth.example.com'],
    ['ISSUER', 'ftp://auth.example.com'],
    ['AUDIENCE', 'orders,payments'],
    ['CORS_ORIGINS', 'https://app.example.com/path'],
    ['CORS_ORIGINS', 'https://*.example.com'],
    ['CORS_ORIGINS', 'app.example.com'],
    ['CORS_ORIGINS', 'https://app.example.com,null'],
    ['CORS_ORIGINS', 'file://'],
    ['DATABASE_URL', 'mysql://host/name?ssl=yes'],
    ['DATABASE_URL', 'mysql://host/name?sslmode=required'],
    ['DATABASE_URL', 'mysql://host/name?ssl=true&ssl=false'],
    ['DATABASE_URL', 'mysql://host/name?socketPath=mysqld.sock'],
    ['DATABASE_URL', 'mysql://host/name?ssl=true&socketPath=/run/mysqld/mysqld.sock'],
    ['DATABASE_URL', 'mysql:///name'],
    ['DATABASE_URL', 'mysql://user:50%@host/name'],
    ['DATABASE_URL', 'mysql://user:a/b@host/name'],
    ['DATABASE_URL', 'sqlite://data/watchword.sqlite'],
    ['DATABASE_URL', 'sqlite::memory:'],
    ['DATABASE_URL', 'sqlite:~/watchword.sqlite'],
    ['DATABASE_URL', 'sqlite:data/'],
    ['ACCESS_TOKEN_TTL', '15'],
    ['PORT', '0x50'],
    ['KEEP_ALIVE_TIMEOUT', '72'],
    ['REGISTRATION', 'off'],
    ['BREACHED_PASSWORDS', 'on'],
    ['BREACHED_PASSWORDS', 'offline:'],
    ['BREACHED_PASSWORDS', '/var/lib/pwned.txt'],
    ['NOTICES_OFF', 'all'],
    ['NOTICES_OFF', 'new_device,verify_email'],
    ['PASSWORD_CONTEXT_WORDS', 'acme,a'],
    ['TOKEN_CLAIMS', 'plan,sub'],
    ['TOKEN_CLAIMS', 'roles'],
    ['TOKEN_CLAIMS', 'email'],
    ['TOKEN_CLAIMS', 'plan,plan'],
    ['TOKEN_CLAIMS', '1plan'],
    ['TOKEN_CLAIMS', 'constructor'],
    ['TOKEN_CLAIMS', 'a'.repeat(65)],
    ['TOKEN_CLAIMS', 'a,b,c,d,e,f,g,h,i,j,k'],
    ['PASSWORD_CONTEXT_WORDS', 'a'.repeat(65)],
  ])('refuses %s=%s', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringContaining(name)]);
  });

  it.each<[keyof Config, string, unknown]>([
    ['NODE_ENV', 'Production', 'production'],
    ['PORT', ' 3000 ', 3000],
    ['HOST', '[::1]', '::1'],
    ['LOG_LEVEL', 'INFO', 'info'],
    ['SIGNING_ALG', 'es256', 'ES256'],
    ['ACCESS_TOKEN_TTL', '15M', 900],
    ['ACCESS_TOKEN_TTL', '15 m', 900],
    ['REFRESH_LIMIT', 'Off', 'off'],
    ['REFRESH_LIMIT', '5 / 1M', { count: 5, seconds: 60 }],
    ['AUDIENCE', ' watchword ', 'watchword'],
    ['TOKEN_CLAIMS', 'plan, https://example.com/tenant', ['plan', 'https://example.com/tenant']],
    ['ISSUER', 'https://Auth.Example.com:443/', 'https://auth.example.com'],
    ['ISSUER', 'HTTP://auth_service:80', 'http://auth_service'],
    ['ISSUER', 'https://example.com/Auth//', 'https://example.com/Auth'],
    ['ISSUER', 'http://[::1]:3000', 'http://[::1]:3000'],
    ['CORS_ORIGINS', 'https://App.Example.com:443', ['https://app.example.com']],
    ['CORS_ORIGINS', 'http://localhost:80/, http://localhost', ['http://localhost']],
    ['CORS_ORIGINS', 'http://localhost:8080', ['http://localhost:8080']],
    [
      'CORS_ORIGINS',
      'Capacitor://localhost,ionic://localhost',
      ['capacitor://localhost', 'ionic://localhost'],
    ],
    ['CORS_ORIGINS', 'chrome-extension://abcdefgh/', ['chrome-extension://abcdefgh']],
    ['CORS_ORIGINS', 'moz-extension://0a1b-2c', ['moz-extension://0a1b-2c']],
    ['DATABASE_URL', 'mariadb://user:p%40ss@host/name?ssl=False', 'mysql://user:p%40ss@host/name?ssl=false'],
    ['DATABASE_URL', 'MySQL://u@[::1]:3307/name', 'mysql://u@[::1]:3307/name'],
    ['DATABASE_URL', 'mysql:///name?socketPath=/run/db.sock', 'mysql:///name?socketPath=/run/db.sock'],
    ['DATABASE_URL', ' SQLite:data/w.sqlite ', 'sqlite:data/w.sqlite'],
    ['ADMIN_PASSWORD', ' with blanks ', ' with blanks '],
    ['KEEP_ALIVE_TIMEOUT', '620s', 620],
    ['REGISTRATION', 'Closed', 'closed'],
    ['BREACHED_PASSWORDS', 'API', 'api'],
    ['BREACHED_PASSWORDS', 'Offline: /Lists/pwned passwords.txt', { file: '/Lists/pwned passwords.txt' }],
    ['NOTICES_OFF', 'new_device, failed_attempts', ['new_device', 'failed_attempts']],
    ['PASSWORD_CONTEXT_WORDS', ' Acme, Rocket Skates ,', ['Acme', 'Rocket Skates']],
  ])('reads %s=%s as %j', (name, value, meaning) => {
    expect(loadConfig({ SECRET_KEY, ADMIN_NAME: 'root', ADMIN_PASSWORD: 'x', [name]: value })[name]).toEqual(
      meaning,
    );
  });

  it('explains why origins that anyone can use are refused', () => {
    expect(faultsOf({ CORS_ORIGINS: 'null' })).toEqual([
      'CORS_ORIGINS must not have null: sandboxed frames and files of anybody have this origin',
    ]);
  });

  it('converts lists and durations', () => {
    const config = loadConfig({ SECRET_KEY, TRUST_PROXY: '10.0.0.0/8, ::1', ACCESS_TOKEN_TTL: '1h' });

    expect(config).toMatchObject({
      TRUST_PROXY: ['10.0.0.0/8', '::1'],
      CORS_ORIGINS: [],
      ACCESS_TOKEN_TTL: 3600,
    });
  });

  it('converts rates to numbers, or to off', () => {
    const config = loadConfig({ SECRET_KEY, LOGIN_LIMIT: '5/10s', REFRESH_LIMIT: 'off' });

    expect(config).toMatchObject({
      LOGIN_LIMIT: { count: 5, seconds: 10 },
      REGISTER_LIMIT: { count: 10, seconds: 60 },
      REFRESH_LIMIT: 'off',
    });
  });

  it('requires a real secret in production', () => {
    const pattern = Buffer.alloc(32, 'ab').toString('base64');

    expect(faultsOf({ NODE_ENV: 'production' })).toEqual([]);
    expect(faultsOf({ NODE_ENV: 'production', SECRET_KEY: '' })).toEqual([
      expect.stringContaining('SECRET_KEY'),
    ]);
    expect(faultsOf({ NODE_ENV: 'production', SECRET_KEY_PREVIOUS: pattern })).toEqual([
      expect.stringContaining('SECRET_KEY_PREVIOUS'),
    ]);
    expect(faultsOf({ NODE_ENV: 'production', SECRET_KEY: pattern })).toEqual([
      expect.stringContaining('SECRET_KEY'),
    ]);
  });
});

describe('.env.example', () => {
  const example = parseEnv(readFileSync('.env.example', 'utf8')) as Record<string, string>;

  it('accepts another key as SECRET_KEY_PREVIOUS, and refuses the same key or one that is too short', () => {
    const other = Buffer.alloc(33, 'other key');

    expect(
      loadConfig({ SECRET_KEY, SECRET_KEY_PREVIOUS: other.toString('base64') }).previousSecretKey,
    ).toEqual(other);
    expect(loadConfig({ SECRET_KEY, SECRET_KEY_PREVIOUS: '' }).previousSecretKey).toBeUndefined();
    for (const SECRET_KEY_PREVIOUS of [SECRET_KEY, SECRET_KEY.replace('=', ''), 'short'])
      expect(faultsOf({ SECRET_KEY_PREVIOUS })).toEqual([
        expect.stringContaining('SECRET_KEY_PREVIOUS must'),
      ]);
  });

  it('is valid in development, and refused in production with the names of its example values', () => {
    const refused = faultsOf({ ...example, NODE_ENV: 'production' });

    expect(faultsOf({ ...example, NODE_ENV: 'development' })).toEqual([]);
    expect(refused.join()).toMatch(/SECRET_KEY.*ADMIN_PASSWORD/);
  });

  it('names every variable', () => {
    const text = readFileSync('.env.example', 'utf8');
    const missing = knownVariables().filter(({ name }) => !new RegExp(`^(# ?)?${name}=`, 'm').test(text));

    expect(missing.map(({ name }) => name)).toEqual([]);
  });
});

describe('docs/configuration.md', () => {
  it('lists exactly the known variables, with default and meaning', () => {
    const page = readFileSync('docs/configuration.md', 'utf8');
    const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| (.+?) \| (.+) \|$/gm)];

    expect(rows.map(([, name, fallback, meaning]) => ({ name, fallback, meaning }))).toEqual(
      knownVariables().map(({ name, fallback, meaning }) => ({
        name,
        fallback: fallback === undefined ? 'unset' : `\`${fallback}\``,
        meaning,
      })),
    );
  });
});
