import type { JSX } from 'preact';
import { call } from '../calls/call.js';
import { useLoaded } from '../calls/use-loaded.js';
import { api } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { Rows } from '../parts/rows.js';
import { Shown } from '../parts/shown.js';
import { SessionRow } from '../sessions/session-row.js';

/** The sessions of a user. */
export function UserSessions({ id }: { readonly id: string }): JSX.Element {
  const sessions = useLoaded(() => call(api.GET('/users/{id}/sessions', { params: { path: { id } } })), [id]);
  return (
    <section>
      <h2>{t('sessions.title')}</h2>
      <Shown of={sessions}>
        {(all) => (
          <Rows label={t('sessions.title')}>
            {all.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </Rows>
        )}
      </Shown>
    </section>
  );
}
