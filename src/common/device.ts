import { parse } from 'bowser';
import { LRUCache } from 'lru-cache';

const MAX_REMEMBERED = 500;

/** Cached, because users have few different browsers and parsing takes a tenth of a millisecond. */
const devices = new LRUCache<string, string>({ max: MAX_REMEMBERED });

/** Returns the browser and system in a User-Agent header, such as `Firefox on Linux`. */
export function deviceOf(userAgent: string): string {
  if (userAgent === '') return 'unknown';
  const known = devices.get(userAgent);
  if (known !== undefined) return known;
  const device = readDevice(userAgent);
  devices.set(userAgent, device);
  return device;
}

function readDevice(userAgent: string): string {
  const { browser, os } = parse(userAgent);
  return [browser.name || userAgent.split('/')[0], os.name].filter(Boolean).join(' on ');
}
