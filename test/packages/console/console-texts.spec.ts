import { EVENT_TYPES } from '../../../src/audit/event-types.js';
import { formatted } from '../../../src/mail/mail-messages.js';
import de from '../../../packages/console/src/messages/de.json' with { type: 'json' };
import en from '../../../packages/console/src/messages/en.json' with { type: 'json' };

/** Returns a value for each name in braces. */
const valuesOf = (text: string) =>
  Object.fromEntries([...text.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => [name!, 2]));
const namesIn = (texts: Record<string, string>) =>
  Object.entries(texts).map(([key, text]) => [key, Object.keys(valuesOf(text)).toSorted()]);

describe('the languages of the console', () => {
  it('have the same texts with the same placeholders', () => {
    expect(namesIn(de)).toEqual(namesIn(en));
  });

  it.each(Object.entries({ en, de }))(
    'have only valid ICU messages: %s',
    (tag, texts: Record<string, string>) => {
      const written = Object.values(texts).map((text) => formatted(text, tag, valuesOf(text)));
      expect(written.filter((text) => /[{}]|undefined/.test(text) || text === '')).toEqual([]);
    },
  );

  it('have a name for every type of event', () => {
    expect(EVENT_TYPES.filter((type) => !(`event.${type}` in en))).toEqual([]);
  });
});
