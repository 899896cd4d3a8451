import { t, textOf } from '../page/texts.js';

/** What a type of event is called. */
export function eventName(type: string): string {
  return t(textOf(`event.${type}`, 'event.other'), { type });
}
