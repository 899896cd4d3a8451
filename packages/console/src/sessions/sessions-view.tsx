import type { Schemas } from '@watchword/client';
import type { JSX } from 'preact';
import { call } from '../calls/call.js';
import { useLoaded } from '../calls/use-loaded.js';
import { api, watchword } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { ConfirmButton } from '../parts/confirm-button.js';
import { Rows } from '../parts/rows.js';
import { Shown } from '../parts/shown.js';
import { SessionRow } from './session-row.js';

/** The sessions of the user. */
export function SessionsView(): JSX.Element {
  const sessions = useLoaded(() => call(api.GET('/sessions')));
  const end = async ({ id, current }: Schemas['Session']) => {
    if (current) await watchword.signOut();
    else await call(api.DELETE('/sessions/{id}', { params: { path: { id } } }));
    sessions.reload();
  };
  return (
    <Shown of={sessions}>
      {(all) => (
        <>
          <Rows label={t('sessions.title')}>
            {all.map((session) => (
              <SessionRow key={session.id} session={session} end={() => end(session)} />
            ))}
          </Rows>
          <ConfirmButton
            label={t('sessions.endAll')}
            title={t('sessions.endAll')}
            text={t('sessions.endAllText')}
            confirm={endAll}
          />
        </>
      )}
    </Shown>
  );
}

/** Ends all sessions. This session ends too, which the refresh detects. */
async function endAll(): Promise<void> {
  await call(api.DELETE('/sessions'));
  await watchword.refresh();
}
