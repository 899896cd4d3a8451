import type { JSX } from 'preact';
import { eventName } from '../events/event-name.js';
import { usePlace } from '../page/router.js';
import { t } from '../page/texts.js';
import { Choice } from '../parts/choice.js';
import { Field } from '../parts/field.js';
import { Filters } from '../parts/filters.js';
import { EVENT_TYPES } from './event-types.js';

export const FILTERS = ['type', 'actor', 'subject', 'since', 'until'] as const;
export type FilterName = (typeof FILTERS)[number];

/** The filters of the audit log. */
export function AuditFilters(): JSX.Element {
  const { query } = usePlace();
  const valueOf = (name: FilterName) => query.get(name) ?? '';
  const typed = { autocomplete: 'off', spellcheck: false } as const;
  return (
    <Filters key={query.toString()}>
      <Choice
        name="type"
        label={t('audit.type')}
        value={valueOf('type')}
        options={[['', t('list.all')], ...EVENT_TYPES.map((type) => [type, eventName(type)] as const)]}
      />
      {(['actor', 'subject'] as const).map((name) => (
        <Field
          key={name}
          name={name}
          label={t(`audit.${name}`)}
          input={{ ...typed, defaultValue: valueOf(name) }}
        />
      ))}
      {(['since', 'until'] as const).map((name) => (
        <Field
          key={name}
          name={name}
          label={t(`audit.${name}`)}
          input={{ type: 'datetime-local', defaultValue: valueOf(name) }}
        />
      ))}
    </Filters>
  );
}
