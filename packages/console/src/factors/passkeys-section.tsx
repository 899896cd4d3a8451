import type { Schemas } from '@watchword/client';
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
import { AddPasskey } from './add-passkey.js';
import { RenamePasskey } from './rename-passkey.js';

/** The passkeys of the user. */
export function PasskeysSection({ onChange }: { onChange(): void }): JSX.Element {
  const passkeys = useLoaded(() => call(api.GET('/me/passkeys')));
  const changed = () => {
    passkeys.reload();
    onChange();
  };
  return (
    <section>
      <h2>{t('passkeys.title')}</h2>
      <p>{t('passkeys.text')}</p>
      <Shown of={passkeys}>
        {(all) => (
          <Rows label={t('passkeys.title')}>
            {all.map((passkey) => (
              <PasskeyRow key={passkey.id} passkey={passkey} onChange={changed} />
            ))}
          </Rows>
        )}
      </Shown>
      <DialogButton
        label={t('passkeys.add')}
        title={t('passkeys.add')}
        text={t('passkeys.addText')}
        onClosed={changed}
      >
        {(close) => <AddPasskey onDone={close} />}
      </DialogButton>
    </section>
  );
}

interface PasskeyRowProps {
  readonly passkey: Schemas['Passkey'];
  onChange(): void;
}

function PasskeyRow({ passkey, onChange }: PasskeyRowProps): JSX.Element {
  const { id, name, kind, synced, createdAt, lastUsedAt } = passkey;
  const remove = async () => {
    await call(api.DELETE('/me/passkeys/{id}', { params: { path: { id } } }));
    onChange();
  };
  return (
    <Row
      title={name}
      facts={[
        kind,
        t(synced ? 'passkeys.synced' : 'passkeys.bound'),
        lastUsedAt === null
          ? t('factors.neverUsed', { created: when(createdAt) })
          : t('factors.used', { created: when(createdAt), used: when(lastUsedAt) }),
      ]}
    >
      <DialogButton
        label={t('passkeys.rename')}
        about={name}
        title={t('passkeys.rename')}
        onClosed={onChange}
      >
        {(close) => <RenamePasskey id={id} name={name} onDone={close} />}
      </DialogButton>
      <ConfirmButton
        label={t('factors.remove')}
        about={name}
        title={t('passkeys.removeTitle')}
        text={t('passkeys.removeText', { name })}
        confirm={remove}
      />
    </Row>
  );
}
