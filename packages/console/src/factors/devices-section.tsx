import type { JSX } from 'preact';
import { call } from '../calls/call.js';
import { useLoaded } from '../calls/use-loaded.js';
import { api } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { when } from '../page/times.js';
import { ConfirmButton } from '../parts/confirm-button.js';
import { Row, Rows } from '../parts/rows.js';
import { Shown } from '../parts/shown.js';

/** The browsers on which the user needs no second factor for a while. */
export function DevicesSection(): JSX.Element {
  const devices = useLoaded(() => call(api.GET('/me/devices')));
  const forget = async (id: string) => {
    await call(api.DELETE('/me/devices/{id}', { params: { path: { id } } }));
    devices.reload();
  };
  return (
    <section>
      <h2>{t('devices.title')}</h2>
      <p>{t('devices.text')}</p>
      <Shown of={devices}>
        {(all) => (
          <Rows label={t('devices.title')}>
            {all.map(({ id, device, current, address, lastUsedAt, expiresAt }) => (
              <Row
                key={id}
                title={device}
                facts={[
                  current && <mark>{t('devices.current')}</mark>,
                  t('devices.facts', { address, used: when(lastUsedAt), ends: when(expiresAt) }),
                ]}
              >
                <ConfirmButton
                  label={t('devices.forget')}
                  about={device}
                  title={t('devices.forget')}
                  text={t('devices.forgetText', { device })}
                  confirm={() => forget(id)}
                />
              </Row>
            ))}
          </Rows>
        )}
      </Shown>
    </section>
  );
}
