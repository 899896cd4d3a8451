import type { XOAuth2Options } from 'nodemailer';

const TIMEOUT_MS = 5000;
/** A token is not used in the last minute before it expires. */
const MARGIN_SECONDS = 60;
/** Microsoft's scope for sending from any mailbox that the application may use. */
const SCOPE = 'https://outlook.office365.com/.default';

interface TokenClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokenUrl: string;
}

/**
 * Returns a callback that gets tokens for the SMTP server by the client credentials grant (RFC 6749, section 4.4),
 * which nodemailer lacks.
 */
export function clientCredentials(client: TokenClient): NonNullable<XOAuth2Options['provisionCallback']> {
  return (_user, _renew, done) => {
    fetchToken(client).then(
      ({ token, expiresAt }) => done(null, token, expiresAt),
      (error: unknown) => done(Object.assign(error as Error, { code: 'EOAUTH2' })),
    );
  };
}

async function fetchToken({ clientId, clientSecret, tokenUrl }: TokenClient) {
  const fields = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: SCOPE,
  };
  const response = await fetch(tokenUrl, {
    method: 'POST',
    body: new URLSearchParams(fields),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const body = (await response.json()) as { access_token?: string; expires_in?: number; error?: string };
  if (body.access_token === undefined)
    throw new Error(`the token endpoint answered ${response.status} ${body.error ?? ''}`.trim());
  const seconds = Number(body.expires_in ?? 3600) - MARGIN_SECONDS;
  return { token: body.access_token, expiresAt: Date.now() + seconds * 1000 };
}
