import type { Schemas } from '@watchword/client';
import type { JSX } from 'preact';
import { type ListQuery, usePage } from '../calls/use-page.js';
import { api } from '../calls/watchword.js';
import { DetailFacts } from '../events/detail-facts.js';
import { eventName } from '../events/event-name.js';
import { t } from '../page/texts.js';
import { when } from '../page/times.js';
import { PagedRows } from '../parts/paged-rows.js';
import { Row } from '../parts/rows.js';
import { AuditFilters, FILTERS, type FilterName } from './audit-filters.js';
import type { EventType } from './event-types.js';

type Event = Schemas['AuditEvent'];

/** The audit log, newest first. */
export function AuditView(): JSX.Element {
  const events = usePage<Event, FilterName>(list, FILTERS);
  return (
    <>
      <AuditFilters />
      <PagedRows label={t('audit.title')} of={events}>
        {(event) => <EventRow key={event.id} event={event} />}
      </PagedRows>
    </>
  );
}

const list = ({ type, since, until, ...rest }: ListQuery<FilterName>) =>
  api.GET('/audit', {
    params: {
      query: { ...rest, type: type as EventType | undefined, since: timeOf(since), until: timeOf(until) },
    },
  });

/**
 * Converts the value of a time field from the time zone of the user to UTC. Returns an invalid time unchanged, because
 * the service refuses it.
 */
function timeOf(typed: string | undefined): string | undefined {
  if (typed === undefined) return undefined;
  const time = new Date(typed);
  return Number.isNaN(time.getTime()) ? typed : time.toISOString();
}

function EventRow({ event }: { readonly event: Event }): JSX.Element {
  const { type, at, actor, subject, detail, address, userAgent, position } = event;
  return (
    <Row
      title={eventName(type)}
      facts={[
        [when(at), address].filter(Boolean).join(' · '),
        t('audit.facts', { actor: actor ?? '–', subject: subject ?? '–', position: position ?? '–' }),
        <DetailFacts detail={detail} />,
        userAgent !== null && <small>{userAgent}</small>,
      ]}
    />
  );
}
