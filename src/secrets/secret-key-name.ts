import type { Config } from '../config/config.js';
import { deriveKey } from './derived-keys.js';

const NAME_BYTES = 8;

/**
 * Returns the names by which the database identifies SECRET_KEY and SECRET_KEY_PREVIOUS, 16 letters each. They do not
 * reveal the keys.
 */
export function secretKeyNames(config: Config): { current: string; previous: string | undefined } {
  const { current, previous } = deriveKey(config, 'secretKeyName');
  return { current: nameOf(current), previous: previous && nameOf(previous) };
}

function nameOf(key: Buffer): string {
  return key.subarray(0, NAME_BYTES).toString('hex');
}
