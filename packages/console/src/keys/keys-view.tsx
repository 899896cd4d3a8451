import type { Schemas } from '@watchword/client';
import type { JSX } from 'preact';
import { call } from '../calls/call.js';
import { useLoaded } from '../calls/use-loaded.js';
import { api } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { when } from '../page/times.js';
import { ConfirmButton } from '../parts/confirm-button.js';
import { Row, Rows } from '../parts/rows.js';
import { Shown } from '../parts/shown.js';

/** The keys that sign access tokens, and the button that creates the next one. */
export function KeysView(): JSX.Element {
  const keys = useLoaded(() => call(api.GET('/keys')));
  const rotate = async () => {
    await call(api.POST('/keys/rotate'));
    keys.reload();
  };
  return (
    <>
      <p>{t('keys.text')}</p>
      <Shown of={keys}>
        {(all) => {
          const signing = signingOf(all);
          return (
            <Rows label={t('keys.title')}>
              {all.map((key) => (
                <KeyRow key={key.id} signingKey={key} isSigning={key === signing} />
              ))}
            </Rows>
          );
        }}
      </Shown>
      <ConfirmButton
        label={t('keys.rotate')}
        title={t('keys.rotate')}
        text={t('keys.rotateText')}
        isDangerous={false}
        confirm={rotate}
      />
    </>
  );
}

interface KeyRowProps {
  readonly signingKey: Schemas['SigningKey'];
  readonly isSigning: boolean;
}

function KeyRow({ signingKey, isSigning }: KeyRowProps): JSX.Element {
  const { id, algorithm, createdAt, signsFrom } = signingKey;
  return (
    <Row
      title={<code>{id}</code>}
      facts={[
        isSigning && <mark>{t('keys.signs')}</mark>,
        t('keys.facts', { algorithm, created: when(createdAt), from: when(signsFrom) }),
      ]}
    />
  );
}

/** Returns the newest key that may already sign. */
function signingOf(keys: readonly Schemas['SigningKey'][]): Schemas['SigningKey'] | undefined {
  return keys.findLast(({ signsFrom }) => Date.parse(signsFrom) <= Date.now());
}
