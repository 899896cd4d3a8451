import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../calls/call.js';
import { useLoaded } from '../calls/use-loaded.js';
import { api } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { DialogButton } from '../parts/dialog-button.js';
import { Form } from '../parts/form.js';
import { Once } from '../parts/once.js';
import { Shown } from '../parts/shown.js';

/** The recovery codes, which users can enter instead of a factor. */
export function RecoverySection(): JSX.Element {
  const left = useLoaded(() => call(api.GET('/me/recovery-codes')));
  return (
    <section>
      <h2>{t('recovery.title')}</h2>
      <Shown of={left}>{({ remaining }) => <p>{t('recovery.left', { remaining })}</p>}</Shown>
      <DialogButton
        label={t('recovery.renew')}
        title={t('recovery.renew')}
        text={t('recovery.renewText')}
        onClosed={left.reload}
      >
        {(close) => <NewCodes onDone={close} />}
      </DialogButton>
    </section>
  );
}

function NewCodes({ onDone }: { onDone(): void }): JSX.Element {
  const [codes, setCodes] = useState<readonly string[]>([]);
  if (codes.length > 0) return <Once secrets={codes} text={t('recovery.keep')} onKept={onDone} />;
  return (
    <Form
      button={t('recovery.renew')}
      onCancel={onDone}
      submit={async () => setCodes((await call(api.POST('/me/recovery-codes'))).recoveryCodes)}
    />
  );
}
