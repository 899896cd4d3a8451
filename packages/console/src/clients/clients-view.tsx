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
import { ClientForm } from './client-form.js';
import { RotateSecret } from './rotate-secret.js';

/** The service clients, each with its own secret. */
export function ClientsView(): JSX.Element {
  const clients = useLoaded(() => call(api.GET('/clients')));
  return (
    <>
      <DialogButton label={t('clients.new')} title={t('clients.new')} onClosed={clients.reload}>
        {(close) => <ClientForm onDone={close} />}
      </DialogButton>
      <Shown of={clients}>
        {(all) => (
          <Rows label={t('clients.title')}>
            {all.map((client) => (
              <ClientRow key={client.id} client={client} onChange={clients.reload} />
            ))}
          </Rows>
        )}
      </Shown>
    </>
  );
}

interface ClientRowProps {
  readonly client: Schemas['Client'];
  onChange(): void;
}

function ClientRow({ client, onChange }: ClientRowProps): JSX.Element {
  const { id, name, scopes, hasPreviousSecret, createdAt } = client;
  const params = { path: { id } };
  const remove = async () => {
    await call(api.DELETE('/clients/{id}', { params }));
    onChange();
  };
  const removePrevious = async () => {
    await call(api.DELETE('/clients/{id}/secrets/previous', { params }));
    onChange();
  };
  return (
    <Row
      title={name}
      facts={[
        <code>{id}</code>,
        scopes.length > 0 && t('clients.scopeNames', { scopes: scopes.join(' ') }),
        t('user.created', { at: when(createdAt) }),
        hasPreviousSecret && <mark>{t('clients.hasPrevious')}</mark>,
      ]}
    >
      <DialogButton label={t('clients.edit')} about={name} title={t('clients.edit')} onClosed={onChange}>
        {(close) => <ClientForm client={client} onDone={close} />}
      </DialogButton>
      <DialogButton
        label={t('clients.rotate')}
        about={name}
        title={t('clients.rotateTitle', { name })}
        text={t('clients.rotateText')}
        onClosed={onChange}
      >
        {(close) => <RotateSecret id={id} onDone={close} />}
      </DialogButton>
      {hasPreviousSecret && (
        <ConfirmButton
          label={t('clients.removePrevious')}
          about={name}
          title={t('clients.removePrevious')}
          text={t('clients.removePreviousText')}
          confirm={removePrevious}
        />
      )}
      <ConfirmButton
        label={t('clients.remove')}
        about={name}
        title={t('clients.removeTitle', { name })}
        text={t('clients.removeText')}
        confirm={remove}
      />
    </Row>
  );
}
