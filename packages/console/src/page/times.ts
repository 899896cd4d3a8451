import { page } from './page.js';

const inFull = new Intl.DateTimeFormat(page.language, { dateStyle: 'medium', timeStyle: 'short' });
const ofDay = new Intl.DateTimeFormat(page.language, { timeStyle: 'short' });

/** A time as people write it, in their own time zone. */
export const when = (time: string): string => inFull.format(new Date(time));

/** The time of day. */
export const clockTime = (time: Date): string => ofDay.format(time);
