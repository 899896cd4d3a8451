import { credentialsOf } from '@watchword/protocol';

/** Much longer than our ids and secrets, which take 120 characters. */
const MAX_BASIC_LENGTH = 1000;

/** A client's id and secret from HTTP Basic. */
export interface BasicCredentials {
  readonly id: string;
  readonly secret: string;
}

/**
 * Returns the id and secret of an Authorization header, or nothing. Both are form-encoded before they are joined (RFC
 * 6749 2.3.1).
 */
export function basicCredentialsOf(authorization: string | undefined): BasicCredentials | undefined {
  const encoded = credentialsOf(authorization, 'basic');
  if (encoded.length > MAX_BASIC_LENGTH || !/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return undefined;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  try {
    const [id, secret] = [text.slice(0, colon), text.slice(colon + 1)].map((half) =>
      decodeURIComponent(half.replaceAll('+', ' ')),
    );
    return id && secret ? { id, secret } : undefined;
  } catch {
    return undefined;
  }
}
