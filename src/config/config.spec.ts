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
    ['REFRESH_LIMIT', 'Off'],
  ])('refuses %s=%s', (name, value) => {
    expect(faultsOf({ [name]: value })).toEqual([expect.stringContaining(name)]);
  });

  it('turns lists and durations into values', () => {
    const config = loadConfig({ SECRET_KEY, TRUST_PROXY: '10.0.0.0/8, ::1', ACCESS_TOKEN_TTL: '1h' });

    expect(config).toMatchObject({
      TRUST_PROXY: ['10.0.0.0/8', '::1'],
      CORS_ORIGINS: [],
      ACCESS_TOKEN_TTL: 3600,
    });
  });

  it('turns rates into numbers, or off', () => {
    const config = loadConfig({ SECRET_KEY, LOGIN_LIMIT: '5/10s', REFRESH_LIMIT: 'off' });

    expect(config).toMatchObject({
      LOGIN_LIMIT: { count: 5, seconds: 10 },
      REGISTER_LIMIT: { count: 10, seconds: 60 },
      REFRESH_LIMIT: 'off',
    });
  });

  it('demands a real secret in production', () => {
    const pattern = Buffer.alloc(32, 'ab').toString('base64');

    expect(faultsOf({ NODE_ENV: 'production' })).toEqual([]);
    expect(faultsOf({ NODE_ENV: 'production', SECRET_KEY: '' })).toEqual([
      expect.stringContaining('SECRET_KEY'),
    ]);
    expect(faultsOf({ NODE_ENV: 'production', SECRET_KEY: pattern })).toEqual([
      expect.stringContaining('SECRET_KEY'),
    ]);
  });
});

describe('.env.example', () => {
  const example = parseEnv(readFileSync('.env.example', 'utf8')) as Record<string, string>;

  it('starts in development, and is refused in production by name', () => {
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

describe("the README's table", () => {
  it('lists every variable with its default and meaning, and no other', () => {
    const rows = [...readFileSync('README.md', 'utf8').matchAll(/^\| `([A-Z_]+)` \| (.+?) \| (.+) \|$/gm)];

    expect(rows.map(([, name, fallback, meaning]) => ({ name, fallback, meaning }))).toEqual(
      knownVariables().map(({ name, fallback, meaning }) => ({
        name,
        fallback: fallback === undefined ? 'unset' : `\`${fallback}\``,
        meaning,
      })),
    );
  });
});
