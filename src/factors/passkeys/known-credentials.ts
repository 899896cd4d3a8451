import type { Passkey } from './passkey.model.js';
import type { KnownCredentialDto } from './passkey-options.dto.js';

/** Describes passkeys to a browser. */
export function knownCredentials(passkeys: readonly Passkey[]): KnownCredentialDto[] {
  return passkeys.map(({ credentialId, transports }) => ({
    type: 'public-key',
    id: credentialId,
    transports: transports.split(' ').filter(Boolean),
  }));
}
