import { Injectable } from '@nestjs/common';
import type { ServiceClient } from '../common/principal.js';
import { InvalidClient } from '../clients/clients.errors.js';
import { ClientsService } from '../clients/clients.service.js';

const CHALLENGE = { headers: { 'www-authenticate': 'Basic realm="watchword", charset="UTF-8"' } };

/** Authenticates service clients by HTTP Basic (RFC 6749 2.3.1). */
@Injectable()
export class ClientAuthenticator {
  constructor(private readonly clients: ClientsService) {}

  /** Who the header names, with the right secret. @throws InvalidClient with a challenge */
  async authenticate(authorization: string | undefined): Promise<ServiceClient> {
    const [id, secret] = credentialsOf(authorization ?? '');
    if (!id || !secret) throw new InvalidClient(undefined, CHALLENGE);
    try {
      const { id: subject, scopes } = await this.clients.authenticate(id, secret);
      return { ...ANONYMOUS, kind: 'client', subject, scopes };
    } catch (error) {
      throw error instanceof InvalidClient ? new InvalidClient(undefined, CHALLENGE) : error;
    }
  }
}

/** There is no token, so nothing is known about one. */
const ANONYMOUS = { tokenId: '', keyId: '', issuedAt: 0, issuedAtMilliseconds: 0, expiresAt: 0, roles: [] };

/** Both halves are form-encoded before they are put together. */
function credentialsOf(authorization: string): string[] {
  const [, encoded = ''] = /^basic ([A-Za-z0-9+/]+={0,2})$/i.exec(authorization) ?? [];
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  try {
    return [text.slice(0, colon), text.slice(colon + 1)].map((half) =>
      decodeURIComponent(half.replaceAll('+', ' ')),
    );
  } catch {
    return [];
  }
}
