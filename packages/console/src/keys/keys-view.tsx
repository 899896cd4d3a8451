import type { JSX } from 'preact';
import { call } from '../calls/call.js';
import { useLoaded } from '../calls/use-loaded.js';
import { api } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { Row, Rows } from '../parts/rows.js';
import { Shown } from '../parts/shown.js';

/** The keys that verify access tokens. */
export function KeysView(): JSX.Element {
  const keys = useLoaded(() => call(api.GET('/.well-known/jwks.json')));
  return (
    <>
      <p>{t('keys.text')}</p>
      <Shown of={keys}>
        {({ keys: all }) => (
          <Rows label={t('keys.title')}>
            {all.map(({ kid, alg }) => (
              <Row key={String(kid)} title={<code>{String(kid)}</code>} facts={[String(alg)]} />
            ))}
          </Rows>
        )}
      </Shown>
    </>
  );
}
