import type { Schemas } from '@watchword/client';
import type { JSX } from 'preact';
import { t } from '../page/texts.js';
import { Once } from '../parts/once.js';

interface SecretOnceProps {
  readonly client: Schemas['ClientSecret'];
  onKept(): void;
}

/** The secret of a client, which cannot be shown again. */
export function SecretOnce({ client: { id, secret }, onKept }: SecretOnceProps): JSX.Element {
  return <Once secrets={[secret]} text={t('clients.keep', { id })} onKept={onKept} />;
}
