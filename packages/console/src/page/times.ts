import { page } from './page.js';

/**
 * The locale of the reader if it belongs to the language of the page, because each region writes dates
 * differently.
 */
const locale = navigator.languages.find((one) => one.startsWith(page.language)) ?? page.language;

const inFull = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const ofDay = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });

/** Writes a date and time in the format and the time zone of the user. */
export const when = (time: string): string => inFull.format(new Date(time));

/** Writes the time of day. */
export const clockTime = (time: Date): string => ofDay.format(time);
