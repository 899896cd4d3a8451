import type { Schemas } from '@watchword/client';
import type { JSX } from 'preact';
import { t } from '../page/texts.js';
import { when } from '../page/times.js';
import { ConfirmButton } from '../parts/confirm-button.js';
import { Row } from '../parts/rows.js';

interface SessionRowProps {
  readonly session: Schemas['Session'];
  /** Ends the session. Undefined where a single session cannot be ended. */
  end?(): Promise<void>;
}

/** One session: the device, and when the session was created and last used. */
export function SessionRow({ session, end }: SessionRowProps): JSX.Element {
  const { device, current, address, userAgent, createdAt, lastUsedAt } = session;
  return (
    <Row
      title={device}
      facts={[
        current && <mark>{t('sessions.current')}</mark>,
        t('sessions.facts', { address, created: when(createdAt), used: when(lastUsedAt) }),
        <small>{userAgent}</small>,
      ]}
    >
      {end && (
        <ConfirmButton
          label={t('sessions.end')}
          about={device}
          title={t('sessions.endTitle')}
          text={t('sessions.endText', { device })}
          confirm={end}
        />
      )}
    </Row>
  );
}
