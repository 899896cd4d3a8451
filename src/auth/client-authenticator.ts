import { Injectable } from '@nestjs/common';
import { InvalidClient } from '../clients/clients.errors.js';
import { ClientsService } from '../clients/clients.service.js';
import type { ServiceClient } from '../common/principal.js';
import type { BasicCredentials } from '../http/authorization.js';

/**
 * The token facts of a client that sends its secret instead of a token. They never expire and are never older than a
 * revocation, because a secret is valid until it or its client is deleted.
 */
const WITHOUT_TOKEN = {
  tokenId: '',
  keyId: '',
  issuedAt: 0,
  issuedAtMilliseconds: Infinity,
  expiresAt: Infinity,
  roles: [],
};

/** Authenticates service clients by their id and secret (RFC 6749 2.3.1). */
@Injectable()
export class ClientAuthenticator {
  constructor(private readonly clients: ClientsService) {}

  /**
   * Returns the client with this id and secret. @throws InvalidClient, which requests them, also when none were sent
   */
  async authenticate(shown: BasicCredentials | undefined): Promise<ServiceClient> {
    if (!shown) throw askingForSecret();
    try {
      const { id: subject, secretId, scopes } = await this.clients.authenticate(shown.id, shown.secret);
      return { ...WITHOUT_TOKEN, kind: 'client', subject, secretId, scopes };
    } catch (error) {
      throw error instanceof InvalidClient ? askingForSecret() : error;
    }
  }
}

function askingForSecret(): InvalidClient {
  return new InvalidClient(undefined, { challenge: 'client secret' });
}
