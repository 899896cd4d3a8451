import { parse } from 'bowser';

/** Browser and system, as far as a User-Agent header says: `Firefox on Linux`. */
export function deviceOf(userAgent: string): string {
  if (userAgent === '') return 'unknown';
  const { browser, os } = parse(userAgent);
  return [browser.name || userAgent.split('/')[0], os.name].filter(Boolean).join(' on ');
}
