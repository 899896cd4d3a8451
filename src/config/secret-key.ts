import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.js';

const KEY_BYTES = 32;
const KEY_FILE = join('data', 'secret-key');

/** The key of `.env.example`: base64 of 32 bytes that spell out what they are. */
const EXAMPLE_KEYS = new Set(['ZXhhbXBsZSBrZXksIG5vdCBhIHNlY3JldCBhdCBhbGw=']);

/** Finds the bytes that encrypt what is stored encrypted. Adds to `faults` and finds nothing when they are unfit. */
export function findSecretKey(config: Config, faults: string[]): Buffer | undefined {
  if (config.SECRET_KEY) return decode(config.SECRET_KEY, config.isProduction, faults);
  if (!config.isProduction) return faults.length === 0 ? keyUnderData() : undefined;

  faults.push('SECRET_KEY is required when NODE_ENV=production: make one with `openssl rand -base64 32`');
  return undefined;
}

function decode(text: string, isProduction: boolean, faults: string[]): Buffer | undefined {
  const key = Buffer.from(text, 'base64');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text) || key.length < KEY_BYTES) {
    faults.push('SECRET_KEY must be 32 or more bytes in base64: make one with `openssl rand -base64 32`');
  }
  if (isProduction && (EXAMPLE_KEYS.has(text) || new Set(key).size < KEY_BYTES / 4)) {
    faults.push(
      'SECRET_KEY holds an example or a pattern, not a secret: make one with `openssl rand -base64 32`',
    );
  }
  return key;
}

/** Makes the key at the first start. Linking is atomic: of two processes that start at once, both read one key. */
function keyUnderData(): Buffer {
  if (existsSync(KEY_FILE)) return readKeyFile();
  mkdirSync('data', { recursive: true, mode: 0o700 });
  const draft = `${KEY_FILE}.${process.pid}`;
  writeFileSync(draft, randomBytes(KEY_BYTES).toString('base64'), { mode: 0o600 });
  try {
    linkSync(draft, KEY_FILE);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return readKeyFile();
}

function readKeyFile(): Buffer {
  return Buffer.from(readFileSync(KEY_FILE, 'utf8'), 'base64');
}
