import type { JSX } from 'preact';
import { call } from '../calls/call.js';
import { useLoaded } from '../calls/use-loaded.js';
import { api } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { Facts } from '../parts/facts.js';
import { Shown } from '../parts/shown.js';

/** How the service does. */
export function HealthView(): JSX.Element {
  const health = useLoaded(() => call(api.GET('/health/ready')));
  return (
    <section>
      <h2>{t('health.parts')}</h2>
      <Shown of={health}>
        {({ parts }) => (
          <Facts facts={Object.entries(parts).map(([name, state]) => [name, String(state)] as const)} />
        )}
      </Shown>
    </section>
  );
}
