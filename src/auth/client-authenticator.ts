import { Injectable } from '@nestjs/common';
import { InvalidClient } from '../clients/clients.errors.js';
import { ClientsService } from '../clients/clients.service.js';
import type { ServiceClient } from '../common/principal.js';
import type { BasicCredentials } from '../http/authorization.js';

/** No token can have expired or be older than a revocation here: a secret counts until it, or its client, is removed. */
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

  /** The client with this id and secret. @throws InvalidClient, which asks for them, also where there are none */
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
