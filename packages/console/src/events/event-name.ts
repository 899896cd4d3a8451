import { t, textOf } from '../page/texts.js';

/** Returns the name of a type of event in the language of the page. */
export function eventName(type: string): string {
  return t(textOf(`event.${type}`, 'event.other'), { type });
}
