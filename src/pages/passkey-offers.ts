import { Injectable } from '@nestjs/common';
import { PageAddresses } from './page-addresses.js';
import type { PageTexts, Write } from './page-texts.js';
import type { PasskeyOfferProps } from './passkey-offer.js';

/** Offers a passkey on the pages that sign in. */
@Injectable()
export class PasskeyOffers {
  constructor(private readonly addresses: PageAddresses) {}

  /** Returns the offer in one language. `challenge` belongs to a sign-in that waits for a second factor. */
  of(
    { challenge, returnTo }: { readonly challenge?: string; readonly returnTo?: string },
    { passkey: { button, faults } }: PageTexts,
    write: Write,
  ): PasskeyOfferProps {
    const sentences = Object.entries(faults).map(([name, text]) => [name, write(text)]);
    return {
      button: write(button),
      settings: {
        options: this.addresses.of('/login/passkey/options'),
        finish: this.addresses.of('/login/passkey?cookie=true'),
        challenge,
        onward: this.addresses.onward(returnTo),
        faults: Object.fromEntries(sentences),
      },
    };
  }
}
