import { page } from './page.js';

/**
 * The locale of the reader if it belongs to the language of the page, because each region writes dates
 * differently.
 */
const locale = navigator.languages.find((one) => one.startsWith(page.language)) ?? page.language;

const inFull = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const ofDay = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });

/** A time as people write it, in their own time zone. */
export const when = (time: string): string => inFull.format(new Date(time));

/** The time of day. */
export const clockTime = (time: Date): string => ofDay.format(time);
