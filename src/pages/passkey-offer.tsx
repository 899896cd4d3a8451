import type { JSX } from 'preact';
import type { PasskeySettings } from './scripts/passkey-script.js';

/** The button of a sign-in with a passkey. */
export interface PasskeyOfferProps {
  readonly button: string;
  readonly settings: PasskeySettings;
}

/** The button, which is hidden until the script of the page finds that the browser supports passkeys. */
export function PasskeyOffer({ button, settings }: PasskeyOfferProps): JSX.Element {
  return (
    <div class="passkey" data-passkey={JSON.stringify(settings)} hidden>
      <p role="alert" class="fault" />
      <button type="button">{button}</button>
    </div>
  );
}
