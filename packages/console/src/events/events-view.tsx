import type { JSX } from 'preact';
import { usePage } from '../calls/use-page.js';
import { api } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { when } from '../page/times.js';
import { PagedRows } from '../parts/paged-rows.js';
import { Row } from '../parts/rows.js';
import { DetailFacts } from './detail-facts.js';
import { eventName } from './event-name.js';

/** The events of the account. */
export function EventsView(): JSX.Element {
  const events = usePage((query) => api.GET('/me/events', { params: { query } }));
  return (
    <PagedRows label={t('events.title')} of={events}>
      {({ id, type, at, address, device, detail }) => (
        <Row
          key={id}
          title={eventName(type)}
          facts={[[when(at), device, address].filter(Boolean).join(' · '), <DetailFacts detail={detail} />]}
        />
      )}
    </PagedRows>
  );
}
