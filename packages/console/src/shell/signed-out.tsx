import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { signInAddress } from '../page/router.js';
import { t } from '../page/texts.js';

/** Shown when the session has ended, in this tab or in another one. */
export function SignedOut(): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="view">
      <h1 tabIndex={-1} ref={heading}>
        {t('signedOut.title')}
      </h1>
      <p>
        <a href={signInAddress()}>{t('signedOut.signIn')}</a>
      </p>
    </section>
  );
}
