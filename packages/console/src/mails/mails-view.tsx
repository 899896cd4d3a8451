import type { Schemas } from '@watchword/client';
import type { JSX } from 'preact';
import { call } from '../calls/call.js';
import { usePage } from '../calls/use-page.js';
import { api } from '../calls/watchword.js';
import { usePlace } from '../page/router.js';
import { t } from '../page/texts.js';
import { when } from '../page/times.js';
import { Choice } from '../parts/choice.js';
import { ConfirmButton } from '../parts/confirm-button.js';
import { Field } from '../parts/field.js';
import { Filters } from '../parts/filters.js';
import { PagedRows } from '../parts/paged-rows.js';
import { Row } from '../parts/rows.js';

type Mail = Schemas['Mail'];

const STATES = ['queued', 'sent', 'dead'] as const satisfies readonly Mail['state'][];

/** The mails that were sent, that are waiting, and that could not be sent. */
export function MailsView(): JSX.Element {
  const { query } = usePlace();
  const mails = usePage<Mail, 'state' | 'recipient'>(
    ({ state, ...rest }) =>
      api.GET('/mail', { params: { query: { ...rest, state: state as Mail['state'] | undefined } } }),
    ['state', 'recipient'],
  );
  const retry = async (id: string) => {
    await call(api.POST('/mail/{id}/retry', { params: { path: { id } } }));
    mails.reload();
  };
  return (
    <>
      <Filters>
        <Choice
          name="state"
          label={t('mails.state')}
          value={query.get('state') ?? ''}
          options={[['', t('list.all')], ...STATES.map((one) => [one, t(`mails.${one}`)] as const)]}
        />
        <Field
          name="recipient"
          label={t('mails.recipient')}
          input={{ defaultValue: query.get('recipient') ?? '', autocomplete: 'off' }}
        />
      </Filters>
      <PagedRows label={t('mails.title')} of={mails}>
        {(mail) => <MailRow key={mail.id} mail={mail} retry={() => retry(mail.id)} />}
      </PagedRows>
    </>
  );
}

function MailRow({ mail, retry }: { readonly mail: Mail; retry(): Promise<void> }): JSX.Element {
  const { recipient, state, attempts, lastError, createdAt, sentAt } = mail;
  return (
    <Row
      title={recipient}
      facts={[
        <mark>{t(`mails.${state}`)}</mark>,
        t('mails.facts', { created: when(createdAt), attempts }),
        sentAt !== null && t('mails.sentAt', { at: when(sentAt) }),
        lastError !== null && <small>{lastError}</small>,
      ]}
    >
      {state !== 'sent' && (
        <ConfirmButton
          label={t('mails.retry')}
          about={recipient}
          title={t('mails.retry')}
          text={t('mails.retryText', { recipient })}
          isDangerous={false}
          confirm={retry}
        />
      )}
    </Row>
  );
}
