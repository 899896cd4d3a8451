import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.js';

const KEY_BYTES = 32;
const KEY_FILE = join('data', 'secret-key');

/** The key of `.env.example`: base64 of a sentence of 32 bytes. */
const EXAMPLE_KEYS = new Set(['ZXhhbXBsZSBrZXksIG5vdCBhIHNlY3JldCBhdCBhbGw=']);

/** Returns the bytes of the key. Adds to `faults` and returns nothing if the key is unsuitable. */
export function findSecretKey(config: Config, faults: string[]): Buffer | undefined {
  if (config.SECRET_KEY) return decode('SECRET_KEY', config.SECRET_KEY, config.isProduction, faults);
  if (!config.isProduction) return faults.length === 0 ? keyUnderData() : undefined;

  faults.push('SECRET_KEY is required when NODE_ENV=production: make one with `openssl rand -base64 32`');
  return undefined;
}

/**
 * Returns the bytes of the previous key, if it is set. Adds to `faults` if they are unsuitable or equal to those of
 * SECRET_KEY.
 */
export function findPreviousSecretKey(
  { SECRET_KEY_PREVIOUS: text, isProduction }: Config,
  secretKey: Buffer | undefined,
  faults: string[],
): Buffer | undefined {
  if (!text) return undefined;
  const key = decode('SECRET_KEY_PREVIOUS', text, isProduction, faults);
  if (secretKey?.equals(key)) faults.push('SECRET_KEY_PREVIOUS must not be SECRET_KEY: leave it unset');
  return key;
}

function decode(name: string, text: string, isProduction: boolean, faults: string[]): Buffer {
  const key = Buffer.from(text, 'base64');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text) || key.length < KEY_BYTES) {
    faults.push(`${name} must be 32 or more bytes in base64: make one with \`openssl rand -base64 32\``);
  }
  if (isProduction && (EXAMPLE_KEYS.has(text) || new Set(key).size < KEY_BYTES / 4)) {
    faults.push(
      `${name} holds an example or a pattern, not a secret: make one with \`openssl rand -base64 32\``,
    );
  }
  return key;
}

/**
 * Generates the key at the first start. Linking the file is atomic, so two processes that start at the same time use
 * the same key.
 */
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
