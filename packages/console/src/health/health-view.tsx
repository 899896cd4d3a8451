import type { JSX } from 'preact';
import { call } from '../calls/call.js';
import { useLoaded } from '../calls/use-loaded.js';
import { api } from '../calls/watchword.js';
import { t } from '../page/texts.js';
import { Facts } from '../parts/facts.js';
import { Shown } from '../parts/shown.js';
import { SignInChart } from './sign-in-chart.js';

/** The health of the service, and the sign-ins. */
export function HealthView(): JSX.Element {
  const health = useLoaded(() => call(api.GET('/health/ready')));
  const signIns = useLoaded(() => call(api.GET('/audit/sign-ins')));
  return (
    <>
      <h2>{t('health.signIns')}</h2>
      <Shown of={signIns}>{(minutes) => <SignInChart minutes={minutes} />}</Shown>
      <section>
        <h2>{t('health.parts')}</h2>
        <Shown of={health}>{({ parts }) => <Facts facts={Object.entries(parts)} />}</Shown>
      </section>
    </>
  );
}
