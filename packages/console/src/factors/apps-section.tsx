import type { JSX } from 'preact';
import { call } from '../calls/call.js';
import { useLoaded } from '../calls/use-loaded.js';
import { api } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { when } from '../page/times.js';
import { ConfirmButton } from '../parts/confirm-button.js';
import { DialogButton } from '../parts/dialog-button.js';
import { Row, Rows } from '../parts/rows.js';
import { Shown } from '../parts/shown.js';
import { AddApp } from './add-app.js';

/** The authenticator apps of the user. */
export function AppsSection({ onChange }: { onChange(): void }): JSX.Element {
  const apps = useLoaded(() => call(api.GET('/me/totp')));
  const changed = () => {
    apps.reload();
    onChange();
  };
  const remove = async (id: string) => {
    await call(api.DELETE('/me/totp/{id}', { params: { path: { id } } }));
    changed();
  };
  return (
    <section>
      <h2>{t('apps.title')}</h2>
      <p>{t('apps.text')}</p>
      <Shown of={apps}>
        {(all) => (
          <Rows label={t('apps.title')}>
            {all.map(({ id, name, createdAt, lastUsedAt }) => (
              <Row
                key={id}
                title={name}
                facts={[t('factors.used', { created: when(createdAt), used: when(lastUsedAt) })]}
              >
                <ConfirmButton
                  label={t('factors.remove')}
                  about={name}
                  title={t('apps.removeTitle')}
                  text={t('apps.removeText', { name })}
                  confirm={() => remove(id)}
                />
              </Row>
            ))}
          </Rows>
        )}
      </Shown>
      <DialogButton label={t('apps.add')} title={t('apps.add')} onClosed={changed}>
        {(close) => <AddApp onDone={close} />}
      </DialogButton>
    </section>
  );
}
